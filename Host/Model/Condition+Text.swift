/// A condition as an operator reads and types it: `status is one of cancelled, 'no show' and email is not empty`.
///
/// After the API field comes `is empty`, `is not empty`, `is one of A, B`, `is none of A, B`, `is A` or `is not A`; several
/// are joined by ` and `. A value that has a comma, a quote, ` and `, blanks at its ends, or is a word of the rule itself,
/// stands in single quotes, a quote in it twice.
extension Condition {
  /// Why a text is no condition.
  package struct Malformed: Error, Equatable, CustomStringConvertible {
    package let text: String
    package let problem: String

    package var description: String {
      "The rule '\(text)' cannot be read: \(problem). Write it as 'status is one of cancelled, refunded', 'email is empty' or"
        + " 'name is not empty'; join several with ' and '."
    }
  }

  /// Reads what `sentence` gives, and the shorter forms.
  package init(rule text: String) throws(Malformed) {
    var reader = RuleReader(text: text, rest: text[...])
    var clauses = [try reader.clause()]
    while reader.take(" and ") { clauses.append(try reader.clause()) }
    reader.skipBlanks()
    guard reader.rest.isEmpty else { throw reader.fail("'\(reader.rest)' is left over") }
    self = clauses.count == 1 ? clauses[0] : .all(clauses)
  }

  /// The condition as text, which `init(rule:)` reads.
  package var sentence: String {
    switch self {
    case .isEmpty(let path): "\(path) is empty"
    case .isNotEmpty(let path): "\(path) is not empty"
    case .isIn(let path, let values): "\(path) is one of \(Self.list(values))"
    case .isNotIn(let path, let values): "\(path) is none of \(Self.list(values))"
    case .all(let conditions): conditions.map(\.sentence).joined(separator: " and ")
    }
  }

  private static func list(_ values: [String]) -> String { values.map(written).joined(separator: ", ") }

  private static func written(_ value: String) -> String {
    let isPlain =
      !value.isEmpty && !value.contains { $0 == "'" || $0 == "," || $0.isNewline } && !value.contains(" and ")
      && value.first?.isWhitespace == false && value.last?.isWhitespace == false
    return isPlain
      ? value : "'\(value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
  }
}

/// Reads a rule from left to right.
private struct RuleReader {
  let text: String
  var rest: Substring

  func fail(_ problem: String) -> Condition.Malformed { Condition.Malformed(text: text, problem: problem) }

  mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

  mutating func take(_ words: String) -> Bool {
    guard rest.hasPrefix(words) else { return false }
    rest = rest.dropFirst(words.count)
    return true
  }

  mutating func clause() throws(Condition.Malformed) -> Condition {
    skipBlanks()
    let field = try field()
    if isWord("empty") { return .isEmpty(field) }
    if isWord("not empty") { return .isNotEmpty(field) }
    if take("one of ") { return .isIn(field, try values()) }
    if take("none of ") { return .isNotIn(field, try values()) }
    if take("not ") { return .isNotIn(field, [try value()]) }
    return .isIn(field, [try value()])
  }

  /// Takes words that end the clause.
  private mutating func isWord(_ words: String) -> Bool {
    guard rest.hasPrefix(words) else { return false }
    let after = rest.dropFirst(words.count)
    guard after.allSatisfy({ $0 == " " }) || after.hasPrefix(" and ") else { return false }
    rest = after
    return true
  }

  /// The API field, up to the ` is ` that stands in no quotes.
  private mutating func field() throws(Condition.Malformed) -> FieldPath {
    var end = rest.startIndex
    var isQuoted = false
    while end < rest.endIndex, isQuoted || !rest[end...].hasPrefix(" is ") {
      if rest[end] == "'" { isQuoted.toggle() }
      end = rest.index(after: end)
    }
    let name = String(rest[..<end])
    guard end < rest.endIndex else {
      throw fail(name.isEmpty ? "there is nothing to ask" : "after '\(name)' comes no 'is'")
    }
    rest = rest[end...].dropFirst(4)
    skipBlanks()
    do throws(FieldPath.Malformed) { return try FieldPath(name) } catch {
      var words = error.description
      while words.hasSuffix(".") { words.removeLast() }
      throw fail(words)
    }
  }

  private mutating func values() throws(Condition.Malformed) -> [String] {
    var values = [try value()]
    while take(",") { values.append(try value()) }
    return values
  }

  private mutating func value() throws(Condition.Malformed) -> String {
    skipBlanks()
    guard take("'") else {
      var value = ""
      while let next = rest.first, next != ",", !rest.hasPrefix(" and ") {
        value.append(next)
        rest.removeFirst()
      }
      while value.last == " " { value.removeLast() }
      guard !value.isEmpty else { throw fail("a value is missing") }
      return value
    }
    var value = ""
    while let next = rest.popFirst() {
      if next != "'" {
        value.append(next)
      } else if rest.first == "'" {
        value.append("'")
        rest.removeFirst()
      } else {
        return value
      }
    }
    throw fail("a quote is not closed")
  }
}
