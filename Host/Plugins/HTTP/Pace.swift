/// Spreads requests so that no window of sixty seconds holds more than the vendor allows: a token bucket.
struct Pace {
  private let capacity: Double
  /// Tokens a second.
  private let rate: Double
  private var tokens: Double
  private var updated: Double

  /// Nil: no limit. `burst` requests may go at once after a pause, but at most a tenth of a minute's.
  init(requestsPerMinute: Int?, burst: Int, now: Double) {
    updated = now
    guard let limit = requestsPerMinute, limit > 0 else {
      (capacity, rate, tokens) = (.infinity, 0, .infinity)
      return
    }
    capacity = Double(max(1, min(burst, limit / 10)))
    // What the burst takes is missing in the flow, so that both together stay within the limit.
    rate = (Double(limit) - (capacity - 1)) / 60
    tokens = capacity
  }

  /// Takes a token, or gives the seconds until there is one.
  mutating func take(now: Double) -> Double? {
    guard tokens.isFinite else { return nil }
    tokens = min(capacity, tokens + max(0, now - updated) * rate)
    updated = now
    // A billionth less than one is one: sums of waits are not exact.
    guard tokens < 1 - 1e-9 else {
      tokens -= 1
      return nil
    }
    return (1 - tokens) / rate
  }
}
