/// A keyed fingerprint of 128 bits; `lo` alone serves as a 64-bit id hash.
public struct Fingerprint128: Hashable, Sendable {
  /// The low half.
  public var lo: UInt64
  /// The high half.
  public var hi: UInt64

  /// Puts a fingerprint together from its stored halves.
  public init(lo: UInt64, hi: UInt64) {
    self.lo = lo
    self.hi = hi
  }
}
