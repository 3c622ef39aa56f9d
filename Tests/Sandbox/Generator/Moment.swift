/// A point in time in microseconds since 1970, UTC, with the spellings vendors use.
struct Moment: Sendable, Comparable {
  var microseconds: Int

  init(microseconds: Int) { self.microseconds = microseconds }

  init(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0) {
    let days = Self.days(year, month, day)
    microseconds = (days * 86_400 + hour * 3600 + minute * 60 + second) * 1_000_000
  }

  static func < (left: Moment, right: Moment) -> Bool { left.microseconds < right.microseconds }

  func adding(seconds: Int, microseconds more: Int = 0) -> Moment {
    Moment(microseconds: microseconds + seconds * 1_000_000 + more)
  }

  /// The moment without its microseconds.
  var wholeSecond: Moment { Moment(microseconds: seconds * 1_000_000) }

  /// `2026-09-14T06:00:19Z`, with microseconds only when they are not zero.
  var zulu: String { text(offset: 0, microseconds: true) + "Z" }

  /// `2026-09-14`.
  var day: String { String(text(offset: 0, microseconds: false).prefix(10)) }

  /// `2026-09-14T08:00:19+02:00`.
  func zoned(hours: Int) -> String {
    text(offset: hours * 3600, microseconds: false) + (hours < 0 ? "-" : "+") + Self.two(abs(hours)) + ":00"
  }

  /// `2026-09-14T08:00:19`, the local time of a zone that the text does not name.
  func zoneless(hours: Int) -> String { text(offset: hours * 3600, microseconds: false) }

  /// `Mon, 14 Sep 2026 06:00:19 GMT`, as in HTTP headers.
  var http: String {
    let (days, rest) = Self.split(seconds)
    let (year, month, day) = Self.civil(days)
    let weekday = Self.weekdays[(days % 7 + 7) % 7]
    return "\(weekday), \(Self.two(day)) \(Self.months[month - 1]) \(year) \(Self.clock(rest)) GMT"
  }

  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  private var seconds: Int { (microseconds - (microseconds % 1_000_000 + 1_000_000) % 1_000_000) / 1_000_000 }

  private func text(offset: Int, microseconds wanted: Bool) -> String {
    let (days, rest) = Self.split(seconds + offset)
    let (year, month, day) = Self.civil(days)
    var text = "\(year)-\(Self.two(month))-\(Self.two(day))T\(Self.clock(rest))"
    let fraction = microseconds - seconds * 1_000_000
    if wanted && fraction != 0 { text += "." + String(String(fraction + 1_000_000).dropFirst()) }
    return text
  }

  private static func clock(_ second: Int) -> String {
    "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  private static func split(_ seconds: Int) -> (days: Int, rest: Int) {
    let rest = (seconds % 86_400 + 86_400) % 86_400
    return ((seconds - rest) / 86_400, rest)
  }

  // Howard Hinnant, "chrono-compatible low-level date algorithms": days_from_civil and civil_from_days.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
  }
}

extension Moment {
  /// Reads `2026-09-14`, `2026-09-14T06:00:19`, and both with fraction and `Z` or `±hh:mm`; nil for anything else.
  ///
  /// A text without zone is read in the zone `hours` east of UTC.
  init?(iso text: String, zone hours: Int = 0) {
    let bytes = Array(text.utf8)
    func number(_ start: Int, _ count: Int) -> Int? {
      guard start + count <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[start..<start + count] {
        guard byte >= 48 && byte <= 57 else { return nil }
        value = value * 10 + Int(byte) - 48
      }
      return value
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), 1...12 ~= month, 1...31 ~= day,
      bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-")
    else { return nil }
    guard bytes.count > 10 else {
      self = Moment(year, month, day).adding(seconds: -hours * 3600)
      return
    }
    guard bytes[10] == UInt8(ascii: "T"), let hour = number(11, 2), let minute = number(14, 2), hour < 24, minute < 60
    else { return nil }
    let second = number(17, 2)
    var place = second == nil ? 16 : 19
    var fraction = 0
    if place < bytes.count && bytes[place] == UInt8(ascii: ".") {
      var scale = 100_000
      place += 1
      while place < bytes.count, let digit = number(place, 1) {
        fraction += digit * scale
        scale /= 10
        place += 1
      }
    }
    var offset = hours * 3600
    if place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "Z") where place + 1 == bytes.count: offset = 0
      case UInt8(ascii: "+"), UInt8(ascii: "-"):
        guard place + 6 == bytes.count, let zoneHour = number(place + 1, 2), let zoneMinute = number(place + 4, 2)
        else { return nil }
        offset = (zoneHour * 3600 + zoneMinute * 60) * (bytes[place] == UInt8(ascii: "-") ? -1 : 1)
      default: return nil
      }
    }
    self = Moment(year, month, day, hour, minute, second ?? 0).adding(seconds: -offset, microseconds: fraction)
  }

  /// Reads an HTTP date such as `Mon, 14 Sep 2026 06:00:19 GMT`; nil for anything else.
  init?(http text: String) {
    let words = text.split(separator: " ")
    guard words.count == 6, let day = Int(words[1]), let year = Int(words[3]),
      let month = Self.months.firstIndex(of: String(words[2]))
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3 else { return nil }
    self.init(year, month + 1, day, clock[0], clock[1], clock[2])
  }
}
