import RecordJSON

/// A place in a vendor's record: dotted names, `[n]`, `['odd name']`, `[*]`, `[key=value]`; a leading `^` starts at the
/// parent record.
///
/// Grammar in PluginAPI/README.md. At most 32 steps. Two paths are equal if they lead the same way, byte for byte,
/// however they were written.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible {
  /// One step of the way.
  package enum Step: Sendable, Hashable {
    /// Into a member of an object.
    case key(String)
    /// Into an element of a list, from 0.
    case index(Int)
    /// Into each element of a list; what is no list counts as a list of one.
    case every
    /// Into the first object of a list whose field has this text; an object counts as a list of one.
    case first(key: [String], value: String)
  }

  /// True if the path starts at the record whose list was exploded.
  package let fromParent: Bool
  /// At least one.
  package let steps: [Step]
  /// The text it was read from.
  package let description: String

  /// The same place, seen from a record of the exploded list.
  package var seenFromChild: FieldPath {
    fromParent ? self : FieldPath(fromParent: true, steps: steps, description: "^" + description)
  }

  /// How far a scan can follow the path by itself: up to the first `[*]` or `[key=value]`.
  package var scanned: [PathStep] {
    var plain: [PathStep] = []
    for step in steps {
      switch step {
      case .key(let key): plain.append(.key(key))
      case .index(let index): plain.append(.index(index))
      case .every, .first: return plain
      }
    }
    return plain
  }

  /// `scanned` as text.
  package var scannedText: String { Self.written(fromParent, Array(steps.prefix(scanned.count))) }
  /// What is left of the path behind `scanned`.
  package var rest: [Step] { Array(steps[scanned.count...]) }
  /// True if a scan follows it to its end.
  package var isPlain: Bool { scanned.count == steps.count }
  /// True if it leads to a list of what is found rather than to one value.
  package var findsSeveral: Bool { steps.contains(.every) }

  /// A path that is written in its shortest form; `steps` are not empty.
  init(fromParent: Bool, steps: [Step]) {
    self.init(fromParent: fromParent, steps: steps, description: Self.written(fromParent, steps))
  }

  init(fromParent: Bool, steps: [Step], description: String) {
    self.fromParent = fromParent
    self.steps = steps
    self.description = description
  }

  package static func == (a: FieldPath, b: FieldPath) -> Bool { a.shortest.utf8.elementsEqual(b.shortest.utf8) }

  package func hash(into hasher: inout Hasher) { hasher.combine(shortest) }

  /// Why a text is no field path, and where.
  package struct Malformed: Error, Equatable, CustomStringConvertible {
    package let text: String
    /// One sentence part: the place and what was expected.
    package let problem: String

    package var description: String { "API field '\(TextReader.visible(text))' \(problem)" }
  }

  /// Reads a path.
  package init(_ text: String) throws(Malformed) {
    var reader = TextReader(text)
    do throws(TextReader.Misread) {
      self = try reader.path()
      guard reader.isAtEnd else { throw reader.fail("'.', '[' or the end") }
    } catch { throw Malformed(text: text, problem: error.place(in: text)) }
  }
}

extension FieldPath {
  /// The text of the path in its shortest form.
  package var shortest: String { Self.written(fromParent, steps) }

  /// A key as it stands in a path: quoted where it is no plain word.
  package static func name(_ key: String) -> String { written(false, [.key(key)]) }

  private static func written(_ fromParent: Bool, _ steps: [Step]) -> String {
    var text = fromParent ? "^" : ""
    for (number, step) in steps.enumerated() {
      switch step {
      case .key(let key) where isWord(key): text += number == 0 ? key : "." + key
      case .key(let key): text += "[\(quoted(key))]"
      case .index(let index): text += "[\(index)]"
      case .every: text += "[*]"
      case .first(let key, let value):
        text +=
          "[\(key.map { isWord($0) ? $0 : quoted($0) }.joined(separator: "."))=\(isWord(value) ? value : quoted(value))]"
      }
    }
    return text
  }

  private static func quoted(_ text: String) -> String { "'\(TextReader.escaped(text))'" }

  /// True if a name can stand without quotes wherever a path can.
  private static func isWord(_ name: String) -> Bool {
    !name.isEmpty && name.unicodeScalars.first != "*"
      && name.unicodeScalars.allSatisfy {
        !TextReader.endsName($0) && !TextReader.isInvisible($0) && !"={}\\,;()".unicodeScalars.contains($0)
      }
  }
}
