/// Which of two records with the same id in one run counts.
package enum DedupeRule: Sendable, Hashable {
  /// The one that is newer by this API field; the first, if neither is.
  case newest(FieldPath)
  case first
  case last

  /// As it is stored and typed: `newest by modified`, `first`, `last`.
  package var text: String {
    switch self {
    case .newest(let path): "newest by \(path)"
    case .first: "first"
    case .last: "last"
    }
  }

  /// Reads what `text` gives.
  package init?(_ text: String) {
    switch text {
    case "first": self = .first
    case "last": self = .last
    default:
      guard text.hasPrefix("newest by "), let path = try? FieldPath(String(text.dropFirst(10))), path.isPlain else {
        return nil
      }
      self = .newest(path)
    }
  }

  /// What a connector's data type suggests: the newest, if it says when a record changed.
  package init(preset type: DataType) { self = type.modified.map { .newest($0) } ?? .first }
}
