import Foundation
import HostModel

/// A date-time as vendors write it (RFC 3339 with the variations that were seen), in one form for storing.
package enum ISODateTime {
  /// What a text was.
  package enum Reading: Equatable {
    case value(String)
    /// `0000-00-00`, with or without a time: vendors write it for "none".
    case none
    case malformed
  }

  /// Reads `2026-09-14T10:30:00+02:00`, also with a blank for `T`, without seconds, with fractions, with `Z`, `+0200` or
  /// no offset at all; then it is read in `zone`. A date alone is its midnight.
  package static func read(_ text: String, zone: TimeZone) -> Reading {
    let text = text.trimmingCharacters(in: .whitespaces)
    if text.hasPrefix("0000-00-00") { return .none }
    guard text.utf8.count >= 10, let date = CalendarDate(text.prefix(10)) else { return .malformed }
    var rest = text.dropFirst(10)
    if rest.isEmpty { return local(date, 0, 0, 0, "", zone) }
    guard let mark = rest.first, mark == "T" || mark == "t" || mark == " " else { return .malformed }
    rest = rest.dropFirst()
    guard let hour = number(&rest, below: 24), take(":", &rest), let minute = number(&rest, below: 60) else {
      return .malformed
    }
    var second = 0
    var fraction = ""
    if take(":", &rest) {
      guard let value = number(&rest, below: 61) else { return .malformed }
      second = value
      if take(".", &rest) || take(",", &rest) {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count <= 9 else { return .malformed }
        rest = rest.dropFirst(digits.count)
        if digits.contains(where: { $0 != "0" }) { fraction = "." + digits }
      }
    }
    if rest.isEmpty { return local(date, hour, minute, second, fraction, zone) }
    let time = "\(date)T\(two(hour)):\(two(minute)):\(two(second))\(fraction)"
    if rest == "Z" || rest == "z" { return .value(time + "Z") }
    guard let sign = rest.first, sign == "+" || sign == "-" else { return .malformed }
    rest = rest.dropFirst()
    guard let hours = number(&rest, below: 24) else { return .malformed }
    _ = take(":", &rest)
    let minutes = rest.isEmpty ? 0 : number(&rest, below: 60)
    guard let minutes, rest.isEmpty else { return .malformed }
    return .value("\(time)\(sign)\(two(hours)):\(two(minutes))")
  }

  private static func local(
    _ date: CalendarDate, _ hour: Int, _ minute: Int, _ second: Int, _ fraction: String, _ zone: TimeZone
  ) -> Reading {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let parts = DateComponents(
      year: date.year, month: date.month, day: date.day, hour: hour, minute: minute, second: second)
    guard let instant = calendar.date(from: parts) else { return .malformed }
    let offset = zone.secondsFromGMT(for: instant) / 60
    let sign = offset < 0 ? "-" : "+"
    return .value(
      "\(date)T\(two(hour)):\(two(minute)):\(two(second))\(fraction)\(sign)\(two(abs(offset) / 60)):\(two(abs(offset) % 60))")
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  private static func take(_ character: Character, _ rest: inout Substring) -> Bool {
    guard rest.first == character else { return false }
    rest = rest.dropFirst()
    return true
  }

  private static func number(_ rest: inout Substring, below limit: Int) -> Int? {
    let digits = rest.prefix(2)
    guard digits.count == 2, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let value = Int(digits), value < limit
    else { return nil }
    rest = rest.dropFirst(2)
    return value
  }
}
