import Foundation
import TestSupport
import Testing

@Suite("What a connector logs and prints is kept with its run") struct ConnectorOutputTests {
  private func lines(_ shown: Finished) -> [String] {
    shown.output.replacing(/\+0x[0-9a-f]+/, with: "+0x…").replacing(/20\d\d-[-:0-9TZ]+/, with: "…")
      .split(separator: "\n").map(String.init)
  }

  /// What the JSON of a run has under these names.
  private func json(_ line: String) throws -> [String: String] {
    let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    return try ["logged", "printed"].reduce(into: [:]) { result, name in
      let bytes = try JSONSerialization.data(withJSONObject: json[name] ?? [:] as [String: Any], options: [.sortedKeys])
      result[name] = String(decoding: bytes, as: UTF8.self)
    }
  }

  @Test("and shown with one that crashed, the last words of a Swift connector too") func crashed() throws {
    let stand = try ScriptedDesk()
    let fatal = "Scripted/Fetch.swift:12: Fatal error: Index out of range"
    stand.vendor.serveAll(
      "people", ScriptedDesk.people(1...2),
      "\"say\": \"asking for people\", \"print\": \"\(fatal)\", \"crash\": true")
    let said = [
      "  The connector logged (1 line):", "    warning: asking for people", "  The connector printed:",
      "    \(fatal)",
    ]
    let reason =
      "scripted crashed while fetching people (signal 11 at libscripted.so(+0x…)). Nothing of this run was applied. Run"
      + " 'patchbay connectors info scripted' for its version and report this line to its maker."
    let failed = try stand.raw(["sync", "v/people"])
    #expect(failed.code == 1)
    #expect(lines(failed) == ["Sync of \(Operator.eid)/v/people: failed (run 1)", "  \(reason)"] + said)
    let hint =
      "  Its author finds the place in the source with 'PluginAPI/Scripts/crashed-at libscripted.so' and this line."
    #expect(
      try lines(stand.raw(["runs", "show", "1"]))
        == ["Sync of \(Operator.eid)/v/people: failed (run 1)", "  \(reason)", "  started …, finished …", hint] + said)
    let expected = [
      "logged": #"{"first":[{"level":"warning","text":"asking for people"}],"last":[],"leftOut":0}"#,
      "printed": #"{"bytesBefore":0,"lines":["Scripted\/Fetch.swift:12: Fatal error: Index out of range"]}"#,
    ]
    #expect(try json(stand.raw(["runs", "show", "1", "--json"]).lastLine) == expected)
    #expect(try json(stand.raw(["sync", "v/people", "--json", "--force"]).lastLine) == expected)
  }

  @Test("with no more of the stack that Swift prints than the frames of the connector") func swiftCrash() throws {
    let faulty = try FaultyDesk("forger")
    try faulty.prepare()
    let vendor = try PeopleVendor([])
    try faulty.connect(vendor, fault: "swift-crash")
    #expect(
      try faulty.desk.patchbay("sync", faulty.config).output.split(separator: "\n").dropFirst(2) == [
        "  The connector printed:", "    X/Fetch.swift:12: Fatal error: Index out of range",
        "    at libfaulty.so(+0x5eaee)", "    at libfaulty.so(main page+0xf)", "    at libfaulty.so(+0x0)",
        "    at libfaulty.so(+0x0)", "    at libfaulty.so(+0x0)",
      ])
    withExtendedLifetime(vendor) {}
  }

  @Test("without a word of it where a run completes, until somebody asks; a preview keeps it too")
  func completed() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serve(
      "people", [[ScriptedDesk.person("a1")], [ScriptedDesk.person("a2")]], total: 2, "\"say\": \"a page\"")
    #expect(
      try lines(stand.raw(["sync", "v/people"])) == [
        "Sync of \(Operator.eid)/v/people: completed (run 1)",
        "  Received 2 · Created 2 · Unchanged 0 · Updated 0 · Deleted 0 · Skipped 0", "  Stored now: 2.",
      ])
    let said = ["  The connector logged (2 lines):", "    warning: a page", "    warning: a page"]
    #expect(try lines(stand.raw(["runs", "show", "1"])).suffix(3) == said[...])
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    #expect(try lines(stand.raw(["runs", "show", "2"])).suffix(3) == said[...])
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    #expect(try stand.desk.sqlite("SELECT run FROM connector_output ORDER BY run") == "1\n2")
  }

  @Test("when the vendor's page is no good, and when it is read twice") func everyWayToEnd() throws {
    let stand = try ScriptedDesk()
    stand.vendor.answer(
      ScriptedVendor.target("people", page: 1), ScriptedAnswer(#"{"items": 7, "say": "an odd page"}"#))
    #expect(try stand.sync("people").status == "failed")
    #expect(try lines(stand.raw(["runs", "show", "1"])).last == "    warning: an odd page")
    // One fewer than announced is read once more.
    stand.vendor.serve("people", [ScriptedDesk.people(1...2)], total: 3, "\"say\": \"short\"")
    try stand.sync("people")
    #expect(
      try lines(stand.raw(["runs", "show", "2"])).suffix(3) == [
        "  The connector logged (2 lines):", "    warning: short", "    warning: short",
      ])
  }

  @Test("without a secret in it, be it cut by the connector or not") func redacted() throws {
    let stand = try ScriptedDesk()
    let token = "s3cr3t-t0ken-0123456789"
    #expect(
      try stand.desk.patchbay(
        "connections", "set", "\(Operator.eid)/v", "--secret", "token", input: token
      ).code == 0)
    // 4,096 bytes, which is where a line ends: ten letters of a second token are within.
    let long = "\(token) " + String(repeating: "\(token) ", count: 169) + String(repeating: "x", count: 6) + token
    let cut = String(long.prefix(4096))
    #expect(cut.hasSuffix("xxxxxx\(token.prefix(10))"))
    stand.vendor.serveAll(
      "people", ScriptedDesk.people(1...1), "\"say\": \"\(cut)\", \"print\": \"with \(token)!\"")
    #expect(try stand.sync("people").status == "completed")
    let shown = try stand.raw(["runs", "show", "1"]).output
    #expect(shown.contains("    with <secret>!\n"))
    #expect(!shown.contains(token.prefix(4)))
    #expect(try !stand.desk.sqlite("SELECT logged || printed FROM connector_output").contains(token.prefix(4)))
  }

  @Test("in the last lines that it printed, and the first and the last that it logged") func bounded() throws {
    let faulty = try FaultyDesk("forger")
    try faulty.prepare()
    let vendor = try PeopleVendor([])
    try faulty.connect(vendor, fault: "talk")
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed"))
    let shown = try lines(faulty.desk.patchbay("runs", "show", "1")).map { $0.trimming(".") }
    var expected = ["  The connector logged (90 lines):"]
    expected += (1...40).map { "    debug: line \($0) " }
    expected.append("    … 10 lines not kept …")
    expected += (51...90).map { "    debug: line \($0) " }
    expected += ["  The connector printed:", "    … 1,809 bytes not kept …"]
    expected += (10...90).map { "    line \($0) " }
    #expect(Array(shown.dropFirst(3)) == expected)
    withExtendedLifetime(vendor) {}
  }

  @Test("but nothing of a line that began before what is kept") func longLine() throws {
    let faulty = try FaultyDesk("forger")
    try faulty.prepare()
    let vendor = try PeopleVendor([])
    try faulty.connect(vendor, fault: "rant")
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed"))
    #expect(
      try lines(faulty.desk.patchbay("runs", "show", "1")).dropFirst(3) == [
        "  The connector printed:", "    … 100,001 bytes not kept …", "    at last",
      ])
    withExtendedLifetime(vendor) {}
  }

  @Test("what it says when its instance is destroyed too, and one that never comes back from that harms nothing")
  func destroyed() throws {
    let faulty = try FaultyDesk("forger")
    try faulty.prepare()
    let vendor = try PeopleVendor([])
    try faulty.connect(vendor, fault: "goodbye")
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed"))
    #expect(
      try lines(faulty.desk.patchbay("runs", "show", "1")).dropFirst(3) == [
        "  The connector printed:", "    [31mgoodbye",
      ])
    try faulty.set(fault: "no-goodbye")
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed"))
    withExtendedLifetime(vendor) {}
  }

  @Test("until somebody is erased, or the connection goes") func forgotten() throws {
    let stand = try ScriptedDesk(connections: 2)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2), "\"say\": \"pa1@x.org came\"")
    try stand.sync("people")
    #expect(try stand.raw(["sync", "v2/people"]).code == 0)
    let kept = "SELECT run FROM connector_output ORDER BY run"
    #expect(try stand.desk.sqlite(kept) == "1\n2")
    #expect(try stand.raw(["connections", "remove", "\(Operator.eid)/v2", "--yes", "v2"]).code == 0)
    #expect(try stand.desk.sqlite(kept) == "1")
    #expect(try stand.raw(["records", "erase", Operator.eid, "person", "a1", "--yes", "a1"]).code == 0)
    #expect(try stand.desk.sqlite(kept) == "")
    let bytes = try Data(contentsOf: URL(filePath: stand.desk.database))
    #expect(bytes.range(of: Data("pa1@x.org".utf8)) == nil)
  }
}

extension String {
  /// Without such characters at its end.
  fileprivate func trimming(_ character: Character) -> String {
    String(reversed().drop { $0 == character }.reversed())
  }
}
