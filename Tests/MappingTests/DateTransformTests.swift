import HostModel
import Testing

@Suite("A date in a vendor's format") struct DateTransformTests {
  static let read: [(format: String, text: String, stored: String)] = [
    ("DD.MM.YYYY", "14.09.2026", "2026-09-14"), ("DD.MM.YYYY", " 14.09.2026 ", "2026-09-14"),
    ("D.M.YYYY", "4.9.2026", "2026-09-04"),
    ("D.M.YYYY", "04.09.2026", "2026-09-04"), ("MM/DD/YYYY", "09/14/2026", "2026-09-14"),
    ("YYYYMMDD", "20240229", "2024-02-29"),
    ("YYYYMMDDHHmmss", "20260914103000", "2026-09-14T10:30:00+02:00"),
    ("D MMM YYYY", "4 September 2026", "2026-09-04"), ("D MMM YYYY", "4 sept 2026", "2026-09-04"),
    ("D. MMM YYYY", "4. März 2026", "2026-03-04"),
    ("D MMM YYYY", "4 août 2026", "2026-08-04"), ("D \"de\" MMM \"de\" YYYY", "4 de Enero de 2026", "2026-01-04"),
    ("D MMM YYYY", "4 AOU\u{302}T 2026", "2026-08-04"), ("MMM D, YYYY", "Sep 4, 2026", "2026-09-04"),
    ("WWW, D MMM YYYY", "Freitag, 4 Sep 2026", "2026-09-04"),
    ("DD.MM.YYYY HH:mm", "14.09.2026 10:30", "2026-09-14T10:30:00+02:00"),
    ("DD.MM.YYYY HH:mm", "14.01.2026   10:30", "2026-01-14T10:30:00+01:00"),
    ("DD.MM.YYYY \"um\" H:mm \"Uhr\"", "14.09.2026 um 9:05 Uhr", "2026-09-14T09:05:00+02:00"),
    ("M/D/YYYY h:mm AM", "9/14/2026 12:05 am", "2026-09-14T00:05:00+02:00"),
    ("M/D/YYYY h:mm AM", "9/14/2026 12:05\u{202F}PM", "2026-09-14T12:05:00+02:00"),
    ("M/D/YYYY h:mm AM", "9/14/2026 9:05 p.m.", "2026-09-14T21:05:00+02:00"),
    ("M/D/YYYY hh:mmAM", "9/14/2026 11:59PM", "2026-09-14T23:59:00+02:00"),
    ("YYYY-MM-DDTHH:mm:ss.f", "2026-09-14T10:30:05.050", "2026-09-14T10:30:05.050+02:00"),
    ("YYYY-MM-DDTHH:mm:ss.f", "2026-09-14T10:30:05.000", "2026-09-14T10:30:05+02:00"),
    ("YYYY-MM-DD HH:mm ZZ", "2026-09-14 10:30 -0430", "2026-09-14T10:30:00-04:30"),
    ("YYYY-MM-DD HH:mmZZ", "2026-09-14 10:30Z", "2026-09-14T10:30:00Z"),
    ("YYYY-MM-DD HH:mmZZ", "2026-09-14 10:30+05", "2026-09-14T10:30:00+05:00"),
    ("YYYY-MM-DD HH:mmZZ", "2026-09-14 10:30+05:45", "2026-09-14T10:30:00+05:45"),
    ("YYYY-MM-DD HH", "2026-09-14 10", "2026-09-14T10:00:00+02:00"),
    ("YYYY-MM-DD HH:mm:ss", "2016-12-31 23:59:60", "2016-12-31T23:59:60+01:00"),
    ("DD.MM.YYYY", "01.01.0001", "0001-01-01"),
    ("unix", "0", "1970-01-01T00:00:00Z"), ("unix", "1789390800", "2026-09-14T13:00:00Z"),
    ("unix", "-1", "1969-12-31T23:59:59Z"),
    ("unix", "253402300799", "9999-12-31T23:59:59Z"), ("unix", "-62135596800", "0001-01-01T00:00:00Z"),
    ("unix-ms", "1789390800050", "2026-09-14T13:00:00.050Z"), ("unix-ms", "-1", "1969-12-31T23:59:59.999Z"),
    ("unix-ms", "-1000", "1969-12-31T23:59:59Z"),
  ]

  @Test("is read exactly", arguments: read) func reads(_ format: String, _ text: String, _ stored: String) throws {
    let argument = format.contains(",") ? "'\(format)'" : format
    #expect(try Mapped.value(of: "\"\(text)\"", "date(\(argument))") == "\"\(stored)\"")
  }

