import Foundation
import HostMapping
import HostModel
import RecordJSON
import TestSupport
import Testing

@testable import HostMapping

@Suite("A date-time is stored in one form") struct DateTimeTests {
  static let berlin = LocalTime(zone: TimeZone(identifier: "Europe/Berlin") ?? .gmt)

  /// What is stored, "none" or "malformed".
  static func stored(_ text: String, local: LocalTime = berlin) -> String {
    Array(text.utf8).withUnsafeBytes { utf8 in
      switch ISODateTime.read(utf8) {
      case .none: return "none"
      case .malformed: return "malformed"
      case .value(let time):
        var out = FlatBytes(capacity: 1)
        time.append(to: &out, local: local)
        return String(decoding: out.bytes, as: UTF8.self)
      }
    }
  }

  static let texts = [
    ("2026-09-14T10:30:00+02:00", "2026-09-14T08:30:00Z"), ("2026-09-14t10:30:00z", "2026-09-14T10:30:00Z"),
    ("2026-09-14 10:30", "2026-09-14T08:30:00Z"), (" \t2026-01-14T10:30:00 ", "2026-01-14T09:30:00Z"),
    ("2026-09-14", "2026-09-13T22:00:00Z"), ("2026-09-14T10:30:00.120Z", "2026-09-14T10:30:00.12Z"),
    ("2026-09-14T10:30:00,000000001-0000", "2026-09-14T10:30:00.000000001Z"),
    ("2026-09-14T10:30:00.000Z", "2026-09-14T10:30:00Z"), ("2026-09-14T10:30:60+05", "2026-09-14T05:30:60Z"),
    ("2026-09-14T10:30:00+0530", "2026-09-14T05:00:00Z"), ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ("2026-01-01T00:59:00+01:00", "2025-12-31T23:59:00Z"), ("2024-02-28T23:30:00-00:30", "2024-02-29T00:00:00Z"),
    ("2026-12-31T20:00:00-12:00", "2027-01-01T08:00:00Z"), ("2026-03-01T00:00:00+23:59", "2026-02-28T00:01:00Z"),
    // UTC has no year of four digits for them.
    ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00"),
    ("9999-12-31T23:59:59.50-01:00", "9999-12-31T23:59:59.50-01:00"),
    // Clocks go forward at 2:00 and back at 3:00 that night.
    ("2026-03-29T01:59:00", "2026-03-29T00:59:00Z"), ("2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
    ("2026-10-25T01:59:00", "2026-10-24T23:59:00Z"), ("2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
    // Skipped that night: RFC 5545 3.3.5 reads it with the offset before the gap. Twice that night: the first.
    ("2026-03-29T02:00:00", "2026-03-29T01:00:00Z"), ("2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),
    ("2026-03-29T02:59:59", "2026-03-29T01:59:59Z"), ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
    ("0000-00-00", "none"), ("0000-00-00 00:00:00", "none"), ("0000-00-00foo", "malformed"),
    ("", "malformed"), ("2026-9-14", "malformed"), ("2026-02-29", "malformed"), ("2026-09-14X10:30", "malformed"),
    ("2026-09-14T24:00", "malformed"), ("2026-09-14T10", "malformed"), ("2026-09-14T10:30:61", "malformed"),
    ("2026-09-14T10:30:00.", "malformed"), ("2026-09-14T10:30:00.1234567890", "malformed"),
    ("2026-09-14T10:30:00+24:00", "malformed"), ("2026-09-14T10:30:00Z ?", "malformed"), ("14.09.2026", "malformed"),
  ]

  /// Microseconds since 1970 by the general way, nil for what is no time.
  private static func micros(_ text: UnsafeRawBufferPointer) -> Int64? {
    if case .value(let time) = ISODateTime.read(text) { time.microseconds } else { nil }
  }

  @Test("The short way to a plain time gives what the long one gives, or nothing") func plain() throws {
    var generator = SeededGenerator(state: 20)
    var short = 0
    func look(_ text: String) {
      Array(text.utf8).withUnsafeBytes { utf8 in
        guard let plain = ISODateTime.plainMicroseconds(utf8) else { return }
        short += 1
        #expect(plain == Self.micros(utf8), "\(text)")
      }
    }
    for (text, _) in Self.texts { look(text) }
    for _ in 0..<20_000 {
      func two(_ limit: Int) -> String {
        let number = Int.random(in: 0...limit, using: &generator)
        return number < 10 ? "0\(number)" : "\(number)"
      }
      let text = "\(two(99))\(two(99))-\(two(13))-\(two(32))T\(two(24)):\(two(60)):\(two(61))"
      look(text)
      look(text + "Z")
      var other = Array(text.utf8)
      other[Int.random(in: 0..<19, using: &generator)] = UInt8.random(in: 0x20...0x7E, using: &generator)
      look(String(decoding: other, as: UTF8.self))
    }
    #expect(short > 20_000)
    for text in ["2026-09-14T10:30:00", "2024-02-29T23:59:60Z"] {
      Array(text.utf8).withUnsafeBytes { #expect(ISODateTime.plainMicroseconds($0) == Self.micros($0)) }
    }
    for text in ["2026-09-14T10:30", "2026-09-14T10:30:00z", "2026-09-14 10:30:00", "2026-02-29T10:30:00", ""] {
      Array(text.utf8).withUnsafeBytes { #expect(ISODateTime.plainMicroseconds($0) == nil, "\(text)") }
    }
  }

  @Test(arguments: texts) func reads(_ text: String, _ stored: String) { #expect(Self.stored(text) == stored) }

  static let zones = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca",
    "America/St_Johns", "UTC",
  ]

  static let unusual = [
    // A whole day, half an hour, and an hour to the west of Greenwich.
    ("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z"),
    ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z"),
    ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00Z"),
    ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z"),
  ]

  @Test("A time that is skipped or comes twice is read as RFC 5545 has it, section 3.3.5", arguments: unusual)
  func gaps(_ name: String, _ text: String, _ stored: String) throws {
    let local = LocalTime(zone: try #require(TimeZone(identifier: name)))
    #expect(Self.stored(text, local: local) == stored)
  }

  @Test("A local time has the offset that Foundation's calendar gives it, unless it is skipped", arguments: zones)
  func offsets(_ name: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    let local = LocalTime(zone: zone)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    // Every seven hours and a quarter from 2005 to 2030, which meets every hour of the day.
    for step in stride(from: 12_783 * 96, to: 21_915 * 96, by: 29) {
      let date = try #require(CalendarDate.counted(from1970: step / 96))
      let (hour, minute) = (step % 96 / 4, step % 4 * 15)
      let parts = DateComponents(year: date.year, month: date.month, day: date.day, hour: hour, minute: minute)
      let offset = zone.secondsFromGMT(for: try #require(calendar.date(from: parts))) / 60
      let time = ISODateTime(
        date: date, hour: hour, minute: minute, second: 0, fraction: (0, 0), zone: .unnamed)
      if local.reading(of: time) != .skipped, local.offset(of: time) != offset {
        Issue.record("\(name) \(date) \(hour):\(minute)")
      }
    }
  }

  static let instants: [(String, Int64)] = [
    ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000001", 1), ("1969-12-31T23:59:59Z", -1_000_000),
    ("2000-03-01T00:00:00.123456789+01:00", 951_865_200_123_456), ("2026-09-14T10:30:00-02:30", 1_789_390_800_000_000),
  ]

  @Test(arguments: instants) func orders(_ text: String, _ microseconds: Int64) throws {
    try Array(text.utf8).withUnsafeBytes { utf8 in
      guard case .value(let time) = ISODateTime.read(utf8) else { throw CancellationError() }
      #expect(time.microseconds == microseconds)
    }
  }
}

extension CalendarDate {
  /// Counted out rather than computed, to be another way than the one under test.
  fileprivate static func counted(from1970 days: Int) -> CalendarDate? {
    var (year, month, left) = (1970, 1, days)
    while left >= Self.days(inMonth: month, of: year) {
      left -= Self.days(inMonth: month, of: year)
      (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
    }
    return CalendarDate(year: year, month: month, day: left + 1)
  }
}
