import ConnectorDriver
import ConnectorKit
import Foundation
import Testing

@Suite("ConnectorKit") struct KitTests {
  static let paths: [(Path, String)] = [
    ("/events/\("demo")/", "/events/demo/"), ("/events/\("a/b")/", "/events/a%2Fb/"),
    ("/events/\("..")/", "/events/%25../"), ("/events/\("Zürich 2026")/", "/events/Z%C3%BCrich%202026/"),
    ("/events/\(7)/", "/events/7/"), ("/events/\("{{secret.token}}")/", "/events/%7B%7Bsecret.token%7D%7D/"),
    (Path(verbatim: "https://v.example/?a=b"), "https://v.example/?a=b"),
  ]

  @Test("keeps interpolated values inside their place in a path", arguments: paths)
  func encodesPaths(_ path: Path, _ text: String) { #expect(path.text == text) }

  @Test("encodes parameters by RFC 3986, the plus sign among them")
  func encodesQueries() {
    var query: Query = ["since": "2026-01-01T00:00:00+02:00", "q": "a&b=c d~é"]
    query["page"] = "1"
    query["page"] = "2"
    query["q2"] = nil
    #expect(
      Request("/x", query: query).url == "/x?since=2026-01-01T00%3A00%3A00%2B02%3A00&q=a%26b%3Dc%20d~%C3%A9&page=2")
    #expect(Request("/x").url == "/x")
  }

  @Test(
    "splits alternatives of a mapping row",
    arguments: [("a", ["a"]), ("a | ^b.c", ["a", "^b.c"]), ("a|b  |  c[0].d", ["a", "b", "c[0].d"])])
  func splitsAlternatives(_ from: String, _ paths: [String]) { #expect(Mapping(from, to: "x").paths == paths) }

  @Test("writes transforms as the README lists them")
  func writesTransforms() {
    let all: [Transform] = [
      .trim, .lower, .upper, .language, .join(", "), .each("tag"), .date, .firstName, .lastName,
      .find(key: "questionCode", value: "diet", field: "answers.answer[0].value"),
    ]
    #expect(
      all.map(\.text) == [
        "trim", "lower", "upper", "language", "join(, )", "each(tag)", "date", "first-name", "last-name",
        "find(questionCode=diet, answers.answer[0].value)",
      ])
  }

  @Test("marks every connector's file with the ABI block, readable without loading it", arguments: Subject.all)
  func writesBlock(_ subject: Subject) throws {
    let file = try Data(contentsOf: URL(filePath: ConnectorLibrary.path(of: subject.id)))
    #expect(file.range(of: Data("ABICONPB".utf8 + [1, 0, 0, 0, 0, 0, 0, 0])) != nil)
    #expect(file.range(of: Data(".conn.abi".utf8)) != nil)
  }
}

@Suite("The page on writing a connector") struct ReadmeTests {
  @Test("shows an example that compiles, since it is compiled here")
  func showsTheExample() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let example = try String(contentsOf: tests.appending(path: "Ticketline.swift"), encoding: .utf8)
    let page = try String(contentsOf: tests.appending(path: "../../PluginAPI/README.md"), encoding: .utf8)
    #expect(page.contains("```swift\n" + example + "```\n"))
    #expect(TicketlineConnector.describe.json["id"] == .string("ticketline"))
  }

  @Test("names every member and transform that connectors use", arguments: Subject.all)
  func namesEverything(_ subject: Subject) throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../PluginAPI/README.md"),
      encoding: .utf8)
    let describe = try subject.describe()
    let members = (describe.members ?? []) + (describe["dataTypes"]?.elements ?? []).flatMap { $0.members ?? [] }
    for member in members { #expect(page.contains("`\(member.key)`"), "\(member.key)") }
  }
}
