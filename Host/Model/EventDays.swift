import Foundation

extension CalendarDate {
  /// The first moment of the day so many days later, in an IANA zone, in seconds since 1970; infinity beyond what a calendar
  /// knows. A day that begins at 01:00 begins then; an unknown zone is taken for UTC.
  package func start(plus days: Int = 0, in zone: String) -> Double {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
    // Noon exists on every day but those that a zone left out; the calendar carries days over into months and years.
    let noon = calendar.date(from: DateComponents(year: year, month: month, day: day + days, hour: 12))
    return noon.map { calendar.startOfDay(for: $0).timeIntervalSince1970 } ?? .infinity
  }

  /// The day that a moment, in seconds since 1970, lies on in an IANA zone; nil beyond what a calendar knows.
  package init?(at moment: Double, in zone: String) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
    let parts = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: moment))
    self.init(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0)
  }
}

extension Event {
  /// When the values of the change log go, in seconds since 1970: so many whole days after the last day, at midnight in
  /// the event's zone (DESIGN §2, rule 11).
  package var historyEnd: Double { ends.start(plus: 1 + keepHistory, in: timeZone) }

  /// From 24 hours before the first day begins until the last one has ended: who is missing then may stand at the door, so
  /// nothing leaves without a person because the vendor lacks it (DESIGN §2, rule 2). Seconds since 1970.
  package var doorsTime: Range<Double> {
    let open = starts.start(in: timeZone) - 86_400
    return open..<max(open, ends.start(plus: 1, in: timeZone))
  }
}
