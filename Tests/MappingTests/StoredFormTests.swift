import Foundation
import HostModel
import RecordJSON
import Testing

@testable import HostMapping

@Suite("The form in which a value is stored") struct StoredFormTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let json: String
    let kind: FieldKind
    let stored: String
    var testDescription: String { "\(json) as \(kind.rawValue)" }
  }

  static func number(_ json: String, _ stored: String) -> Case { Case(json: json, kind: .number, stored: stored) }

  private static func tooMany(_ text: String) -> String {
    "Left out: '\(text)' has more digits than a number keeps; use a text field."
  }

  static let numbers = [
    number("10", "10"), number("10.0", "10"), number("10.00", "10"), number("1e1", "10"), number("1.50", "1.5"),
    number("-0", "0"), number("-0.0", "0"), number("0e5", "0"), number("0.0e-999999999999999999999", "0"),
    number("1.5E+3", "1500"), number("1e-6", "0.000001"), number("-12.5e-1", "-1.25"),
    number(#""10.00""#, "10"), number(#""+7""#, "7"), number(#"" 007 ""#, "7"), number(#""1.5e2""#, "150"),
    number("9223372036854775807", "9223372036854775807"), number("9223372036854775807.0", "9223372036854775807"),
    number("12345678901234567890", tooMany("12345678901234567890")), number("1e20", "100000000000000000000"),
    // 16 and 17 digits, as programs write doubles: the shortest that is read back, or %.17g.
    number("0.30000000000000004", "0.30000000000000004"),
    number("0.1000000000000000055", tooMany("0.1000000000000000055")),
    number("0.10000000000000001", "0.10000000000000001"),
    number("1.7976931348623157e308", "17976931348623157" + String(repeating: "0", count: 292)),
    number("0.30000000000000003", tooMany("0.30000000000000003")),
    number("0.123456789012345678", tooMany("0.123456789012345678")),
    number("1e309", "Left out: '1e309' is not a number."),
    number("1e999999999999999999999", "Left out: '1e999999999999999999999' is not a number."),
    number("1e-400", "Left out: '1e-400' is nearer to zero than a number can be; use a text field."),
    number(
      "1e-99999999999999999999",
      "Left out: '1e-99999999999999999999' is nearer to zero than a number can be; use a text field."),
    number("5e-324", "Left out: '5e-324' is nearer to zero than a number can be; use a text field."),
    number("2.5e-308", "0." + String(repeating: "0", count: 307) + "25"),
    number(#""1,5""#, "Left out: '1,5' is not a number."), number(#""0x10""#, "Left out: '0x10' is not a number."),
    Case(json: "10.00", kind: .text, stored: #""10.00""#), Case(json: "1e1", kind: .list, stored: #"["1e1"]"#),
  ]

  /// The zone is Europe/Berlin.
  static let dates: [Case] =
    [
      ("2026-09-14", "2026-09-14"), (" 2026-09-14 ", "2026-09-14"), ("2026-09-14T23:59", "2026-09-14"),
      ("2026-09-14T00:30:00+02:00", "2026-09-14"), ("2026-09-14T22:30:00Z", "2026-09-15"),
      ("2026-09-14T21:59:59.9Z", "2026-09-14"), ("2026-09-14T00:30:00+05:00", "2026-09-13"),
      ("2026-12-31T23:30:00Z", "2027-01-01"), ("2026-01-14T23:00:00Z", "2026-01-15"),
      ("2026-01-14T22:59:59Z", "2026-01-14"),
      ("0001-01-01T00:00:00Z", "0001-01-01"), ("0000-00-00 00:00:00", nil),
    ].map { text, stored in Case(json: "\"\(text)\"", kind: .date, stored: stored.map { "\"\($0)\"" } ?? "empty") }
    + [
      "2026-09-14foo", "2026-09-14T99:99:99", "2026-09-14T", "2026-09-14 soon", "2026-09-14T10:30:00+99:00",
      "0000-00-00foo",
      "2026-02-29",
    ].map { Case(json: "\"\($0)\"", kind: .date, stored: "Left out: '\($0)' is not a date.") }

  static let emails: [Case] =
    ["ana@example.org", "o'neil+x=y@sub.example.org", "a..b@docomo.ne.jp", "ä@ö.de", "ana@localhost"]
    .map { Case(json: "\"\($0)\"", kind: .email, stored: "\"\($0)\"") }
    + [
      "mailto:ana@example.org", "<ana@example.org>", "Ana <ana@example.org>", "ana@example.org,", "ana@example.org;",
      "a@b,c", "a@b..c", "a@.b", "a@b.", "a@", "@b", "a@b@c", "ana example.org", "ana@example.org\u{A0}",
    ].map { Case(json: "\"\($0)\"", kind: .email, stored: "Left out: '\($0)' is not an e-mail address.") }

  @Test("is one for all spellings", arguments: numbers + dates + emails) func isOne(_ c: Case) throws {
    #expect(try Mapped.value(of: c.json, as: c.kind) == c.stored)
  }

  @Test("of a date has nothing to do with how its zone's clocks are set, by the transform that takes what stands there")
  func writtenDay() throws {
    #expect(try Mapped.value(of: #""1990-05-04T23:00:00Z""#, as: .date) == #""1990-05-05""#)
    #expect(try Mapped.value(of: #""1990-05-04T23:00:00Z""#, "date", as: .date) == #""1990-05-04""#)
  }

  // MARK: Stray characters

  private static let control = (0...0x1F).filter { ![9, 10, 13].contains($0) } + [0xFFFE, 0xFFFF]
  private static let invisible = [0xAD, 0x200B, 0xFEFF] + Array(0x202A...0x202E) + Array(0x2066...0x2069)
  /// Neighbours of those, and what writing needs.
  private static let kept =
    [9, 10, 13, 0x20, 0x7F, 0x85, 0xA0, 0xAC, 0xAE, 0x200A] + Array(0x200C...0x200F)
    + [0x2029, 0x202F, 0x2065, 0x206A, 0xFE0F, 0xFEFE, 0xFFFD, 0xE0100]

  private func stored(_ code: Int, _ kind: FieldKind, escaped: Bool) throws -> String {
    let scalar = try #require(Unicode.Scalar(UInt32(code)))
    let units = String(scalar).utf16.map { String(format: "\\u%04X", $0) }.joined()
    let character = escaped || code < 0x20 ? units : String(scalar)
    return try JSONTree.parse(Mapped.value(of: "\"Zoë\(character)Ana\"", as: kind)).string ?? ""
  }

  @Test("lacks characters that are no part of a text, escaped or not, and no other", arguments: [false, true])
  func strays(_ escaped: Bool) throws {
    for kind in [FieldKind.text, .choice, .phone, .longText] {
      for code in Self.control { #expect(try stored(code, kind, escaped: escaped) == "ZoëAna", "\(code) in \(kind)") }
      for code in Self.invisible {
        let isGone = try stored(code, kind, escaped: escaped) == "ZoëAna"
        #expect(isGone == (kind != .longText), "\(code) in \(kind)")
      }
      for code in Self.kept {
        let scalar = try #require(Unicode.Scalar(UInt32(code)))
        #expect(try stored(code, kind, escaped: escaped) == "Zoë\(scalar)Ana", "\(code) in \(kind)")
      }
    }
  }

  @Test("lacks them behind the transforms, in lists and addresses too, and is empty if nothing else was there")
  func straysElsewhere() throws {
    #expect(try Mapped.value(of: #"["a\u200bb", "\u200b", "c\u0000"]"#, as: .list) == #"["ab","c"]"#)
    #expect(try Mapped.value(of: #""ana\u200b@example.org""#, as: .email) == #""ana@example.org""#)
    #expect(try Mapped.value(of: #""\uFEFFhttps://example.org""#, as: .url) == #""https://example.org""#)
    #expect(try Mapped.value(of: #""\u00005""#, as: .number) == "5")
    #expect(try Mapped.value(of: #""1\u200b5""#, as: .number) == "Left out: '1\u{200B}5' is not a number.")
    #expect(try Mapped.value(of: #""\u0000""#) == "empty")
    #expect(try Mapped.value(of: #""\u200b\ufeff""#) == "empty")
    #expect(try Mapped.value(of: #""\u200b\ufeff""#, as: .longText) == "\"\u{200B}\u{FEFF}\"")
    // A table sees what the vendor wrote.
    #expect(try Mapped.value(of: #""a\u0001""#, "lookup('a\\u{1}'=one; a=two)") == #""one""#)
  }
}
