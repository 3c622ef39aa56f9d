import HostModel
import RecordJSON

extension Transform {
  /// What the value becomes; `language` is the preferred one for language maps.
  func apply(to value: JSONTree, language: String) -> JSONTree {
    switch self {
    case .trim: value.mapText { $0.trimmed }
    case .lower: value.mapText { $0.lowercased() }
    case .upper: value.mapText { $0.uppercased() }
    case .language: value.text(in: language)
    case .join(let separator):
      if case .array(let items) = value {
        .string(items.compactMap(\.asText).filter { !$0.isEmpty }.joined(separator: separator))
      } else {
        value
      }
    case .each(let path):
      if case .array(let items) = value {
        .array(items.map { $0.value(at: path.steps) }.filter { !$0.isBlank })
      } else {
        value
      }
    case .find(let key, let wanted, let field):
      (value.elements ?? [value]).first { $0.value(at: key.steps).asText == wanted }?.value(at: field.steps) ?? .null
    case .date: value.mapText { $0.count >= 10 && CalendarDate($0.prefix(10)) != nil ? String($0.prefix(10)) : $0 }
    case .firstName: value.namePart("given_name") { $0.nameParts.first }
    case .lastName: value.namePart("family_name") { $0.nameParts.last }
    }
  }
}

extension JSONTree {
  fileprivate func mapText(_ change: (String) -> String) -> JSONTree {
    switch self {
    case .string(let text): .string(change(text))
    case .array(let items): .array(items.map { $0.mapText(change) })
    default: self
    }
  }

  /// Of an object of name parts the part, or, if it has no parts but a full name, what is cut from that; of a text what is
  /// cut from it.
  fileprivate func namePart(_ key: String, from cut: (String) -> String) -> JSONTree {
    guard case .object = self else { return mapText(cut) }
    let hasParts = ["given_name", "family_name"].contains { !(self[$0] ?? .null).isBlank }
    if hasParts { return self[key] ?? .null }
    return (self["full_name"] ?? .null).mapText(cut)
  }

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

  fileprivate func value(at steps: [PathStep]) -> JSONTree {
    var value = self
    for step in steps {
      switch (step, value) {
      case (.key(let key), .object): value = value[key] ?? .null
      case (.index(let index), .array(let items)) where items.indices.contains(index): value = items[index]
      default: return .null
      }
    }
    return value
  }

  /// DESIGN rule 5: missing, null, white space, `[]`, `{}`.
  var isBlank: Bool {
    switch self {
    case .null: true
    case .string(let text): text.allSatisfy(\.isWhitespace)
    case .array(let items): items.isEmpty
    case .object(let members): members.isEmpty
    default: false
    }
  }

  /// The text of a text, number or boolean.
  var asText: String? {
    switch self {
    case .string(let text): text
    case .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  /// A full name in two: the last word is the last name; a single word is a first name.
  fileprivate var nameParts: (first: String, last: String) {
    let words = split(whereSeparator: \.isWhitespace)
    guard let last = words.last, words.count > 1 else { return (words.first.map(String.init) ?? "", "") }
    return (words.dropLast().joined(separator: " "), String(last))
  }
}
