import RecordJSON

/// A field that an operator fills in for a connection: a credential or a setting.
package struct InputField: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    case text, secret, choice, url
  }

  package let key: String
  package let kind: Kind
  package let label: String
  package let help: String
  package let required: Bool
  /// What the whole value must match.
  package let pattern: Pattern?
  package let choices: [String]
  package let defaultValue: String?
  /// Whether another value means another account or event at the vendor, whose records are others even under the same ids.
  package let isIdentity: Bool

  /// The longest value, in bytes.
  package static let valueLimit = 4096

  /// `saysKind`: whether its kind must be said. What is not said to be a secret is shown to everybody who may look at a
  /// connection, so a credential whose kind was forgotten must not pass for a text.
  init(_ json: JSONTree, at place: String, saysKind: Bool = false) throws(DescribeError) {
    let reader = try DescribeReader(json, place)
    key = try reader.text("key")
    kind = try reader.choice("kind", default: saysKind ? nil : .text)
    label = try reader.optionalText("label") ?? key
    help = try reader.optionalText("help") ?? ""
    required = try reader.flag("required", default: true)
    pattern = try Self.pattern(reader)
    choices = try reader.texts("choices")
    defaultValue = try reader.optionalText("default")
    isIdentity = try reader.flag("identity", default: false)
    if isIdentity, kind == .secret {
      throw reader.fail("identity", "cannot be true for a secret: a new one opens the same account")
    }
    if kind == .choice, choices.isEmpty { throw reader.fail("choices", "is required for a choice") }
  }

  private static func pattern(_ reader: DescribeReader) throws(DescribeError) -> Pattern? {
    guard let text = try reader.optionalText("pattern") else { return nil }
    do throws(Pattern.Malformed) { return try Pattern(text) } catch {
      throw reader.fail(
        "pattern", "\(text.utf8.count > PatternReader.limit ? "" : "'\(text)' ")cannot be read: \(error)")
    }
  }

  /// ` (PATTERN). HELP`, what a value that does not fit is told.
  package var form: String { " (\(pattern?.text ?? ""))." + (help.isEmpty ? "" : " " + help) }

  /// Whether the whole of a value matches the pattern; without a pattern every value does.
  package func accepts(_ value: String) -> Bool { pattern?.matches(value) ?? true }
}
