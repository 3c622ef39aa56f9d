/// A question to a record: part of a skip rule, or of what is exploded.
public indirect enum Condition: Sendable {
  /// The field is missing, null, blank, `[]` or `{}`.
  case isEmpty(String)
  /// The opposite.
  case isNotEmpty(String)
  /// The field's text is one of these, compared without case; booleans are `true` and `false`.
  case oneOf(String, [String])
  /// The field's text is none of these.
  case noneOf(String, [String])
  /// All of these hold.
  case all([Condition])

  /// API field paths that it asks for.
  public var paths: [String] {
    switch self {
    case .isEmpty(let path), .isNotEmpty(let path), .oneOf(let path, _), .noneOf(let path, _): [path]
    case .all(let conditions): conditions.flatMap(\.paths)
    }
  }
}
