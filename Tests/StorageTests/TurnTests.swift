import HostModel
import HostStorage
import TestSupport
import Testing

@Suite("The turns of all that ask a vendor's account") struct TurnTests {
  private let account: [UInt8] = [7]
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func store() throws -> HostStore { try HostStore(home: Home(path: folder.path + "/home")) }

  private func change(_ sql: String) throws {
    let changed = try Launch.run("/usr/bin/sqlite3", ["-cmd", ".timeout 20000", folder.path + "/home/host.db", sql])
    guard changed.code == 0 else { throw StepFailed(finished: changed) }
  }

  /// Programs that ask without a pause, each through a store of its own, and send as late as a turn allows.
  private struct Program {
    let store: HostStore
    var asksAt = 0.0
  }

  @Test("hold no more than a vendor allows in any minute", arguments: [1, 6, 60, 100, 600])
  func minute(_ limit: Int) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var chance = SeededGenerator(state: seed)
    let pace = Pace(requestsPerMinute: limit, burst: 4)
    var programs = try (1...5).map { _ in Program(store: try store()) }
    var times: [Double] = []
    while let next = programs.indices.min(by: { programs[$0].asksAt < programs[$1].asksAt }),
      programs[next].asksAt < 200
    {
      let now = programs[next].asksAt
      switch try programs[next].store.takeTurn(at: account, pace, nil, now: (uptime: now, wall: now), boot: "b") {
      case .given(let wait):
        #expect(wait <= Pace.horizon)
        let sent = now + wait + .random(in: 0...Pace.grace, using: &chance)
        times.append(sent)
        programs[next].asksAt = sent
      case .crowded(let wait): programs[next].asksAt = now + wait + 1e-6
      case .usedUp: Issue.record("nothing is spent here")
      }
    }
    times.sort()
    let minutes = times.enumerated().map { index, start in
      times[index...].prefix { $0 < start + 60 - 1e-6 }.count
    }
    #expect(minutes.max() ?? 0 <= limit, "\(seed)")
    // And it is used, in the three minutes that have passed.
    #expect(Double(times.count { $0 < 180 }) >= 0.9 * Double(limit) * 3 - 1, "\(seed)")
  }

  @Test("are taken together with what they cost, or not at all") func cost() throws {
    let store = try store()
    let pace = Pace(requestsPerMinute: 6, burst: 1)
    func take(_ credits: Int, _ pace: Pace?, at now: Double) throws -> String {
      let cost = HostStore.Cost(credits: credits, limit: 10, window: 20)
      let turn = try store.takeTurn(at: account, pace, cost, now: (uptime: now, wall: 5000 + now), boot: "b")
      func shown(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
      return switch turn {
      case .given(let wait): "given after \(shown(wait))"
      case .crowded(let wait): "crowded, again after \(shown(wait))"
      case .usedUp(let wait): "used up, again after \(shown(wait))"
      }
    }
    #expect(try take(5, pace, at: 0) == "given after 0.0")
    // It is spent when the turn is, not when it was asked for.
    #expect(try take(5, pace, at: 0) == "given after 10.167")
    // The next turn is at 20.3, when the first has not left the window yet: it does at 21.
    #expect(try take(1, pace, at: 0) == "used up, again after 21.0")
    #expect(try take(1, pace, at: 0) == "used up, again after 21.0")
    #expect(try take(1, pace, at: 21) == "given after 0.0")
    // What another spent in advance counts, also for whoever needs no turn.
    #expect(try take(5, nil, at: 5) == "used up, again after 26.0")
    #expect(try take(5, nil, at: 31) == "given after 0.0")
  }

  static let wrong = [
    ("ends=1e18", 0.0), ("ends='soon'", 0), ("ends=-1e18", 0), ("ends=x'00'", 0), ("boot='another'", 0),
    // The furthest that this pace can have led to is 60 and 10.2 ahead.
    ("ends=1070.0", 70), ("ends=1071.0", 0),
  ]

  @Test("let nobody wait for what cannot be", arguments: wrong) func damaged(_ change: String, _ wait: Double) throws {
    let store = try store()
    let pace = Pace(requestsPerMinute: 6, burst: 1)
    func take() throws -> Turn {
      try store.takeTurn(at: account, pace, nil, now: (uptime: 1000, wall: 5000), boot: "b")
    }
    _ = try take()
    try self.change("UPDATE turn SET \(change)")
    #expect(try take() == (wait > 60 ? .crowded(askAgain: wait - 60) : .given(after: wait)))
  }

  @Test("are forgotten when they are over") func forgotten() throws {
    let store = try store()
    let pace = Pace(requestsPerMinute: 1, burst: 1)
    let now = MachineClock.uptime
    for (number, (at, boot)) in [(now - 3600, MachineClock.boot), (now, "another"), (now, MachineClock.boot)]
      .enumerated()
    {
      _ = try store.takeTurn(at: [UInt8(number)], pace, nil, now: (uptime: at, wall: at), boot: boot)
    }
    try store.forgetOldAccounts(at: now)
    let left = try Launch.run("/usr/bin/sqlite3", [folder.path + "/home/host.db", "SELECT hex(account) FROM turn"])
    #expect(left.output == "02\n")
  }
}
