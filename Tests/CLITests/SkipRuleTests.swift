import TestSupport
import Testing

@Suite("A person whom the skip rule names") struct SkipRuleTests {
  @Test("leaves, and when they come back they are the same record") func leavesAndComesBack() throws {
    let stand = try ScriptedDesk()
    let others = ScriptedDesk.people(1...9)
    stand.vendor.serveAll("people", others + [ScriptedDesk.person("z", name: "Zoe")])
    #expect(try stand.sync("people").words == "received 10, created 10")
    let row = try stand.desk.sqlite("SELECT n FROM state WHERE rid='z'")

    stand.vendor.serveAll("people", others + [ScriptedDesk.person("z", name: "Zoe", status: "Cancelled")])
    let left = try stand.sync("people")
    #expect(left.words == "received 10, unchanged 9, deleted 1, skipped 1")
    #expect(left.status == "completed")
    #expect(try stand.ids("person") == (1...9).map { "a\($0)" })
    #expect(try stand.sync("people").words == "received 10, unchanged 9, skipped 1")

    stand.vendor.serveAll("people", others + [ScriptedDesk.person("z", name: "Zora")])
    #expect(try stand.sync("people").words == "received 10, created 1, unchanged 9")
    #expect(try stand.desk.sqlite("SELECT name FROM person WHERE id='z'") == "Zora")
    #expect(try stand.desk.sqlite("SELECT n FROM state WHERE rid='z'") == row)
    #expect(
      try stand.desk.sqlite("SELECT run, kind, fields FROM change WHERE rid='z' ORDER BY id")
        == "1|1|\n2|3|\n4|4|{\"1\":[\"Zoe\",\"Zora\"]}")
  }

  @Test("and was never stored is skipped, not stored, not counted as deleted") func neverStored() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a"), ScriptedDesk.person("z", status: "cancelled")])
    #expect(try stand.sync("people").words == "received 2, created 1, skipped 1")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM payload") == "1")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a")])
    #expect(try stand.sync("people").words == "received 1, unchanged 1")
    #expect(try stand.desk.sqlite("SELECT rid FROM state") == "a")
  }

  @Test("stays when too many of them would leave at once, and is listed") func tooMany() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...4))
    try stand.sync("people")
    stand.vendor.serveAll(
      "people",
      [ScriptedDesk.person("a1")] + (2...4).map { ScriptedDesk.person("a\($0)", status: "cancelled") })
    let run = try stand.sync("people")
    #expect(run.words == "received 4, unchanged 1, skipped 3, heldDeletions 3")
    #expect(run.status == "partial")
    #expect(
      run.reason
        == "Held for approval: 3 of 4 stored records would leave, more than half. See 'patchbay deletions list'.")
    #expect(try stand.held() == ["deletion a2", "deletion a3", "deletion a4"])
    #expect(try stand.ids("person") == ["a1", "a2", "a3", "a4"])
  }
}
