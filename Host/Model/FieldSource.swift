/// Where a mapping row reads from: one API field, or several of which the first that is not empty counts.
package struct FieldSource: Sendable, Hashable, CustomStringConvertible {
  /// At least one.
  package let alternatives: [FieldPath]
  package let description: String

  /// Reads `path` or `path | path | …`.
  package init(_ text: String) throws(FieldPath.Malformed) {
    var paths: [FieldPath] = []
    for part in text.split(separator: "|", omittingEmptySubsequences: false) {
      paths.append(try FieldPath(String(part.trimmingSpaces())))
    }
    alternatives = paths
    description = text
  }
}

extension Substring {
  fileprivate func trimmingSpaces() -> Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
