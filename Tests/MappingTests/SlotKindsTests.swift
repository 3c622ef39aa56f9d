import Foundation
import HostModel
import Testing

@testable import HostMapping

@Suite("Two stored values") struct SlotKindsTests {
  static let kinds = FieldKind.allCases
  static let slots = SlotKinds(
    kinds.enumerated().map { MetadataField(fpType: .person, name: $1.rawValue, kind: $1, slot: $0) })

  static func areSame(_ a: String, _ b: String, _ kind: FieldKind) throws -> Bool {
    let slot = try #require(kinds.firstIndex(of: kind))
    let there = slots.areSame(Array(a.utf8), Array(b.utf8), in: slot)
    #expect(slots.areSame(Array(b.utf8), Array(a.utf8), in: slot) == there, "\(a) and \(b), the other way round")
    return there
  }

  /// Spellings of one value each.
  static let same: [(FieldKind, [String])] = [
    (.number, ["10", "10.0", "10.00", "1e1", "0.1E+2", "100e-1"]), (.number, ["0", "-0", "0.0", "-0.0", "0e9"]),
    (.number, ["-1.5", "-1.50", "-15e-1"]), (.number, ["12345678901234567", "12345678901234567.0"]),
    // One double.
    (.number, ["0.1", "0.10000000000000001"]), (.number, ["0.30000000000000004", "0.300000000000000040"]),
    (
      .dateTime,
      [
        #""2026-09-14T14:11:00Z""#, #""2026-09-14T14:11:00+00:00""#, #""2026-09-14T14:11:00-00:00""#,
        #""2026-09-14T16:11:00+02:00""#, #""2026-09-15T00:11:00+10:00""#, #""2026-09-14T14:11:00.000000Z""#,
      ]
    ),
    (.dateTime, [#""2026-09-14T14:11:00.250Z""#, #""2026-09-14T16:11:00.25+02:00""#]),
    (.dateTime, [#""0001-01-01T00:00:00+00:34""#, #""0001-01-01T00:00:00.0+00:34""#]),
    (.text, ["\"Zo\u{EB}\"", "\"Zoe\u{308}\"", "\"Zo\u{EB}\u{200B}\"", "\"Zo\u{EB}\\u0000\""]),
    (.text, ["\"a\\\"b\"", "\"a\\u0007\\\"b\""]),
    (.choice, ["\"\u{212B}\"", "\"\u{C5}\"", "\"A\u{30A}\""]),
    (.email, ["\"zo\u{EB}@x.org\"", "\"zoe\u{308}@x.org\""]),
    (.list, ["[\"\u{E9}\",\"b\"]", "[\"e\u{301}\",\"b\"]"]),
    (.longText, ["\"\u{E9}\"", "\"e\u{301}\"", "\"\u{E9}\\b\""]),
  ]

  @Test("are the same if they mean the same", arguments: same) func areSame(_ kind: FieldKind, _ values: [String])
    throws
  {
    for a in values {
      for b in values { #expect(try Self.areSame(a, b, kind), "\(a) and \(b)") }
    }
  }

  static let forms: [(FieldKind, String, String)] = [
    (.number, "10.00", "10"), (.number, "-0.0", "0"), (.number, "1.5e3", "1500"), (.number, "null", "null"),
    (.dateTime, #""2026-09-14T16:11:00.250+02:00""#, #""2026-09-14T14:11:00.25Z""#), (.dateTime, "null", "null"),
    (.dateTime, #""soon""#, #""soon""#), (.text, "\"A\u{200B}da\\u0000\"", #""Ada""#), (.text, #""\u0000""#, "null"),
    (.text, #""10.00""#, #""10.00""#), (.text, "\"e\u{301}\"", "\"e\u{301}\""),
    (.longText, "\"a\u{200B}\"", "\"a\u{200B}\""),
    (.list, "[\"a\u{200B}\",\"b\"]", #"["a","b"]"#), (.boolean, "true", "true"),
  ]

  @Test("that an earlier program spelt otherwise have one form", arguments: forms)
  func oneForm(_ kind: FieldKind, _ json: String, _ form: String) throws {
    let slot = try #require(Self.kinds.firstIndex(of: kind))
    #expect(String(decoding: Self.slots.oneForm(Array(json.utf8), in: slot), as: UTF8.self) == form)
  }

  static let different: [(FieldKind, String, String)] = [
    (.number, "10", "11"), (.number, "10", "-10"), (.number, "0.1", "0.10000000000000002"), (.number, "1", "null"),
    (.number, "0.3", "0.30000000000000004"), (.number, "9007199254740992", "9007199254740993"),
    (.number, "9007199254740993", "9007199254740993.5"), (.number, "1e400", "1e401"),
    (.dateTime, #""2026-09-14T14:11:00Z""#, #""2026-09-14T14:11:00+01:00""#),
    (.dateTime, #""2026-09-14T14:11:00Z""#, #""2026-09-14T14:11:00.000000001Z""#),
    // A leap second is none of the seconds around it.
    (.dateTime, #""2016-12-31T23:59:60Z""#, #""2017-01-01T00:00:00Z""#),
    (.dateTime, #""2016-12-31T23:59:60Z""#, #""2016-12-31T23:59:59Z""#), (.dateTime, #""2026-09-14""#, "null"),
    (.text, "\"10\"", "\"10.0\""), (.text, "\"a\"", "\"A\""), (.text, "\"a\"", "\"a \""),
    (.text, "\"\u{FB00}\"", "\"ff\""),
    (.text, "\"2026-09-14T14:11:00Z\"", "\"2026-09-14T14:11:00+00:00\""),
    (.longText, "\"a\"", "\"a\u{200B}\""), (.url, "\"https://x.org/\u{E9}\"", "\"https://x.org/e\u{301}\""),
    (.list, #"["a","b"]"#, #"["b","a"]"#), (.boolean, "true", "false"), (.date, #""2026-09-14""#, #""2026-09-15""#),
  ]

  @Test("are not the same if they do not", arguments: different)
  func areDifferent(_ kind: FieldKind, _ a: String, _ b: String) throws {
    #expect(try !Self.areSame(a, b, kind))
  }
}
