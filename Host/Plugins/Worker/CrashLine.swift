/// What the crash handler of a worker wrote last: `patchbay-worker: signal 11, out of memory at libX.so(+0x5534)`.
struct CrashLine: Equatable {
  /// The handler saw memory refused just before.
  var isOutOfMemory = false
  /// The innermost frame within the connector.
  var place: String?

  /// The last such line about `signal`. A connector can print one itself; it then blames itself.
  init?(signal: Int32, in output: String) {
    let head = "patchbay-worker: signal \(signal)"
    guard var rest = output.split(separator: "\n").last(where: { $0.hasPrefix(head) })?.dropFirst(head.count) else {
      return nil
    }
    let memory = ", out of memory"
    if rest.hasPrefix(memory) {
      isOutOfMemory = true
      rest = rest.dropFirst(memory.count)
    }
    if rest.hasPrefix(" at ") { place = String(rest.dropFirst(4).prefix(160)) }
  }
}
