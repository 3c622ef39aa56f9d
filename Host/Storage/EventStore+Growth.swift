import HostModel

// What goes because it is old, so that a file does not grow without end however long it is used (DESIGN §2, rule 12).
extension EventStore {
  /// Days for which runs stay, with what they changed; for which problems stay that runs do not have any more, and
  /// what connectors said.
  package static let daysKept = (runs: 400, problems: 90)
  /// Ended problems that are kept at most, of all data configs together: a vendor whose bad values change
  /// with every run would fill the disk within the days.
  package static let problemsInAll = 20_000
  /// What one step removes at most, so that no run waits for long: rows, and lines of the change log. A run goes whole.
  private static let step = (rows: 1000, lines: 10_000)

  /// Runs of the data config `?1` that stay however old they are: its newest, its newest good one, what a person applied,
  /// and whatever something stored names.
  private static let lasting = """
    WITH lasting(run) AS (
      SELECT max(id) FROM run WHERE config=?1
      UNION ALL SELECT (SELECT id FROM run WHERE config=?1 AND kind='sync' AND status IN ('completed', 'partial')
        ORDER BY id DESC LIMIT 1)
      UNION ALL SELECT applied_run FROM config WHERE id=?1 UNION ALL SELECT run FROM applied_setup WHERE config=?1
      UNION ALL SELECT refused_run FROM autosync WHERE config=?1 UNION ALL SELECT run FROM hold
      UNION ALL SELECT run FROM kept UNION ALL SELECT hold_run FROM kept UNION ALL SELECT run FROM erased
      UNION ALL SELECT run FROM kept_out UNION ALL SELECT run FROM stale_plan)
    """
  private static let isOld = """
    config=?1 AND started<?2 AND status<>'running' AND id NOT IN (SELECT run FROM lasting WHERE run IS NOT NULL)
    """
  private static let hasOldValues = "config=?1 AND started<?2 AND status<>'running' AND has_values"

  /// Removes a step of what is old: runs with their lines of the change log, values of lines that stay, problems that have
  /// ended. Gives whether there may be more.
  ///
  /// Days count whole, so that only the first run of a day has something to remove. It leaves no traces to wipe: what is
  /// removed is overwritten, and its pages are used again.
  @discardableResult
  package func dropOld(at now: Double) throws -> Bool {
    let time = try firstMoment(kept: Self.daysKept.runs, at: now)
    var isMore = false
    for config in try database.rows("SELECT id FROM config", row: { try $0.number(0) }) where try hasOld(config, time) {
      if try database.together({ try dropRuns(of: config, before: time) }) { isMore = true }
    }
    let ended = SQLValue.real(try firstMoment(kept: Self.daysKept.problems, at: now))
    if try !database.rows("SELECT 1 FROM problem_span WHERE closed<? LIMIT 1", ended, row: { _ in 0 }).isEmpty {
      try database.run(
        "DELETE FROM problem_span WHERE id IN (SELECT id FROM problem_span WHERE closed<? ORDER BY closed LIMIT ?)",
        ended,
        .integer(Int64(Self.step.rows)))
      if database.changes == Self.step.rows { isMore = true }
    }
    let surplus =
      (try database.rows("SELECT count(*) FROM problem_span WHERE closed IS NOT NULL") { try $0.count(0) }.first ?? 0)
      - Self.problemsInAll
    if surplus > 0 {
      // As many as one run may add, and one step more, so that they become fewer.
      let step = min(surplus, Self.step.rows + Self.problemsKept)
      try database.run(
        """
        DELETE FROM problem_span WHERE id IN
          (SELECT id FROM problem_span WHERE closed IS NOT NULL ORDER BY closed LIMIT ?)
        """, .integer(Int64(step)))
      if database.changes == step, surplus > step { isMore = true }
    }
    if try dropOutput(before: firstMoment(kept: Self.daysKept.problems, at: now), atMost: Self.step.rows) {
      isMore = true
    }
    return isMore
  }

