import TestSupport
import Testing

@Suite("Characters that are no part of a value") struct StrayCharacterTests {
  private static let types = """
    [{"id": "people", "fpType": "person", "primaryKey": ["id"], "total": "announced", "stableOrder": true,
      "mapping": [{"from": "name", "to": "name"}, {"from": "fee", "to": "fee", "kind": "number"},
        {"from": "email", "to": "email", "kind": "email"}, {"from": "birth", "to": "birth", "kind": "date"}]}]
    """

  private func export(_ stand: ScriptedDesk, _ format: String) throws -> String {
    let path = "\(stand.desk.folder.path)/people.\(format)"
    let finished = try stand.raw(["records", "export", Operator.eid, "person", "--format", format, "-o", path])
    #expect(finished.code == 0, "\(finished.error)")
    guard format == "xlsx" else { return try String(contentsOfFile: path, encoding: .utf8) }
    return try OpenedWorkbook(path).sheets.flatMap(\.rows).map { $0.joined(separator: "|") }.joined(separator: "\n")
  }

  @Test("are taken out: every door gives the same value, and the run says how many, without being partial")
  func taken() throws {
    let stand = try ScriptedDesk(dataTypes: Self.types)
    stand.vendor.serveAll(
      "people",
      [
        #"{"id": "p1", "name": "A\u0000da\u200b Lovelace\u0007", "email": "\ufeffada@example.org"}"#,
        #"{"id": "p2", "name": "Grace\tHopper\u200d", "email": "grace@example.org"}"#,
      ])
    let preview = try stand.raw(["preview", "v/people", "--json"])
    let sentence = "4 characters that cannot be seen were taken out of the values."
    #expect(try RunReport(preview).reason == sentence)
    let run = try stand.sync("people")
    #expect(run.words == "received 2, created 2")
    #expect(run.status == "completed")
    #expect(run.reason == sentence)
    #expect(try stand.desk.sqlite("SELECT name, email FROM person WHERE id='p1'") == "Ada Lovelace|ada@example.org")
    #expect(try stand.desk.sqlite("SELECT hex(name) FROM person WHERE id='p2'") == "477261636509486F70706572E2808D")
    for format in ["csv", "json", "xlsx"] {
      let text = try export(stand, format)
      #expect(text.contains("Ada Lovelace"), "\(format): \(text)")
      #expect(text.contains("ada@example.org"), "\(format): \(text)")
    }
    // Nothing was mapped, so nothing was taken out.
    #expect(try stand.sync("people").reason == "")
    stand.vendor.serveAll(
      "people", [#"{"id": "p1", "name": "Ada\u0000"}"#, #"{"id": "p2", "name": "Grace\u202e Hopper"}"#])
    #expect(try stand.sync("people").reason == "2 characters that cannot be seen were taken out of the values.")
    stand.vendor.serveAll("people", [#"{"id": "p1", "name": "Ada"}"#, #"{"id": "p2", "name": "Grace Hopper\u0001"}"#])
    let last = try stand.sync("people")
    #expect(last.words == "received 2, unchanged 2")
    #expect(last.reason == "1 character that cannot be seen was taken out of the values.")
  }

  @Test("typed by hand are taken out, too") func byHand() throws {
    let stand = try ScriptedDesk(dataTypes: Self.types)
    stand.vendor.serveAll("people", [#"{"id": "p1", "name": "Ada"}"#])
    try stand.sync("people")
    let words = [
      "records", "set", Operator.eid, "person", "p1", "name=Ad\u{200B}a\u{7} King", "email=<ada@x.org>", "--json",
    ]
    #expect(
      try stand.raw(words).error == "'email' was not set: the value '<ada@x.org>' is not an e-mail address. Nothing was"
        + " changed.\n")
    #expect(try stand.raw(words.filter { !$0.hasPrefix("email") }).code == 0)
    #expect(try stand.desk.sqlite("SELECT body FROM payload") == #"["Ada King",null,null,null]"#)
  }

  @Test("that an earlier program stored go with the next offer, and end no correction") func stored() throws {
    let stand = try ScriptedDesk(dataTypes: Self.types)
    let offer = #"{"id": "p1", "name": "A\u200bda", "email": "a@x.org"}"#
    stand.vendor.serveAll("people", [offer, offer.replacing("p1", with: "p2")])
    try stand.sync("people")
    #expect(try stand.raw(["records", "set", Operator.eid, "person", "p1", "name=Eve"]).code == 0)
    // As an earlier program left it.
    let earlier = #"replace($, '"Ada"', '"A'||char(0x200b)||'da"')"#
    _ = try stand.desk.sqlite(
      """
      UPDATE payload SET body=\(earlier.replacing("$", with: "body")); UPDATE kept SET offered=\(earlier.replacing("$", with: "offered"));
      UPDATE state SET lo=0
      """)
    #expect(try stand.sync("people").words == "received 2, unchanged 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT name FROM person ORDER BY id") == "Eve\nAda")
    #expect(try stand.desk.sqlite("SELECT rid, slot FROM kept") == "p1|0")
    #expect(
      try stand.desk.sqlite("SELECT rid, fields FROM change WHERE run=3") == "p2|{\"0\":[\"A\u{200B}da\",\"Ada\"]}")
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
  }

  @Test("A double of 17 digits is taken, whole, at every door; what would lose digits is left out and told")
  func doubles() throws {
    let stand = try ScriptedDesk(dataTypes: Self.types)
    stand.vendor.serveAll(
      "people",
      [
        #"{"id": "p1", "name": "Ada", "fee": 0.30000000000000004}"#,
        #"{"id": "p2", "name": "Eve", "fee": 0.30000000000000003}"#,
      ])
    let run = try stand.sync("people")
    #expect(run.words == "received 2, created 2")
    #expect(
      try stand.problems() == [
        "p2 fee: Left out: '0.30000000000000003' has more digits than a number keeps; use a text field."
      ])
    #expect(try stand.desk.sqlite("SELECT id FROM person WHERE fee=0.1+0.2") == "p1")
    #expect(try stand.desk.sqlite("SELECT body FROM payload WHERE n=1") == #"["Ada",0.30000000000000004,null,null]"#)
    for format in ["csv", "json"] { #expect(try export(stand, format).contains("0.30000000000000004"), "\(format)") }
    stand.vendor.serveAll(
      "people", [#"{"id": "p1", "name": "Ada", "fee": "3.0000000000000004e-1"}"#, #"{"id": "p2", "name": "Eve"}"#])
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
  }

  @Test("Addresses and days that are none are left out, each by name") func misfits() throws {
    let stand = try ScriptedDesk(dataTypes: Self.types)
    let emails = ["mailto:a@b.c", "<a@b.c>", "a@b.c,", "a@b,c", "a@b..c"]
    let births = ["2026-09-14foo", "2026-09-14T99:99:99"]
    stand.vendor.serveAll(
      "people",
      emails.enumerated().map { #"{"id": "e\#($0)", "name": "Ada", "email": "\#($1)"}"# }
        + births.enumerated().map { #"{"id": "f\#($0)", "name": "Ada", "birth": "\#($1)"}"# })
    #expect(try stand.sync("people").words == "received 7, created 7")
    #expect(
      try stand.problems()
        == emails.enumerated().map { "e\($0) email: Left out: '\($1)' is not an e-mail address." }
        + births.enumerated().map { "f\($0) birth: Left out: '\($1)' is not a date." })
  }
}
