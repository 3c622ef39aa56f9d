/// Hashes bytes in one piece: four chains of 64×64→128-bit multiplication in the manner of wyhash, so that none waits for
/// another. Each half of the fingerprint sees every byte.
struct HashChains: Sendable {
  private let keys: (UInt64, UInt64, UInt64, UInt64)
  private let starts: (UInt64, UInt64, UInt64, UInt64)

  init(seed: (UInt64, UInt64)) {
    var stream = KeyStream(seed: seed)
    keys = (stream.next(), stream.next(), stream.next(), stream.next())
    starts = (stream.next(), stream.next(), stream.next(), stream.next())
  }

  /// The fingerprint of bytes that tell their own length; 31 zero bytes must follow them.
  func fingerprint(of bytes: UnsafeRawBufferPointer) -> Fingerprint128 {
    var (a, b, c, d) = starts
    if var place = bytes.baseAddress {
      let end = place + bytes.count
      while place < end {
        let (first, second) = (Self.word(place), Self.word(place + 8))
        let (third, fourth) = (Self.word(place + 16), Self.word(place + 24))
        a = HashLanes.mix(first ^ keys.0, second ^ a)
        b = HashLanes.mix(second ^ keys.1, first ^ b)
        c = HashLanes.mix(third ^ keys.2, fourth ^ c)
        d = HashLanes.mix(fourth ^ keys.3, third ^ d)
        place += 32
      }
    }
    return Fingerprint128(
      lo: HashLanes.mix(a ^ keys.1, c ^ keys.3), hi: HashLanes.mix(b ^ keys.2, d ^ keys.0))
  }

  @inline(__always) private static func word(_ place: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
  }
}
