/// Where a value lies in its page, in eight bytes: offset (32 bits), length (28 bits) and kind (4 bits).
///
/// A string includes its quotes, so that the raw bytes of any slot can be stitched into JSON as they are.
/// A slot means nothing without the page it was read from, and nothing once that page has been changed.
@frozen public struct JSONSlot: Hashable, Sendable {
  /// Offset in the low 32 bits, then length, the kind in the highest four.
  @usableFromInline let bits: UInt64

  /// The slot of a path that leads to nothing.
  public static let missing = JSONSlot(bits: 0)
  /// The slot of a path on which a key stands twice.
  public static let duplicated = JSONSlot(offset: 0, length: 0, kind: .duplicated)

  @inlinable init(bits: UInt64) { self.bits = bits }

  /// Packs a place; offset and length are in bytes and at most ``PageBuffer/maximumCount``.
  @inlinable public init(offset: Int, length: Int, kind: JSONKind) {
    bits =
      UInt64(truncatingIfNeeded: offset) & 0xFFFF_FFFF
      | (UInt64(truncatingIfNeeded: length) & 0x0FFF_FFFF) << 32
      | UInt64(kind.rawValue) << 60
  }

  /// First byte of the value, counted from the start of the page.
  @inlinable public var offset: Int { Int(bits & 0xFFFF_FFFF) }
  /// Bytes of the value as it stands in the page, quotes included; 0 for missing and duplicated.
  @inlinable public var length: Int { Int((bits >> 32) & 0x0FFF_FFFF) }
  /// What kind of value it is.
  @inlinable public var kind: JSONKind { JSONKind(rawValue: UInt8(bits >> 60)) ?? .missing }
  /// Whether the path leads to nothing; a ``JSONKind/duplicated`` slot is not missing.
  @inlinable public var isMissing: Bool { bits >> 60 == 0 }
}
