import ConnectorABI

/// The host's side of one job, as it crosses. Valid from `create` to the end of the process; called on the job's thread.
struct Services {
  let host: OpaquePointer
  let api: UnsafePointer<conn_host_api>

  /// The JSON text at a pointer in a body; empty if it leads nowhere.
  func read(_ handle: UInt64, _ pointer: String) throws -> [UInt8] {
    guard let read = api.pointee.read else { throw missing("read") }
    var out = conn_str()
    try require(withBytes(pointer) { read(host, handle, $0, &out) })
    return Array(UnsafeBufferPointer(start: out.ptr, count: out.len))
  }

  /// A whole body.
  func body(_ handle: UInt64) throws -> [UInt8] {
    guard let body = api.pointee.body else { throw missing("body") }
    var out = conn_str()
    try require(body(host, handle, &out))
    return Array(UnsafeBufferPointer(start: out.ptr, count: out.len))
  }

  /// Tells the host why a call ends.
  func setError(_ error: ConnectorError) {
    guard !error.sentence.isEmpty, let setError = api.pointee.set_error else { return }
    withBytes(sentence(error.sentence)) { setError(host, error.status.rawValue, $0) }
  }

  /// What is thrown if the host's table has a hole where version 1.0 has a function.
  func missing(_ service: String) -> ConnectorError {
    ConnectorError(.internal, "This host lacks the service '\(service)', which every host of this version has.")
  }
}

/// A text for people, cut to what a host takes as a sentence or a line of its log: 4 KiB.
func sentence(_ text: String) -> String {
  let limit = 4 << 10
  guard text.utf8.count > limit else { return text }
  var cut = String(decoding: text.utf8.prefix(limit - 3), as: UTF8.self)
  // What was left of a character in the middle of which it was cut.
  if cut.unicodeScalars.last == "\u{FFFD}" { cut.unicodeScalars.removeLast() }
  return cut + "…"
}

/// Lends a text for one call.
func withBytes<Result>(_ text: String, _ body: (conn_str) throws -> Result) rethrows -> Result {
  var text = text
  return try text.withUTF8 { try body(conn_str(ptr: $0.baseAddress, len: $0.count)) }
}

/// Lends bytes for one call.
func withBytes<Result>(_ bytes: [UInt8], _ body: (conn_str) throws -> Result) rethrows -> Result {
  try bytes.withUnsafeBufferPointer { try body(conn_str(ptr: $0.baseAddress, len: $0.count)) }
}

/// Bytes that the other side lent, copied.
func copied(_ lent: conn_str) -> [UInt8] { Array(UnsafeBufferPointer(start: lent.ptr, count: lent.len)) }

/// Text that the other side lent, copied; what is not UTF-8 is replaced.
func text(_ lent: conn_str) -> String {
  String(decoding: UnsafeBufferPointer(start: lent.ptr, count: lent.len), as: UTF8.self)
}
