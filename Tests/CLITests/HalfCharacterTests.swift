import TestSupport
import Testing

/// RFC 8259, section 8.2: what software makes of half a surrogate pair cannot be foretold.
@Suite("An id with half of a surrogate pair, which is no character") struct HalfCharacterTests {
  private static let problem =
    "A record has no id: id holds half of a surrogate pair (\\ud800 to \\udfff), which is no character, so that it could be"
    + " another record's."

  @Test("is no id: nobody is taken for somebody else, and nobody is deleted") func people() throws {
    let stand = try ScriptedDesk()
    let (first, second) = (ScriptedDesk.person(#"\ud800"#, name: "Ann"), ScriptedDesk.person(#"\ufffd"#, name: "Bob"))
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1"), ScriptedDesk.person("a2")])
    try stand.sync("people")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1"), first, second, ScriptedDesk.person(#"\udc00\ud800"#)])
    let run = try stand.sync("people")
    #expect(run.words == "received 4, created 1, unchanged 1, invalid 2")
    #expect(run.status == "partial")
    #expect(
      run.reason
        == "No missing record leaves: 2 delivered records have no id, and could be among the missing ones.")
    #expect(try stand.problems().filter { $0.hasPrefix("A record") } == [Self.problem, Self.problem])
    #expect(try stand.desk.sqlite("SELECT name FROM person ORDER BY id") == "Ada\nAda\nBob")
  }

  @Test("whole pairs are as good as any character") func pairs() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person(#"\ud83c\udf0a"#), ScriptedDesk.person("🌊🌊")])
    #expect(try stand.sync("people").words == "received 2, created 2")
    #expect(try stand.ids("person") == ["🌊", "🌊🌊"])
  }

  @Test("names no person in a registration") func registrations() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person(#"\ufffd"#)])
    stand.vendor.serveAll("sessions", [#"{"id": "s1", "title": "Talk"}"#])
    stand.vendor.serveAll(
      "registrations", [#"{"person": "\ufffd", "session": "s1"}"#, #"{"person": "\udfff", "session": "s1"}"#])
    try stand.sync("people")
    try stand.sync("sessions")
    let run = try stand.sync("registrations")
    #expect(run.words == "received 2, created 1, invalid 1")
    #expect(try stand.ids("registration") == ["�/s1"])
  }

  @Test("in the vendor's word that a record is gone names nobody") func tombstones() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person(#"\ufffd"#), ScriptedDesk.person("a1")], #""cursor": "c1""#)
    try stand.sync("people")
    stand.vendor.serve(
      "people", [[]], since: "c1", #""deleted": [["\ud800"], ["a1"]], "cursor": "c2", "empty": true"#)
    #expect(try stand.sync("people", "--incremental").words == "deleted 1")
    #expect(try stand.ids("person") == ["�"])
  }

  @Test("in records that a connector built of others, where it is a replacement character by then") func built() throws
  {
    let vendor = try ScriptedVendor()
    let desk = try Operator()
    try desk.connect(
      "certain", ["account=A", "user=u", "event=E"], secret: ("password", "secret-word"), to: vendor.address)
    vendor.answer(
      "/api/standard/2.0/accounts/A/events/E/sessions?start_index=1&max_results=500",
      ScriptedAnswer(
        #"{"completeCollectionSize":2,"size":2,"startingIndex":1,"sessions":[{"sessionCode":"\ud800","name":"One"},"#
          + #"{"sessionCode":"\udc00","name":"Two"}]}"#))
    let run = try RunReport(desk.patchbay("sync", "certain/sessions", "--json"))
    #expect(run.words == "received 2, invalid 2")
  }
}
