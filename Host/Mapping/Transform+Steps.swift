import HostModel
import RecordJSON

extension Transform.Step {
  /// What the value becomes, of those steps that need nothing looked up.
  func apply(to value: JSONTree, language: String) throws(Misfit) -> JSONTree {
    switch self {
    case .trim: value.mapText { $0.trimmed }
    case .lower: value.mapText { $0.lowercased() }
    case .upper: value.mapText { $0.uppercased() }
    case .stripHTML: value.mapText { HTMLText.withoutTags($0) }
    case .decodeEntities: value.mapText { HTMLText.decodingEntities($0) }
    case .phone: value.mapText { PhoneText.bare($0) }
    case .language: value.text(in: language)
    case .join(let separator): try value.joined(separator)
    case .split(let separator): try value.split(separator)
    case .each(let path): value.isContainer ? value.value(at: [.every] + path.steps) : value
    case .find(let key, let wanted, let field):
      (value.elements ?? [value]).first { $0.value(at: key.steps).asText == wanted }?.value(at: field.steps) ?? .null
    case .day: try value.mapValues("a date") { text throws(Misfit) in .string(try Self.day(of: text)) }
    case .firstName: value.namePart("given_name") { $0.nameParts.first }
    case .lastName: value.namePart("family_name") { $0.nameParts.last }
    case .standard(let text): value.isBlank ? .string(text) : value
    case .number(let style):
      try value.mapValues("a number", keeping: { if case .number = $0 { true } else { false } }) {
        text throws(Misfit) in .number(try style.read(text))
      }
    case .country:
      try value.mapValues("a country") { text throws(Misfit) in .string(try Self.country(of: text)) }
    case .date, .lookup, .boolean, .template: value
    }
  }

  private static func day(of text: String) throws(Misfit) -> String {
    let text = text.trimmed
    if text.hasPrefix("0000-00-00") { return "" }
    guard let day = CalendarDate(startOf: text) else { throw Misfit("\(text.shown) is not a date such as 2026-09-14") }
    return day.description
  }

  private static func country(of text: String) throws(Misfit) -> String {
    if let code = CountryNames.code(of: text) { return code }
    throw Misfit("\(text.trimmed.shown) is no known name or code of a country; lookup can give it one")
  }
}

extension JSONTree {
  /// Changes a text, or each text of a list; other values stay.
  func mapText(_ change: (String) -> String) -> JSONTree {
    switch self {
    case .string(let text): .string(change(text))
    case .array(let items): .array(items.map { $0.mapText(change) })
    default: self
    }
  }

  /// Changes what has a text and is not blank, alone or in a list; an object is a misfit.
  ///
  /// - Parameter kept: what needs no change.
  func mapValues(
    _ noun: String, keeping kept: (JSONTree) -> Bool = { _ in false }, _ change: (String) throws(Misfit) -> JSONTree
  ) throws(Misfit) -> JSONTree {
    switch self {
    case _ where kept(self): return self
    case .array(let items):
      var changed: [JSONTree] = []
      for item in items { changed.append(try item.mapValues(noun, keeping: kept, change)) }
      return .array(changed)
    case .object: throw Misfit("is an object, not \(noun)")
    default:
      guard let text = asText, !isBlank else { return self }
      return try change(text)
    }
  }

  fileprivate var isContainer: Bool { elements != nil || members != nil }

  fileprivate func joined(_ separator: String) throws(Misfit) -> JSONTree {
    guard case .array(let items) = self else { return self }
    var texts: [String] = []
    for item in items where !item.isBlank {
      guard let text = item.asText else {
        throw Misfit("is a list of objects: choose one of their fields with each() or [*]")
      }
      texts.append(text)
    }
    return .string(texts.joined(separator: separator))
  }

  /// The parts without white space at their ends, and none that is empty.
  fileprivate func split(_ separator: String) throws(Misfit) -> JSONTree {
    if case .object = self { throw Misfit("is an object, not a text") }
    return .array(
      (elements ?? [self]).flatMap { item -> [JSONTree] in
        guard let text = item.asText else { return item.isBlank ? [] : [item] }
        // By scalars, so that a line feed is found in CR LF.
        let parts = text.unicodeScalars.split(separator: Array(separator.unicodeScalars))
        return parts.map { Substring($0).trimmed }.filter { !$0.isEmpty }.map { .string($0) }
      })
  }

  /// Of an object of name parts the part, or, if it has no parts but a full name, what is cut from that; of a text what is
  /// cut from it.
  fileprivate func namePart(_ key: String, from cut: (String) -> String) -> JSONTree {
    guard case .object = self else { return mapText(cut) }
    if hasOne(of: ["given_name", "family_name"]) { return self[key] ?? .null }
    return (self["full_name"] ?? .null).mapText(cut)
  }

  /// True if `first-name` and `last-name` have a name to take apart.
  var hasName: Bool {
    if case .object = self { hasOne(of: ["given_name", "family_name", "full_name"]) } else { !isBlank }
  }

  private func hasOne(of keys: [String]) -> Bool { keys.contains { !(self[$0] ?? .null).isBlank } }

  /// A language map's text: the preferred language, else English, else the first; other values as they are.
  fileprivate func text(in language: String) -> JSONTree {
    switch self {
    case .object(let members):
      if let preferred = self[language], !preferred.isBlank { return preferred }
      if let english = self["en"], !english.isBlank { return english }
      return members.first { !$0.value.isBlank }?.value ?? .null
    case .array(let items): return .array(items.map { $0.text(in: language) })
    default: return self
    }
  }
}

extension Character {
  /// As `isWhitespace`, which asks Unicode's tables for every character.
  var isSpace: Bool { asciiValue.map { $0 == 0x20 || 0x09...0x0D ~= $0 } ?? isWhitespace }
}

extension StringProtocol {
  /// Without white space at its ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isSpace == true { text.removeFirst() }
    while text.last?.isSpace == true { text.removeLast() }
    return String(text)
  }

  var isBlank: Bool {
    // Nearly all begin with a printable ASCII character: no need to find out where characters end.
    if let first = utf8.first, first > 0x20, first < 0x7F { return false }
    return allSatisfy(\.isSpace)
  }

  /// A full name in two: the last word is the last name; a single word is a first name.
  fileprivate var nameParts: (first: String, last: String) {
    let words = split(whereSeparator: \.isWhitespace)
    guard let last = words.last, words.count > 1 else { return (words.first.map { String($0) } ?? "", "") }
    return (words.dropLast().joined(separator: " "), String(last))
  }
}
