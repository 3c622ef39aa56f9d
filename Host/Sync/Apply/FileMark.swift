import Glibc
import HostStorage
import RecordJSON

/// The size and the fingerprint of bytes that were kept: tells whether they are still the same, bit for bit.
struct FileMark: Equatable {
  private static let piece = 1 << 20

  let size: Int
  let print: Fingerprint128

  init(of bytes: [UInt8], in store: EventStore) {
    var hash = KeyedHash(seed: (store.seed.lo, store.seed.hi))
    bytes.withUnsafeBytes { hash.combine($0) }
    size = bytes.count
    print = hash.finish()
  }

  /// Reads a file from end to end.
  init(ofFileAt path: String, in store: EventStore) throws(SpoolError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw SpoolError(path: path, code: errno) }
    defer { close(descriptor) }
    var hash = KeyedHash(seed: (store.seed.lo, store.seed.hi))
    var size = 0
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 16)
    defer { piece.deallocate() }
    while true {
      // Whole pieces, so that the same bytes always give the same fingerprint.
      var filled = 0
      while filled < piece.count {
        let count = read(descriptor, piece.baseAddress.map { $0 + filled }, piece.count - filled)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw SpoolError(path: path, code: errno) }
        if count == 0 { break }
        filled += count
      }
      hash.combine(UnsafeRawBufferPointer(rebasing: piece[..<filled]))
      size += filled
      if filled < piece.count { break }
    }
    self.size = size
    print = hash.finish()
  }

  /// `12 0123456789abcdef 0123456789abcdef`
  var text: String { "\(size) \(String(print.lo, radix: 16)) \(String(print.hi, radix: 16))" }

  /// Nil if it is not what `text` gave.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, let size = Int(parts[0]), let lo = UInt64(parts[1], radix: 16),
      let hi = UInt64(parts[2], radix: 16)
    else { return nil }
    self.size = size
    print = Fingerprint128(lo: lo, hi: hi)
    guard self.text == text else { return nil }
  }
}
