import HostModel

/// A date-time as vendors write it (RFC 3339 with the variations that were seen), read from bytes without a String.
package struct ISODateTime: Equatable {
  /// What a text was.
  package enum Reading: Equatable {
    case value(ISODateTime)
    /// `0000-00-00`, with or without a time: vendors write it for "none".
    case none
    case malformed
  }

  /// Where the time holds.
  enum Zone: Equatable {
    /// The text says nothing of it.
    case unnamed
    case utc
    /// Minutes east (`+`) or west (`-`) of UTC; `-00:00` is not `+00:00`.
    case offset(sign: UInt8, minutes: Int)
  }

  let date: CalendarDate
  let hour: Int
  let minute: Int
  /// 60 in a leap second.
  let second: Int
  /// Digits behind the point as a number, and how many they are: `.050` is 50 and 3. None if all are zero.
  let fraction: (value: Int, digits: Int)
  let zone: Zone

  package static func == (a: Self, b: Self) -> Bool {
    a.date == b.date && a.hour == b.hour && a.minute == b.minute && a.second == b.second && a.fraction == b.fraction
      && a.zone == b.zone
  }

  /// Reads `2026-09-14T10:30:00+02:00`, also with a blank for `T`, without seconds, with fractions, with `Z`, `+0200` or
  /// no offset at all. A date alone is its midnight. Blanks and tabs around it do not count.
  package static func read(_ utf8: UnsafeRawBufferPointer) -> Reading {
    var text = Cursor(utf8)
    if text.starts(with: "0000-00-00") { return text.hasTimeAlone ? .none : .malformed }
    guard let date = text.date() else { return .malformed }
    guard !text.isAtEnd else { return value(date, 0, 0, 0, (0, 0), .unnamed) }
    guard text.take("T") || text.take("t") || text.take(" "), let hour = text.number(below: 24), text.take(":"),
      let minute = text.number(below: 60)
    else { return .malformed }
    var second = 0
    var fraction = (value: 0, digits: 0)
    if text.take(":") {
      guard let seconds = text.number(below: 61) else { return .malformed }
      second = seconds
      if text.take(".") || text.take(",") {
        fraction = text.digits()
        guard (1...9).contains(fraction.digits) else { return .malformed }
      }
    }
    if text.isAtEnd { return value(date, hour, minute, second, fraction, .unnamed) }
    if text.take("Z") || text.take("z") {
      return text.isAtEnd ? value(date, hour, minute, second, fraction, .utc) : .malformed
    }
    guard let sign = text.sign(), let hours = text.number(below: 24) else { return .malformed }
    _ = text.take(":")
    guard let minutes = text.isAtEnd ? 0 : text.number(below: 60), text.isAtEnd else { return .malformed }
    return value(date, hour, minute, second, fraction, .offset(sign: sign, minutes: hours * 60 + minutes))
  }

  private static func value(
    _ date: CalendarDate, _ hour: Int, _ minute: Int, _ second: Int, _ fraction: (value: Int, digits: Int), _ zone: Zone
  ) -> Reading {
    .value(
      ISODateTime(
        date: date, hour: hour, minute: minute, second: second, fraction: fraction.value == 0 ? (0, 0) : fraction,
        zone: zone))
  }

  /// Microseconds since 1970; a time without offset is read as UTC.
  package var microseconds: Int64 {
    var seconds = Int64(date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second)
    if case .offset(let sign, let minutes) = zone {
      seconds += Int64(minutes * 60) * (sign == UInt8(ascii: "-") ? 1 : -1)
    }
    var micros = Int64(fraction.value)
    for _ in 0..<max(0, 6 - fraction.digits) { micros *= 10 }
    for _ in 0..<max(0, fraction.digits - 6) { micros /= 10 }
    return seconds * 1_000_000 + micros
  }
}

extension CalendarDate {
  /// Days from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
  var daysSince1970: Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension CalendarDate {
  /// Reads `2026-09-14` at the start of a text that ends there or goes on with a time of day, whatever follows that.
  init?(startOf text: String) {
    var text = text
    let date = text.withUTF8 { utf8 -> CalendarDate? in
      var cursor = Cursor(UnsafeRawBufferPointer(utf8))
      guard let date = cursor.date() else { return nil }
      return cursor.isAtEnd || cursor.takeHourAndMinute() ? date : nil
    }
    guard let date else { return nil }
    self = date
  }

  /// The inverse of `daysSince1970`, by the same author; nil before the year 1.
  init?(daysSince1970 days: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

/// What is left of a text that is read from its start.
private struct Cursor {
  private var rest: UnsafeRawBufferPointer

  init(_ utf8: UnsafeRawBufferPointer) {
    var start = 0
    var end = utf8.count
    while start < end, utf8[start] == 0x20 || utf8[start] == 0x09 { start += 1 }
    while end > start, utf8[end - 1] == 0x20 || utf8[end - 1] == 0x09 { end -= 1 }
    rest = UnsafeRawBufferPointer(rebasing: utf8[start..<end])
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// True if behind a date nothing follows but what times are written with.
  var hasTimeAlone: Bool {
    rest.dropFirst(10).allSatisfy { byte in
      byte &- 0x30 < 10 || "Tt :.,+-Zz".utf8.contains(byte)
    }
  }

  mutating func takeHourAndMinute() -> Bool {
    (take("T") || take("t") || take(" ")) && number(below: 24) != nil && take(":") && number(below: 60) != nil
  }

  func starts(with text: StaticString) -> Bool {
    rest.count >= text.utf8CodeUnitCount
      && text.withUTF8Buffer { rest.prefix($0.count).elementsEqual($0) }
  }

  private mutating func drop(_ count: Int) { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }

  mutating func take(_ letter: Unicode.Scalar) -> Bool {
    guard let first = rest.first, first == UInt8(ascii: letter) else { return false }
    drop(1)
    return true
  }

  mutating func sign() -> UInt8? {
    guard let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") else { return nil }
    drop(1)
    return first
  }

  /// A number of exactly two digits.
  mutating func number(below limit: Int) -> Int? { number(digits: 2).flatMap { $0 < limit ? $0 : nil } }

  private mutating func number(digits count: Int) -> Int? {
    guard rest.count >= count else { return nil }
    var value = 0
    for index in 0..<count {
      let digit = rest[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    drop(count)
    return value
  }

  /// All digits that follow; the value means nothing beyond nine.
  mutating func digits() -> (value: Int, digits: Int) {
    var value = 0
    var count = 0
    while count < rest.count, rest[count] &- 0x30 < 10 {
      value = value &* 10 &+ Int(rest[count] &- 0x30)
      count += 1
    }
    drop(count)
    return (value, count)
  }

  mutating func date() -> CalendarDate? {
    guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
      let day = number(digits: 2)
    else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }
}
