import HostModel

extension ISODateTime {
  /// What `read` and `microseconds` give for `2026-09-14T10:30:00`, with or without a `Z`, without a look at what else it
  /// could be; nil for every other text, which may be a time all the same.
  package static func plainMicroseconds(_ utf8: UnsafeRawBufferPointer) -> Int64? {
    guard utf8.count == 19 || utf8.count == 20 && utf8[19] == UInt8(ascii: "Z"), let text = utf8.baseAddress else {
      return nil
    }
    // Whether any byte was no digit where one must be is asked once, at the end.
    var highest: UInt8 = 0
    func digit(_ place: Int) -> Int {
      let digit = text.load(fromByteOffset: place, as: UInt8.self) &- 0x30
      highest = max(highest, digit)
      return Int(digit)
    }
    func pair(_ place: Int) -> Int { digit(place) &* 10 &+ digit(place &+ 1) }
    func holds(_ mark: Unicode.Scalar, _ place: Int) -> Bool {
      text.load(fromByteOffset: place, as: UInt8.self) == UInt8(ascii: mark)
    }
    let (year, month, day) = (pair(0) &* 100 &+ pair(2), pair(5), pair(8))
    let (hour, minute, second) = (pair(11), pair(14), pair(17))
    guard highest < 10, holds("-", 4), holds("-", 7), holds("T", 10), holds(":", 13), holds(":", 16), hour < 24,
      minute < 60, second < 61, let date = CalendarDate(year: year, month: month, day: day)
    else { return nil }
    return Int64(date.daysSince1970 &* 86_400 &+ hour &* 3600 &+ minute &* 60 &+ second) &* 1_000_000
  }
}
