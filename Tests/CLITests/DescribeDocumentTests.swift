import Foundation
import TestSupport
import Testing

@Suite("A describe document that cannot be used is refused with the member that is wrong") struct DescribeDocumentTests
{
  /// A document, and what is said of it.
  struct Case: CustomTestStringConvertible {
    let document: String
    let problem: String
    var testDescription: String { String(problem.prefix(80)) }

    init(_ document: String, _ problem: String) {
      self.document = document
      self.problem = "describe document \(problem)"
    }

    /// The good document with one place changed.
    init(_ old: String, to new: String, _ problem: String) {
      document = FaultyDesk.document().replacing(old, with: new)
      self.problem = "describe document, \(problem)"
    }
  }

  static let kinds = "text, long-text, number, boolean, date, date-time, email, url, phone, choice, list"

  static let cases = [
    Case("hello", "is not JSON: unexpected 'h' at byte 0"),
    Case(String(repeating: "[", count: 20_000), "is not JSON: nested deeper than 64 levels at byte 64"),
    Case("[]", "must be an object"),
    Case(#""faulty""#, to: "7", "id: must be text"),
    Case(#""id":"faulty","#, to: "", "id: is required and must be text"),
    Case(#""faulty""#, to: #""Faulty""#, "id: 'Faulty' must match [a-z][a-z0-9-]{1,31}"),
    Case(#""name":"Faulty""#, to: #""name":null"#, "name: is required and must be text"),
    Case(#""1.0.0""#, to: "1", "version: must be text"),
    Case(#""editable":true"#, to: #""editable":1"#, "endpoint.editable: must be true or false"),
    Case(#""endpoint":"#, to: #""endpoints":"#, "endpoint: must be an object"),
    Case(#""key":"path""#, to: #""key":"fault""#, "settings[1].key: 'fault' is used twice"),
    Case(
      #""label":"Path""#, to: #""kind":"colour""#, "settings[1].kind: 'colour' is none of text, secret, choice, url"),
    Case(#""label":"Path""#, to: #""kind":"choice""#, "settings[1].choices: is required for a choice"),
    Case(
      #""label":"Path""#, to: #""pattern":"[0-9""#,
      "settings[1].pattern: '[0-9' cannot be read: a ']' is missing"),
    Case(
      #""label":"Path""#, to: #""pattern":"(?=a)a""#,
      "settings[1].pattern: '(?=a)a' cannot be read: '(?' that is not '(?:', at character 3"),
    Case(
      #""label":"Path""#, to: #""pattern":"((a{100}){100}){100}""#,
      "settings[1].pattern: '((a{100}){100}){100}' cannot be read: its repetitions come to more than 2000 steps"),
    Case(#""label":"Path""#, to: #""pattern":["a"]"#, "settings[1].pattern: must be text"),
    Case(
      #""label":"Path""#, to: #""pattern":"\#(String(repeating: "[", count: 10_000))""#,
      "settings[1].pattern: cannot be read: it has 10000 bytes, and may have 200"),
    Case(
      #""label":"Path""#, to: #""pattern":"\#(String(repeating: "[", count: 200))""#,
      "settings[1].pattern: '\(String(repeating: "[", count: 200))' cannot be read: '[' in a set needs a backslash, at"
        + " character 2"),
    Case(
      #""label":"Path""#, to: #""pattern":"\#(String(repeating: "(", count: 200))""#,
      "settings[1].pattern: '\(String(repeating: "(", count: 200))' cannot be read: a ')' is missing, at character 201"),
    Case(
      #""settings":"#, to: #""auth":[{"key":"token","kind":"secret","pattern":"+"}],"settings":"#,
      "auth[0].pattern: '+' cannot be read: '+' where nothing can be repeated, or that needs a backslash, at character 1"
    ),
    Case(
      #""settings":"#, to: #""auth":[{"key":"user","kind":"text"},{"key":"token"}],"settings":"#,
      "auth[1].kind: is required: one of text, secret, choice, url"),
    Case(
      #""settings":"#, to: #""auth":[{"key":"token","kind":null}],"settings":"#,
      "auth[0].kind: is required: one of text, secret, choice, url"),
    Case(
      #""settings":"#, to: #""hosts":["files.example","https://api.example/"],"settings":"#,
      "hosts[1]: 'https://api.example/' is no host such as api.vendor.com or api.vendor.com:8443"),
    Case(
      #""settings":"#, to: #""hosts":["*.example"],"settings":"#,
      "hosts[0]: '*.example' is no host such as api.vendor.com or api.vendor.com:8443"),
    Case(#""label":"Path""#, to: #""identity":"yes""#, "settings[1].identity: must be true or false"),
    Case(
      #""settings":"#, to: #""auth":[{"key":"token","kind":"secret","identity":true}],"settings":"#,
      "auth[0].identity: cannot be true for a secret: a new one opens the same account"),
    Case(
      #""settings":"#, to: #""limits":{"requestsPerMinute":0},"settings":"#,
      "limits.requestsPerMinute: must be a positive whole number"),
    Case(#""dataTypes":"#, to: #""types":"#, "dataTypes: needs at least one data type"),
    Case(#""dataTypes":["#, to: #""dataTypes":[7,"#, "dataTypes[0]: must be an object"),
    Case(
      #""person""#, to: #""people""#,
      "dataTypes[0].fpType: 'people' is none of person, session, presenter, registration, exhibitor"),
    Case(#"["id"]"#, to: "[]", "dataTypes[0].primaryKey: needs at least one path"),
    Case(#"["id"]"#, to: "[1]", "dataTypes[0].primaryKey[0]: must be text"),
    Case(
      #"["id"]"#, to: #"["no","ids[*].value"]"#,
      "dataTypes[0].primaryKey[1]: 'ids[*].value' finds several values, and a part of a key is one: no [*] can stand in it"
    ),
    Case(
      #"["id"]"#, to: #"["ids[].value"]"#,
      "dataTypes[0].primaryKey[0]: API field 'ids[].value' cannot be read at character 5, at '].value': expected a position"
        + " such as [0], [*] for all, [key=value] for the first that has it, or a name in quotes such as ['odd name']."),
    Case(
      #""mapping":["#, to: #""modified":"times[kind=changed].at","mapping":["#,
      "dataTypes[0].modified: 'times[kind=changed].at' must lead to one fixed place: neither [*] nor [key=value] can stand"
        + " in it"),
    Case(
      #""kind":"email""#, to: #""transforms":["trim","loower"]"#,
      "dataTypes[0].mapping[0].transforms[1]: Unknown transform 'loower'. Did you mean 'lower'?"),
    Case(#""announced""#, to: #""perhaps""#, "dataTypes[0].total: 'perhaps' is none of announced, none"),
    Case(
      #""mapping":["#, to: #""references":[{"target":"person","to":"people","key":["a | "]}],"mapping":["#,
      "dataTypes[0].references[0].key[0]: API field 'a | ' cannot be read at its end: expected a field name."),
    Case(
      #""mapping":["#, to: #""requires":["sessions"],"mapping":["#,
      "dataTypes[0]: names data type 'sessions', which is not in the document"),
    Case(#""to":"email""#, to: #""to":"""#, "dataTypes[0].mapping[0].to: is required and must be text"),
    Case(
      #""mapping":["#, to: #""mapping":[{"from":"mail","to":"email"},"#,
      "dataTypes[0].mapping[1].to: 'email' is mapped twice"),
    Case(#""kind":"email""#, to: #""kind":"mail""#, "dataTypes[0].mapping[0].kind: 'mail' is none of \(kinds)"),
  ]

  @Test("One member at a time", arguments: cases) func member(_ c: Case) throws {
    let faulty = try FaultyDesk()
    try faulty.put(c.document)
    #expect(
      try faulty.desk.patchbay("connectors", "enable", "faulty")
        == Finished(code: 3, output: "", error: sentence(faulty, c.problem)))
    #expect(
      try faulty.desk.patchbay("connectors", "info", "faulty")
        == Finished(code: 3, output: "", error: sentence(faulty, c.problem)))
    let table = try faulty.desk.patchbay("connectors", "list").output
    #expect(table.contains(/faulty +installed/))
    #expect(try FileManager.default.contentsOfDirectory(atPath: faulty.desk.home + "/libraries") == [])
  }

  private func sentence(_ faulty: FaultyDesk, _ problem: String) -> String {
    "'\(faulty.library)' describes itself in a way that cannot be used: \(problem). Nothing was changed. Its maker must repair it.\n"
  }

  @Test("The file that is enabled can be enabled again, whatever a new one must say") func enabledBefore() throws {
    let faulty = try FaultyDesk()
    try faulty.prepare()
    let document = FaultyDesk.document().replacing(
      #""settings":"#, with: #""auth":[{"key":"token"}],"hosts":["*.example"],"settings":"#)
    try faulty.put(document)
    // As an earlier program left it.
    let digest = try Launch.run("/usr/bin/sha256sum", [faulty.library]).output.prefix(64)
    let written = try Launch.run(
      "/usr/bin/sqlite3",
      [faulty.desk.home + "/host.db", "UPDATE connector SET digest='\(digest)', describe='\(document)'"])
    #expect(written.code == 0)
    try faulty.run("connectors", "enable", "faulty")
    try faulty.put(document.replacing("1.0.0", with: "2.0.0"))
    #expect(
      try faulty.desk.patchbay("connectors", "enable", "faulty")
        == Finished(
          code: 3, output: "",
          error: sentence(faulty, "describe document, auth[0].kind: is required: one of text, secret, choice, url")))
  }

  @Test("Bytes that are no UTF-8 are not repaired") func notUTF8() throws {
    let faulty = try FaultyDesk()
    let literal = CConnector.literal(FaultyDesk.document()).replacing("Example", with: "Ex\\377mple")
    try CConnector.put("faulty", ["DOCUMENT=" + literal], at: faulty.library)
    #expect(
      try faulty.desk.patchbay("connectors", "enable", "faulty")
        == Finished(code: 3, output: "", error: sentence(faulty, "describe document is not UTF-8")))
  }

  @Test("The id of another connector") func anotherID() throws {
    let faulty = try FaultyDesk()
    try faulty.put(FaultyDesk.document(id: "other"))
    #expect(
      try faulty.desk.patchbay("connectors", "enable", "faulty")
        == Finished(
          code: 3, output: "",
          error: "'\(faulty.library)' says that it is 'other', and its file is named for 'faulty'. Rename it.\n"))
  }
}
