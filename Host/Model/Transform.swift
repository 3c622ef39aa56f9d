/// One step between an API field and a target field. The set is closed: no code.
package enum Transform: Sendable, Hashable, CustomStringConvertible {
  case trim, lower, upper
  /// The text of a `{"en": …, "de": …}` object.
  case language
  /// The texts of a list, joined.
  case join(String)
  /// One field of each object of a list.
  case each(FieldPath)
  /// One field of the first object of a list whose field `key` has this text; a single object is a list of one.
  case find(key: FieldPath, value: String, field: FieldPath)
  /// The date of a date-time.
  case date
  /// From a full name: all but the last word, and the last word; from an object of name parts: the part.
  case firstName, lastName

  /// Why a text is no transform.
  package struct Unknown: Error, Equatable, CustomStringConvertible {
    package let text: String
    package var description: String {
      "Unknown transform '\(text)'. Known are: trim, lower, upper, language, join(TEXT), each(PATH),"
        + " find(KEY=VALUE, PATH), date, first-name, last-name."
    }
  }

  /// Reads `name` or `name(argument)`.
  package init(_ text: String) throws(Unknown) {
    switch text {
    case "trim": self = .trim
    case "lower": self = .lower
    case "upper": self = .upper
    case "language": self = .language
    case "date": self = .date
    case "first-name": self = .firstName
    case "last-name": self = .lastName
    default:
      guard text.hasSuffix(")"), let open = text.firstIndex(of: "(") else { throw Unknown(text: text) }
      let argument = String(text[text.index(after: open)...].dropLast())
      switch text[..<open] {
      case "join": self = .join(argument)
      case "each":
        guard let path = try? FieldPath(argument), !path.fromParent else { throw Unknown(text: text) }
        self = .each(path)
      case "find":
        guard let comma = argument.lastIndex(of: ","), let equals = argument.firstIndex(of: "="), equals < comma,
          let key = try? FieldPath(String(argument[..<equals])), !key.fromParent,
          let field = try? FieldPath(String(argument[argument.index(after: comma)...].drop { $0 == " " })),
          !field.fromParent
        else { throw Unknown(text: text) }
        self = .find(key: key, value: String(argument[argument.index(after: equals)..<comma]), field: field)
      default: throw Unknown(text: text)
      }
    }
  }

  package var description: String {
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
