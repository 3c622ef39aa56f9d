import Glibc

/// Lets a hundred lines a second through and counts the rest.
struct LogAllowance {
  private static let linesPerSecond = 100
  private var second = 0
  private var used = 0
  private var dropped = 0

  /// Whether one more line may go to the host now.
  mutating func take() -> Bool {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    if now.tv_sec != second {
      second = now.tv_sec
      used = 0
    }
    guard used < Self.linesPerSecond else {
      dropped += 1
      return false
    }
    used += 1
    return true
  }

  /// A sentence about the lines that did not go, once.
  mutating func takeDropped() -> String? {
    guard dropped > 0 else { return nil }
    defer { dropped = 0 }
    return "\(dropped) more log lines were dropped; at most \(Self.linesPerSecond) a second are kept."
  }
}
