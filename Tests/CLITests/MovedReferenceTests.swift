import TestSupport
import Testing

@Suite("A registration that may point at another person than before") struct MovedReferenceTests {
  /// Tickets and the places that they have, each place with a number of its own; the newest of two with the same number
  /// counts.
  private static let dataTypes = #"""
    [{"id": "people", "fpType": "person", "primaryKey": ["id"], "total": "announced", "stableOrder": true,
      "incremental": true, "skip": [{"field": "status", "in": ["cancelled"]}],
      "mapping": [{"from": "name", "to": "name"}]},
     {"id": "places", "fpType": "registration", "primaryKey": ["no"], "modified": "at", "total": "announced",
      "stableOrder": true, "incremental": true, "skip": [{"field": "state", "in": ["off"]}],
      "references": [{"target": "person", "to": "people", "key": ["person"]}],
      "mapping": [{"from": "state", "to": "state"}]}]
    """#

  private func place(_ no: Int, _ person: String, state: String = "in", at: Int = 1) -> String {
    "{\"no\": \(no), \"person\": \"\(person)\", \"state\": \"\(state)\", \"at\": \"2026-01-0\(at)T00:00:00Z\"}"
  }

  /// People a1 to a9, some skipped, and a place for each.
  private func stand(skipped: Set<Int> = []) throws -> ScriptedDesk {
    let stand = try ScriptedDesk(dataTypes: Self.dataTypes)
    try serve(stand, people: Set(1...9), skipped: skipped)
    stand.vendor.serveAll("places", (1...9).map { place($0, "a\($0)") }, "\"cursor\": \"c1\"")
    stand.vendor.serve("places", [[]], since: "c1")
    try stand.sync("places")
    return stand
  }

  private func serve(_ stand: ScriptedDesk, people: Set<Int>, skipped: Set<Int> = []) throws {
    stand.vendor.serveAll(
      "people", people.sorted().map { ScriptedDesk.person("a\($0)", status: skipped.contains($0) ? "cancelled" : "ok") }
    )
    try stand.sync("people")
  }

  private func idle(_ stand: ScriptedDesk) throws -> String {
    let run = try stand.sync("places", "--incremental")
    return "\(run.status): \(run.words)"
  }

  @Test("stays when its former person leaves and its new one comes", arguments: ["in", "moved"])
  func transferred(_ state: String) throws {
    let stand = try stand()
    // Told before the new person is known.
    stand.vendor.serve("places", [[place(9, "a10", state: state, at: 2)]], since: "c1", "\"cursor\": \"c2\"")
    stand.vendor.serve("places", [[]], since: "c2")
    #expect(try stand.sync("places", "--incremental").words == "received 1, invalid 1")
    try serve(stand, people: Set(1...8).union([10]))
    let taken = state == "in" ? "unchanged 1" : "updated 1"
    #expect(try idle(stand) == "completed: received 1, \(taken)")
    #expect(try stand.ids("registration").count == 9)
    #expect(try stand.desk.sqlite("SELECT state FROM registration WHERE id='9'") == state)
    #expect(try idle(stand) == "completed: ")
    // It is the new one's now.
    try serve(stand, people: Set(1...8), skipped: [])
    #expect(try idle(stand) == "partial: deleted 1")
  }

  @Test("waits on when an older copy of it came in the same list") func twice() throws {
    let stand = try stand(skipped: [9])
    let list = (1...8).map { place($0, "a\($0)") } + [place(9, "a9", state: "off", at: 1), place(9, "a9", at: 2)]
    stand.vendor.serve("places", [list], total: 9, "\"cursor\": \"c1\"")
    for _ in 0..<3 {
      #expect(try stand.sync("places").words == "received 10, unchanged 8, skipped 1, duplicated 1")
      #expect(try stand.desk.sqlite("SELECT rid FROM pending") == "9")
    }
    try serve(stand, people: Set(1...9))
    #expect(try idle(stand) == "completed: received 1, created 1")
  }

  @Test("leaves also when its person's leaving has the number of an erased line of the log") func numbers() throws {
    let stand = try stand()
    try serve(stand, people: Set(1...10))
    #expect(try idle(stand) == "completed: ")
    #expect(try stand.raw(["records", "erase", Operator.eid, "person", "a10", "--yes", "a10"]).code == 0)
    try serve(stand, people: Set(1...8))
    #expect(try idle(stand) == "partial: deleted 1")
  }

  @Test("is shown by a preview as leaving or held, like any other") func preview() throws {
    let stand = try stand()
    let path = stand.desk.folder.path + "/p.xlsx"
    func changes() throws -> [String: Int] {
      _ = try stand.raw(["preview", "v/places", "-o", path])
      let rows = try OpenedWorkbook(path)["Synced Data"].dropFirst()
      return Dictionary(rows.map { ($0.last ?? "", 1) }, uniquingKeysWith: +)
    }
    try serve(stand, people: Set(1...9), skipped: [9])
    #expect(try changes() == ["unchanged": 8, "deleted": 1])
    try serve(stand, people: Set(1...9), skipped: Set(4...9))
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(try changes() == ["unchanged": 3, "stays, deletion held": 6])
  }

  @Test("is asked for again before its deletion is approved, if its person may be back") func approved() throws {
    let stand = try stand()
    try serve(stand, people: Set(1...9), skipped: Set(4...9))
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(try stand.sync("places").words == "received 9, unchanged 3, skipped 6, heldDeletions 6")
    try serve(stand, people: Set(1...9))
    _ = try stand.raw(["deletions", "approve", "v/places"])
    #expect(try stand.ids("registration").count == 9)
    #expect(try stand.held() == [])
  }

  @Test("is erased with its person also from what a person discarded") func discarded() throws {
    let stand = try stand()
    stand.vendor.serveAll(
      "places", (21...34).map { place($0, "a\($0 % 9 + 1)", state: "canary") }, "\"cursor\": \"c1\"")
    #expect(try stand.sync("places").words == "received 14, heldDeletions 9, heldCreations 14")
    #expect(try stand.raw(["deletions", "discard", "v/places"]).code == 0)
    // a3's places are 20 and 29.
    #expect(try stand.raw(["records", "erase", Operator.eid, "person", "a3", "--yes", "a3"]).code == 0)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept WHERE rid='29'") == "0")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM change WHERE rid='29'") == "0")
  }
}
