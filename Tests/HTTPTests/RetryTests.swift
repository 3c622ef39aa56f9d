import Testing

@testable import HostPlugins

@Suite("What is tried again, and when") struct RetryTests {
  typealias Step = LoopbackServer.Step

  /// Answers one after the other, the last one for ever.
  static func server(_ answers: [[Step]]) throws -> LoopbackServer {
    try LoopbackServer { asked in answers[min(asked.number, answers.count) - 1] }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var answers: [Step]
    var waited: Int
    var tries: Int
  }

  static let passing = [
    Case(testDescription: "503", answers: [.answer(503), .answer()], waited: 1, tries: 2),
    Case(
      testDescription: "backoff", answers: [.answer(500), .answer(502), .answer(504), .answer()], waited: 7, tries: 4),
    Case(
      testDescription: "seconds", answers: [.answer(429, headers: ["Retry-After: 7"]), .answer()], waited: 7, tries: 2),
    Case(
      testDescription: "date",
      answers: [.answer(429, headers: ["Retry-After: Sun, 06 Nov 1994 08:51:07 GMT"]), .answer()],
      waited: 90, tries: 2),
    Case(
      testDescription: "past date",
      answers: [.answer(503, headers: ["Retry-After: Sun, 06 Nov 1994 08:00:00 GMT"]), .answer()], waited: 1, tries: 2),
    Case(
      testDescription: "no seconds",
      answers: [
        .answer(429, headers: ["Retry-After: 0"]), .answer(429, headers: ["Retry-After: 0"]),
        .answer(429, headers: ["Retry-After: 0"]), .answer(),
      ], waited: 7, tries: 4),
    Case(
      testDescription: "fewer seconds than the usual",
      answers: [.answer(500), .answer(500), .answer(429, headers: ["Retry-After: 2"]), .answer()], waited: 7, tries: 4),
    Case(
      testDescription: "403 of a limiter",
      answers: [
        .answer(403, headers: ["Retry-After: 7"]), .answer(403, headers: ["RateLimit-Remaining: 0"]), .answer(),
      ],
      waited: 9, tries: 3),
    Case(
      testDescription: "reset in seconds", answers: [.answer(429, headers: ["X-Rate-Limit-Reset: 12"]), .answer()],
      waited: 12, tries: 2),
    Case(
      testDescription: "nonsense", answers: [.answer(429, headers: ["Retry-After: soon"]), .answer()], waited: 1,
      tries: 2),
    Case(testDescription: "reset connection", answers: [.reset, .answer()], waited: 1, tries: 2),
    Case(
      testDescription: "cut answer",
      answers: [.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n[1,"), .answer()], waited: 1,
      tries: 2),
  ]

  @Test(arguments: passing) func passes(_ c: Case) throws {
    let server = try Self.server(c.answers.map { [$0] + ($0.isCut ? [.close] : []) })
    defer { server.stop() }
    let clock = FakeClock()
    let client = try client(server.url, clock: clock)
    #expect(try client.bodies(HTTPRequest(url: "/")) == ["[]"])
    #expect(clock.waited == c.waited)
    #expect(server.asked.count == c.tries)
    #expect(client.log.retries == c.tries - 1)
  }

  @Test(arguments: [400, 401, 403, 404, 410, 418, 300]) func isNeverTriedAgain(status: Int) throws {
    let server = try LoopbackServer { _ in [.answer(status)] }
    defer { server.stop() }
    #expect(try client(server.url).fault(HTTPRequest(url: "/")).httpStatus == status)
    #expect(server.asked.count == 1)
  }

  @Test(arguments: [429, 503]) func aPostIsNeverTriedAgain(status: Int) throws {
    let server = try LoopbackServer { _ in [.answer(status)] }
    defer { server.stop() }
    #expect(try client(server.url).fault(HTTPRequest(method: "POST", url: "/")).httpStatus == status)
    #expect(server.asked.count == 1)
  }

  @Test func endsAfterFourTries() throws {
    let server = try LoopbackServer { _ in [.answer(503)] }
    defer { server.stop() }
    let clock = FakeClock()
    #expect(try client(server.url, clock: clock).fault(HTTPRequest(url: "/")).tries == 4)
    #expect(server.asked.count == 4)
    #expect(clock.waited == 7)
  }

  @Test(arguments: [429, 503]) func whatTheConnectorAcceptsIsTriedAgainFirst(status: Int) throws {
    let healed = try Self.server([[.answer(status)], [.answer(200, "well")]])
    defer { healed.stop() }
    let request = HTTPRequest(url: "/", accept: [status])
    #expect(try client(healed.url).bodies(request) == ["well"])
    let ill = try LoopbackServer { asked in [.answer(status, "ill \(asked.number)")] }
    defer { ill.stop() }
    let answer = try client(ill.url).perform([request]).get()[0]
    #expect(answer.status == status)
    #expect(String(decoding: answer.body.bytes, as: UTF8.self) == "ill 4")
    // Nothing is asked twice that could be done twice.
    let post = HTTPRequest(method: "POST", url: "/", accept: [status])
    #expect(try client(ill.url).perform([post]).get()[0].status == status)
    #expect(ill.asked.count == 5)
  }

  @Test func jitterShortensWaits() throws {
    let server = try LoopbackServer { _ in [.answer(503)] }
    defer { server.stop() }
    let clock = FakeClock(random: 0)
    _ = try client(server.url, clock: clock).fault(HTTPRequest(url: "/"))
    #expect(clock.waited == 0)
  }

  @Test func neverWaitsLongerThanAllowed() throws {
    let server = try LoopbackServer { _ in [.answer(429, headers: ["Retry-After: 50"])] }
    defer { server.stop() }
    let clock = FakeClock()
    #expect(try client(server.url, clock: clock).fault(HTTPRequest(url: "/")).tries == 3)
    #expect(clock.waited == 100)
  }

  @Test func doesNotStartAWaitThatIsTooLong() throws {
    let server = try LoopbackServer { _ in [.answer(429, headers: ["Retry-After: 3600"])] }
    defer { server.stop() }
    let clock = FakeClock()
    let fault = try client(server.url, clock: clock).fault(HTTPRequest(url: "/"))
    #expect(fault.reason == .answered(status: 429, excerpt: "[]", retryAfter: 3600))
    #expect(clock.waited == 0)
  }

  static let heads: [(head: [String: String], wait: Double?)] = [
    (["retry-after": "7"], 7), (["retry-after": "0"], nil), (["retry-after": "-1"], nil),
    (["retry-after": "0", "ratelimit-reset": "9"], nil), (["retry-after": "soon", "ratelimit-reset": "9"], 9),
    (["retry-after": "Tue, 14 Nov 2023 22:13:50 GMT"], 30), (["retry-after": "Tue, 14 Nov 2023 22:13:20 GMT"], nil),
    (["retry-after": "Tue, 14 Nov 2023 22:00:00 GMT"], nil), (["x-ratelimit-reset": "1700000060"], 60),
    (["x-ratelimit-reset": "1700000000"], nil), (["x-ratelimit-reset": "1600000000"], nil),
    (["x-rate-limit-reset": "0"], nil), ([:], nil),
  ]

  @Test("A wait that is none, or over, is no wish", arguments: heads)
  func wishes(head: [String: String], wait: Double?) {
    #expect(RetryRule.askedWait({ head[$0] }, wall: 1_700_000_000) == wait)
  }

  @Test("A limit that is over at once is told without a time") func noSeconds() throws {
    let server = try LoopbackServer { _ in [.answer(429, headers: ["Retry-After: 0"])] }
    defer { server.stop() }
    let clock = FakeClock()
    let fault = try client(server.url, clock: clock).fault(HTTPRequest(url: "/"))
    #expect(fault.reason == .answered(status: 429, excerpt: "[]", retryAfter: nil))
    #expect(clock.waited == 7)
  }

  @Test func aWaitCanBeCancelled() throws {
    let server = try LoopbackServer { _ in [.answer(429, headers: ["Retry-After: 100"])] }
    defer { server.stop() }
    let clock = FakeClock()
    let fault = try client(server.url, clock: clock, cancelled: { clock.now > 1003 }).fault(HTTPRequest(url: "/"))
    #expect(fault.reason == .cancelled)
    #expect(clock.waited == 3)
  }

  @Test func allRequestsWaitForTheVendorsLimit() throws {
    let clock = FakeClock()
    let server = try LoopbackServer { asked in
      clock.waited < 20 ? [.answer(429, headers: ["Retry-After: 20"])] : [.answer(200, asked.target)]
    }
    defer { server.stop() }
    let client = try client(server.url, concurrency: 1, clock: clock)
    let answers = try client.perform([HTTPRequest(url: "/1"), HTTPRequest(url: "/2")]).get()
    #expect(answers.map { String(decoding: $0.body.bytes, as: UTF8.self) } == ["/1", "/2"])
    #expect(server.asked.map(\.target).sorted() == ["/1", "/1", "/2"])
  }

  @Test func requestsKeepTheVendorsPace() throws {
    let server = try LoopbackServer { _ in [.answer()] }
    defer { server.stop() }
    let clock = FakeClock()
    let client = try client(server.url, requestsPerMinute: 6, clock: clock)
    for _ in 0..<4 { _ = try client.bodies(HTTPRequest(url: "/")) }
    // Each sixth of a minute and the second that one may be late.
    #expect(abs(clock.now - 1000 - 3 * 61 / 6) < 1e-6)
  }
}

extension LoopbackServer.Step {
  fileprivate var isCut: Bool {
    if case .send(let text) = self { text.contains("Connection: close") } else { false }
  }
}
