import TestSupport
import Testing

@Suite("Undoing a discard") struct DiscardUndoTests {
  private let config = "\(Operator.eid)/v/people"

  private func undo(_ stand: ScriptedDesk, _ run: Int) throws -> RunReport {
    try RunReport(stand.raw(["undo", "\(run)", "--json"]))
  }

  /// Everything that is known of what is held.
  private func holds(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT * FROM hold ORDER BY rid; SELECT * FROM absent ORDER BY rid")
  }

  @Test("holds all of it again in one go, as it was held, and can itself be undone") func wholeDiscard() throws {
    let stand = try ApprovalTests.heldEleven()
    let before = try holds(stand)
    #expect(try stand.raw(["deletions", "discard", "v/people"]).code == 0)
    let finished = try stand.raw(["undo", "3", "--json"])
    let run = try RunReport(finished)
    #expect(run.words == "heldDeletions 11")
    #expect(run.status == "partial")
    #expect(
      run.reason == "Undoes run 3. 11 records wait for a decision again: see 'patchbay deletions list \(config)'.")
    #expect(finished.code == 5)
    #expect(try holds(stand) == before)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept") == "0")

    let again = try undo(stand, 4)
    #expect(again.words == "")
    #expect(
      again.reason
        == "Undoes run 4. 11 held deletions discarded: the records stay until the vendor delivers them again.")
    #expect(try stand.sync("people").words == "received 9, unchanged 9")

    // Held once more, and approved without asking the vendor: its last whole answer said the same.
    #expect(try undo(stand, 5).words == "heldDeletions 11")
    #expect(try stand.sync("people").words == "received 9, unchanged 9, heldDeletions 11")
    let asked = stand.vendor.requests.count
    #expect(try RunReport(stand.raw(["deletions", "approve", "v/people", "--json"])).words == "deleted 11")
    #expect(stand.vendor.requests.count == asked)
  }

  @Test("goes on holding them in every run after it, also when the order is not stable") func steady() throws {
    let stand = try ScriptedDesk(isStable: false)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...4))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    for _ in 0..<2 { try stand.sync("people") }
    #expect(try stand.raw(["deletions", "discard", "v/people"]).code == 0)
    #expect(try undo(stand, 4).words == "heldDeletions 3")
    for _ in 0..<2 {
      #expect(try stand.sync("people").words == "received 1, unchanged 1, heldDeletions 3")
      #expect(try stand.held() == ["deletion a2", "deletion a3", "deletion a4"])
    }
  }

  @Test("holds creations again with what they would store, and cancelled people as such") func everyKind() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    let cancelled = ScriptedDesk.person("a20", status: "cancelled")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b") + [cancelled])
    #expect(try stand.sync("people").words == "received 21, skipped 1, heldDeletions 20, heldCreations 20")
    let before = try holds(stand)
    #expect(try stand.raw(["deletions", "discard", "v/people"]).code == 0)
    #expect(try undo(stand, 3).words == "received 20, heldDeletions 20, heldCreations 20")
    #expect(try holds(stand) == before)
    #expect(
      try RunReport(stand.raw(["deletions", "approve", "v/people", "--json"])).words
        == "received 20, created 20, deleted 20")
    #expect(try stand.desk.sqlite("SELECT email FROM person WHERE id='b7'") == "pb7@x.org")
    #expect(try stand.sync("people").words == "received 21, unchanged 20, skipped 1")
  }

  @Test("leaves alone what the vendor settled since, and asks the vendor before the rest is approved") func moved()
    throws
  {
    let stand = try ApprovalTests.heldEleven()
    #expect(try stand.raw(["deletions", "discard", "v/people"]).code == 0)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...11))
    #expect(try stand.sync("people").words == "received 11, unchanged 11")
    let finished = try stand.raw(["undo", "3"])
    #expect(finished.code == 5)
    let why =
      "Left as it is: what was discarded does not stand any more, because the vendor has delivered or changed it since,"
      + " or a person decided otherwise."
    #expect(
      finished.output == """
        Undo in \(config): partial (run 5)
          Undoes run 3. 9 records wait for a decision again: see 'patchbay deletions list \(config)'.
          Received 2 · Created 0 · Unchanged 2 · Updated 0 · Deleted 0 · Skipped 0 · Held deletions 9
          Stored now: 20.
          Problems (2):
            a10: \(why)
            a11: \(why)

        """)
    let asked = stand.vendor.requests.count
    stand.vendor.serveAll("people", ScriptedDesk.people(1...12))
    let approval = try stand.raw(["deletions", "approve", "v/people", "--json"])
    let runs = try approval.output.split(separator: "\n").map { try RunReport(line: String($0)) }
    #expect(runs.map(\.words) == ["received 12, unchanged 12, heldDeletions 8", "deleted 8"])
    #expect(stand.vendor.requests.count == asked + 1)
    #expect(try stand.ids("person") == (1...12).map { "a\($0)" }.sorted())
  }

  @Test("is not needed for a sync that only held: that says what to do instead") func heldOnly() throws {
    let stand = try ApprovalTests.heldEleven()
    let before = try stand.desk.dump()
    let finished = try stand.raw(["undo", "2"])
    #expect(
      finished.error
        == "Run 2 changed no record; 11 deletions were held when it ended: there is nothing to undo. Let what is"
        + " held happen with 'patchbay deletions approve \(config)', or keep it from happening with"
        + " 'patchbay deletions discard \(config)'.\n")
    #expect(finished.code == 2)
    #expect(try stand.desk.dump() == before)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM run") == "2")
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(
      try stand.raw(["undo", "2"]).error
        == "Run 2 changed no record; 11 deletions were held when it ended: there is nothing to undo. Nothing of"
        + " \(config) is held any more. If an approval or a discard ended that, undo that run: see"
        + " 'patchbay runs list \(config)'.\n")
  }
}
