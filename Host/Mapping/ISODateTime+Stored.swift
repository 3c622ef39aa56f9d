import Foundation
import HostModel

// How a date-time is written, and when it is, whichever way it was (DESIGN §2, rule 5).
extension ISODateTime {
  /// Minutes east of UTC; a time without offset holds in the zone of `local`.
  private func minutesEast(_ local: LocalTime) -> Int {
    switch zone {
    case .utc: 0
    case .offset(let sign, let minutes): sign == UInt8(ascii: "-") ? -minutes : minutes
    case .unnamed: local.offset(of: self)
    }
  }

  /// Appends the one form in which date-times are stored: in UTC, `2026-09-14T08:30:00Z`. A time without offset holds in the
  /// zone of `local`. What UTC has in the year 0 or 10000 keeps its offset.
  func append(to out: inout FlatBytes, local: LocalTime) {
    let minutes = hour * 60 + minute - minutesEast(local)
    let days = minutes < 0 ? -1 : minutes / 1440
    guard let day = days == 0 ? date : CalendarDate(daysSince1970: date.daysSince1970 + days), day.year <= 9999 else {
      return appendWithOffset(to: &out, local: local)
    }
    let ofDay = minutes - days * 1440
    var fraction = fraction
    while fraction.digits > 0, fraction.value % 10 == 0 { fraction = (fraction.value / 10, fraction.digits - 1) }
    Self.append(day, ofDay / 60, ofDay % 60, second, fraction, to: &out)
    out.append(UInt8(ascii: "Z"))
  }

  /// Appends the time as it was written, with an offset: that of the zone of `local` if it has none.
  func appendWithOffset(to out: inout FlatBytes, local: LocalTime) {
    Self.append(date, hour, minute, second, fraction, to: &out)
    switch zone {
    case .utc: out.append(UInt8(ascii: "Z"))
    case .offset(let sign, let minutes): out.append(offset: minutes, sign: sign)
    case .unnamed:
      let minutes = local.offset(of: self)
      out.append(offset: abs(minutes), sign: minutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
    }
  }

  private static func append(
    _ date: CalendarDate, _ hour: Int, _ minute: Int, _ second: Int, _ fraction: (value: Int, digits: Int),
    to out: inout FlatBytes
  ) {
    out.append(decimal: date.year, digits: 4)
    out.append(UInt8(ascii: "-"))
    out.append(decimal: date.month, digits: 2)
    out.append(UInt8(ascii: "-"))
    out.append(decimal: date.day, digits: 2)
    out.append(UInt8(ascii: "T"))
    out.append(decimal: hour, digits: 2)
    out.append(UInt8(ascii: ":"))
    out.append(decimal: minute, digits: 2)
    out.append(UInt8(ascii: ":"))
    out.append(decimal: second, digits: 2)
    if fraction.digits > 0 {
      out.append(UInt8(ascii: "."))
      out.append(decimal: fraction.value, digits: fraction.digits)
    }
  }

  /// When it is, however it is written; a time without offset is read as UTC.
  struct Instant: Equatable {
    /// Since 1970.
    let minutes: Int
    /// 60 in a leap second.
    let second: Int
    let nanoseconds: Int
  }

  var instant: Instant {
    var minutes = date.daysSince1970 * 1440 + hour * 60 + minute
    if case .offset(let sign, let east) = zone { minutes += sign == UInt8(ascii: "-") ? east : -east }
    var nanoseconds = fraction.value
    for _ in fraction.digits..<9 { nanoseconds *= 10 }
    return Instant(minutes: minutes, second: second, nanoseconds: nanoseconds)
  }

  /// The day on which it is in the zone of `local`; a time without offset is one of that zone.
  func day(in local: LocalTime) -> CalendarDate {
    if case .unnamed = zone { return date }
    let seconds = instant.minutes * 60 + min(second, 59)
    let shown = seconds + local.zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    return CalendarDate(daysSince1970: (shown - (shown % 86_400 + 86_400) % 86_400) / 86_400) ?? date
  }
}

extension FlatBytes {
  fileprivate mutating func append(decimal number: Int, digits: Int) {
    if digits == 2 {
      append(0x30 + UInt8(truncatingIfNeeded: number / 10))
      append(0x30 + UInt8(truncatingIfNeeded: number % 10))
      return
    }
    var unit = 1
    for _ in 1..<digits { unit *= 10 }
    while unit > 0 {
      append(0x30 + UInt8(truncatingIfNeeded: number / unit % 10))
      unit /= 10
    }
  }

  fileprivate mutating func append(offset minutes: Int, sign: UInt8) {
    append(sign)
    append(decimal: minutes / 60, digits: 2)
    append(UInt8(ascii: ":"))
    append(decimal: minutes % 60, digits: 2)
  }
}
