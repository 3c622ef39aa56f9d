import Foundation
import HostModel

extension Event {
  /// When the values of the change log go, in seconds since 1970: so many whole days after the last day, at midnight in
  /// the event's zone (DESIGN §2, rule 11).
  package var historyEnd: Double {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
    // The calendar carries days over into months and years.
    let day = DateComponents(year: ends.year, month: ends.month, day: ends.day + 1 + keepHistory)
    return calendar.date(from: day)?.timeIntervalSince1970 ?? .infinity
  }
}
