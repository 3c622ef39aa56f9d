import Foundation
import HostPlugins
import Testing

@Suite("Each way a vendor can fail is told apart") struct FaultTests {
  func reason(_ url: String, pinned: [String] = []) throws -> HTTPFault.Reason {
    try client(url, pinned: pinned).fault(HTTPRequest(url: "/")).reason
  }

  @Test func anUnknownHost() throws {
    let host = "no-such-host.invalid"
    let client = try client("https://\(host)", limits: { $0.tries = 1 })
    #expect(try client.fault(HTTPRequest(url: "/")).reason == .unknownHost(host))
  }

  @Test func aRefusedConnection() throws {
    let server = try LoopbackServer { _ in [] }
    server.stop()
    #expect(try reason(server.url) == .refused(host: "127.0.0.1", port: server.port))
  }

  @Test func aStallBeforeTheAnswer() throws {
    let server = try LoopbackServer { _ in [.stall] }
    defer { server.stop() }
    let client = try client(server.url) {
      $0.stallSeconds = 1
      $0.tries = 1
    }
    #expect(try client.fault(HTTPRequest(url: "/")).reason == .stalled(seconds: 1, bytes: 0))
  }

  @Test func aStallInTheAnswer() throws {
    let server = try LoopbackServer { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[1,"), .stall] }
    defer { server.stop() }
    let client = try client(server.url) {
      $0.stallSeconds = 1
      $0.tries = 1
    }
    #expect(try client.fault(HTTPRequest(url: "/")).reason == .stalled(seconds: 1, bytes: 3))
  }

  @Test func stallsUseUpTheTimeForWaiting() throws {
    let server = try LoopbackServer { _ in [.stall] }
    defer { server.stop() }
    let client = try client(server.url) {
      $0.stallSeconds = 1
      $0.waitSeconds = 1.5
    }
    let fault = try client.fault(HTTPRequest(url: "/"))
    #expect(fault.reason == .stalled(seconds: 1, bytes: 0))
    #expect(fault.tries == 1)
  }

  @Test func anAnswerThatTakesTooLong() throws {
    let server = try LoopbackServer { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[1,"), .stall] }
    defer { server.stop() }
    let client = try client(server.url) { $0.totalSeconds = 1 }
    #expect(try client.fault(HTTPRequest(url: "/")).reason == .tooSlow(seconds: 1, bytes: 3))
    #expect(server.asked.count == 1)
  }

  @Test func aResetConnection() throws {
    let server = try LoopbackServer { _ in [.reset] }
    defer { server.stop() }
    let fault = try client(server.url).fault(HTTPRequest(url: "/"))
    #expect(fault.reason == .broken(bytes: 0, detail: "Recv failure: Connection reset by peer"))
    #expect(fault.tries == 4)
  }

  @Test func aCutAnswer() throws {
    let server = try LoopbackServer { _ in [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1,"), .close] }
    defer { server.stop() }
    #expect(
      try reason(server.url) == .broken(bytes: 3, detail: "transfer closed with 6 bytes remaining to read"))
  }

  @Test func anEmptyAnswer() throws {
    let server = try LoopbackServer { _ in [.close] }
    defer { server.stop() }
    #expect(try reason(server.url) == .broken(bytes: 0, detail: "Empty reply from server"))
  }

  @Test(arguments: [true, false]) func anAnswerThatIsTooLarge(tellsItsSize: Bool) throws {
    let page = String(repeating: "x", count: 1000)
    let head = "HTTP/1.1 200 OK\r\n" + (tellsItsSize ? "Content-Length: 5000" : "Connection: close") + "\r\n\r\n"
    let server = try LoopbackServer { _ in [.send(head + page + page + page + page + page), .close] }
    defer { server.stop() }
    let client = try client(server.url) { $0.answerBytes = 4999 }
    #expect(try client.fault(HTTPRequest(url: "/")).reason == .tooLarge(limit: 4999))
    #expect(server.asked.count == 1)
  }

  @Test func aSmallAnswerThatUnpacksToALargeOne() throws {
    // 2,000,000 blanks.
    let packed = try Self.gzip(count: 2_000_000)
    let server = try LoopbackServer { _ in
      [.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n"), .bytes(packed)]
    }
    defer { server.stop() }
    let client = try client(server.url) { $0.answerBytes = 1_000_000 }
    #expect(packed.count < 10_000)
    #expect(try client.fault(HTTPRequest(url: "/")).reason == .tooLarge(limit: 1_000_000))
  }

  @Test func headersWithoutEnd() throws {
    let line = "X-Fill: \(String(repeating: "x", count: 10_000))\r\n"
    let server = try LoopbackServer { _ in [.send("HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 40))] }
    defer { server.stop() }
    #expect(try reason(server.url) == .headersTooLarge(limit: 262_144))
  }

  @Test func aNameThatLeadsToAPrivateAddress() throws {
    for address in ["10.1.2.3", "127.0.0.1", "169.254.169.254", "192.168.0.1", "[fd00::1]", "[::1]"] {
      let bare = address.filter { $0 != "[" && $0 != "]" }
      #expect(
        try reason("https://vendor.example", pinned: ["vendor.example:443:\(address)"])
          == .privateAddress(host: "vendor.example", address: bare))
    }
  }

  @Test func aNameThatChangesItsAddress() throws {
    // The first answer of the name service passes a check, the second one is what libcurl connects to.
    let server = try LoopbackServer { _ in [.answer()] }
    defer { server.stop() }
    let name = "vendor.example:\(server.port)"
    let fault = try reason("https://\(name)", pinned: ["\(name):8.8.8.8", "\(name):127.0.0.1"])
    #expect(fault == .privateAddress(host: "vendor.example", address: "127.0.0.1"))
    #expect(server.connections == 0)
  }

  @Test func localhostThatIsElsewhere() throws {
    #expect(
      try reason("http://localhost:8080", pinned: ["localhost:8080:8.8.8.8"])
        == .notThisComputer(host: "localhost", address: "8.8.8.8"))
  }

  @Test func aProxyThatIsNotThere() throws {
    let server = try LoopbackServer { _ in [] }
    server.stop()
    let client = try client(
      "https://vendor.example", environment: ["https_proxy": "http://127.0.0.1:\(server.port)"],
      limits: { $0.tries = 1 })
    guard case .proxy = try client.fault(HTTPRequest(url: "/")).reason else {
      Issue.record("not told as a fault of the proxy")
      return
    }
  }

  @Test func aProxyThatRefuses() throws {
    let server = try LoopbackServer { _ in [.answer(403)] }
    defer { server.stop() }
    let client = try client(
      "https://vendor.example", environment: ["https_proxy": server.url], limits: { $0.tries = 1 })
    #expect(try client.fault(HTTPRequest(url: "/")).reason == .proxy(detail: "it answered 403"))
    #expect(server.asked.map(\.target) == ["vendor.example:443"])
    #expect(server.asked.map { $0.headers["authorization"] } == [nil])
  }

  @Test("A failure ends a batch: what is under way is waited for, what is not is not begun, and good answers are kept")
  func neighbours() throws {
    let server = try LoopbackServer { asked in
      if asked.target == "/2" { return [.answer(404)] }
      usleep(300_000)
      return [.answer()]
    }
    defer { server.stop() }
    let batch = try client(server.url, concurrency: 3).perform((1...5).map { HTTPRequest(url: "/\($0)") })
    #expect(batch.answers.map { $0?.status } == [200, nil, 200, nil, nil])
    #expect(batch.failure?.request == 1)
    #expect(batch.failure?.fault.request == "GET \(server.url)/2")
    #expect(batch.failure?.fault.httpStatus == 404)
    #expect(throws: HTTPFault.self) { try batch.get() }
    #expect(server.asked.map(\.target).sorted() == ["/1", "/2", "/3"])
  }

  @Test("What is under way and fails too is not tried again, and its failure is not the one that is told")
  func twoFailures() throws {
    let server = try LoopbackServer { asked in
      if asked.target == "/2" { return [.answer(404)] }
      usleep(asked.target == "/1" ? 300_000 : 1_000_000)
      return [asked.target == "/1" ? .answer(500, headers: ["Retry-After: 0"]) : .answer()]
    }
    defer { server.stop() }
    let batch = try client(server.url).perform((1...3).map { HTTPRequest(url: "/\($0)") })
    #expect(batch.answers.map { $0?.status } == [nil, nil, 200])
    #expect(batch.failure?.fault.httpStatus == 404)
    #expect(server.asked.count == 3)
  }

  @Test func afterAFailureTheClientGoesOn() throws {
    let server = try LoopbackServer { asked in
      asked.target == "/2" ? [.answer(404)] : asked.number < 3 ? [.stall] : [.answer()]
    }
    defer { server.stop() }
    let client = try client(server.url, limits: { $0.stallSeconds = 1 })
    _ = client.perform([HTTPRequest(url: "/1"), HTTPRequest(url: "/2")])
    #expect(try client.bodies(HTTPRequest(url: "/3"), HTTPRequest(url: "/4")) == ["[]", "[]"])
  }

  @Test func aMissingCredentialIsToldBeforeAnythingIsSent() throws {
    let server = try LoopbackServer { _ in [.answer()] }
    defer { server.stop() }
    let requests = [HTTPRequest(url: "/1"), HTTPRequest(url: "/2", headers: [.init("X", "{{secret.token}}")])]
    let result = try client(server.url).perform(requests)
    #expect(throws: HTTPFault.self) { try result.get() }
    #expect(server.asked.isEmpty)
  }

  static let headers: [(String, String, String)] = [
    ("X-A", "1\r\nX-Evil: 2", "with a line break or control character in the header 'x-a'"),
    ("X-A\r\nX-Evil", "1", "with a header whose name is not valid"),
    ("", "1", "with a header whose name is not valid"),
    ("Host", "evil", "with the header 'host', which only the host sets"),
    ("Content-Length", "0", "with the header 'content-length', which only the host sets"),
    ("Proxy-Authorization", "x", "with the header 'proxy-authorization', which only the host sets"),
  ]

  @Test(arguments: headers) func aBadHeader(name: String, value: String, problem: String) throws {
    let request = HTTPRequest(url: "/", headers: [.init(name, value)])
    #expect(try client("http://127.0.0.1:9").fault(request).reason == .badRequest(problem))
  }

  @Test(arguments: ["", "get", "GET /x", "CONNECT", "TRACE"]) func aBadMethod(method: String) throws {
    let fault = try client("http://127.0.0.1:9").fault(HTTPRequest(method: method, url: "/"))
    #expect(fault.reason == .badRequest("whose method is not possible"))
  }

  /// Packed blanks, by the system's own gzip.
  static func gzip(count: Int) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "head -c \(count) /dev/zero | tr '\\0' ' ' | gzip -9"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let packed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Array(packed)
  }
}
