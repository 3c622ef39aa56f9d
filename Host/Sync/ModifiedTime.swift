import Foundation
import HostMapping

/// The time of last change of a record, as microseconds since 1970, for choosing the newest of two duplicates.
enum ModifiedTime {
  /// Reads the vendor's text; nil if it is no time. A time without offset is read as UTC: only order matters, and one
  /// vendor writes all its times alike.
  static func microseconds(_ text: String) -> Int64? {
    guard let utc = TimeZone(secondsFromGMT: 0), case .value(let normal) = ISODateTime.read(text, zone: utc) else {
      return nil
    }
    // YYYY-MM-DDTHH:MM:SS[.f](Z|+HH:MM), made by ISODateTime, so the places are known.
    let bytes = Array(normal.utf8)
    func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1) - 48 } }
    let seconds = number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
    var micros: Int64 = 0
    var index = 19
    if index < bytes.count, bytes[index] == 0x2E {
      index += 1
      var scale: Int64 = 100_000
      while index < bytes.count, (48...57).contains(bytes[index]) {
        micros += Int64(bytes[index] - 48) * scale
        scale /= 10
        index += 1
      }
    }
    var offset: Int64 = 0
    if index + 5 < bytes.count, bytes[index] != 0x5A {
      offset = number(index + 1..<index + 3) * 3600 + number(index + 4..<index + 6) * 60
      if bytes[index] == 0x2D { offset = -offset }
    }
    return (days(number(0..<4), number(5..<7), number(8..<10)) * 86_400 + seconds - offset) * 1_000_000 + micros
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms").
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yoe = y - era * 400
    let doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
  }
}
