/// The state of a ``KeyedHash``: two lanes that each see every byte, under different keys.
struct HashLanes: Sendable {
  private let keys: (UInt64, UInt64, UInt64, UInt64)
  private var a: UInt64
  private var b: UInt64

  init(seed: (UInt64, UInt64)) {
    var stream = KeyStream(seed: seed)
    keys = (stream.next(), stream.next(), stream.next(), stream.next())
    (a, b) = (stream.next(), stream.next())
  }

  /// The fingerprint of what was absorbed.
  var fingerprint: Fingerprint128 {
    Fingerprint128(lo: Self.mix(a ^ keys.0, b ^ keys.1), hi: Self.mix(b ^ keys.2, a ^ keys.3))
  }

  /// Takes in one field: length and tag first, so that fields cannot run into each other.
  @inline(__always) mutating func absorb(_ bytes: UnsafeRawBufferPointer, tag: UInt8) {
    let count = bytes.count
    let header = UInt64(truncatingIfNeeded: count) << 8 | UInt64(tag)
    guard let start = bytes.baseAddress, count > 0 else { return absorb(header, 0) }
    if count <= 8 { return absorb(header, Self.short(start, count)) }
    absorb(header, Self.word(start))
    absorbRest(start, count)
  }

  /// Takes in what follows the first eight of more than eight bytes.
  private mutating func absorbRest(_ start: UnsafeRawPointer, _ count: Int) {
    var i = 8
    if count >= 72 {
      // Two more lanes, for one pair would wait for its own multiplication; they are taken in at the end.
      var twin = self
      repeat {
        absorb(Self.word(start + i), Self.word(start + (i + 8)))
        twin.absorb(Self.word(start + (i + 16)), Self.word(start + (i + 24)))
        i += 32
      } while i + 32 <= count
      absorb(twin.a, twin.b)
    }
    while i + 16 <= count {
      absorb(Self.word(start + i), Self.word(start + (i + 8)))
      i += 16
    }
    // The last eight bytes are always inside, and may overlap what is in already.
    if count - i > 8 {
      absorb(Self.word(start + i), Self.word(start + (count - 8)))
    } else if count > i {
      absorb(Self.word(start + (count - 8)), 0)
    }
  }

  @inline(__always) private mutating func absorb(_ first: UInt64, _ second: UInt64) {
    a = Self.mix(first ^ keys.0, second ^ a)
    b = Self.mix(second ^ keys.1, first ^ b)
  }

  /// Multiplies and folds; the factors go into the result again so that a factor of zero loses nothing.
  @inline(__always) static func mix(_ x: UInt64, _ y: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: y)
    return (x ^ product.low) ^ (y ^ product.high)
  }

  @inline(__always) private static func word(_ p: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: p.loadUnaligned(as: UInt64.self))
  }

  /// One to eight bytes as a number, differing for differing bytes of one length; reads nothing beyond them.
  @inline(__always) private static func short(_ p: UnsafeRawPointer, _ count: Int) -> UInt64 {
    if count >= 4 {
      let first = UInt32(littleEndian: p.loadUnaligned(as: UInt32.self))
      let last = UInt32(littleEndian: (p + (count &- 4)).loadUnaligned(as: UInt32.self))
      return UInt64(first) | UInt64(last) << 32
    }
    let middle = p.load(fromByteOffset: count &>> 1, as: UInt8.self)
    let last = p.load(fromByteOffset: count &- 1, as: UInt8.self)
    return UInt64(p.load(as: UInt8.self)) | UInt64(middle) << 8 | UInt64(last) << 16
  }
}
