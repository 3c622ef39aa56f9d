import HostModel
import Testing

@testable import HostPlugins

@Suite("Where the connector names no pace") struct StandardPaceTests {
  /// Seconds that 30 requests waited for their turn, one after another; nobody answers them.
  private func waited(_ url: String, perMinute: Int? = nil) throws -> Double {
    let clock = FakeClock()
    let client = try client(
      url, requestsPerMinute: perMinute, concurrency: 4, allowsPrivate: true, pinned: ["vendor.example:1:127.0.0.1"],
      clock: clock, limits: { $0.tries = 1 })
    for _ in 1...30 { _ = client.perform([HTTPRequest(url: "/")]) }
    return clock.now - 1000
  }

  @Test func tenRequestsASecondAreMade() throws {
    // Four at once, and then the 600 less what those were more than one, in a minute and the second that one may be late.
    #expect(abs(try waited("https://vendor.example:1") - 26 / (597 / 61)) < 1e-3)
  }

  @Test func thisComputerIsNotSpared() throws {
    #expect(try waited("http://127.0.0.1:1") == 0)
    #expect(abs(try waited("http://127.0.0.1:1", perMinute: 600) - 26 / (597 / 61)) < 1e-3)
  }
}

@Suite("No minute holds more requests than the vendor allows") struct PaceTests {
  @Test(arguments: [1, 2, 6, 10, 59, 60, 100, 360, 1000], [1, 4, 16]) func holds(limit: Int, burst: Int) {
    let pace = Pace(requestsPerMinute: limit, burst: burst)
    var (now, over) = (0.0, nil as Double?)
    var times: [Double] = []
    while now < 240 {
      let next = pace.next(over: over, now: now)
      (now, over) = (next.turn, next.over)
      times.append(now)
    }
    for (index, start) in times.enumerated() {
      let inMinute = times[index...].prefix { $0 < start + 60 - 1e-6 }.count
      #expect(inMinute <= limit)
    }
    // And it is used: at least nine tenths of it in the long run.
    #expect(Double(times.count) >= 0.9 * Double(limit) * 4 - 1)
  }
}

@Suite("A vendor's wish to wait is understood") struct AskedWaitTests {
  static let cases: [([String: String], Double?)] = [
    (["retry-after": "7"], 7), (["retry-after": "0"], nil), (["retry-after": "-1"], nil), (["retry-after": ""], nil),
    (["retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"], 100),
    (["retry-after": "Sun, 06 Nov 1994 25:49:37 GMT"], nil),
    (["x-rate-limit-reset": "30"], 30), (["x-ratelimit-reset": "1784111677"], 1_000_000_000),
    (["retry-after": "3", "x-rate-limit-reset": "30"], 3), ([:], nil),
  ]

  @Test(arguments: cases) func isRead(headers: [String: String], seconds: Double?) {

    #expect(RetryRule.askedWait({ headers[$0] }, wall: 784_111_677) == seconds)
  }
}
