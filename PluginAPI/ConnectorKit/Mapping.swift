/// A preset mapping row: where a value comes from, what becomes of it, and where it goes.
public struct Mapping: Sendable {
  /// When a value replaces the stored one.
  public enum Mode: String, Sendable {
    /// If it is not empty.
    case overwrite
    /// Also if it is empty.
    case overwriteWithEmpty = "overwrite_with_empty"
    /// If nothing is stored.
    case onlyIfEmpty = "only_if_empty"
    /// When the record is created.
    case onlyOnCreate = "only_on_create"
  }

  /// One API field path, or several joined by ` | `: the first that is not empty.
  public var from: String
  /// The target field.
  public var target: String
  /// What the target field holds.
  public var kind: Kind
  /// Applied in this order.
  public var transforms: [Transform]
  /// When it is written.
  public var mode: Mode

  /// Puts a row together.
  public init(
    _ from: String, to target: String, _ kind: Kind = .text, _ transforms: [Transform] = [],
    mode: Mode = .overwrite
  ) {
    self.from = from
    self.target = target
    self.kind = kind
    self.transforms = transforms
    self.mode = mode
  }

  /// The paths of `from`; a `|` in quotes belongs to a path.
  public var paths: [String] {
    var paths: [String] = []
    var word = ""
    var isQuoted = false
    var isEscaped = false
    for scalar in from.unicodeScalars {
      if scalar == "'", !isEscaped { isQuoted.toggle() }
      isEscaped = scalar == "\\" && !isEscaped
      if scalar == "|", !isQuoted {
        paths.append(word)
        word = ""
      } else if scalar != " " || !word.isEmpty {
        word.unicodeScalars.append(scalar)
      }
    }
    paths.append(word)
    return paths.map { path in String(path.reversed().drop { $0 == " " }.reversed()) }
  }
}