  static let refused: [(format: String, text: String, reason: String)] =
    [
      ("DD.MM.YYYY", "4.9.2026"), ("DD.MM.YYYY", "14.09.26"), ("DD.MM.YYYY", "2026-09-14"),
      ("DD.MM.YYYY", "31.02.2026"), ("DD.MM.YYYY", "00.01.2026"),
      ("DD.MM.YYYY", "14.13.2026"), ("DD.MM.YYYY", "14.09.2026 10:00"), ("DD.MM.YYYY", "soon"),
      ("DD.MM.YYYY", "١٤.٠٩.٢٠٢٦"), ("MM/DD/YYYY", "14/09/2026"),
      ("D MMM YYYY", "4 Smarch 2026"), ("D MMM YYYY", "4 Sep. 2026"), ("D MMM YYYY", "4 Ma 2026"),
      ("D.M.YYYY", "004.9.2026"), ("DD.MM.YYYY", "29.02.2023"),
    ].map { ($0.0, $0.1, "'\($0.1)' is not a date written as \($0.0)") }
    + [
      ("M/D/YYYY h:mm AM", "9/14/2026 13:05 pm"), ("M/D/YYYY h:mm AM", "9/14/2026 0:05 am"),
      ("M/D/YYYY h:mm AM", "9/14/2026 9:05"), ("M/D/YYYY h:mm AM", "9/14/2026 9:05 xm"),
      ("YYYY-MM-DD HH:mm", "2026-09-14T10:30"), ("YYYY-MM-DD HH:mm", "2026-09-1410:30"),
      ("YYYY-MM-DD HH:mmZZ", "2026-09-14 10:30"), ("YYYY-MM-DD HH:mmZZ", "2026-09-14 10:30+24:00"),
      ("YYYY-MM-DD HH:mmZZ", "2026-09-14 10:30+05:"), ("YYYY-MM-DD HH:mmZZ", "2026-09-14 10:30+05:4"),
      ("YYYY-MM-DD HH:mm:ss.f", "2026-09-14 10:30:00."),
      ("YYYY-MM-DD HH:mm:ss.f", "2026-09-14 10:30:00.1234567890"),
    ].map { ($0.0, $0.1, "'\($0.1)' is not a date-time written as \($0.0)") }
    + [
      ("YYYY-MM-DD HH:mm", "2026-09-14 24:00", "'2026-09-14 24:00' is not a time that exists"),
      ("YYYY-MM-DD HH:mm", "2026-09-14 10:60", "'2026-09-14 10:60' is not a time that exists"),
      (
        "DD.MM.YYYY HH:mm", "29.03.2026 02:30",
        "'29.03.2026 02:30' does not exist in Europe/Berlin: clocks go forward over it"
      ),
      (
        "DD.MM.YYYY HH:mm", "25.10.2026 02:30",
        "'25.10.2026 02:30' comes twice in Europe/Berlin: clocks go back over it"
      ),
      ("unix", "1.5", "'1.5' is not a whole number of seconds since 1970"),
      ("unix", "253402300800", "'253402300800' is not a whole number of seconds since 1970"),
      ("unix", "99999999999999999999", "'99999999999999999999' is not a whole number of seconds since 1970"),
      ("unix", "-", "'-' is not a whole number of seconds since 1970"),
      ("unix-ms", "--5", "'--5' is not a whole number of milliseconds since 1970"),
    ]

  @Test("is left out if anything is not as the format says, or the clocks do not tell", arguments: refused)
  func refuses(_ format: String, _ text: String, _ reason: String) throws {
    #expect(try Mapped.value(of: "\"\(text)\"", "date(\(format))") == "Left out: \(reason).")
  }

