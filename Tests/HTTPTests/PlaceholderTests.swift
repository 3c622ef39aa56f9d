import HostModel
import Testing

@testable import HostPlugins

@Suite("Credentials go where placeholders stand") struct PlaceholderTests {
  static let credentials = Credentials(
    secrets: ["token": Secret("a b/ü\"&"), "user": Secret("Aladdin"), "password": Secret("open sesame")],
    texts: ["account": "acme", "nested": "{{secret.token}}"])

  static func expand(_ text: String, _ place: Placeholders.Place) throws(HTTPFault.Reason) -> String {
    var used: [String] = []
    let placeholders = Placeholders(credentials: credentials, redactor: Redactor(credentials))
    return String(decoding: try placeholders.expand(Array(text.utf8), in: place, used: &used), as: UTF8.self)
  }

  static let good: [(String, Placeholders.Place, String)] = [
    ("Token {{secret.token}}", .header, "Token a b/ü\"&"),
    ("/x?key={{secret.token}}&y=1", .url, "/x?key=a%20b%2F%C3%BC%22%26&y=1"),
    ("secret={{secret.token}}&grant=x", .formBody, "secret=a+b%2F%C3%BC%22%26&grant=x"),
    (#"{"secret":"{{secret.token}}"}"#, .jsonBody, #"{"secret":"a b/ü\"&"}"#),
    ("{{secret.token}}", .plainBody, "a b/ü\"&"),
    ("Basic {{basic.user.password}}", .header, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
    ("{{basic.user.}}", .header, "QWxhZGRpbjo="),
    ("{{basic..password}}", .header, "Om9wZW4gc2VzYW1l"),
    ("{{basic.account.password}}", .header, "YWNtZTpvcGVuIHNlc2FtZQ=="),
    ("{{secret.user}}{{secret.account}}", .header, "Aladdinacme"),
    ("{{secret.nested}}", .header, "{{secret.token}}"),
    ("{{query}} { {{} }} {{secretary}}", .plainBody, "{{query}} { {{} }} {{secretary}}"),
    ("", .header, ""),
  ]

  @Test(arguments: good) func areExpanded(text: String, place: Placeholders.Place, result: String) throws {
    #expect(try Self.expand(text, place) == result)
  }

  static let bad: [(String, HTTPFault.Reason)] = [
    ("{{secret.tokn}}", .credentialMissing(key: "tokn")),
    ("{{basic.user.pass}}", .credentialMissing(key: "pass")),
    ("{{secret.}}", .credentialMissing(key: "")),
    ("{{secret.token", .badRequest("in which a placeholder has no '}}'")),
    (
      "{{secret.\(String(repeating: "x", count: 5000))}}",
      .credentialMissing(key: String(repeating: "x", count: 60) + "… (5,000 bytes)")
    ),
    (
      "{{basic.user}}", .badRequest("with a placeholder that is neither {{secret.KEY}} nor {{basic.USER.PASSWORD}}")
    ),
  ]

  @Test(arguments: bad) func areRefused(text: String, reason: HTTPFault.Reason) {
    #expect(throws: reason) { try Self.expand(text, .header) }
  }

  @Test("A long one may be named often, and not as often as it fills the memory") func often() throws {
    let credentials = Credentials(secrets: ["long": Secret(String(repeating: "x", count: 16_384))])
    let placeholders = Placeholders(credentials: credentials, redactor: Redactor(credentials))
    func size(_ times: Int) throws(HTTPFault.Reason) -> Int {
      var used: [String] = []
      let text = String(repeating: "{{secret.long}}", count: times)
      return try placeholders.expand(Array(text.utf8), in: .plainBody, used: &used).count
    }
    #expect(try size(64) == 1 << 20)
    #expect(throws: HTTPFault.Reason.badRequest("to which its placeholders would add more than 1048576 bytes")) {
      try size(65)
    }
  }

  @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b", "a\u{7f}"]) func aLineBreakInAValueIsRefused(value: String) {
    let credentials = Credentials(secrets: ["token": Secret(value)])
    let placeholders = Placeholders(credentials: credentials, redactor: Redactor(credentials))
    var used: [String] = []
    #expect(throws: HTTPFault.Reason.badCredential(key: "token", problem: "holds a line break or control character")) {
      try placeholders.expand(Array("{{secret.token}}".utf8), in: .header, used: &used)
    }
  }

  @Test func aColonInAUserNameIsRefused() {
    let credentials = Credentials(secrets: ["user": Secret("a:b")])
    let placeholders = Placeholders(credentials: credentials, redactor: Redactor(credentials))
    var used: [String] = []
    #expect(throws: HTTPFault.Reason.badCredential(key: "user", problem: "holds a colon")) {
      try placeholders.expand(Array("{{basic.user.}}".utf8), in: .header, used: &used)
    }
  }

  static let types: [(String?, Placeholders.Place)] = [
    (nil, .plainBody), ("text/plain", .plainBody), ("application/json", .jsonBody),
    ("Application/JSON; charset=utf-8", .jsonBody), ("application/vnd.api+json", .jsonBody),
    ("application/x-www-form-urlencoded; charset=utf-8", .formBody),
  ]

  @Test(arguments: types) func theContentTypeDecidesHowABodyIsWritten(type: String?, place: Placeholders.Place) {
    #expect(Placeholders.Place(contentType: type) == place)
  }

  @Test func theyReachTheVendor() throws {
    let server = try LoopbackServer { _ in [.answer()] }
    defer { server.stop() }
    let client = try client(server.url, secrets: ["user": "anna", "password": "p:ä"], texts: ["account": "a/b"])
    _ = try client.bodies(
      HTTPRequest(
        method: "POST", url: "/{{secret.account}}?k={{secret.password}}",
        headers: [
          .init("Authorization", "Basic {{basic.user.password}}"),
          .init("Content-Type", "application/x-www-form-urlencoded"),
        ], body: Array("p={{secret.password}}".utf8)))
    let asked = try #require(server.asked.first)
    #expect(asked.target == "/a%2Fb?k=p%3A%C3%A4")
    #expect(asked.headers["authorization"] == "Basic YW5uYTpwOsOk")
    #expect(asked.body == "p=p%3A%C3%A4")
  }
}

