import RecordJSON

/// A place in a vendor's record: dotted names, `[n]`, `['odd name']`; a leading `^` starts at the parent record.
///
/// Grammar in PluginAPI/README.md. At most 32 steps.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible {
  /// True if the path starts at the record whose list was exploded.
  package let fromParent: Bool
  package let steps: [PathStep]
  /// The text it was read from.
  package let description: String

  /// The same place, seen from a record of the exploded list.
  package var seenFromChild: FieldPath { fromParent ? self : FieldPath(steps: steps, text: "^" + description) }

  private init(steps: [PathStep], text: String) {
    fromParent = true
    self.steps = steps
    description = text
  }

  /// Why a text is no field path, and where.
  package struct Malformed: Error, Equatable, CustomStringConvertible {
    package let text: String
    /// Zero-based position in characters.
    package let position: Int
    package let expected: String

    package var description: String {
      "API field '\(text)' cannot be read at character \(position + 1): expected \(expected)."
    }
  }

  /// Reads a path.
  package init(_ text: String) throws(Malformed) {
    var reader = Reader(text: text, characters: Array(text))
    fromParent = reader.take("^")
    steps = try reader.steps()
    description = text
  }

  private struct Reader {
    let text: String
    let characters: [Character]
    var position = 0

    init(text: String, characters: [Character]) {
      self.text = text
      self.characters = characters
    }

    var next: Character? { position < characters.count ? characters[position] : nil }

    mutating func take(_ character: Character) -> Bool {
      guard next == character else { return false }
      position += 1
      return true
    }

    func fail(_ expected: String) -> Malformed { Malformed(text: text, position: position, expected: expected) }

    mutating func steps() throws(Malformed) -> [PathStep] {
      var steps: [PathStep] = []
      if next == "[" { steps.append(try bracket()) } else { steps.append(try name()) }
      while let character = next {
        switch character {
        case "[": steps.append(try bracket())
        case ".":
          position += 1
          steps.append(try name())
        default: throw fail("'.', '[' or the end")
        }
        guard steps.count <= 32 else { throw fail("at most 32 steps") }
      }
      return steps
    }

    mutating func name() throws(Malformed) -> PathStep {
      var name = ""
      while let character = next, !".[]^|'".contains(character), !character.isWhitespace {
        name.append(character)
        position += 1
      }
      guard !name.isEmpty else { throw fail("a field name") }
      return .key(name)
    }

    mutating func bracket() throws(Malformed) -> PathStep {
      position += 1
      if take("'") {
        var name = ""
        while let character = next, character != "'" {
          name.append(character)
          position += 1
        }
        guard take("'") else { throw fail("a closing quote") }
        guard take("]") else { throw fail("']'") }
        return .key(name)
      }
      var digits = ""
      while let character = next, character.isASCII, character.isNumber {
        digits.append(character)
        position += 1
      }
      guard let index = Int(digits), index <= 1_000_000 else {
        throw fail("a position such as [0], or a name in quotes")
      }
      guard take("]") else { throw fail("']'") }
      return .index(index)
    }
  }
}
