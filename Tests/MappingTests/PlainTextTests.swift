import Foundation
import HostModel
import RecordJSON
import Testing

@testable import HostMapping

@Suite("The short way through a mapping writes what the long way writes") struct PlainTextTests {
  /// JSON values; whether the short way takes them as trimmed text is told with them.
  static let values: [(json: String, isPlain: Bool)] = [
    (#""Ana""#, true), (#""Müller""#, true), (#""花子""#, true), (#""Zoë""#, true), (#""Наталья""#, true),
    (#"" Ana""#, false), (#""Ana ""#, false), (#""\tAna\n""#, false), (#""\u00a0Ana\u2003""#, false),
    (#""Ana　""#, false), (#""a\"b""#, false), (#""Contoso \"Cloud\" Ltd. of Lyon""#, true),
    (#""line\nline and more""#, true), (#""Ana\u0301""#, false), (#""\u00dcber die Dinge""#, true),
    (#""ANA@Example.ORG""#, true), (#""a@b@c""#, true), (#""ana example.org""#, true),
    (#""https://example.org/ä""#, true), (#""https://""#, true), (#""HTTP://EXAMPLE.ORG/""#, true),
    (#""2026-09-14T10:30:00""#, true), (#""2026-09-14T10:30:00Z""#, true), (#""0000-00-00""#, true),
    (#""12""#, true), ("12", true), ("-0", true), ("1e5", true), ("123456789012345678", true),
    ("1234567890123456789012", true), ("1.50", true), ("1.5", true), ("-0.5", true), ("0.0", true), ("-12", true),
    ("0.000000000000001", true), ("123456789.1234567", true), ("-1234567890.12345", true),
    ("0.30000000000000004", true),
    ("true", false), ("false", false), (#"["a"]"#, false),
    (#""a\u0000b c""#, false), (#""a\bb c""#, false), (#""a\nb\tc de fgh""#, true), (#""a\\u0000 de fgh""#, true),
    ("\"A\u{200B}na\"", false), ("\"A\u{AD}na\"", false), ("\"A\u{202E}na\"", false), ("\"A\u{2066}na\"", false),
    ("\"A\u{FEFF}na\"", false), ("\"A\u{FFFF}na\"", false), ("\"A\u{200D}\u{200E}\u{FE0F}na\"", true),
    (#""A\u200Bna Contoso""#, false), (#""https://example.org/a\u200bb""#, false),
    ("\"https://example.org/a\u{200B}b\"", false), (#""https:\/\/example.org/ä\"b and more""#, true),
    (#""mailto:ana@example.org""#, true), (#""<ana@example.org>""#, true), (#""ana@example.org,""#, true),
    (#""ana@b,c""#, true), (#""ana@b..c""#, true), (#""ana@.c""#, true), (#""ana@b.c.""#, true),
    (#""an..a@b.c""#, true), (#""ana@b:c""#, true),
    (#"{"a":1}"#, false), (#""K""#, false),
  ]
  static let kinds: [FieldKind] = [
    .text, .longText, .choice, .phone, .email, .url, .number, .boolean, .date, .dateTime, .list,
  ]
  static let transforms: [[Transform]] = [
    [], [.trim], [.lower], [.trim, .lower], [.lower, .trim], [.upper], [.standard("x")],
    [.trim, .standard("x"), .lower],
  ].map { (steps: [Transform.Step]) in steps.map { Transform($0) } }
  static let local = LocalTime(zone: TimeZone(identifier: "Europe/Berlin") ?? .gmt)

  /// What the short way writes, or nil if it leaves the value to the long one.
  static func short(_ json: String, _ transforms: [Transform], _ kind: FieldKind) throws -> String? {
    let page = try PageBuffer(Array(json.utf8))
    guard let value = try JSONPointer.root.find(in: page), !page.isBlank(value.slot) else { return nil }
    var out = FlatBytes(capacity: 1)
    guard PlainText(transforms, kind).append(value.slot, of: page, local: local, to: &out) else {
      #expect(out.count == 0)
      return nil
    }
    return String(decoding: out.bytes, as: UTF8.self)
  }

  @Test(arguments: kinds, transforms) func agrees(_ kind: FieldKind, _ transforms: [Transform]) throws {
    for (json, _) in Self.values {
      guard let short = try Self.short(json, transforms, kind) else { continue }
      let tree = try transforms.reduce(try JSONTree.parse(json)) { try $1.step.apply(to: $0, language: "en") }
      guard case .value(let fitting) = FieldFit(local: Self.local).fit(tree, kind) else {
        Issue.record("\(json) does not fit \(kind)")
        continue
      }
      #expect(short == fitting.text, "\(json) as \(kind) by \(transforms)")
    }
  }

  @Test(arguments: values) func takes(_ json: String, _ isPlain: Bool) throws {
    let short = try Self.short(json, [Transform(.trim)], .text)
    #expect((short != nil) == isPlain)
  }
}
