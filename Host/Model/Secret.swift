import Glibc

/// A credential or key that cannot be printed: every way to show it gives `<secret>`.
///
/// Not `Codable`, not a `String`, not comparable. The memory is wiped when the last copy goes; copies share it. Bytes that
/// a caller takes out of ``reveal(_:)`` are the caller's to wipe. Immutable, so safe from any thread.
package struct Secret: Sendable {
  private let memory: WipedMemory

  /// Makes a secret from UTF-8 text; the text itself is not wiped.
  package init(_ text: String) {
    var text = text
    memory = text.withUTF8 { WipedMemory(copying: UnsafeRawBufferPointer($0)) }
  }

  /// Makes a secret with a copy of these bytes.
  package init(copying bytes: UnsafeRawBufferPointer) { memory = WipedMemory(copying: bytes) }

  /// Makes a secret of `count` bytes that the closure writes in place, so that no other copy exists.
  ///
  /// The bytes are zero at first. If the closure throws, they are wiped and the error goes on.
  package init<Failure: Error>(
    count: Int, filling: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    memory = WipedMemory(count: count)
    try filling(memory.bytes)
  }

  /// Bytes held.
  package var count: Int { memory.bytes.count }

  /// Lends the bytes for the duration of the closure. The one way to the content.
  package func reveal<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(memory.bytes))
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<secret>" }
  package var debugDescription: String { "<secret>" }
  /// No children, so that `dump` and reflection find nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Memory that is overwritten before it is given back.
///
/// `@unchecked Sendable` because nothing writes to it after the initialiser of ``Secret`` that made it.
private final class WipedMemory: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(count: Int) {
    bytes = .allocate(byteCount: count, alignment: 8)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
  }

  convenience init(copying source: UnsafeRawBufferPointer) {
    self.init(count: source.count)
    bytes.copyMemory(from: source)
  }

  deinit {
    // A plain loop may be optimised away, as nothing reads the memory afterwards.
    if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
    bytes.deallocate()
  }
}
