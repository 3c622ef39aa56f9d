import Foundation
import Synchronization

/// What a zone's clock is ahead of UTC, at times that are given by that clock. For any thread.
final class LocalTime: Sendable {
  let zone: TimeZone
  /// For each day since 1970 that was asked for: the offset that holds all day, or nil if clocks are changed about then.
  private let days = Mutex<[Int: Int?]>([:])
  private static let daysKept = 4096

  init(zone: TimeZone) { self.zone = zone }

  /// Minutes east of UTC. A time that is skipped or comes twice is taken as Foundation's calendar takes it.
  func offset(of time: ISODateTime) -> Int {
    // Foundation's calendar is Julian before 1582, and zones had odd seconds before about 1900.
    guard time.date.year > 1900 else { return calendarOffset(of: time) }
    return offset(ofDay: time.date.daysSince1970) ?? calendarOffset(of: time)
  }

  private func offset(ofDay day: Int) -> Int? {
    days.withLock { days in
      if let known = days[day] { return known }
      if days.count >= Self.daysKept { days.removeAll(keepingCapacity: true) }
      // No zone changes its clocks twice within three days, so the same at both ends is the same between them; zones
      // are less than a day from UTC.
      let midnight = Date(timeIntervalSince1970: Double(day) * 86_400)
      let before = zone.secondsFromGMT(for: midnight - 86_400)
      let offset = before == zone.secondsFromGMT(for: midnight + 2 * 86_400) ? before / 60 : nil
      days[day] = offset
      return offset
    }
  }

  private func calendarOffset(of time: ISODateTime) -> Int {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = DateComponents(
      year: time.date.year, month: time.date.month, day: time.date.day, hour: time.hour, minute: time.minute,
      second: time.second)
    return zone.secondsFromGMT(for: calendar.date(from: parts) ?? .distantPast) / 60
  }
}
