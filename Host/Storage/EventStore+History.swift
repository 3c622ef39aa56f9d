import HostModel

// What the change log keeps of the values that were replaced, and for how long.
extension EventStore {
  /// Lines of the change log that one transaction looks at.
  private static let linesAtOnce: Int64 = 10_000

  /// What stands in place of what is no longer said of a record.
  static let notKept = "(no longer kept)"

  /// Removes the values from the change log if the event is over for long enough, piece by piece; the lines themselves,
  /// and so all counts, stay. Gives how many lines lost their values. What problems say of a record's field, which quotes its value,
  /// goes with them, and so does what connectors said.
  package func dropHistory(at now: Double) throws -> Int {
    guard try now >= eventRow().historyEnd else { return 0 }
    let last = try database.rows("SELECT coalesce(max(id), 0) AS id FROM change") { try $0.number(0) }.first ?? 0
    var gone = try database.rows("SELECT history_gone FROM event") { try $0.number(0) }.first ?? 0
    var lines = 0
    while gone < last {
      let end = min(gone + Self.linesAtOnce, last)
      try database.write {
        try database.run(
          "UPDATE change SET fields=NULL WHERE id>? AND id<=? AND fields IS NOT NULL", .integer(gone), .integer(end))
        let changed = database.changes
        lines += changed
        if changed > 0 { try leaveTraces() }
        try database.run("UPDATE event SET history_gone=max(history_gone, ?)", .integer(end))
      }
      gone = end
    }
    try dropProblemWords()
    if try hasOutput() {
      try database.write {
        try forgetOutput()
        try leaveTraces()
      }
    }
    return lines
  }

  /// Few runs come after that time, so looking at all problems is no burden.
  private func dropProblemWords() throws {
    let words = SQLValue.text(Self.notKept)
    let isDue = "field<>'' AND rid<>'' AND reason<>?1"
    let due = try database.rows("SELECT 1 FROM problem_span WHERE \(isDue) LIMIT 1", words) { _ in true }
    guard !due.isEmpty else { return }
    try database.write {
      try database.run("UPDATE problem_span SET reason=?1 WHERE \(isDue)", words)
      try leaveTraces()
    }
  }

  /// Sees to it that lines which get the numbers of removed ones are looked at again; part of what removes lines.
  package func forgetHistoryMark() throws {
    try database.execute(
      """
      UPDATE event SET history_gone=min(history_gone, (SELECT coalesce(max(id), 0) FROM change));
      UPDATE config SET references_at=min(references_at, (SELECT coalesce(max(id), 0) FROM change));
      """)
  }

  // MARK: Traces

  /// Writes down that removed values may still stand in free pages of the file; part of what removes them.
  package func leaveTraces() throws { try database.execute("UPDATE event SET has_traces=1") }

  /// True if removed values may still stand in free pages of the file, or in plans.
  package func hasTraces() throws -> Bool {
    try database.rows("SELECT has_traces FROM event") { $0.integer(0) != 0 }.first ?? false
  }

  /// Writes down that the plans of these previews hold removed values: their spools go, and if `whole` all of them.
  package func markStale(_ plans: [Int64], whole: Bool) throws {
    for plan in plans {
      try database.run(
        "INSERT INTO stale_plan VALUES(?1, ?2) ON CONFLICT DO UPDATE SET whole=max(whole, ?2)", .integer(plan),
        .integer(whole ? 1 : 0))
    }
  }

  /// Previews whose plans hold removed values.
  package func stalePlans() throws -> [(run: Int64, whole: Bool)] {
    try database.rows("SELECT run, whole FROM stale_plan ORDER BY run") { (try $0.number(0), $0.integer(1) != 0) }
  }

  /// Overwrites what removed values left in the file; the last thing to do about them.
  package func wipeTraces() throws {
    try database.rewrite()
    try database.execute("BEGIN IMMEDIATE; UPDATE event SET has_traces=0; DELETE FROM stale_plan; COMMIT")
  }
}
