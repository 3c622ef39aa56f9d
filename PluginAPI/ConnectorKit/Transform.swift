/// What becomes of a value on its way; PluginAPI/README.md says what each does.
public enum Transform: Sendable, Equatable {
  /// Without white space at its ends.
  case trim
  /// In lower case.
  case lower
  /// In upper case.
  case upper
  /// The text of a `{"en": …, "de": …}` object in the language of the setting `language`.
  case language
  /// A list's texts with a separator between them.
  case join(String)
  /// One field of each object of a list.
  case each(String)
  /// One field of the first object of a list in which another field has a value.
  case find(key: String, value: String, field: String)
  /// The day of a time.
  case date
  /// The first name of a full name or of an object of name parts.
  case firstName
  /// The last name of a full name or of an object of name parts.
  case lastName

  /// As the describe document writes it.
  public var text: String {
    switch self {
    case .trim: "trim"
    case .lower: "lower"
    case .upper: "upper"
    case .language: "language"
    case .join(let separator): "join(\(separator))"
    case .each(let path): "each(\(path))"
    case .find(let key, let value, let field): "find(\(key)=\(value), \(field))"
    case .date: "date"
    case .firstName: "first-name"
    case .lastName: "last-name"
    }
  }
}
