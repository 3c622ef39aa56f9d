/// What a client did, for reports.
package struct HTTPLog: Sendable, Hashable {
  /// Answers by status, those that were tried again included.
  package internal(set) var answers: [Int: Int] = [:]
  /// Requests that got no answer, by nothing more than their number.
  package internal(set) var failures = 0
  /// Requests made again.
  package internal(set) var retries = 0
  /// Bytes of bodies, decompressed.
  package internal(set) var bytes = 0
  /// Seconds between tries, and for the vendor's pace.
  package internal(set) var waited = 0.0

  package init() {}
}
