import HostModel
import HostPlugins
import Testing

@Suite("A request that has to wait for its turn") struct TurnTests {
  /// The answers to `/1`, `/2` … of a vendor that takes all, one after another.
  private func ask(_ count: Int, perMinute: Int? = 60, _ turns: Turns, _ clock: FakeClock) throws -> [String] {
    let server = try LoopbackServer { [.answer(200, $0.target)] }
    defer { server.stop() }
    let client = try client(server.url, requestsPerMinute: perMinute, concurrency: 1, clock: clock, turns: turns)
    return try client.perform((1...count).map { HTTPRequest(url: "/\($0)") }).get().map {
      String(decoding: $0.body.bytes, as: UTF8.self)
    }
  }

  @Test func asksAgainWhenItsWaitIsOver() throws {
    let (clock, turns) = (FakeClock(), Turns([.usedUp(askAgain: 30), .crowded(askAgain: 0.5), .usedUp(askAgain: 90)]))
    #expect(try ask(2, turns, clock) == ["/1", "/2"])
    #expect(turns.asked == ["/1 at 0.0", "/1 at 30.0", "/1 at 30.5", "/1 at 120.5", "/2 at 120.5"])
  }

  @Test func goesInItsTurnWithoutAskingAgain() throws {
    let (clock, turns) = (FakeClock(), Turns([.given(after: 7.5), .given(after: 0), .given(after: 2.5)]))
    #expect(try ask(3, turns, clock) == ["/1", "/2", "/3"])
    #expect(turns.asked == ["/1 at 0.0", "/2 at 7.5", "/3 at 7.5"])
    #expect(abs(clock.now - 1010) < 1e-6)
  }

  @Test func hasNoPaceOnThisComputer() throws {
    let (clock, turns) = (FakeClock(), Turns([]))
    #expect(try ask(2, perMinute: nil, turns, clock) == ["/1", "/2"])
    #expect(turns.asked == ["/1 at 0.0, no pace", "/2 at 0.0, no pace"])
  }

  @Test func endsWithTheRun() throws {
    for turn in [Turn.usedUp(askAgain: 60), .crowded(askAgain: 60), .given(after: 60)] {
      let (clock, turns) = (FakeClock(), Turns([turn]))
      let server = try LoopbackServer { _ in [.answer()] }
      defer { server.stop() }
      let client = try client(server.url, clock: clock, turns: turns, cancelled: { clock.now > 1003 })
      #expect(try client.fault(HTTPRequest(url: "/1")).reason == .cancelled)
      #expect(clock.waited == 3)
      #expect(turns.asked == ["/1 at 0.0, no pace"])
      #expect(server.asked.isEmpty)
    }
  }

  @Test func failsIfTheAccountHasNoRoomForLong() throws {
    let (clock, turns) = (FakeClock(), Turns([.usedUp(askAgain: 90.5)]))
    let client = try client("http://127.0.0.1:1", clock: clock, turns: turns)
    #expect(try client.fault(HTTPRequest(url: "/1")).reason == .quota(words: "5 calls in a minute", seconds: 91))
  }

  @Test func needsAnotherIfTheVendorKeptItFromIt() throws {
    let clock = FakeClock()
    let server = try LoopbackServer { asked in
      clock.waited < 20 ? [.answer(429, headers: ["Retry-After: 20"])] : [.answer(200, asked.target)]
    }
    defer { server.stop() }
    let turns = Turns([.given(after: 0), .given(after: 5)])
    let client = try client(server.url, requestsPerMinute: 60, concurrency: 2, clock: clock, turns: turns)
    #expect(try client.bodies(HTTPRequest(url: "/1"), HTTPRequest(url: "/2")) == ["/1", "/2"])
    #expect(turns.asked == ["/1 at 0.0", "/2 at 0.0", "/2 at 20.0", "/1 at 20.0"])
  }
}
