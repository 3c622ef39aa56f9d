/// A day in the proleptic Gregorian calendar, as `2026-09-14`.
package struct CalendarDate: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let year: Int
  package let month: Int
  package let day: Int

  /// Reads `YYYY-MM-DD`; nil if it is not a day that exists.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Nil if it is not a day that exists.
  package init?(year: Int, month: Int, day: Int) {
    guard year > 0, (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  package static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    default: 31
    }
  }

  package static func < (a: CalendarDate, b: CalendarDate) -> Bool {
    (a.year, a.month, a.day) < (b.year, b.month, b.day)
  }

  package var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

/// An event's id: 32 lower-case hex digits.
package struct EventID: Sendable, Hashable, CustomStringConvertible {
  package let description: String

  package init?(_ text: String) {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else {
      return nil
    }
    description = text
  }

  /// A new id from the system's random source.
  package static func random() -> EventID {
    var generator = SystemRandomNumberGenerator()
    let digits = (0..<2).map { _ in
      let part = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - part.count) + part
    }
    return EventID(unchecked: digits.joined())
  }

  /// Stands for the host itself, where a thing belongs to no event; never given to one.
  package static let host = EventID(unchecked: String(repeating: "0", count: 32))

  private init(unchecked text: String) { description = text }
}

/// An event that data is pulled for.
package struct Event: Sendable, Hashable {
  package var id: EventID
  package var name: String
  package var starts: CalendarDate
  package var ends: CalendarDate
  /// IANA name.
  package var timeZone: String
  package var node: String
  /// Days after the end for which the change log keeps values.
  package var keepHistory: Int

  /// How many days that may be.
  package static let historyDays = 0...3650

  package init(
    id: EventID, name: String, starts: CalendarDate, ends: CalendarDate, timeZone: String, node: String = "root",
    keepHistory: Int = 30
  ) {
    self.id = id
    self.name = name
    self.starts = starts
    self.ends = ends
    self.timeZone = timeZone
    self.node = node
    self.keepHistory = keepHistory
  }
}
