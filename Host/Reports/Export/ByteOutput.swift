import Glibc

/// Bytes on their way to a file or to standard output, gathered to pieces worth a write.
final class ByteOutput {
  /// Whoever read standard output has had enough.
  struct Closed: Error {}

  private let file: WholeFile?
  private var held: [UInt8] = []

  /// - Parameter file: nil: standard output.
  init(_ file: WholeFile?) {
    self.file = file
    held.reserveCapacity(72_000)
  }

  func write(_ bytes: some Sequence<UInt8>) { held.append(contentsOf: bytes) }

  func write(_ text: StaticString) { text.withUTF8Buffer { held.append(contentsOf: $0) } }

  /// Hands on what is held if that is much, or in any case.
  func flush(always: Bool) throws {
    guard always || held.count >= 65_536 else { return }
    try held.withUnsafeBytes { bytes in
      if let file { try file.write(bytes) } else { try Self.print(bytes) }
    }
    held.removeAll(keepingCapacity: true)
  }

  private static func print(_ bytes: UnsafeRawBufferPointer) throws {
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.write(1, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EPIPE { throw Closed() }
      guard count > 0 else { throw FileFault(path: "standard output", folder: ".", code: count < 0 ? errno : ENOSPC) }
      sent += count
    }
  }
}
