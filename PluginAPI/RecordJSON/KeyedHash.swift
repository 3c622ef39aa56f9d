/// Makes fingerprints under a secret seed, so that nobody outside can force two records to look the same.
///
/// Two lanes of 64×64→128-bit multiplication in the manner of wyhash. Not a cryptographic hash: keep the seed secret.
/// The result depends on nothing but seed and input, on every machine; it is stored, so it must never change.
public struct KeyedHash: Sendable {
  private let fresh: HashLanes
  private var lanes: HashLanes

  /// Makes a hash under a seed of 128 random bits.
  public init(seed: (UInt64, UInt64)) {
    fresh = HashLanes(seed: seed)
    lanes = fresh
  }

  /// The fingerprint of bytes alone.
  public func hash(_ bytes: UnsafeRawBufferPointer) -> Fingerprint128 {
    var lanes = fresh
    lanes.absorb(bytes, tag: JSONKind.string.rawValue)
    return lanes.fingerprint
  }

  /// The fingerprint of a text's UTF-8.
  public func hash(_ text: String) -> Fingerprint128 {
    var text = text
    return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
  }

  /// Adds one text to the row: its length and its UTF-8, so that `"ab", "c"` differs from `"a", "bc"`. Reads nothing beyond
  /// the bytes.
  public mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    lanes.absorb(bytes, tag: JSONKind.string.rawValue)
  }

  /// The fingerprint of the fields combined so far; the next `combine` starts a new row.
  public mutating func finish() -> Fingerprint128 {
    defer { lanes = fresh }
    return lanes.fingerprint
  }
}
