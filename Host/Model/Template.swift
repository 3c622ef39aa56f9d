/// A text with fields of the record in it: `{title} {first} {last}`.
package struct Template: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case text(String)
    case field(FieldPath)
    /// `{}`: the value that the row came to so far.
    case value
  }

  /// At least one field or value; no two texts in a row, none empty.
  package let parts: [Part]

  package var fields: [FieldPath] {
    parts.compactMap { part in if case .field(let path) = part { path } else { nil } }
  }

  var text: String {
    var isFirst = true
    return parts.map { part in
      defer { isFirst = false }
      return switch part {
      case .text(let text): TextReader.escaped(text, quotes: isFirst, doubled: "{}")
      case .field(let path): "{\(path)}"
      case .value: "{}"
      }
    }.joined()
  }
}

extension TextReader {
  /// Reads a template to the end: bare, or the whole of it in quotes.
  mutating func template() throws(Misread) -> Template {
    let start = position
    let isQuoted = take("'")
    var parts: [Template.Part] = []
    var text = String.UnicodeScalarView()
    func endText() {
      if !text.isEmpty { parts.append(.text(String(text))) }
      text = String.UnicodeScalarView()
    }
    while let scalar = next, !isQuoted || scalar != "'" {
      switch scalar {
      case "{":
        skip()
        if take("{") {
          text.append("{")
          continue
        }
        endText()
        parts.append(next == "}" ? .value : .field(try path(stops: "}")))
        guard take("}") else { throw fail("'}'") }
      case "}":
        skip()
        guard take("}") else { throw fail("'}}' for one that is meant as text", at: position - 1) }
        text.append("}")
      default: text.append(try self.scalar())
      }
    }
    endText()
    if isQuoted, !take("'") { throw fail("a closing quote") }
    guard isAtEnd else { throw fail("')'") }
    guard parts.contains(where: { if case .text = $0 { false } else { true } }) else {
      throw fail("a field such as {name} in it; a fixed text is default(TEXT)", at: start)
    }
    return Template(parts: parts)
  }
}
