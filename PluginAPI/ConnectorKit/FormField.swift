/// One field of the form in which an operator enters credentials and settings.
public struct FormField: Sendable {
  /// What it holds.
  public enum Kind: String, Sendable {
    /// Plain text; its value reaches the connector.
    case text
    /// Sealed by the host; the connector names it and never sees it.
    case secret
    /// One of a list.
    case choice
  }

  /// How code and command line name it.
  public var key: String
  /// What it holds.
  public var kind: Kind
  /// What the form calls it.
  public var label: String
  /// Where to find the value, one sentence.
  public var help: String
  /// Whether it must be filled in.
  public var isRequired: Bool
  /// What the whole value must match, in the forms that PluginAPI/README.md lists; let an optional field's match nothing
  /// too, so that it can be emptied.
  public var pattern: String?
  /// The values of a choice.
  public var choices: [String]
  /// What holds if nothing was entered.
  public var standard: String?
  /// Whether another value means another account or event at the vendor, whose records are others even under the same ids.
  public var isIdentity = false

  /// A text that must be given, unless it is optional or has a standard value.
  ///
  /// - Parameter isIdentity: True for what names the account or the event at the vendor: with another value the same ids are
  ///   other people's. Where no field is marked, every text that must be given counts.
  public static func text(
    _ key: String, _ label: String, help: String = "", pattern: String? = nil, standard: String? = nil,
    isRequired: Bool = true, isIdentity: Bool = false
  ) -> FormField {
    FormField(
      key: key, kind: .text, label: label, help: help, isRequired: isRequired && standard == nil, pattern: pattern,
      choices: [], standard: standard, isIdentity: isIdentity)
  }

  /// A secret that must be given.
  public static func secret(_ key: String, _ label: String, help: String = "", pattern: String? = nil) -> FormField {
    FormField(
      key: key, kind: .secret, label: label, help: help, isRequired: true, pattern: pattern, choices: [],
      standard: nil)
  }

  /// One of several texts, the first unless another one is chosen.
  public static func choice(_ key: String, _ label: String, _ choices: [String], help: String = "") -> FormField {
    FormField(
      key: key, kind: .choice, label: label, help: help, isRequired: false, pattern: nil, choices: choices,
      standard: choices.first)
  }
}
