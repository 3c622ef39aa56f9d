import Foundation
import Synchronization

/// What a zone's clock is ahead of UTC, at times that are given by that clock. For any thread.
final class LocalTime: Sendable {
  let zone: TimeZone
  /// For each day since 1970 that was asked for: the offset that holds all day, or nil if clocks are changed about then.
  private let days = Mutex<[Int: Int?]>([:])
  private static let daysKept = 4096

  init(zone: TimeZone) { self.zone = zone }

  /// Minutes east of UTC. RFC 5545, section 3.3.5: a time that clocks skip has the offset before the gap, one that they
  /// show twice is the first.
  func offset(of time: ISODateTime) -> Int {
    // Foundation's calendar is Julian before 1582, and zones had odd seconds before about 1900.
    guard time.date.year > 1900 else { return calendarOffset(of: time) }
    if let offset = offset(ofDay: time.date.daysSince1970) { return offset }
    let near = near(time)
    return (near.fitting.contains(near.before) ? near.before : near.fitting.first ?? near.before) / 60
  }

  /// What this zone's clock showed a time for.
  enum Reading: Equatable {
    /// Once; minutes east of UTC.
    case once(offset: Int)
    /// Never: clocks went forward over it.
    case skipped
    /// Twice: clocks went back over it.
    case twice
  }

  /// As `offset(of:)`, but a time that is skipped or comes twice is told.
  func reading(of time: ISODateTime) -> Reading {
    if time.date.year > 1900, let offset = offset(ofDay: time.date.daysSince1970) { return .once(offset: offset) }
    let fitting = near(time).fitting
    guard let seconds = fitting.first else { return .skipped }
    return fitting.count > 1 ? .twice : .once(offset: seconds / 60)
  }

  /// The offset a day before a time, and those about it by which the clock shows the time; seconds.
  private func near(_ time: ISODateTime) -> (before: Int, fitting: Set<Int>) {
    // What the clock shows, as if it were UTC; the true instant is less than a day and a bit from it.
    let shown = Double(time.date.daysSince1970 * 86_400 + time.hour * 3600 + time.minute * 60 + min(time.second, 59))
    let candidates = [-27.0, 27.0].map { zone.secondsFromGMT(for: Date(timeIntervalSince1970: shown + $0 * 3600)) }
    let fitting = Set(candidates).filter { seconds in
      zone.secondsFromGMT(for: Date(timeIntervalSince1970: shown - Double(seconds))) == seconds
    }
    return (candidates[0], fitting)
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
