import CSodium
import Glibc

/// SHA-256 of files, read in pieces.
enum FileDigest {
  private static let pieceSize = 256 << 10

  /// The digest of the rest of an open file, as lower-case hex; `each` sees every piece. Nil, with `errno` set, if reading
  /// failed or `each` said no.
  static func sha256(of file: Int32, each: (UnsafeRawBufferPointer) -> Bool = { _ in true }) -> String? {
    var state = crypto_hash_sha256_state()
    crypto_hash_sha256_init(&state)
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 8)
    defer { piece.deallocate() }
    while true {
      let count = read(file, piece.baseAddress, piece.count)
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      if count == 0 { break }
      let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
      crypto_hash_sha256_update(&state, bytes.bindMemory(to: UInt8.self).baseAddress, UInt64(count))
      guard each(bytes) else { return nil }
    }
    var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
    crypto_hash_sha256_final(&state, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The digest of the file at this path; nil, with `errno` set, if it cannot be read or is not a regular file.
  static func sha256(ofFileAt path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    return sha256(of: file)
  }
}
