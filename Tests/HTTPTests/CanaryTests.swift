import Foundation
import HostPlugins
import Testing

@Suite("A secret never comes out") struct CanaryTests {
  static let canary = "cänary/+ \"4711"
  static let forms = [
    "nary", "4711", "Y8OkbmFyeS8rICI0NzEx", "OmPDpG5hcnkvKyAiNDcxMQ", "NARY", "6e617279", "&#110;", "bmFyeS",
  ]

  static func hex(_ text: String) -> String { text.utf8.map { String($0, radix: 16) }.joined() }

  typealias Step = LoopbackServer.Step

  /// Servers that give back what they got, in every place they can.
  static let answers: [@Sendable (LoopbackServer.Asked) -> [Step]] = [
    { [.answer(401, #"{"detail":"no such token: \#($0.headers["authorization"] ?? "")"}"#)] },
    { [.answer(403, "you sent \($0.headers["x-key"] ?? "")", type: "text/plain")] },
    { [.answer(404, #"{"path":"\#($0.target)"}"#)] },
    { [.answer(429, #"{"path":"\#($0.target)"}"#, headers: ["Retry-After: 9999"])] },
    { [.answer(500, String(repeating: " ", count: 150) + ($0.headers["x-key"] ?? ""), type: "text/plain")] },
    // Cut in its middle, where what is kept of an answer ends.
    { [.answer(404, String(repeating: " ", count: 16_378) + ($0.headers["x-key"] ?? ""), type: "text/plain")] },
    { [.answer(404, ($0.headers["x-key"] ?? "").uppercased(), type: "text/plain")] },
    { [.answer(404, hex($0.headers["x-key"] ?? ""), type: "text/plain")] },
    {
      [.answer(404, (($0.headers["x-key"] ?? "").unicodeScalars.map { "&#\($0.value);" }).joined(), type: "text/plain")]
    },
    { [.answer(404, Data("sent: \($0.headers["x-key"] ?? "")!".utf8).base64EncodedString(), type: "text/plain")] },
    { [.answer(403, "<p>you sent c<i></i>\(($0.headers["x-key"] ?? "").dropFirst())</p>", type: "text/html")] },
    { [.answer(302, "", headers: ["Location: http://localhost\($0.target)"])] },
    { [.answer(302, "", headers: ["Location: \($0.headers["x-key"] ?? "")"])] },
    { [.answer(302, "", headers: ["Location: /again\($0.target)&\($0.number)"])] },
    { _ in [.reset] },
    { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1,"), .close] },
    { _ in [.send("nonsense\r\n\r\n"), .close] },
  ]

  static let request = HTTPRequest(
    url: "/people?key={{secret.token}}&page=1",
    headers: [
      .init("Authorization", "Basic {{basic.account.token}}"), .init("X-Key", "{{secret.token}}"),
      .init("X-Basic", "{{basic..token}}"),
    ])

  static func check(_ fault: HTTPFault) {
    var dumped = ""
    dump(fault, to: &dumped)
    let texts = [fault.description, String(reflecting: fault), "\(fault.reason)", dumped]
    for text in texts {
      for form in forms { #expect(!text.contains(form)) }
    }
  }

  @Test(arguments: answers.indices) func inAFault(_ answer: Int) throws {
    let server = try LoopbackServer(Self.answers[answer])
    defer { server.stop() }
    let client = try client(server.url, secrets: ["token": Self.canary], texts: ["account": "acme"])
    Self.check(try client.fault(Self.request))
  }

  @Test func inAFaultBeforeSending() throws {
    let client = try client("http://127.0.0.1:9", secrets: ["token": Self.canary])
    for url in [
      "https://evil.example/?k={{secret.token}}", "/a b{{secret.token}}", "https://{{secret.token}}/",
      "/{{basic.token.x}}",
    ] {
      Self.check(try client.fault(HTTPRequest(url: url, headers: [.init("X-Key", "{{secret.token}}")])))
    }
    Self.check(try client.fault(Self.request))
  }

  @Test func inAnAnswersHeaders() throws {
    let server = try LoopbackServer { [.answer(200, headers: ["X-Echo: \($0.headers["x-key"] ?? "")"])] }
    defer { server.stop() }
    let client = try client(server.url, secrets: ["token": Self.canary], texts: ["account": "acme"])
    #expect(try client.perform([Self.request]).get().map { $0.header("x-echo") } == ["<secret>"])
  }

  @Test func inWhatSettingsShow() throws {
    let client = try client("http://127.0.0.1:9", secrets: ["token": Self.canary])
    var dumped = ""
    dump(client, to: &dumped)
    #expect(!dumped.contains("4711"))
  }

  @Test func theSentenceStillTellsWhatHappened() throws {
    let server = try LoopbackServer(Self.answers[0])
    defer { server.stop() }
    let client = try client(server.url, secrets: ["token": Self.canary], texts: ["account": "acme"])
    #expect(
      try client.fault(Self.request).description
        == "GET \(server.url)/people?key=<secret>&page=1 was answered 401 "
        + "(\"{\"detail\":\"no such token: Basic <secret>\"}\"): credential 'token' was refused. Set it again: "
        + "patchbay connections set e1/main --secret token.")
  }
}
