/// What becomes of a value on its way; the table in PluginAPI/README.md says what each does, with an example.
public enum Transform: Sendable, Equatable {
  /// Without white space at its ends.
  case trim
  /// In lower case.
  case lower
  /// In upper case.
  case upper
  /// Without HTML's tags.
  case stripHTML
  /// With HTML's character references replaced.
  case decodeEntities
  /// The text of a `{"en": …, "de": …}` object in the language of the setting `language`.
  case language
  /// The parts of a text between separators, as a list.
  case split(String)
  /// A list's texts with a separator between them.
  case join(String)
  /// One field of each object of a list.
  case each(String)
  /// One field of the first object of a list in which another field has a value.
  case find(key: String, value: String, field: String)
  /// The day of a time.
  case date
  /// A date or time that the vendor writes in this format, in this zone or else the event's.
  case dateAs(String, zone: String? = nil)
  /// The first name of a full name or of an object of name parts.
  case firstName
  /// The last name of a full name or of an object of name parts.
  case lastName
  /// Another text for each of some; every other stays, or becomes the last one.
  case lookup([(String, String)], otherwise: String? = nil)
  /// A text for an empty value.
  case standard(String)
  /// A text with fields of the record in it, such as `{title} {last}`, as the README writes it.
  case template(String)
  /// A number that is written in a style of the README: `de`, `en`, `fr`, `ch`; nil is 1234.56.
  case number(String? = nil)
  /// True or false, for the README's words.
  case boolean
  /// True or false for words of your own, `*` being every other.
  case booleanAs(yes: [String], no: [String])
  /// Without white space and brackets.
  case phone
  /// The ISO 3166 code of a country.
  case country

  /// As the describe document writes it.
  public var text: String {
    switch self {
    case .trim: "trim"
    case .lower: "lower"
    case .upper: "upper"
    case .stripHTML: "strip-html"
    case .decodeEntities: "decode-entities"
    case .language: "language"
    case .split(let separator): "split(\(Argument.whole(separator)))"
    case .join(let separator): "join(\(Argument.whole(separator)))"
    case .each(let path): "each(\(path))"
    case .find(let key, let value, let field): "find(\(key)=\(Argument.part(value)), \(field))"
    case .date: "date"
    case .dateAs(let format, nil): "date(\(Argument.format(format)))"
    case .dateAs(let format, let zone?): "date(\(Argument.format(format)), \(zone))"
    case .firstName: "first-name"
    case .lastName: "last-name"
    case .lookup(let rows, let otherwise): "lookup(\(Argument.rows(rows, otherwise)))"
    case .standard(let text): "default(\(Argument.whole(text)))"
    case .template(let template): "template(\(template))"
    case .number(nil): "number"
    case .number(let style?): "number(\(style))"
    case .boolean: "boolean"
    case .booleanAs(let yes, let no): "boolean(\(Argument.words(yes)); \(Argument.words(no)))"
    case .phone: "phone"
    case .country: "country"
    }
  }

  /// Equal if they are written alike.
  public static func == (a: Transform, b: Transform) -> Bool { a.text == b.text }
}

/// Texts within the brackets of a transform, so that any text comes back as it was.
enum Argument {
  /// One that is alone between them.
  static func whole(_ text: String) -> String {
    let escaped = escape(text)
    return text.unicodeScalars.first == "'" ? "\\" + escaped : escaped
  }

  /// One of several.
  static func part(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy { !"=;,'".unicodeScalars.contains($0) } && text != "*"
    let hasBlankEdge = text.unicodeScalars.first == " " || text.unicodeScalars.last == " "
    return isPlain && !hasBlankEdge ? escape(text) : "'\(escape(text, quotes: true))'"
  }

  static func rows(_ rows: [(String, String)], _ otherwise: String?) -> String {
    let others = otherwise.map { ["*=\(part($0))"] } ?? []
    return (rows.map { "\(part($0))=\(part($1))" } + others).joined(separator: "; ")
  }

  static func words(_ words: [String]) -> String {
    words.map { $0 == "*" ? $0 : part($0) }.joined(separator: ", ")
  }

  static func format(_ text: String) -> String {
    text.unicodeScalars.contains(",") || text.unicodeScalars.first == "'" ? "'\(escape(text, quotes: true))'" : text
  }

  private static func escape(_ text: String, quotes: Bool = false) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += #"\\"#
      case "'" where quotes: out += #"\'"#
      case "\n": out += #"\n"#
      case _ where scalar.properties.generalCategory == .control || 0x2028...0x2029 ~= scalar.value:
        out += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
