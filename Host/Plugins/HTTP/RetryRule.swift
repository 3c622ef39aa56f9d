/// When a request is made again, and after how long.
struct RetryRule {
  let limits: HTTPLimits

  /// Seconds to wait before the next try, or nil: it was the last.
  ///
  /// The wait is random up to 1, 2, 4 … seconds (full jitter), or as long as the vendor `asked` for, if that is more: one
  /// that says 0 would have all tries spent in a moment.
  func wait(after tries: Int, waited: Double, asked: Double?, random: Double) -> Double? {
    guard tries < limits.tries else { return nil }
    let wait = max(asked ?? 0, random * Double(1 << min(tries - 1, 5)))
    return waited + wait <= limits.waitSeconds ? wait : nil
  }

  /// True for an answer after which another try may do better.
  static func mayPass(_ status: Int) -> Bool { status == 429 || (500...599).contains(status) }

  /// The wait that an answer asks for: `Retry-After` as seconds or date, else a limit's reset header; nil for none, and for
  /// one that is over.
  ///
  /// Reset headers come as seconds left (Swoogo) or as seconds since 1970; a number past the year 2001 is the latter.
  static func askedWait(_ header: (String) -> String?, wall: Double) -> Double? {
    if let seconds = retryAfter(header, wall: wall) { return seconds > 0 ? seconds : nil }
    for name in ["x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset"] {
      guard let seconds = header(name).flatMap(number) else { continue }
      let wait = seconds > 1e9 ? seconds - wall : seconds
      return wait > 0 ? wait : nil
    }
    return nil
  }

  private static func retryAfter(_ header: (String) -> String?, wall: Double) -> Double? {
    header("retry-after").flatMap { text in number(text) ?? HTTPDate.seconds(text).map { $0 - wall } }
  }

  /// True if an answer's head says that a limit is used up, whatever its status.
  static func isLimit(_ header: (String) -> String?) -> Bool {
    retryAfter(header, wall: 0) ?? 0 > 0
      || ["x-rate-limit-remaining", "x-ratelimit-remaining", "ratelimit-remaining"].contains { header($0) == "0" }
  }

  private static func number(_ text: String) -> Double? {
    guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Double(text)
  }
}
