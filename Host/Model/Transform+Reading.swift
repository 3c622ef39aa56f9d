extension Transform {
  /// Reads `name` or `name(argument)`.
  package init(_ text: String) throws(Malformed) {
    let hasArgument = text.unicodeScalars.contains("(")
    let name = String(String.UnicodeScalarView(text.unicodeScalars.prefix { $0 != "(" }))
    guard let usage = Self.usages.first(where: { $0.name == name })?.usage else { throw Self.unknown(name) }
    guard hasArgument else {
      guard let step = Step(plain: name) else {
        throw Malformed(description: "Transform '\(name)' needs an argument. Write it as \(usage).")
      }
      self.init(step: step, description: text)
      return
    }
    guard Step.takesArgument(name) else {
      throw Malformed(description: "Transform '\(name)' takes no argument. Write it as \(usage).")
    }
    do throws(TextReader.Misread) {
      guard text.unicodeScalars.last == ")" else {
        throw TextReader.Misread(position: text.unicodeScalars.count, expected: "')'")
      }
      var reader = TextReader(text, from: name.unicodeScalars.count + 1, dropping: 1)
      self.init(step: try Step(name, &reader), description: text)
    } catch {
      throw Malformed(
        description: "Transform '\(TextReader.visible(text))' \(error.place(in: text)) Write it as \(usage).")
    }
  }

  private static func unknown(_ name: String) -> Malformed {
    if ["first-of", "coalesce"].contains(name) {
      return Malformed(
        description:
          "Unknown transform '\(name)'. The first of several fields that is not empty is written as API field:"
          + " a | b.")
    }
    let names = usages.map(\.name)
    let near = Spelling.suggestion(for: name, among: names)
    return Malformed(
      description: "Unknown transform '\(TextReader.visible(name))'."
        + (near.isEmpty ? " Known are: \(names.joined(separator: ", "))." : near))
  }
}

extension Transform.Step {
  /// The step of a name without argument.
  fileprivate init?(plain name: String) {
    switch name {
    case "trim": self = .trim
    case "lower": self = .lower
    case "upper": self = .upper
    case "language": self = .language
    case "strip-html": self = .stripHTML
    case "decode-entities": self = .decodeEntities
    case "date": self = .day
    case "first-name": self = .firstName
    case "last-name": self = .lastName
    case "number": self = .number(.plain)
    case "boolean": self = .boolean(.standard)
    case "phone": self = .phone
    case "country": self = .country
    default: return nil
    }
  }

  fileprivate static func takesArgument(_ name: String) -> Bool {
    Self(plain: name) == nil || ["date", "number", "boolean"].contains(name)
  }

  /// Reads the argument of a name to its end.
  fileprivate init(_ name: String, _ reader: inout TextReader) throws(TextReader.Misread) {
    switch name {
    case "join": self = .join(try reader.wholeText())
    case "default": self = .standard(try reader.wholeText(named: "a text"))
    case "split": self = .split(try reader.wholeText(named: "a separator"))
    case "template": self = .template(try reader.template())
    case "lookup": self = .lookup(try reader.lookupTable())
    case "boolean": self = .boolean(try reader.booleanWords())
    case "number":
      let place = reader.position
      let style = reader.raw { _ in false }
      guard !style.isEmpty, let known = NumberStyle(rawValue: style) else {
        throw reader.fail(NumberStyle.all, at: place)
      }
      self = .number(known)
    case "date": self = try reader.date()
    case "each":
      self = .each(try reader.ownPath())
      guard reader.isAtEnd else { throw reader.fail("'.', '[' or ')'") }
    default:
      let key = try reader.ownPath(stops: "=")
      guard reader.take("=") else { throw reader.fail("'.', '[' or '='") }
      let value = try reader.item(ends: ",").text
      guard reader.take(",") else { throw reader.fail("',' and a field") }
      reader.skipBlanks()
      self = .find(key: key, value: value, field: try reader.ownPath())
      guard reader.isAtEnd else { throw reader.fail("'.', '[' or ')'; a value with a comma stands in quotes") }
    }
  }
}

extension TextReader {
  /// The argument that is one text: bare with its blanks, or quoted.
  fileprivate mutating func wholeText(named noun: String? = nil) throws(Misread) -> String {
    let start = position
    let text = next == "'" ? try quoted() : try bare()
    guard isAtEnd else { throw fail("')'") }
    if let noun, text.isEmpty { throw fail(noun, at: start) }
    return text
  }

  /// A path from the value at hand, which knows no parent.
  fileprivate mutating func ownPath(stops: String = "") throws(Misread) -> FieldPath {
    guard next != "^" else { throw fail("a field of each element; the parent cannot be reached from here") }
    return try path(stops: stops)
  }

  private static let commaHint = " A format with a comma in it stands in quotes."

  fileprivate mutating func date() throws(Misread) -> Transform.Step {
    let start = position
    let isQuoted = next == "'"
    let text = isQuoted ? try quoted() : raw { $0 == "," }
    let format: DateFormat
    do throws(DateFormat.Unusable) { format = try DateFormat(text) } catch {
      let hint = error.hint.isEmpty && !isQuoted && next == "," ? Self.commaHint : error.hint
      throw fail(error.expected, at: start, hint: hint)
    }
    guard take(",") else {
      guard isAtEnd else { throw fail("',' and a time zone, or ')'") }
      return .date(format, zone: nil)
    }
    skipBlanks()
    let place = position
    let zone = raw { _ in false }
    guard ZoneName.isKnown(zone) else {
      let near = ZoneName.suggestion(for: zone)
      throw fail(
        "a time zone such as Europe/Zurich", at: place,
        hint: near.isEmpty ? Self.commaHint : near)
    }
    guard format.needsZone else {
      throw fail("no time zone: the format tells no time of day, or its offset", at: place)
    }
    return .date(format, zone: zone)
  }
}