@Suite("Secrets are taken out of texts") struct RedactorTests {
  static let cases = [
    "canary é/+\"", "Y2FuYXJ5IMOpLysi", "canary%20%C3%A9%2F%2B%22", "canary%20%c3%a9%2f%2b%22",
    "canary+%C3%A9%2F%2B%22",
    #"canary é/+\""#, #"canary é\/+\""#, #"canary \u00e9/+\""#,
  ]

  @Test(arguments: cases) func inEveryForm(form: String) {
    let redactor = Redactor(Credentials(secrets: ["token": Secret("canary é/+\"")]))
    #expect(redactor.redact("before \(form) after \(form)") == "before <secret> after <secret>")
  }

  @Test func theLongerOneFirst() {
    let redactor = Redactor(Credentials(secrets: ["a": Secret("key"), "b": Secret("keyring"), "c": Secret("")]))
    #expect(redactor.redact("a keyring and a key") == "a <secret> and a <secret>")
  }

  static let short = [
    ("GET http://vp.example/ppp?a=1", "GET http://vp.example/ppp?a=1"),
    ("the token p was refused", "the token <secret> was refused"), (#"{"t":"p"}"#, #"{"t":"<secret>"}"#),
    ("?token=p&q=tp", "?token=<secret>&q=tp"), ("p", "<secret>"), ("pp", "pp"), ("é.p", "é.<secret>"), ("ép", "ép"),
    ("cA== p_p", "<secret> p_p"),
  ]

  @Test(
    "One of a letter or two goes where it stands alone, not out of the middle of words",
    arguments: short)
  func shortOnes(text: String, redacted: String) {
    #expect(Redactor(Credentials(secrets: ["token": Secret("p")])).redact(text) == redacted)
  }

  @Test("One of two letters that are no letters goes everywhere") func shortSigns() {
    #expect(Redactor(Credentials(secrets: ["token": Secret("#!")])).redact("a#!b") == "a<secret>b")
  }
}
