import HostModel

// What connectors logged and printed, which stays with their runs: as long as problems do, and of one data config no more than
// fits into a megabyte. It may say something of people, so it goes whenever what is said of people goes.
extension EventStore {
  /// Bytes that a data config's runs may have said together; what the oldest of them said goes first.
  package static let outputKept = 1 << 20

  /// Writes down what the connector of a run said, part of the transaction that ends the run.
  func write(_ output: ConnectorOutput, of run: Run) throws {
    guard !output.isEmpty, try (run.finished ?? run.started) < eventRow().historyEnd else { return }
    let logged = (output.first + output.last).map { "\($0.level.name): \($0.text)\n" }.joined()
    let printed = output.printed.map { $0 + "\n" }.joined()
    let config = try database.rows("SELECT config FROM run WHERE id=?", .integer(run.id)) { $0.integer(0) }.first
    guard let config else { return }
    try database.run(
      "INSERT OR REPLACE INTO connector_output VALUES(?,?,?,?,?,?,?,?,?)", .integer(run.id), .integer(config),
      .real(run.finished ?? run.started), .integer(Int64(logged.utf8.count + printed.utf8.count)), .text(logged),
      .integer(Int64(output.first.count)), .integer(Int64(output.leftOut)), .text(printed),
      .integer(Int64(output.printedBefore)))
    try database.run(
      """
      DELETE FROM connector_output WHERE config=?1 AND run<=coalesce((
        SELECT max(run) FROM (
          SELECT run, sum(size) OVER (ORDER BY run DESC) AS together FROM connector_output WHERE config=?1)
        WHERE together>?2), -1)
      """, .integer(config), .integer(Int64(Self.outputKept)))
  }

  /// What the connector of a run said, as far as it is kept.
  package func output(of run: Int64) throws -> ConnectorOutput {
    try database.rows(
      "SELECT logged, kept_first, left_out, printed, printed_before FROM connector_output WHERE run=?", .integer(run)
    ) { row in
      let lines = row.text(0).split(separator: "\n").map(Self.line)
      let first = max(0, min(row.integer(1), Int64(lines.count)))
      return ConnectorOutput(
        first: Array(lines.prefix(Int(first))), leftOut: Int(max(0, row.integer(2))),
        last: Array(lines.dropFirst(Int(first))), printed: row.text(3).split(separator: "\n").map(String.init),
        printedBefore: Int(max(0, row.integer(4))))
    }.first ?? ConnectorOutput()
  }

  private static func line(_ text: Substring) -> ConnectorOutput.Line {
    for level in [ConnectorOutput.Level.debug, .info, .warning] where text.hasPrefix("\(level.name): ") {
      return .init(level, String(text.dropFirst(level.name.count + 2)))
    }
    return .init(.info, String(text))
  }

  /// Removes what connectors of runs before a time said, so many at most; gives whether there may be more.
  func dropOutput(before time: Double, atMost step: Int) throws -> Bool {
    let due = try database.rows("SELECT 1 FROM connector_output WHERE ended<? LIMIT 1", .real(time)) { _ in true }
    guard !due.isEmpty else { return false }
    try database.run(
      "DELETE FROM connector_output WHERE run IN (SELECT run FROM connector_output WHERE ended<? ORDER BY ended LIMIT ?)",
      .real(time), .integer(Int64(step)))
    return database.changes == step
  }

  /// Removes all of it; part of a transaction after which no traces of people may stay.
  package func forgetOutput() throws { try database.run("DELETE FROM connector_output") }

  /// True if there is any.
  func hasOutput() throws -> Bool {
    try !database.rows("SELECT 1 FROM connector_output LIMIT 1") { _ in true }.isEmpty
  }
}
