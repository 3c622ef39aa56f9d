import ConnectorDriver
import Foundation
import TestSupport
import Testing

@testable import ConnectorKit

@Suite("ConnectorKit") struct KitTests {
  static let paths: [(Path, String)] = [
    ("/events/\("demo")/", "/events/demo/"), ("/events/\("a/b")/", "/events/a%2Fb/"),
    ("/events/\("..")/", "/events/%25../"), ("/events/\("Zürich 2026")/", "/events/Z%C3%BCrich%202026/"),
    ("/events/\(7)/", "/events/7/"), ("/events/\("{{secret.token}}")/", "/events/%7B%7Bsecret.token%7D%7D/"),
    (Path(verbatim: "https://v.example/?a=b"), "https://v.example/?a=b"),
    (
      Path(verbatim: "https://v.example/?a={{secret.token}}&é={b}"),
      "https://v.example/?a=%7B%7Bsecret.token%7D%7D&é=%7Bb%7D"
    ),
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

  @Test("puts a credential into a parameter by its name alone, and sends no header for it")
  func credentialsInParameters() {
    let request = Request("/x", query: ["a": "b"], auth: .query("api key", secret: "token"))
    #expect(request.url == "/x?a=b&api%20key={{secret.token}}")
    #expect(Request("/x", auth: .query("key", secret: "token")).url == "/x?key={{secret.token}}")
    #expect(Auth.query("key", secret: "token").header == nil)
    #expect(Request("/x", query: ["a": "{{secret.token}}"]).misplaced == "a")
    #expect(Request("/x", query: ["a": "{{secret", "b": "{{basic.user.}}"]).misplaced == "b")
    // What others wrote is text.
    for value in ["{{other}}", "x{{secret.token}}", "{{secret.token}} ", "{{secret.a}}{{secret.b}}", "{{secret.}"] {
      #expect(Request("/x", query: ["a": value]).misplaced == nil)
    }
    #expect(Request("/x", query: ["a": "x{{secret.token}}"]).url == "/x?a=x%7B%7Bsecret.token%7D%7D")
  }

  @Test(
    "splits alternatives of a mapping row",
    arguments: [
      ("a", ["a"]), ("a | ^b.c", ["a", "^b.c"]), ("a|b  |  c[0].d", ["a", "b", "c[0].d"]),
      (#"a['x | y'] | b[k='\'|']"#, ["a['x | y']", #"b[k='\'|']"#]),
    ])
  func splitsAlternatives(_ from: String, _ paths: [String]) { #expect(Mapping(from, to: "x").paths == paths) }

  /// One of each, in the README's order.
  static let transforms: [Transform] = [
    .trim, .lower, .upper, .stripHTML, .decodeEntities, .language, .split(";"), .join(", "), .each("tag.name"),
    .find(key: "question.code", value: "DIET", field: "answer"), .date, .dateAs("DD.MM.YYYY HH:mm"),
    .dateAs("MMM D, YYYY h:mm AM", zone: "America/New_York"), .firstName, .lastName,
    .lookup([("vip", "Guest of honour"), ("std", "Standard")]), .standard("none given"),
    .template("{title} {name.first} {name.last}, {company}"), .number(), .number("de"), .boolean,
    .booleanAs(yes: ["confirmed", "paid"], no: ["*"]), .phone, .country,
  ]

  @Test("writes every transform as the README's table does")
  func writesTransforms() throws {
    let examples = try PluginPage.rows(below: PluginPage.transforms).map { $0[1] }
    #expect(Self.transforms.map(\.text) == examples)
  }

  static let texts: [(Transform, String)] = [
    (.join("\n"), #"join(\n)"#), (.join("'"), #"join(\')"#), (.split(#"\"#), #"split(\\)"#),
    (.standard("it's"), "default(it's)"),
    (.find(key: "q", value: "Yes, it's", field: "a"), #"find(q='Yes, it\'s', a)"#),
    (.lookup([("a;b", "c=d"), ("*", ""), (" x", "y")], otherwise: "z"), "lookup('a;b'='c=d'; '*'=; ' x'=y; *=z)"),
    (.booleanAs(yes: ["a,b"], no: ["c", "d"]), "boolean('a,b'; c, d)"), (.join("\u{85}"), #"join(\u{85})"#),
  ]

  @Test("quotes what would be taken for something else", arguments: texts)
  func quotes(_ transform: Transform, _ text: String) { #expect(transform.text == text) }

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
    let page = try PluginPage.text()
    #expect(page.contains("```swift\n" + example + "```\n"))
    #expect(TicketlineConnector.describe.json["id"] == .string("ticketline"))
  }

  @Test("names every member and transform that connectors use", arguments: Subject.all)
  func namesEverything(_ subject: Subject) throws {
    let page = try PluginPage.text()
    let describe = try subject.describe()
    let members = (describe.members ?? []) + (describe["dataTypes"]?.elements ?? []).flatMap { $0.members ?? [] }
    for member in members { #expect(page.contains("`\(member.key)`"), "\(member.key)") }
  }
}
