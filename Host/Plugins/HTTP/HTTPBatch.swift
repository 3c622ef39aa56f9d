/// What became of requests that were made at once.
package struct HTTPBatch: Sendable {
  /// In the order of the requests; nil where none came.
  package internal(set) var answers: [HTTPAnswer?]
  /// The failure that ended it, and the number of its request, from 0; nil if all were answered.
  package internal(set) var failure: (fault: HTTPFault, request: Int)?

  init(count: Int) { answers = Array(repeating: nil, count: count) }

  /// All answers, or why there are not all.
  package func get() throws(HTTPFault) -> [HTTPAnswer] {
    if let failure { throw failure.fault }
    return answers.compactMap(\.self)
  }
}
