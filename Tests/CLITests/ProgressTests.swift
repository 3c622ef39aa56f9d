import TestSupport
import Testing

@Suite("The progress of a sync on a terminal") struct ProgressTests {
  /// What was drawn over one another, each drawing by itself.
  private func drawings(columns: Int) throws -> (drawn: [Substring], rest: Substring) {
    let stand = try ScriptedDesk()
    let pages = (0..<3).map { page in ScriptedDesk.people(page * 10 + 1...page * 10 + 10) }
    stand.vendor.serve("people", pages, total: 30)
    let shown = try Terminal.run(
      Products.patchbay, ["sync", "\(Operator.eid)/v/people"], columns: columns,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    let parts = shown.split(separator: "\r\u{1B}[K", omittingEmptySubsequences: false)
    return (parts.dropLast().filter { !$0.isEmpty }, parts.last ?? "")
  }

  @Test("says where it is and is gone at the end") func wide() throws {
    let (drawn, rest) = try drawings(columns: 120)
    #expect(drawn.first == "v/people: fetching 10 records, 1 page")
    #expect(drawn.last == "v/people: writing 30 records")
    #expect(
      rest == """
        Sync of \(Operator.eid)/v/people: completed (run 1)
          Received 30 · Created 30 · Unchanged 0 · Updated 0 · Deleted 0 · Skipped 0
          Stored now: 30.

        """)
  }

  @Test("stays on one line of a window, however narrow", arguments: [1, 2, 20, 36, 37]) func narrow(_ columns: Int)
    throws
  {
    let (drawn, _) = try drawings(columns: columns)
    #expect(drawn.count > 0)
    #expect(drawn.allSatisfy { $0.count < max(columns, 2) })
    if columns == 20 { #expect(drawn.first == "v/people: fetching…") }
  }
}
