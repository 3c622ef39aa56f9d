import Foundation
import HostModel
import RecordJSON

/// A transform with everything looked up, ready for many records. What changes for a value, here or in a step, raises the
/// number of its transform in `Revisions+Product.swift`.
enum CompiledTransform {
  /// One that needs nothing looked up.
  case step(Transform.Step)
  case date(DateReading)
  case lookup([String: String], otherwise: String?)
  case boolean([String: Bool], BooleanWords)
  case template([TemplatePart])

  enum TemplatePart {
    case text(String)
    case field(CompiledPath)
    case value
  }

  /// - Parameters:
  ///   - local: the event's zone.
  ///   - named: the zones that transforms name.
  init(_ transform: Transform, _ fields: RecordFields, local: LocalTime, zones named: (String) -> TimeZone?) {
    switch transform.step {
    case .date(let format, let zone): self = .date(DateReading(format, zone: zone.flatMap(named), event: local))
    case .lookup(let table):
      let rows = table.rows.map { ($0.key.lowercased(), $0.value) }
      self = .lookup(Dictionary(rows) { first, _ in first }, otherwise: table.otherwise)
    case .boolean(let words):
      let sides = words.yes.map { ($0.lowercased(), true) } + words.no.map { ($0.lowercased(), false) }
      self = .boolean(Dictionary(sides) { first, _ in first }, words)
    case .template(let template):
      self = .template(
        template.parts.map { part in
          switch part {
          case .text(let text): .text(text)
          case .field(let path): .field(fields.compiled(path))
          case .value: .value
          }
        })
    default: self = .step(transform.step)
    }
  }

  /// True if it takes a name apart and there is one.
  func findsName(in value: JSONTree) -> Bool {
    switch self {
    case .step(.firstName), .step(.lastName): value.hasName
    default: false
    }
  }

  /// What the value becomes; `language` is the preferred one for language maps.
  func apply(
    to value: JSONTree, language: String, of row: RecordRow, _ trees: inout RecordTrees
  ) throws(Misfit) -> JSONTree {
    switch self {
    case .step(let step): try step.apply(to: value, language: language)
    case .date(let reading): try value.mapValues("a date") { text throws(Misfit) in .string(try reading.read(text)) }
    case .lookup(let rows, let otherwise):
      try value.mapValues("a text") { .string(rows[$0.lowercased()] ?? otherwise ?? $0) }
    case .boolean(let words, let given):
      try value.mapValues("yes or no", keeping: { $0.bool != nil }) { text throws(Misfit) in
        .bool(try Self.boolean(text, words, given))
      }
    case .template(let parts): try Self.fill(parts, with: value, of: row, &trees)
    }
  }

  private static func boolean(_ text: String, _ words: [String: Bool], _ given: BooleanWords) throws(Misfit) -> Bool {
    let word = text.trimmed
    if let known = words[word.lowercased()] ?? given.otherwise { return known }
    let (yes, no) = (given.yes.joined(separator: ", "), given.no.joined(separator: ", "))
    throw Misfit("\(word.shown) is neither yes (\(yes)) nor no (\(no))")
  }

  // MARK: Templates

  /// White space behind an empty field goes if there is some before it; so does that at both ends.
  private static func fill(
    _ parts: [TemplatePart], with value: JSONTree, of row: RecordRow, _ trees: inout RecordTrees
  ) throws(Misfit) -> JSONTree {
    var out = ""
    var isEmpty = true
    var followsGap = false
    for part in parts {
      let field: String
      switch part {
      case .text(let text):
        let closes = followsGap && (out.isEmpty || out.last?.isWhitespace == true)
        out += closes ? text.drop(while: \.isWhitespace) : text[...]
        followsGap = false
        continue
      case .field(let path): field = try text(of: try trees.value(path, of: row))
      case .value: field = try text(of: value)
      }
      if field.isBlank {
        followsGap = true
      } else {
        out += field
        isEmpty = false
        followsGap = false
      }
    }
    return isEmpty ? .null : .string(out.trimmed)
  }

  /// A text, or the texts of a list with commas between them.
  private static func text(of value: JSONTree) throws(Misfit) -> String {
    if case .null = value { return "" }
    if let text = value.asText { return text }
    var texts: [String] = []
    for element in value.elements ?? [value] where !element.isBlank {
      guard let text = element.asText else {
        throw Misfit(
          value.elements == nil
            ? "a field of its template is an object, not a text" : "a field of its template is a list of objects")
      }
      texts.append(text)
    }
    return texts.joined(separator: ", ")
  }
}
