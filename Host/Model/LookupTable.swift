/// What `lookup` puts in place of a text.
package struct LookupTable: Sendable, Hashable {
  package struct Row: Sendable, Hashable {
    /// Compared without case.
    package let key: String
    package let value: String
  }

  /// At least one, or `otherwise`; no two have the same key.
  package let rows: [Row]
  /// For a text that is not listed; nil keeps it.
  package let otherwise: String?

  /// `a=b; c=d; *=e`
  var text: String {
    (rows.map { "\(TextReader.item($0.key, ends: "=;"))=\(TextReader.item($0.value, ends: ";"))" }
      + (otherwise.map { ["*=\(TextReader.item($0, ends: ";"))"] } ?? [])).joined(separator: "; ")
  }
}

extension TextReader {
  /// Reads `a=b; c=d; *=e` to the end.
  mutating func lookupTable() throws(Misread) -> LookupTable {
    var rows: [LookupTable.Row] = []
    var keys: Set<String> = []
    var otherwise: String?
    repeat {
      skipBlanks()
      let start = position
      let (key, isQuoted) = try item(ends: "=;")
      guard !key.isEmpty else { throw fail("a value to look for, such as a=b", at: start) }
      guard take("=") else { throw fail("'=' and what to put in its place") }
      let value = try item(ends: ";").text
      if key == "*", !isQuoted {
        guard otherwise == nil else { throw fail("'*' only once", at: start) }
        otherwise = value
      } else {
        guard keys.insert(key.lowercased()).inserted else {
          throw fail("'\(key)' only once", at: start)
        }
        rows.append(LookupTable.Row(key: key, value: value))
      }
    } while take(";")
    guard isAtEnd else { throw fail("';' or the end") }
    return LookupTable(rows: rows, otherwise: otherwise)
  }

  /// One of several texts: quoted, or bare up to one of `ends` and without blanks at its ends. Also takes the blanks
  /// around it.
  mutating func item(ends: String) throws(Misread) -> (text: String, isQuoted: Bool) {
    skipBlanks()
    let isQuoted = next == "'"
    var text = isQuoted ? try quoted() : try bare { ends.unicodeScalars.contains($0) }
    skipBlanks()
    if !isQuoted { while text.unicodeScalars.last == " " { text.unicodeScalars.removeLast() } }
    return (text, isQuoted)
  }

  /// A text as `item` reads it.
  static func item(_ text: String, ends: String, mayBeEmpty: Bool = true) -> String {
    let isOdd =
      text == "*" || text.isEmpty && !mayBeEmpty || text.unicodeScalars.first == "'" || text.unicodeScalars.first == " "
      || text.unicodeScalars.last == " " || text.unicodeScalars.contains { ends.unicodeScalars.contains($0) }
    return isOdd ? "'\(escaped(text))'" : escaped(text, quotes: false)
  }
}