  static let changes: [(zone: String, text: String, stored: String)] = [
    ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29T01:59:00+01:00"),
    ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29T03:00:00+02:00"),
    ("Europe/Berlin", "2026-10-25 01:59", "2026-10-25T01:59:00+02:00"),
    ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25T03:00:00+01:00"),
    ("America/New_York", "2026-11-01 01:00", "twice"),
    ("America/New_York", "2026-11-01 00:59", "2026-11-01T00:59:00-04:00"),
    ("America/New_York", "2026-03-08 02:00", "skipped"),
    ("America/St_Johns", "2026-01-08 02:00", "2026-01-08T02:00:00-03:30"),
    // Half an hour, a whole day.
    ("Australia/Lord_Howe", "2026-04-05 01:30", "twice"),
    ("Australia/Lord_Howe", "2026-04-05 02:00", "2026-04-05T02:00:00+10:30"),
    ("Australia/Lord_Howe", "2026-10-04 02:15", "skipped"), ("Pacific/Apia", "2011-12-30 12:00", "skipped"),
    ("Pacific/Apia", "2011-12-29 23:59", "2011-12-29T23:59:00-10:00"),
    ("Pacific/Apia", "2011-12-31 00:00", "2011-12-31T00:00:00+14:00"),
    ("UTC", "2026-03-29 02:30", "2026-03-29T02:30:00+00:00"),
    ("Asia/Kathmandu", "2026-03-29 02:30", "2026-03-29T02:30:00+05:45"),
  ]

  @Test("about the hours in which clocks are changed", arguments: changes)
  func clocks(_ zone: String, _ text: String, _ stored: String) throws {
    let wanted =
      switch stored {
      case "twice": "Left out: '\(text)' comes twice in \(zone): clocks go back over it."
      case "skipped": "Left out: '\(text)' does not exist in \(zone): clocks go forward over it."
      default: "\"\(stored)\""
      }
    #expect(try Mapped.value(of: "\"\(text)\"", "date(YYYY-MM-DD HH:mm, \(zone))") == wanted)
    // The event's zone where none is named.
    let event = try Mapped("{\"v\": \"\(text)\"}", [("v", ["date(YYYY-MM-DD HH:mm)"], .text)], zone: zone)
    #expect(event.values == [wanted])
  }

  @Test("fits date and date-time fields, alone and in lists; other values are told") func kinds() throws {
    #expect(try Mapped.value(of: #""14.09.2026 10:30""#, "date(DD.MM.YYYY HH:mm)", as: .date) == #""2026-09-14""#)
    #expect(
      try Mapped.value(of: #""14.09.2026""#, "date(DD.MM.YYYY)", as: .dateTime) == #""2026-09-13T22:00:00Z""#)
    #expect(
      try Mapped.value(of: #"["14.09.2026", "", "15.09.2026"]"#, "date(DD.MM.YYYY)", as: .list)
        == #"["2026-09-14","2026-09-15"]"#)
    #expect(
      try Mapped.value(of: #"["14.09.2026", "x"]"#, "date(DD.MM.YYYY)", as: .list)
        == "Left out: 'x' is not a date written as DD.MM.YYYY.")
    #expect(try Mapped.value(of: #"{"a": 1}"#, "date(DD.MM.YYYY)") == "Left out: is an object, not a date.")
    #expect(try Mapped.value(of: "1789390800", "date(unix)", as: .dateTime) == #""2026-09-14T13:00:00Z""#)
    #expect(
      try Mapped.value(of: "true", "date(unix)") == "Left out: 'true' is not a whole number of seconds since 1970.")
    #expect(try Mapped.value(of: "null", "date(unix)") == "empty")
  }

  static let days: [(String, String)] = [
    (#""2026-09-14T10:30:00Z""#, #""2026-09-14""#), (#"" 2026-09-14 ""#, #""2026-09-14""#),
    (#""0000-00-00 00:00""#, "empty"), (#""2026-09-14T23:30:00-05:00[America/Lima]""#, #""2026-09-14""#),
    (#""2026-09-14foo""#, "Left out: '2026-09-14foo' is not a date such as 2026-09-14."),
    (#""2026-09-14T99:99:99""#, "Left out: '2026-09-14T99:99:99' is not a date such as 2026-09-14."),
    (#""2026-09-14\u0301""#, "Left out: '2026-09-14\u{301}' is not a date such as 2026-09-14."),
    (#""14.09.2026""#, "Left out: '14.09.2026' is not a date such as 2026-09-14."),
    (#""2026-02-30T00:00""#, "Left out: '2026-02-30T00:00' is not a date such as 2026-09-14."),
    ("5", "Left out: '5' is not a date such as 2026-09-14."),
    (#"["2026-09-14T10:30", null]"#, "Left out: is a list, not a text."),
    (#"{"a": 1}"#, "Left out: is an object, not a date."), ("null", "empty"),
  ]

  @Test("without a format is the day of a date-time", arguments: days) func day(_ json: String, _ stored: String) throws
  {
    #expect(try Mapped.value(of: json, "date") == stored)
  }
}
