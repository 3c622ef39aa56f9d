import HostPlugins
import Testing

@Suite("An answer that cannot be used, or forbids, is told by what it is") struct RefusedAnswerTests {
  static let encodings: [(name: String, body: [UInt8])] = [
    ("zip", Array("[]".utf8)), ("gzip", Array("[]".utf8)), ("gzip, zip", Array("[]".utf8)),
    ("deflate", [0xFF, 0xFF, 0xFF, 0xFF]),
  ]

  @Test("An encoding that cannot be unpacked is told at once", arguments: encodings)
  func badEncoding(name: String, body: [UInt8]) throws {
    let server = try LoopbackServer { _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Encoding: \(name)\r\nContent-Length: \(body.count)\r\n\r\n"), .bytes(body)]
    }
    defer { server.stop() }
    let fault = try client(server.url).fault(HTTPRequest(url: "/"))
    guard case .badEncoding(name, let detail) = fault.reason else {
      Issue.record("\(fault.reason)")
      return
    }
    #expect(!detail.isEmpty)
    #expect(fault.tries == 1)
    #expect(server.asked.count == 1)
  }

  @Test("It is asked for again where the answer may pass", arguments: [429, 503]) func badEncodingOfFault(status: Int)
    throws
  {
    let server = try LoopbackServer { _ in
      [.send("HTTP/1.1 \(status) Text\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n[]")]
    }
    defer { server.stop() }
    let fault = try client(server.url).fault(HTTPRequest(url: "/"))
    guard case .broken = fault.reason else {
      Issue.record("\(fault.reason)")
      return
    }
    #expect(fault.tries == 4)
    #expect(server.asked.count == 4)
  }

  typealias Step = LoopbackServer.Step

  static let page = """
    <!DOCTYPE html><html><head><meta charset="utf-8"><title>Attention Required! | Shield</title><style>p{}</style></head>
    <body><script>if (1 < 2) {}</script><p>Sorry, you have been <b>blocked</b></p></body></html>
    """
  static let forbidden: [(answer: Step, reason: HTTPFault.Reason)] = [
    (
      .answer(403, page, type: "text/html; charset=UTF-8", headers: ["Server: cloudflare"]),
      .firewall(excerpt: "Attention Required! | Shield")
    ),
    (
      .answer(403, "<p>Access <b>denied</b>", type: "text/html", headers: ["Server: AkamaiGHost"]),
      .firewall(excerpt: "Access denied")
    ),
    (.answer(403, "<html", type: "text/html", headers: ["X-Iinfo: 1-2-3"]), .firewall(excerpt: "")),
    (.answer(403, "<html", type: "text/html", headers: ["X-Sucuri-ID: 1"]), .firewall(excerpt: "")),
    // A server of the vendor's may say it so.
    (
      .answer(403, page, type: "text/html; charset=UTF-8", headers: ["Server: Apache"]),
      .forbiddenPage(excerpt: "Attention Required! | Shield")
    ),
    (.answer(403, "<p>Access <b>denied</b>", type: "text/html"), .forbiddenPage(excerpt: "Access denied")),
    // A firewall passes on what the vendor says of rights.
    (
      .answer(403, #"{"detail":"No."}"#, headers: ["Server: cloudflare", "CF-Ray: 1-ZRH"]),
      .answered(status: 403, excerpt: #"{"detail":"No."}"#, retryAfter: nil)
    ),
    (
      .answer(403, "error code: 1020", type: "text/plain", headers: ["CF-Mitigated: challenge"]),
      .firewall(excerpt: "error code: 1020")
    ),
    (
      .answer(403, #"{"detail":"Too fast."}"#, headers: ["Retry-After: 9000"]),
      .limited(excerpt: #"{"detail":"Too fast."}"#, retryAfter: 9000)
    ),
    (
      .answer(403, page, type: "text/html", headers: ["Retry-After: 9000"]),
      .limited(excerpt: "Attention Required! | Shield", retryAfter: 9000)
    ),
    (
      .answer(403, #"{"detail":"API rate limit"}"#, headers: ["X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 9000"]),
      .limited(excerpt: #"{"detail":"API rate limit"}"#, retryAfter: 9000)
    ),
    // A matter of rights, whatever the account has left.
    (
      .answer(
        403, #"{"detail":"No."}"#, headers: ["X-RateLimit-Remaining: 9", "X-RateLimit-Reset: 9000", "Retry-After: 0"]),
      .answered(status: 403, excerpt: #"{"detail":"No."}"#, retryAfter: nil)
    ),
  ]

  @Test("A 403 blames the credentials only if it is about rights", arguments: forbidden.indices)
  func forbids(_ number: Int) throws {
    let c = Self.forbidden[number]
    let server = try LoopbackServer { _ in [c.answer] }
    defer { server.stop() }
    let client = try client(server.url, secrets: ["token": "x"])
    let request = HTTPRequest(url: "/", headers: [.init("Authorization", "Token {{secret.token}}")])
    #expect(try client.fault(request).reason == c.reason)
    #expect(server.asked.count == 1)
    // A connector that accepts a 403 sees those that may be about rights, and no others.
    let accepting = HTTPRequest(url: "/", headers: request.headers, accept: [403])
    switch c.reason {
    case .answered, .forbiddenPage: #expect(try client.perform([accepting]).get().map(\.status) == [403])
    default: #expect(try client.fault(accepting).reason == c.reason)
    }
  }
}
