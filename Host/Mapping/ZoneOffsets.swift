import Foundation
import HostModel

/// What a zone's clocks are ahead of UTC about an event: all of the zone that can change what becomes of the event's values.
///
/// Fingerprints are made under this and not under the zone's name: what is known of a zone can change without its name, and
/// what changes for another time or another zone is no matter.
package struct ZoneOffsets: Sendable {
  /// Seconds since 1970 and from then on the seconds ahead; the first from the beginning.
  private var changes: [(from: Int, seconds: Int)]

  /// No zone changes its clocks twice within so few days.
  private static let step = 3 * 86_400

  /// From a year before the event to a year after it.
  package init(of zone: TimeZone, about event: Event) {
    self.init(
      of: zone, from: (event.starts.daysSince1970 - 366) * 86_400, to: (event.ends.daysSince1970 + 367) * 86_400)
  }

  private init(of zone: TimeZone, from start: Int, to end: Int) {
    func seconds(at time: Int) -> Int { zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time))) }
    changes = [(start, seconds(at: start))]
    var before = (time: start, seconds: changes[0].seconds)
    for time in stride(from: start + Self.step, to: end + Self.step, by: Self.step) {
      let time = min(time, end)
      let now = seconds(at: time)
      if now != before.seconds {
        var (low, high) = (before.time, time)
        while high - low > 1 {
          let middle = (low + high) / 2
          if seconds(at: middle) == before.seconds { low = middle } else { high = middle }
        }
        changes.append((high, now))
      }
      before = (time, now)
    }
  }

  /// Them as texts: when the event moves by days, and no clock is changed at either end of those years, they stay the same.
  package var texts: [String] { ["\(changes[0].seconds)"] + changes.dropFirst().map { "\($0.from) \($0.seconds)" } }
}
