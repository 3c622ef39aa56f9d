extension TextReader {
  static func endsName(_ scalar: Unicode.Scalar) -> Bool {
    ".[]^|'".unicodeScalars.contains(scalar) || scalar.properties.isWhitespace || isInvisible(scalar)
  }

  /// A path, up to what cannot belong to it.
  ///
  /// - Parameter stops: more characters that end a name that is not quoted.
  mutating func path(stops: String = "") throws(Misread) -> FieldPath {
    let start = position
    let fromParent = take("^")
    var steps = [next == "[" ? try bracket() : .key(try name(stops))]
    while true {
      if next == "[" {
        steps.append(try bracket())
      } else if take(".") {
        steps.append(.key(try name(stops)))
      } else {
        return FieldPath(fromParent: fromParent, steps: steps, description: text(since: start))
      }
      guard steps.count <= 32 else { throw fail("at most 32 steps") }
    }
  }

  private mutating func name(_ stops: String) throws(Misread) -> String {
    let name = raw { Self.endsName($0) || stops.unicodeScalars.contains($0) }
    guard !name.isEmpty else { throw fail("a field name") }
    guard name != "*" else { throw fail("a field name; all elements of a list are [*]", at: position - 1) }
    return name
  }

  private mutating func bracket() throws(Misread) -> FieldPath.Step {
    skip()
    let start = position
    if take("*") {
      guard take("]") else { throw fail("']'") }
      return .every
    }
    let isQuoted = next == "'"
    var key = [try keyName(start)]
    while take(".") { key.append(try keyName(start)) }
    if take("=") { return .first(key: key, value: try value()) }
    guard key.count == 1, isQuoted || Self.isDigits(key[0]) else { throw fail(Self.inBrackets, at: start) }
    guard take("]") else { throw fail(isQuoted ? "']' or '='" : "']'") }
    if isQuoted { return .key(key[0]) }
    guard let index = Int(key[0]), index <= 1_000_000 else { throw fail("a position up to [1000000]", at: start) }
    return .index(index)
  }

  private static let inBrackets =
    "a position such as [0], [*] for all, [key=value] for the first that has it, or a name in quotes such as ['odd name']"

  private mutating func keyName(_ start: Int) throws(Misread) -> String {
    if next == "'" { return try quoted() }
    let name = raw { Self.endsName($0) || $0 == "=" }
    guard !name.isEmpty else { throw fail(Self.inBrackets, at: start) }
    return name
  }

  /// The value behind `key=`, and the closing bracket.
  private mutating func value() throws(Misread) -> String {
    let start = position
    let isQuoted = next == "'"
    let value = isQuoted ? try quoted() : raw { "[]'|\\".unicodeScalars.contains($0) || Self.isInvisible($0) }
    let hasEdges = [value.unicodeScalars.first, value.unicodeScalars.last].contains {
      $0?.properties.isWhitespace ?? true
    }
    guard isQuoted || !hasEdges else {
      throw fail("a value; an odd or an empty one stands in quotes: [key='…']", at: start)
    }
    guard take("]") else { throw fail(isQuoted ? "']'" : "']'; an odd value stands in quotes: [key='…']") }
    return value
  }

  private static func isDigits(_ text: String) -> Bool { text.utf8.allSatisfy { 0x30...0x39 ~= $0 } }
}
