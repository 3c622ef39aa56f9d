import Glibc

/// Time as the client sees it; tests give another one.
package struct HTTPClock {
  /// Seconds from any start, never going back.
  package var now: () -> Double
  /// Seconds since 1970, for dates in headers.
  package var wall: () -> Double
  /// Waits this many seconds; called with at most 0.1, so that a cancellation is seen soon.
  package var sleep: (Double) -> Void
  /// A number from 0 to 1 for jitter.
  package var random: () -> Double

  package init(
    now: @escaping () -> Double, wall: @escaping () -> Double, sleep: @escaping (Double) -> Void,
    random: @escaping () -> Double
  ) {
    self.now = now
    self.wall = wall
    self.sleep = sleep
    self.random = random
  }

  /// The system's clocks and random numbers.
  package static var system: HTTPClock {
    HTTPClock(
      now: { seconds(CLOCK_MONOTONIC) }, wall: { seconds(CLOCK_REALTIME) },
      sleep: { usleep(UInt32(max(0, min($0, 0.999)) * 1_000_000)) }, random: { Double.random(in: 0...1) })
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
