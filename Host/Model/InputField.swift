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
  /// A regular expression that the whole value must match; one that Swift's `Regex` reads.
  package let pattern: String?
  package let choices: [String]
  package let defaultValue: String?

  /// The longest pattern, in bytes. What reads it descends into every bracket, so that a long one could crash the host.
  private static let patternLimit = 200

  init(_ json: JSONTree, at place: String) throws(DescribeError) {
    let reader = try DescribeReader(json, place)
    key = try reader.text("key")
    kind = try reader.choice("kind", default: .text)
    label = try reader.optionalText("label") ?? key
    help = try reader.optionalText("help") ?? ""
    required = try reader.flag("required", default: true)
    pattern = try Self.pattern(reader)
    choices = try reader.texts("choices")
    defaultValue = try reader.optionalText("default")
    if kind == .choice, choices.isEmpty { throw reader.fail("choices", "is required for a choice") }
  }

  private static func pattern(_ reader: DescribeReader) throws(DescribeError) -> String? {
    guard let text = try reader.optionalText("pattern") else { return nil }
    guard text.utf8.count <= patternLimit else {
      throw reader.fail("pattern", "has \(text.utf8.count) bytes, and may have \(patternLimit)")
    }
    do { _ = try Regex(text) } catch {
      throw reader.fail("pattern", "'\(text)' is not a regular expression: \(error)")
    }
    return text
  }

  /// Whether the whole of a value matches the pattern; without a pattern every value does.
  package func accepts(_ value: String) -> Bool {
    guard let pattern else { return true }
    guard let expression = try? Regex(pattern) else { return false }
    return (try? expression.wholeMatch(in: value)) != nil
  }
}
