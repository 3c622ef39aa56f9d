import TestSupport
import Testing

@Suite("An id of more than 1,024 bytes") struct LongIDTests {
  private let long = String(repeating: "x", count: 1_000_000)
  private let shown = String(repeating: "x", count: 60) + "… (1,000,000 bytes)"
  /// An id that a version without a limit stored.
  private let old = String(repeating: "y", count: 1200)
  private let oldShown = String(repeating: "y", count: 60) + "… (1,200 bytes)"

  @Test("is invalid, and is shown by its beginning; one of 1,024 is taken") func invalid() throws {
    let stand = try ScriptedDesk()
    let longest = String(repeating: "é", count: 512)
    stand.vendor.serveAll(
      "people", [long, longest, longest + "x"].map { ScriptedDesk.person($0, email: "ann@x.org") })
    let words = "Not taken: its id has 1,000,000 bytes, and may have 1,024."
    let preview = try stand.desk.patchbay("preview", "v/people")
    #expect(preview.code == 5)
    #expect(preview.output.contains("\n    \(shown): \(words)\n"))
    let report = try stand.sync("people")
    #expect(report.words == "received 3, created 1, invalid 2")
    #expect(report.status == "partial")
    let other = String(repeating: "é", count: 60) + "… (1,025 bytes)"
    #expect(
      try stand.problems() == [
        "\(shown): \(words)", "\(other): Not taken: its id has 1,025 bytes, and may have 1,024.",
      ])
    #expect(try stand.desk.sqlite("SELECT id='\(longest)' FROM person") == "1")
    #expect(try stand.desk.files(holding: [long]) == [])
    #expect(try stand.sync("people").words == "received 3, unchanged 1, invalid 2")
    #expect(try stand.raw(["doctor"]).output.contains("ok   record ids     none has more than 1,024 bytes\n"))
  }

  @Test("counts as joined, of an element of a list with its parent's") func joined() throws {
    let stand = try ScriptedDesk()
    let code = String(repeating: "o", count: 1020)
    stand.vendor.serveAll(
      "positions", [#"{"code": "\#(code)", "positions": [{"no": "123", "title": "A"}, {"no": "1234", "title": "B"}]}"#])
    #expect(try stand.sync("positions").words == "received 2, created 1, invalid 1")
    #expect(try stand.desk.sqlite("SELECT title FROM exhibitor") == "A")
  }

  @Test("that is stored already stays as it is while it comes, and doctor names it") func stored() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    try stand.sync("people")
    _ = try stand.desk.sqlite("UPDATE state SET rid='\(old)' WHERE rid='a9'")
    let problem =
      "\(oldShown): Not taken: its id has 1,200 bytes, and may have 1,024. What is stored of it stays as it is."
    for name in ["Ada", "Eve"] {
      stand.vendor.serveAll("people", ScriptedDesk.people(1...8) + [ScriptedDesk.person(old, name: name)])
      #expect(try stand.sync("people").words == "received 9, unchanged 8, invalid 1")
      #expect(try stand.problems() == [problem])
    }
    #expect(try stand.desk.sqlite("SELECT name, count(*) FROM person GROUP BY 1") == "Ada|9")
    #expect(
      try stand.raw(["doctor"]).output.contains(
        "BAD  record ids     Live records have ids of more than 1,024 bytes: 1 of \(Operator.eid)/v/people, such as"
          + " '\(oldShown)'. They stay as they are, and no run changes them while the vendor delivers them. Ask the"
          + " connector's maker for shorter keys.\n"))
    // It leaves as every other when the vendor has it no more.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...8))
    #expect(try stand.sync("people").words == "received 8, unchanged 8, deleted 1")
  }

  @Test("that waits or is held does not come in") func heldAndWaiting() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9, "b"))
    #expect(try stand.sync("people").words == "received 9, heldDeletions 9, heldCreations 9")
    _ = try stand.desk.sqlite("UPDATE hold SET rid='\(old)' WHERE rid='b9'")
    // What it would come instead of must not leave without it.
    let refused = try stand.raw(["deletions", "approve", "v/people"])
    #expect(refused.code == 3)
    #expect(
      refused.error
        == "Nothing of \(Operator.eid)/v/people was approved: 1 of the held creations has an id of more than 1,024 bytes and"
        + " cannot be stored, so the held deletions would leave nobody in their place. What is held stays held. Approve the"
        + " deletions by their ids if they are right, or 'patchbay deletions discard \(Operator.eid)/v/people'.\n")
    #expect(try stand.held().count == 18)
    // Of the whole event it keeps no other data config from it.
    stand.vendor.serveAll("sessions", (1...20).map { #"{"id": "s\#($0)", "title": "T"}"# })
    try stand.sync("sessions")
    stand.vendor.serveAll("sessions", [#"{"id": "s1", "title": "T"}"#])
    #expect(try stand.sync("sessions").words == "received 1, unchanged 1, heldDeletions 19")
    let all = try stand.raw(["deletions", "approve", Operator.eid])
    #expect(all.code == 3)
    #expect(all.error == refused.error)
    #expect(try stand.ids("session") == ["s1"])
    #expect(try stand.held().count == 18)
    let ids = (1...9).map { "a\($0)" } + (1...8).map { "b\($0)" }
    let approved = try stand.raw(["deletions", "approve", "v/people", "--json"] + ids)
    #expect(try RunReport(approved).words == "received 9, created 8, deleted 9, heldCreations 1")
    let alone = try stand.raw(["deletions", "approve", "v/people", "--json"])
    #expect(try RunReport(alone).words == "")
    #expect(try stand.problems() == ["\(oldShown): Not taken: its id has 1,200 bytes, and may have 1,024."])
    #expect(try stand.ids("person") == (1...8).map { "b\($0)" })
    #expect(try stand.held() == [])

    stand.vendor.serveAll("sessions", [#"{"id": "s1", "title": "One"}"#])
    try stand.sync("sessions")
    stand.vendor.serveAll("registrations", [#"{"person": "c1", "session": "s1"}"#], "\"cursor\": \"c1\"")
    #expect(try stand.sync("registrations").words == "received 1, invalid 1")
    _ = try stand.desk.sqlite("UPDATE pending SET rid='\(old)'")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...8, "b") + [ScriptedDesk.person("c1")])
    try stand.sync("people")
    stand.vendor.serve("registrations", [[]], since: "c1")
    try stand.sync("registrations", "--incremental")
    #expect(try stand.ids("registration") == [])
  }
}
