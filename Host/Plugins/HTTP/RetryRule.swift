/// When a request is made again, and after how long.
struct RetryRule {
  let limits: HTTPLimits

  /// Seconds to wait before the next try, or nil: it was the last.
  ///
  /// `asked` is the vendor's wish; without one the wait is random up to 1, 2, 4 … seconds (full jitter).
  func wait(after tries: Int, waited: Double, asked: Double?, random: Double) -> Double? {
    guard tries < limits.tries else { return nil }
    let wait = asked ?? random * Double(1 << min(tries - 1, 5))
    return waited + wait <= limits.waitSeconds ? wait : nil
  }

  /// True for an answer after which another try may do better.
  static func mayPass(_ status: Int) -> Bool { status == 429 || (500...599).contains(status) }

  /// The wait that an answer asks for: `Retry-After` as seconds or date, else a limit's reset header.
  ///
  /// Reset headers come as seconds left (Swoogo) or as seconds since 1970; a number past the year 2001 is the latter.
  static func askedWait(_ header: (String) -> String?, wall: Double) -> Double? {
    if let text = header("retry-after") {
      if let seconds = number(text) { return seconds }
      if let date = HTTPDate.seconds(text) { return max(0, date - wall) }
    }
    for name in ["x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset"] {
      if let seconds = header(name).flatMap(number) { return seconds > 1e9 ? max(0, seconds - wall) : seconds }
    }
    return nil
  }

  private static func number(_ text: String) -> Double? {
    guard (1...12).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Double(text)
  }
}
