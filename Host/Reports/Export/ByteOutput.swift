import Glibc
import HostModel

/// Bytes on their way to a file or to standard output, gathered to pieces worth a write.
final class ByteOutput {
  /// Whoever read standard output has had enough.
  struct Closed: Error {}

  private let file: WholeFile?
  /// What a terminal is shown instead of a character that would steer it; nil: it goes where it is data.
  private let shown: ((Unicode.Scalar) -> String)?
  private var held: [UInt8] = []

  /// - Parameters:
  ///   - file: nil: standard output.
  ///   - isJSON: so that a terminal is shown escapes of JSON.
  init(_ file: WholeFile?, isJSON: Bool) {
    self.file = file
    let replaced: (Unicode.Scalar) -> String = { isJSON ? $0.jsonEscape : "\u{FFFD}" }
    shown = file == nil && isatty(1) == 1 ? { $0 == "\n" ? "\n" : replaced($0) } : nil
    held.reserveCapacity(72_000)
  }

  func write(_ bytes: some Sequence<UInt8>) { held.append(contentsOf: bytes) }

  func write(_ text: StaticString) { text.withUTF8Buffer { held.append(contentsOf: $0) } }

  /// Hands on what is held, whole records, if that is much, or in any case.
  func flush(always: Bool) throws {
    guard always || held.count >= 65_536 else { return }
    if let shown {
      // The last row's end too is one character, CR and LF.
      let text = String(decoding: held, as: UTF8.self).replacing("\r\n", with: "\n")
      held = Array(text.replacingSteering(shown).utf8)
    }
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
