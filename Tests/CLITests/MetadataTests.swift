import Foundation
import TestSupport
import Testing

@Suite("The metadata of an event") struct MetadataTests {
  private static let eid = Operator.eid

  private func synced(_ people: [String] = ScriptedDesk.people(1...3)) throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", people)
    try stand.sync("people")
    return stand
  }

  private func metadata(_ stand: ScriptedDesk, _ words: String...) throws -> Finished {
    try stand.raw(["metadata"] + words)
  }

  @Test("is listed with what is mapped to it and what is missing") func listed() throws {
    let stand = try ScriptedDesk()
    #expect(
      try metadata(stand, "list", Self.eid, "person").output == """
        FP_TYPE  NAME   KIND    MAPPED BY
        person   email  email   v/people
        person   name   text    v/people
        person   birth  date    v/people
        person   seats  number  v/people
        person   note   text    v/people
        person   seat   text    v/people
        person   badge  text    v/people

        """)
    _ = try stand.desk.sqlite("UPDATE mapping SET target='headline' WHERE target='title' AND config=2")
    #expect(
      try metadata(stand, "list", Self.eid, "session").output == """
        FP_TYPE  NAME   KIND  MAPPED BY
        session  title  text  -
        \(Self.eid)/v/sessions maps 'headline', which no session has. See 'patchbay metadata add-missing --help'.

        """)
    #expect(
      try metadata(stand, "list", Self.eid, "session", "--json").output
        == #"[{"fpType":"session","name":"title","kind":"text","mappedBy":[]}]"# + "\n")
    #expect(
      try metadata(stand, "list", Self.eid, "presenter").output
        == "No fields yet: they come with a connection, or with 'patchbay metadata add'.\n")
  }

  @Test("gets what a mapping lacks, with the kinds of the connector, and the next sync fills it") func addMissing()
    throws
  {
    let stand = try synced([ScriptedDesk.person("a1", #""birth": "1990-05-04""#)])
    #expect(try metadata(stand, "add-missing", "v/people").output == "\(Self.eid)/v/people lacks no field.\n")
    _ = try stand.desk.sqlite(
      """
      DELETE FROM metadata WHERE name IN ('birth', 'seats');
      UPDATE mapping SET target='nick' WHERE target='badge'; UPDATE mapping SET target='NAME' WHERE target='seat'
      """)
    #expect(try stand.sync("people").status == "partial")
    // What it said of itself is known still when it is disabled.
    #expect(try stand.raw(["connectors", "disable", "scripted"]).code == 0)
    let finished = try metadata(stand, "add-missing", "v/people")
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
    #expect(finished.code == 5)
    #expect(
      finished.output == """
        Added the person field 'birth' (date).
        Added the person field 'seats' (number).
        Added the person field 'nick' (text).
        The next sync of \(Self.eid)/v/people fills what it maps.

        """)
    #expect(
      finished.error
        == "'NAME' was not added: the view could not tell its column from that of 'name'. Map to another name.\n")
    #expect(try stand.sync("people").words == "received 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT name, birth FROM person") == "Ada|1990-05-04")
    let nothing = try metadata(stand, "add-missing", "v/people")
    #expect(nothing.code == 3)
    #expect(nothing.output == "")
  }

  @Test("takes any name that a view can have") func oddNames() throws {
    let stand = try synced()
    let names = [
      #"it's "quoted"#, "select", "größe 👟", String(repeating: "x", count: 64), "a]b[c", "--drop table", "日本", "[0]",
      "null",
    ]
    for name in names {
      let finished = try metadata(stand, "add", Self.eid, "person", "--kind", "text", "--", name)
      #expect(finished.error == "")
      #expect(finished.output == "The person field '\(name)' (text) is added.\n")
      #expect(
        try RunReport(stand.raw(["records", "set", Self.eid, "person", "a1", "--json", "--", "\(name)=of \(name)"]))
          .words
          == "received 1, updated 1")
    }
    let columns = names.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ", ")
    #expect(
      try stand.desk.sqlite("SELECT \(columns) FROM person WHERE id='a1'")
        == names.map { "of \($0)" }.joined(separator: "|"))
    for name in names {
      let finished = try metadata(stand, "remove", Self.eid, "person", "--yes", name, "--", name)
      #expect(finished.error == "")
      #expect(finished.output == "The person field '\(name)' is removed, with its value in 1 record.\n")
    }
    #expect(try stand.desk.sqlite("SELECT * FROM person WHERE id='a1'") == "a1|v|people|pa1@x.org|Ada|||||")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let words: [String]
    let code: Int32
    let says: String
    var testDescription: String { words.joined(separator: " ") }

    init(_ words: String..., code: Int32 = 2, says: String) {
      self.words = words
      self.code = code
      self.says = says
    }
  }

  private static func cannot(_ name: String, _ why: String) -> String {
    "'\(name)' cannot be a person field: \(why). Nothing was changed."
  }

  static let refusals = [
    Refusal(
      "add", eid, "persn", "x", "--kind", "text",
      says: "'persn' is no fp_type. Did you mean 'person'? Known are person, session, presenter, registration,"
        + " exhibitor."),
    Refusal(
      "add", eid, "person", "x", "--kind", "e-mail",
      says: "'e-mail' is no kind of field. Did you mean 'email'? Known are text, long-text, number, boolean, date,"
        + " date-time, email, url, phone, choice, list. Nothing was changed."),
    Refusal(
      "add", eid, "person", "name", "--kind", "text",
      says: "The event has a person field 'name' already (text). Nothing was changed."),
    Refusal(
      "add", eid, "person", "Email", "--kind", "email", "--anyway",
      says: cannot("Email", "the view could not tell its column from that of 'email'")),
    Refusal(
      "add", eid, "person", "e_mail", "--kind", "email", code: 3,
      says:
        "The event has a person field 'email', and 'e_mail' is nearly the same. Did you mean 'email'? If it is to be"
        + " another field, add --anyway. Nothing was changed."),
    Refusal("add", eid, "person", "", "--kind", "text", says: cannot("", "a metadata name has 1 to 64 bytes")),
    Refusal(
      "add", eid, "person", String(repeating: "ü", count: 33), "--kind", "text",
      says: cannot(String(repeating: "ü", count: 33), "a metadata name has 1 to 64 bytes")),
    Refusal(
      "add", eid, "person", "ID", "--kind", "text", says: cannot("ID", "'ID' is a column of every record already")),
    Refusal(
      "add", eid, "person", "a\tb", "--kind", "text",
      says: cannot("a\u{FFFD}b", "a metadata name has no control characters")),
    Refusal(
      "add", eid, "person", " x", "--kind", "text",
      says: cannot(" x", "a metadata name neither begins nor ends with white space")),
    Refusal("add", eid, "person", "a=b", "--kind", "text", says: cannot("a=b", "a metadata name has no '='")),
    Refusal(
      "remove", eid, "person", "nmae",
      says: "The event has no person field 'nmae'. Did you mean 'name'? Nothing was changed."),
    Refusal(
      "remove", eid, "person", "name", code: 3,
      says:
        "The person field 'name' would be removed for good, with its value in 3 records, also from the change log and"
        + " from what is held or kept. Nothing was changed. To do it, add --yes name."),
    Refusal(
      "remove", eid, "person", "name", "--yes", "nmae", code: 3,
      says: "'nmae' is not 'name', which is what would go. Nothing was changed."),
    Refusal(
      "list", eid, "people",
      says: "'people' is no fp_type. Known are person, session, presenter, registration, exhibitor."),
  ]

  @Test("is not changed by what cannot be meant", arguments: refusals) func refuses(_ refusal: Refusal) throws {
    let stand = try synced()
    let before = try stand.desk.dump()
    let finished = try stand.raw(["metadata"] + refusal.words)
    #expect(finished.error == refusal.says + "\n")
    #expect(finished.code == refusal.code)
    #expect(try stand.desk.dump() == before)
  }

  @Test("takes a name that is nearly another's if a person insists") func anyway() throws {
    let stand = try synced()
    #expect(try metadata(stand, "add", Self.eid, "person", "e_mail", "--kind", "email", "--anyway").code == 0)
    #expect(try metadata(stand, "add", Self.eid, "session", "name", "--kind", "text").code == 0)
    #expect(try stand.desk.sqlite("SELECT name FROM metadata WHERE fp_type='person' AND slot=7") == "e_mail")
  }

  @Test("never gives a slot to another field") func slots() throws {
    let stand = try synced()
    for round in 0..<3 {
      #expect(try metadata(stand, "add", Self.eid, "person", "last", "--kind", "text").code == 0)
      #expect(try stand.desk.sqlite("SELECT slot FROM metadata WHERE name='last'") == "\(7 + round)")
      #expect(try stand.raw(["records", "set", Self.eid, "person", "a1", "last=value \(round)"]).code == 0)
      #expect(try metadata(stand, "remove", Self.eid, "person", "last", "--yes", "last").code == 0)
    }
    // A second connection needs fields anew.
    #expect(try metadata(stand, "remove", Self.eid, "person", "badge").code == 0)
    #expect(
      try stand.raw(["connections", "add", Self.eid, "scripted", "--name", "w", "--endpoint", stand.vendor.address])
        .code
        == 0)
    #expect(try stand.desk.sqlite("SELECT slot FROM metadata WHERE name='badge'") == "10")
    #expect(try stand.desk.files(holding: ["value 0", "value 1", "value 2"]) == [])
  }

  @Test("asks on a terminal") func terminal() throws {
    let stand = try synced()
    func typed(_ line: String) throws -> Finished {
      let command = "\(Products.patchbay) metadata remove \(Self.eid) person name"
      return try Launch.run(
        "/usr/bin/script", ["-qec", command, "/dev/null"], input: line + "\n",
        environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    }
    let question =
      "The person field 'name' would be removed for good, with its value in 3 records, also from the change log and from"
      + " what is held or kept.\r\nType name to do it: "
    let no = try typed("no")
    #expect(no.code == 3)
    #expect(no.output.contains(question + "'no' is not 'name', which is what would go. Nothing was changed.\r\n"))
    let yes = try typed("name")
    #expect(yes.code == 0)
    #expect(yes.output.contains(question + "The person field 'name' is removed, with its value in 3 records.\r\n"))
    #expect(try stand.desk.sqlite("SELECT count(*) FROM metadata WHERE name='name'") == "0")
  }

  @Test("a connector whose fields differ in case alone from the event's leaves them out, and says so") func collision()
    throws
  {
    let stand = try synced()
    try ScriptedConnector.build(
      "other",
      dataTypes: #"""
        [{"id": "people", "fpType": "person", "primaryKey": ["id"],
          "mapping": [{"from": "name", "to": "Name"}, {"from": "zone", "to": "zone"}]}]
        """#, into: stand.folder)
    #expect(try stand.raw(["connectors", "enable", "other"]).code == 0)
    let added = try stand.raw(["connections", "add", Self.eid, "other", "--endpoint", stand.vendor.address])
    #expect(
      added.output == """
        Connection \(Self.eid)/other is ready, with presets for people.
        'Name' of other/people is not stored: the event has a field that differs from it in case or accents alone. Map it to\
         that one, or to another name.
        Test it with 'patchbay connections test \(Self.eid)/other'.

        """)
    #expect(
      try stand.desk.sqlite("SELECT group_concat(name) FROM pragma_table_info('person')")
        == "id,connection,data_type,email,name,birth,seats,note,seat,badge,zone")
  }
}
