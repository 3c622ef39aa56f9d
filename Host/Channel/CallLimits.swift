/// What one call of a connector may hand over, as the C header has it.
///
/// The worker refuses more and says so to the connector's maker. The host refuses it once more where it reads a frame, for a
/// connector shares a process with its worker and can write frames past it.
package enum CallLimits {
  /// The document of describe, in bytes.
  package static let document = 1 << 20
  /// Requests of one call of `http`.
  package static let requests = 16
  /// Of one request, in bytes: method, address, and a name or a value of a header.
  package static let method = 16
  package static let url = 8 << 10
  package static let header = 16 << 10
  /// Of one request, in number: headers, and status codes to accept.
  package static let headers = 64
  package static let accepted = 64
  /// A body, a page of records, keys of records that are gone, or a join, in bytes.
  package static let body = 8 << 20
  /// A JSON Pointer, in bytes.
  package static let pointer = 4 << 10
  /// The state of a checkpoint, in bytes.
  package static let state = 64 << 10
  /// A sentence for the operator, a line for the log, or the loader's words on a library, in bytes.
  package static let sentence = 4 << 10
  /// A sentence or line as a connector gives it, in bytes, of which `sentence` are taken.
  package static let words = 64 << 10
}
