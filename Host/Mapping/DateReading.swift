import Foundation
import HostModel

/// Reads dates that are written in a vendor's format; what does not fit it exactly is not guessed.
struct DateReading {
  private let format: DateFormat
  private let zone: LocalTime

  /// - Parameters:
  ///   - zone: the one that the transform names.
  ///   - event: the zone of times whose zone neither text nor transform names.
  init(_ format: DateFormat, zone: TimeZone?, event: LocalTime) {
    self.format = format
    self.zone = zone.map { LocalTime(zone: $0) } ?? event
  }

  /// The date as `2026-09-14`, or the date-time with its offset if the format tells a time.
  func read(_ text: String) throws(Misfit) -> String {
    let text = text.trimmed
    if case .token(let token)? = format.parts.first, token == .seconds || token == .milliseconds {
      return try instant(text, milliseconds: token == .milliseconds)
    }
    guard let parts = DateParts(text, format), let date = parts.date else {
      throw Misfit("\(text.shown) is not a \(format.hasTime ? "date-time" : "date") written as \(format.text)")
    }
    guard format.hasTime else { return date.description }
    guard parts.hour < 24, parts.minute < 60, parts.second <= 60 else {
      throw Misfit("\(text.shown) is not a time that exists")
    }
    return try written(parts, on: date, text)
  }

  private func written(_ parts: DateParts, on date: CalendarDate, _ text: String) throws(Misfit) -> String {
    func time(_ zone: ISODateTime.Zone) -> ISODateTime {
      ISODateTime(
        date: date, hour: parts.hour, minute: parts.minute, second: parts.second, fraction: parts.fraction, zone: zone)
    }
    if let offset = parts.offset { return stored(time(offset)) }
    let name = zone.zone.identifier
    switch zone.reading(of: time(.unnamed)) {
    case .once(let offset):
      let sign = UInt8(ascii: offset < 0 ? "-" : "+")
      return stored(time(.offset(sign: sign, minutes: abs(offset))))
    case .skipped: throw Misfit("\(text.shown) does not exist in \(name): clocks go forward over it")
    case .twice: throw Misfit("\(text.shown) comes twice in \(name): clocks go back over it")
    }
  }

  private func instant(_ text: String, milliseconds: Bool) throws(Misfit) -> String {
    let unit = milliseconds ? "milliseconds" : "seconds"
    let digits = text.drop { $0 == "-" }
    let isWhole = text.count - digits.count <= 1 && digits.utf8.allSatisfy { 0x30...0x39 ~= $0 }
    // The years 1 to 9999.
    guard isWhole, let number = Int64(text),
      (-62_135_596_800..<253_402_300_800).contains(
        milliseconds ? Int64((Double(number) / 1000).rounded(.down)) : number)
    else { throw Misfit("\(text.shown) is not a whole number of \(unit) since 1970") }
    let seconds = milliseconds ? Int(number - modulo(number, 1000)) / 1000 : Int(number)
    let second = modulo(seconds, 86_400)
    guard let date = CalendarDate(daysSince1970: (seconds - second) / 86_400) else {
      throw Misfit("\(text.shown) is not a whole number of \(unit) since 1970")
    }
    let thousandths = milliseconds ? Int(modulo(number, 1000)) : 0
    return stored(
      ISODateTime(
        date: date, hour: second / 3600, minute: second / 60 % 60, second: second % 60,
        fraction: thousandths == 0 ? (0, 0) : (thousandths, 3), zone: .utc))
  }

  private func modulo<I: BinaryInteger>(_ number: I, _ divisor: I) -> I {
    let rest = number % divisor
    return rest < 0 ? rest + divisor : rest
  }

  private func stored(_ time: ISODateTime) -> String {
    var out = FlatBytes(capacity: 40)
    time.appendWithOffset(to: &out, local: zone)
    return String(decoding: out.bytes, as: UTF8.self)
  }
}
