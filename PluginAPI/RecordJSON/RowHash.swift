/// Makes one fingerprint of the values of a record, under a secret seed, as ``KeyedHash`` makes one of bytes.
///
/// The values are copied side by side first, thirty-two bytes at a time whatever their length, and hashed in one piece:
/// most are shorter, and a branch on the length of each would cost more than all the rest. The result depends on nothing
/// but seed and values, on every machine; it is stored: one that changes makes every record be looked at once more.
public struct RowHash: Sendable {
  /// Values above so many bytes are hashed where they lie, and stand here by their own fingerprint: the copy stays small.
  private static let copied = 256
  /// Bytes behind the copy that may be written to.
  private static let slack = 64

  private typealias Piece = SIMD2<UInt64>

  private let chains: HashChains
  private let values: KeyedHash
  private var scratch: [UInt8] = []
  private var filled = 0

  /// Makes a hash under a seed of 128 random bits.
  public init(seed: (UInt64, UInt64)) {
    chains = HashChains(seed: seed)
    values = KeyedHash(seed: seed)
  }

  /// Adds the values of a row, or of a part of it, in order: missing, null and `""` differ; a string counts by its text,
  /// however it is escaped.
  ///
  /// Numbers, arrays and objects count by their bytes as they stand: `1.0` differs from `1`.
  public mutating func add(_ row: UnsafeBufferPointer<JSONSlot>, of page: PageBuffer) {
    let most = filled + row.count * (MemoryLayout<UInt32>.size + Self.copied) + Self.slack
    if scratch.count < most { scratch += Array(repeating: 0, count: most - scratch.count) }
    let (values, start) = (values, filled)
    filled = scratch.withUnsafeMutableBytes { scratch in
      guard let memory = scratch.baseAddress else { return start }
      return start + Self.copy(row, of: page, to: memory + start, values)
    }
  }

  /// The fingerprint of what was added; the next `add` starts a new row.
  public mutating func finish() -> Fingerprint128 {
    let count = filled
    filled = 0
    if scratch.isEmpty { scratch = Array(repeating: 0, count: Self.slack) }
    return scratch.withUnsafeMutableBytes { scratch in
      guard let memory = scratch.baseAddress else { return chains.fingerprint(of: UnsafeRawBufferPointer(scratch)) }
      memory.storeBytes(of: .zero, toByteOffset: count, as: SIMD4<UInt64>.self)
      return chains.fingerprint(of: UnsafeRawBufferPointer(start: memory, count: count))
    }
  }

  /// Writes kind and length of each value, then the values; gives how many bytes that took.
  ///
  /// What is read beyond a value lies in its page or its padding, and the next value overwrites what it becomes here.
  @inline(__always)
  private static func copy(
    _ row: UnsafeBufferPointer<JSONSlot>, of page: PageBuffer, to memory: UnsafeMutableRawPointer, _ values: KeyedHash
  ) -> Int {
    let base = UnsafeRawPointer(page.base)
    let end = page.count
    let (string, escaped) = (UInt64(JSONKind.string.rawValue), UInt64(JSONKind.escapedString.rawValue))
    var head = memory
    var out = memory + row.count &* MemoryLayout<UInt32>.size
    for slot in row {
      let kind = slot.bits >> 60
      let length = Int((slot.bits >> 32) & 0x0FFF_FFFF)
      precondition(slot.offset &+ length <= end, "a slot of another page")
      head.storeBytes(of: UInt32(truncatingIfNeeded: slot.bits >> 32).littleEndian, as: UInt32.self)
      let quote = kind == string ? 1 : 0
      let count = length &- 2 &* quote
      let bytes = base + (slot.offset &+ quote)
      if count > copied || kind == escaped {
        out += copyLarge(slot, of: page, UnsafeRawBufferPointer(start: bytes, count: count), head, out, values)
      } else {
        out.storeBytes(of: bytes.loadUnaligned(as: Piece.self), as: Piece.self)
        out.storeBytes(of: (bytes + 16).loadUnaligned(as: Piece.self), toByteOffset: 16, as: Piece.self)
        if count > 32 { out.copyMemory(from: bytes, byteCount: count) }
        out += count
      }
      head += MemoryLayout<UInt32>.size
    }
    return out - memory
  }

  /// The same for one value that is long, or not as it stands.
  @inline(never)
  private static func copyLarge(
    _ slot: JSONSlot, of page: PageBuffer, _ bytes: UnsafeRawBufferPointer, _ head: UnsafeMutableRawPointer,
    _ out: UnsafeMutableRawPointer, _ values: KeyedHash
  ) -> Int {
    guard slot.kind == .escapedString else { return copy(bytes, to: out, values) }
    var text: [UInt8] = []
    EscapedText.append(page.content(of: slot), to: &text, escaping: false)
    // As a string that needs no escapes would stand, quotes counted.
    let plain = JSONSlot(offset: 0, length: text.count + 2, kind: .string)
    head.storeBytes(of: UInt32(truncatingIfNeeded: plain.bits >> 32).littleEndian, as: UInt32.self)
    return text.withUnsafeBytes { copy($0, to: out, values) }
  }

  private static func copy(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer, _ values: KeyedHash) -> Int
  {
    guard bytes.count > copied else {
      UnsafeMutableRawBufferPointer(start: out, count: bytes.count).copyMemory(from: bytes)
      return bytes.count
    }
    let print = values.hash(bytes)
    out.storeBytes(of: print.lo.littleEndian, as: UInt64.self)
    out.storeBytes(of: print.hi.littleEndian, toByteOffset: 8, as: UInt64.self)
    return 16
  }
}
