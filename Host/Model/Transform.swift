/// One step between an API field and a target field, as an operator wrote it. The set is closed: no code.
///
/// What each does, with an example, is the table in PluginAPI/README.md.
package struct Transform: Sendable, Hashable, CustomStringConvertible {
  package enum Step: Sendable, Hashable {
    case trim, lower, upper
    /// The text of a `{"en": …, "de": …}` object.
    case language
    /// A text without HTML's tags.
    case stripHTML
    /// A text with HTML's character references replaced.
    case decodeEntities
    /// The texts of a list, joined.
    case join(String)
    /// The parts of a text, as a list; the separator is not empty.
    case split(String)
    /// One field of each object of a list.
    case each(FieldPath)
    /// One field of the first object of a list whose field `key` has this text; a single object is a list of one.
    case find(key: FieldPath, value: String, field: FieldPath)
    /// The day of a date-time.
    case day
    /// A date or date-time that is written in the vendor's way.
    case date(DateFormat, zone: String?)
    /// From a full name: all but the last word, and the last word; from an object of name parts: the part.
    case firstName, lastName
    case lookup(LookupTable)
    /// A text for a value that is empty.
    case standard(String)
    case template(Template)
    case number(NumberStyle)
    case boolean(BooleanWords)
    case phone
    /// The ISO 3166 code of a country.
    case country
  }

  package let step: Step
  /// The text it was read from.
  package let description: String

  /// A step in its shortest form.
  package init(_ step: Step) {
    self.step = step
    description = step.text
  }

  init(step: Step, description: String) {
    self.step = step
    self.description = description
  }

  /// What it is called, without its argument.
  package var name: String { String(String.UnicodeScalarView(description.unicodeScalars.prefix { $0 != "(" })) }

  /// Paths that it reads beside the value it is given, from the record.
  package var paths: [FieldPath] {
    if case .template(let template) = step { template.fields } else { [] }
  }

  /// The time zone that it names.
  package var zone: String? { if case .date(_, let zone) = step { zone } else { nil } }

  /// Why a text is no transform.
  package struct Malformed: Error, Equatable, CustomStringConvertible {
    /// One sentence.
    package let description: String
  }

  /// Names with their usage, in the order of the README's table.
  package static let usages: [(name: String, usage: String)] = [
    ("trim", "trim"), ("lower", "lower"), ("upper", "upper"), ("strip-html", "strip-html"),
    ("decode-entities", "decode-entities"), ("language", "language"), ("split", "split(SEPARATOR)"),
    ("join", "join(TEXT)"), ("each", "each(PATH)"), ("find", "find(KEY=VALUE, PATH)"),
    ("date", "date, date(FORMAT) or date(FORMAT, ZONE)"), ("first-name", "first-name"), ("last-name", "last-name"),
    ("lookup", "lookup(a=b; c=d; *=e)"), ("default", "default(TEXT)"), ("template", "template(TEXT with {path})"),
    ("number", "number or number(\(NumberStyle.all))"), ("boolean", "boolean or boolean(YES, …; NO, …)"),
    ("phone", "phone"), ("country", "country"),
  ]
}
