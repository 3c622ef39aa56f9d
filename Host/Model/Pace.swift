/// Spreads requests so that no window of sixty seconds holds more than a vendor allows, whoever makes them: the generic
/// cell rate algorithm. All that those who share an account must know of each other is one moment, when the turns given so
/// far would be over if each took its step of time.
package struct Pace: Sendable, Hashable {
  /// Requests a minute where a connector names no pace: enough for every list, and no burden to any vendor.
  package static let usual = 600
  /// Seconds ahead for which a turn is given; whoever would wait longer asks again later. So nobody who is gone keeps turns
  /// that matter, and a moment that lies further ahead is none that this program wrote.
  package static let horizon = 60.0
  /// Seconds after its turn within which a request may still leave: later it needs another.
  package static let grace = 1.0

  /// Seconds between turns in the long run.
  private let step: Double
  /// Seconds that turns may run ahead of their steps: the burst after a pause.
  private let lead: Double

  /// `burst` requests may go at once after a pause, but at most a tenth of a minute's.
  package init(requestsPerMinute limit: Int, burst: Int) {
    let limit = max(1, limit)
    let burst = Double(max(1, min(burst, limit / 10)))
    // What the burst takes is missing in the flow, and what leaves late falls into a window that begins later: all together
    // stay within the limit.
    step = (60 + Self.grace) / (Double(limit) - (burst - 1))
    lead = (burst - 1) * step
  }

  /// The next turn: when it is, and when all turns are over then; `over` is when those before are, nil if there were none.
  package func next(over: Double?, now: Double) -> (turn: Double, over: Double) {
    guard let over else { return (now, now + step) }
    return (max(now, over - lead), max(now, over) + step)
  }

  /// The moment to go on from. One that this pace cannot have reached is damaged or from another start: then as if the burst
  /// had just been used, so that nobody waits for it and no burst goes twice.
  package func plausible(over: Double?, now: Double) -> Double {
    guard let over, over <= now + Self.horizon + lead + step else { return now + lead }
    return over
  }
}

/// What a request is told that asks for its turn.
package enum Turn: Sendable, Hashable {
  /// It goes in so many seconds; everything is counted, and there is nothing more to ask.
  case given(after: Double)
  /// So many others come first that it asks again in so many seconds; nothing was taken.
  case crowded(askAgain: Double)
  /// What its account may spend is used up for so many seconds; nothing was taken.
  case usedUp(askAgain: Double)
}
