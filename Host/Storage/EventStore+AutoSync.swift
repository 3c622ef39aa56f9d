import HostModel

extension EventStore {
  /// How each data config that runs by itself does so, by the config's number.
  package func autoSyncs() throws -> [Int64: AutoSync] {
    let rows = try database.rows("SELECT config, every, from_day, until_day, since FROM autosync") { row in
      (
        try row.number(0),
        AutoSync(
          every: try row.whole(1, in: AutoSync.frequencies), from: try day(row, 2), until: try day(row, 3),
          since: try row.time(4))
      )
    }
    return Dictionary(rows) { first, _ in first }
  }

  /// Switches auto-sync on, or changes it: what happened before counts no more.
  package func setAutoSync(_ autoSync: AutoSync, of config: Int64) throws {
    try database.run(
      """
      INSERT OR REPLACE INTO autosync(config, every, from_day, until_day, since, after_run)
      SELECT ?1, ?2, ?3, ?4, ?5, (SELECT coalesce(max(id), 0) FROM run WHERE config=?1)
      """, .integer(config), .integer(Int64(autoSync.every)), SQLValue(autoSync.from?.description),
      SQLValue(autoSync.until?.description), .real(autoSync.since))
  }

  /// Switches auto-sync off; false if it was not on.
  package func removeAutoSync(of config: Int64) throws -> Bool {
    try database.run("DELETE FROM autosync WHERE config=?", .integer(config))
    return database.changes == 1
  }

  /// What became of a data config's automatic runs since auto-sync was last switched on or changed.
  ///
  /// A run that was told to stop is one that was cut off: what it was to fetch is still to be fetched. More than a handful in
  /// a row make no difference to when the next one is.
  package func jobHistory(of config: Int64) throws -> JobHistory {
    let newest = try database.rows(
      """
      SELECT r.started, r.finished, r.status, r.id=a.refused_run, r.id FROM autosync a JOIN run r ON r.config=a.config AND r.id>a.after_run
      WHERE a.config=? AND r.automatic ORDER BY r.id DESC LIMIT 10
      """, .integer(config)
    ) { row in
      let status = cutOff.contains(try row.number(4)) ? .interrupted : RunStatus(rawValue: row.text(2)) ?? .failed
      return (try row.time(0), try row.optionalTime(1), status, row.integer(3) != 0)
    }
    let ended = newest.drop { $0.2 == .running }.map(\.2)
    return JobHistory(
      started: newest.first?.0, ended: newest.first?.1,
      failures: ended.prefix { $0 == .failed || $0 == .refused }.count,
      interruptions: ended.prefix { $0 == .interrupted || $0 == .cancelled }.count,
      wasRefused: newest.first?.3 ?? false)
  }

  /// The newest automatic run of a data config, one under way included; nil if there was none.
  package func lastAutomaticRun(of config: Int64) throws -> Run? {
    let newest = try database.rows(
      "SELECT id FROM run WHERE config=? AND automatic ORDER BY id DESC LIMIT 1", .integer(config)
    ) { try $0.number(0) }.first
    return try newest.flatMap { try run($0) }
  }

  /// The newest run of a data config that applied everything that it fetched, and when it ended; nil if there was none.
  package func lastGoodRun(of config: Int64) throws -> (run: Int64, finished: Double)? {
    try database.rows(
      """
      SELECT id, finished FROM run WHERE config=? AND kind='sync' AND status IN ('completed', 'partial')
      ORDER BY id DESC LIMIT 1
      """, .integer(config)
    ) { (run: try $0.number(0), finished: try $0.time(1)) }.first
  }

  private func day(_ row: Statement, _ column: Int32) throws(StoreError) -> CalendarDate? {
    guard !row.isNull(column) else { return nil }
    guard let day = CalendarDate(row.text(column)) else { throw damaged("a day of auto-sync", row.text(column)) }
    return day
  }
}