  /// The beginning of the day, in the event's zone, that lies so many days back.
  private func firstMoment(kept days: Int, at now: Double) throws -> Double {
    let (time, zone) = (now - Double(days) * 86_400, try eventRow().timeZone)
    return CalendarDate(at: time, in: zone)?.start(in: zone) ?? time
  }

  private func hasOld(_ config: Int64, _ time: Double) throws -> Bool {
    let (config, time) = (SQLValue.integer(config), SQLValue.real(time))
    // Of most data configs nothing is old, which is known at once.
    guard
      try !database.rows("SELECT 1 FROM run WHERE config=? AND started<? LIMIT 1", config, time, row: { _ in 0 })
        .isEmpty
    else { return false }
    return try database.rows(
      """
      \(Self.lasting) SELECT EXISTS(SELECT 1 FROM run WHERE \(Self.isOld))
        OR EXISTS(SELECT 1 FROM run WHERE \(Self.hasOldValues))
      """, config, time
    ) { $0.integer(0) != 0 }.first ?? false
  }

  /// Part of a transaction.
  private func dropRuns(of config: Int64, before time: Double) throws -> Bool {
    let old = try database.rows(
      """
      \(Self.lasting) SELECT id, first_change, last_change FROM run WHERE \(Self.isOld) ORDER BY started LIMIT ?3
      """, .integer(config), .real(time), .integer(Int64(Self.step.rows))
    ) { (id: try $0.number(0), lines: $0.isNull(1) || $0.isNull(2) ? nil : (try $0.number(1), try $0.number(2))) }
    var lines = 0
    var gone: Int64 = 0
    var isMore = old.count == Self.step.rows
    for run in old {
      guard lines < Self.step.lines else {
        isMore = true
        break
      }
      if let (first, last) = run.lines {
        try database.run(
          "DELETE FROM change WHERE id BETWEEN ? AND ? AND run=?", .integer(first), .integer(last), .integer(run.id))
        lines += database.changes
      }
      try database.run("DELETE FROM connector_output WHERE run=?", .integer(run.id))
      try database.run("DELETE FROM run WHERE id=?", .integer(run.id))
      gone = max(gone, run.id)
    }
    if gone > 0 {
      try database.run(
        "UPDATE event SET gone_run=max(gone_run, ?1), gone_before=max(coalesce(gone_before, ?2), ?2)", .integer(gone),
        .real(time))
      if lines > 0 { try forgetHistoryMark() }
    }
    if !isMore { try dropValues(of: config, before: time) }
    return isMore
  }

  /// Takes the values out of the lines of old runs that stay.
  private func dropValues(of config: Int64, before time: Double) throws {
    let runs = try database.rows(
      "SELECT id, first_change, last_change FROM run WHERE \(Self.hasOldValues)", .integer(config), .real(time)
    ) { (id: try $0.number(0), first: try $0.optionalNumber(1) ?? 0, last: try $0.optionalNumber(2) ?? 0) }
    for run in runs {
      try database.run(
        "UPDATE change SET fields=NULL WHERE id BETWEEN ? AND ? AND run=? AND fields IS NOT NULL", .integer(run.first),
        .integer(run.last), .integer(run.id))
      try database.run("UPDATE run SET has_values=0 WHERE id=?", .integer(run.id))
    }
  }

  // MARK: What is missing

  /// The time before which runs began that were removed because of their age; nil if none were.
  package func goneBefore() throws -> Double? {
    try database.rows("SELECT gone_before FROM event") { try $0.optionalTime(0) }.first ?? nil
  }

  /// True if there was a run of this number that was removed because of its age.
  package func isGone(run: Int64) throws -> Bool {
    try !database.rows(
      "SELECT 1 FROM event WHERE ?1 BETWEEN 1 AND gone_run AND NOT EXISTS(SELECT 1 FROM run WHERE id=?1)", .integer(run)
    ) { _ in true }.isEmpty
  }
}
