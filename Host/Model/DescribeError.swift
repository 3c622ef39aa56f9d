/// A describe document that cannot be used, and where.
package struct DescribeError: Error, Equatable, CustomStringConvertible {
  /// The member, as a path from the document: `dataTypes[0].primaryKey`; `document` for the whole.
  package let place: String
  package let problem: String

  package init(place: String, problem: String) {
    self.place = place
    self.problem = problem
  }

  package var description: String {
    place == "document" ? "describe document \(problem)" : "describe document, \(place): \(problem)"
  }
}
