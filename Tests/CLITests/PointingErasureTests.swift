import TestSupport
import Testing

@Suite("A record that is found to point at an erased one") struct PointingErasureTests {
  private static let eid = Operator.eid

  private func erase(_ stand: ScriptedDesk) throws -> Finished {
    try stand.raw(["records", "erase", Self.eid, "person", "canary-1", "--yes", "canary-1"])
  }

  private func canary() -> String { ScriptedDesk.person("canary-1", name: "Canary", email: "canary@x.org") }

  @Test("goes for good, even if only a later run finds that out") func foundLater() throws {
    let stand = try ScriptedDesk(dataTypes: Self.owned)
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...1))
    let registrations = [
      #"{"rid": "canary-r1", "owner": "canary-1", "title": "canary note"}"#,
      #"{"rid": "r2", "owner": "a1", "title": "Two"}"#,
      #"{"rid": "canary-r3", "owner": "canary-1", "title": "canary note 3"}"#,
    ]
    stand.vendor.serveAll("registrations", registrations)
    try stand.sync("people")
    #expect(try stand.sync("registrations").words == "received 3, created 3")
    // One of them has left before. What they point at was not kept by earlier versions.
    stand.vendor.serveAll("registrations", Array(registrations.prefix(2)))
    try stand.sync("registrations")
    #expect(try stand.ids("registration") == ["canary-r1", "r2"])
    _ = try stand.desk.sqlite("UPDATE state SET refs=NULL")
    #expect(try erase(stand).code == 0)
    #expect(try stand.desk.files(holding: ["canary note"]) == ["events/\(Self.eid).db"])
    stand.vendor.serveAll("registrations", registrations)
    #expect(try stand.sync("registrations").words == "received 3, unchanged 1, deleted 1, skipped 2")
    #expect(try stand.ids("registration") == ["r2"])
    #expect(try stand.desk.sqlite("SELECT rid FROM state WHERE config=2") == "r2")
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try stand.desk.files(holding: ["canary note", "canary-r"]) == [])
    #expect(try stand.sync("registrations").words == "received 3, unchanged 1, skipped 2")
  }

  /// Registrations with a key of their own, whose owner is no part of it.
  private static let owned = #"""
    [{"id": "people", "fpType": "person", "primaryKey": ["id"], "stableOrder": true,
      "mapping": [{"from": "name", "to": "first_name"}]},
     {"id": "registrations", "fpType": "registration", "primaryKey": ["rid"], "stableOrder": true,
      "references": [{"target": "person", "to": "people", "key": ["owner"]}],
      "mapping": [{"from": "title", "to": "title"}]}]
    """#

  private func registration(_ id: String, of owner: String) -> String {
    #"{"rid": "\#(id)", "owner": "\#(owner)", "title": "T"}"#
  }

  @Test("because it was moved there takes no line of the change log from what the same run brought") func changeLog()
    throws
  {
    let stand = try ScriptedDesk(dataTypes: Self.owned)
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...1))
    try stand.sync("people")
    #expect(try erase(stand).code == 0)
    // Its creation is the last line of the log.
    stand.vendor.serveAll("registrations", [registration("r9", of: "a1")])
    #expect(try stand.sync("registrations").words == "received 1, created 1")
    stand.vendor.serveAll(
      "registrations",
      [registration("r9", of: "canary-1"), registration("r10", of: "a1"), registration("r11", of: "a1")])
    #expect(try stand.sync("registrations").words == "received 3, created 2, deleted 1, skipped 1")
    #expect(try stand.ids("registration") == ["r10", "r11"])
    let last = try stand.desk.sqlite("SELECT max(id) FROM run")
    #expect(try RunReport(stand.raw(["undo", last, "--json"])).words == "deleted 2")
    #expect(try stand.ids("registration") == [])
  }

  @Test("is named nowhere, though it comes twice") func comesTwice() throws {
    let stand = try ScriptedDesk(dataTypes: Self.owned)
    stand.vendor.serveAll("people", [canary()] + ScriptedDesk.people(1...1))
    stand.vendor.serveAll("registrations", [registration("r1", of: "canary-1"), registration("r2", of: "a1")])
    try stand.sync("people")
    try stand.sync("registrations")
    _ = try stand.desk.sqlite("UPDATE state SET refs=NULL")
    #expect(try erase(stand).code == 0)
    stand.vendor.serveAll(
      "registrations",
      [registration("r1", of: "canary-1"), registration("r1", of: "canary-1"), registration("r2", of: "a1")])
    #expect(
      try stand.sync("registrations").words == "received 3, unchanged 1, deleted 1, skipped 1, duplicated 1")
    #expect(try stand.problems() == [])
  }
}
