/// A moment as a clock on the wall shows it, to the millisecond, in a zone that is not written down: what spreadsheets have
/// for a date-time. From 0001-01-01 to 9999-12-31.
package struct WallTime: Sendable, Hashable {
  package var year: Int
  package var month: Int
  package var day: Int
  package var hour = 0
  package var minute = 0
  package var second = 0
  package var millisecond = 0

  package init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0
  ) {
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
    self.millisecond = millisecond
  }

  /// The clock that many milliseconds after the midnight that began 1970.
  package init(millisecondsSince1970 total: Int64) {
    let dayLength: Int64 = 86_400_000
    let days = total >= 0 ? total / dayLength : -((dayLength - 1 - total) / dayLength)
    var rest = Int(total - days * dayLength)
    // Hinnant, "chrono-compatible low-level date algorithms".
    let z = Int(days) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    month = m < 10 ? m + 3 : m - 9
    day = dayOfYear - (153 * m + 2) / 5 + 1
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    millisecond = rest % 1000
    rest /= 1000
    second = rest % 60
    minute = rest / 60 % 60
    hour = rest / 3600
  }

  /// Milliseconds after the midnight that began 1970.
  package var millisecondsSince1970: Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    return Int64(days) * 86_400_000 + Int64(((hour * 60 + minute) * 60 + second) * 1000 + millisecond)
  }
}

extension WallTime {
  /// Days between 1899-12-30 and 1970: since March 1900 a serial number counts from there (ECMA-376-1 §18.17.4.1).
  private static let epoch1900: Int64 = 25_569
  /// From here on the calendar of spreadsheets, which has a 29 February 1900, is right.
  private static let firstSerial = 61.0
  private static let lastSerial = 2_958_466.0

  /// The serial number in the 1900 date system, or nil for days that spreadsheets do not know or name wrongly: before
  /// 1900-03-01.
  package var serial: Double? {
    let serial = Double(millisecondsSince1970) / 86_400_000 + Double(Self.epoch1900)
    return serial >= Self.firstSerial && serial < Self.lastSerial ? serial : nil
  }

  /// The moment of a serial number, to the nearest millisecond; nil for numbers that are none: negative, after 9999, or the
  /// 29 February 1900 that never was.
  package init?(serial: Double, from1904: Bool) {
    guard serial >= 0, serial < Self.lastSerial else { return nil }
    let days = serial.rounded(.down)
    var shift = Self.epoch1900
    if from1904 {
      shift -= 1462
    } else if days < Self.firstSerial {
      guard days != 60 else { return nil }
      shift -= 1
    }
    let milliseconds = Int64(((serial - days) * 86_400_000).rounded())
    self.init(millisecondsSince1970: (Int64(days) - shift) * 86_400_000 + milliseconds)
    guard year <= 9999 else { return nil }
  }
}

extension WallTime: CustomStringConvertible {
  /// `2026-09-14`
  package var date: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }

  /// `10:30:00`, with milliseconds if there are any.
  package var time: String {
    "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))"
      + (millisecond == 0 ? "" : ".\(Self.padded(millisecond, 3))")
  }

  /// `2026-09-14T10:30:00`
  package var description: String { "\(date)T\(time)" }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
