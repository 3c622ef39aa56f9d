import Foundation
import HostModel
import Testing

@testable import HostPlugins

@Suite("Credentials go where placeholders stand") struct PlaceholderTests {
  static let credentials = Credentials(
    secrets: ["token": Secret("a b/ü\"&"), "user": Secret("Aladdin"), "password": Secret("open sesame")],
    texts: ["account": "acme", "nested": "{{secret.token}}"],
    declared: (
      "ticketline",
      [
        "token": .secret, "user": .secret, "password": .secret, "spare": .secret, "account": .text, "nested": .text,
        "region": .choice,
      ]
    ))

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
    ("{{secret.tokn}}", .undeclaredCredential(connector: "ticketline", key: "tokn")),
    ("{{basic.user.pass}}", .undeclaredCredential(connector: "ticketline", key: "pass")),
    ("{{secret.}}", .undeclaredCredential(connector: "ticketline", key: "")),
    ("{{secret.a\u{1B}[2Jb\n}}", .undeclaredCredential(connector: "ticketline", key: "a [2Jb")),
    ("{{secret.spare}}", .credentialMissing(key: "spare")), ("{{secret.region}}", .settingMissing(key: "region")),
    ("{{secret.token", .badRequest("in which a placeholder has no '}}'")),
    (
      "{{secret.\(String(repeating: "x", count: 5000))}}",
      .undeclaredCredential(connector: "ticketline", key: String(repeating: "x", count: 60) + "… (5,000 bytes)")
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
    // Case, and hex.
    "CANARY É/+\"", "Canary+é/+\"", "63616e61727920c3a92f2b22", "63616E61727920C3A92F2B22",
    // All of it in escapes: of JSON, of programs, of HTML by number and by name, of URLs.
    #"\u0063\u0061\u006E\u0061\u0072\u0079\u0020\u00e9\u002f\u002B\u0022"#,
    #"\x63\x61\x6e\x61\x72\x79\x20\xc3\xa9\x2F\x2b\x22"#,
    "&#99;&#97;&#110;&#97;&#114;&#121;&#32;&#233;&#47;&#43;&#34;",
    "&#x63;&#X61;&#x0006E;&#x61;&#x72;&#x79;&#x20;&#xe9;&#x2f;&#x2B;&quot;", "canary é/+&quot;",
    "%63%61%6e%61%72%79%20%C3%A9%2F%2B%22",
    // One within the other.
    "canary%2520%25C3%25A9%252F%252B%2522", #"canary \\u00e9/+\\\""#, "canary &amp;#233;/+&amp;quot;",
    #"%5Cu0063%5Cu0061nary%20&#x25;C3&#x25;A9/+\u0022"#,
    // In base64, also of URLs, and amid other text, where it begins a part of a character later.
    "Y2FuYXJ5IMOpLysi", "Y2FuYXJ5IMOpLysi%3D", "Y2FuYXJ5IMOpLysi=",
  ]

  /// Base64 of texts that hold `canary-4711/+`, and what is left of it.
  static let amid = [
    ("a:canary-4711/+", "YTpjYW5hcnktNDcxMS8r", "YT<secret>"),
    ("a:canary-4711/+:b", "YTpjYW5hcnktNDcxMS8rOmI=", "YT<secret>OmI="),
    ("x:a:canary-4711/+", "eDphOmNhbmFyeS00NzExLys=", "eDphO<secret>"),
    ("canary-4711/+", "Y2FuYXJ5LTQ3MTEvKw==", "<secret>"), ("canary-4711/+", "Y2FuYXJ5LTQ3MTEvKw", "<secret>"),
    ("?canary-4711/+?", "P2NhbmFyeS00NzExLys_", "P<secret>_"),
  ]

  @Test("In base64 it goes with the characters that it shares with its neighbours", arguments: amid)
  func base64(text: String, coded: String, redacted: String) throws {
    let plain = coded.replacing("_", with: "/")
    let padded = plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)
    #expect(Data(base64Encoded: padded).map { String(decoding: $0, as: UTF8.self) } == text)
    let redactor = Redactor(Credentials(secrets: ["token": Secret("canary-4711/+")]))
    #expect(redactor.redact(coded) == redacted)
  }

  @Test("What is no escape, and an escape that is cut, stays as it is") func noEscapes() {
    let redactor = Redactor(Credentials(secrets: ["token": Secret("canary")]))
    for text in [
      "100% of &c. \\ &#; &#x; &#xD800; &#9999999999; %4 %zz \\u12 \\ud83d \\x4 &am", "", "%", "\\", "&", "&#", "\\u",
    ] {
      #expect(redactor.redact(text) == text)
    }
    #expect(redactor.redact("&#99;anary\\ud83d\\ude00%63anary%") == "<secret>\\ud83d\\ude00<secret>%")
  }

  @Test("One that begins before the end of what is shown goes, though it ends behind it") func cut() {
    let redactor = Redactor(Credentials(secrets: ["token": Secret("canary-0123456789-tail")]))
    let blanks = String(repeating: " ", count: 16_368)
    let text = Array((blanks + "canary-0123456789-tail and more").utf8)
    #expect(redactor.redact(text, upTo: 16_384) == blanks + "<secret>")
    #expect(redactor.redact(text, upTo: 16_368) == blanks)
    #expect(redactor.reach >= 22)
  }

  static let beginnings = [
    ("you sent canary-012345678", "you sent <secret>"), ("\"CANARY-0123456789\"…", "\"<secret>\"…"),
    ("canary-0123456789 and canary-01234567", "<secret> and canary-01234567"),
    ("63616e6172792d303132333435363738", "<secret>"),
    ("canary-0123456789canary-0123456789-tail", "<secret><secret>"), ("canary-0123456789 tail", "<secret> tail"),
  ]

  @Test("Two thirds of it or more go, where somebody cut it", arguments: beginnings)
  func beginning(text: String, redacted: String) {
    // Of 22 characters.
    let redactor = Redactor(Credentials(secrets: ["token": Secret("canary-0123456789-tail")]))
    #expect(redactor.redact(text) == redacted)
    // Of one of few characters no part is told from another word.
    #expect(
      Redactor(Credentials(secrets: ["token": Secret("sandbox-token")])).redact("sandbox-series") == "sandbox-series")
    #expect(Redactor(Credentials(secrets: ["token": Secret("canary")])).redact("canar") == "canar")
  }

  /// Neither a secret that repeats itself, nor a text that nearly is one, nor escapes of escapes cost more than others of
  /// their length: if one did, it would be seen here as a test that does not end.
  @Test("A text of one character, and one of escapes alone") func repeated() {
    let redactor = Redactor(Credentials(secrets: ["token": Secret(String(repeating: "a", count: 16_000) + "b")]))
    let text = String(repeating: "a", count: 100_000)
    #expect(redactor.redact(text) == "<secret>")
    #expect(redactor.redact("b" + text.prefix(7_000) + "b") == "b" + text.prefix(7_000) + "b")
    let escapes = String(repeating: "%2525252525", count: 5_000) + String(repeating: "&amp;amp;", count: 5_000)
    #expect(redactor.redact(escapes) == escapes)
  }

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
