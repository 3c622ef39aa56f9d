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
  /// A regular expression that the whole value must match.
  package let pattern: String?
  package let choices: [String]
  package let defaultValue: String?

  init(_ json: JSONTree, at place: String) throws(DescribeError) {
    let reader = try DescribeReader(json, place)
    key = try reader.text("key")
    kind = try reader.choice("kind", default: .text)
    label = try reader.optionalText("label") ?? key
    help = try reader.optionalText("help") ?? ""
    required = try reader.flag("required", default: true)
    pattern = try reader.optionalText("pattern")
    choices = try reader.texts("choices")
    defaultValue = try reader.optionalText("default")
    if kind == .choice, choices.isEmpty { throw reader.fail("choices", "is required for a choice") }
  }
}
