/// Makes fingerprints under a secret seed, so that nobody outside can force two records to look the same.
///
/// Two lanes of 64×64→128-bit multiplication in the manner of wyhash. Not a cryptographic hash: keep the seed secret.
/// The result depends on nothing but seed and input, on every machine; it is stored, so it must never change.
public struct KeyedHash: Sendable {
  private let fresh: HashLanes
  private var lanes: HashLanes
  private var scratch: [UInt8] = []

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

  /// Adds one field to the row: its kind, its length and its bytes, so that `"ab", "c"` differs from `"a", "bc"`.
  ///
  /// The bytes of a string are its UTF-8 without quotes and escapes; then a text given here and the same text in a slot
  /// give the same fingerprint. Reads nothing beyond the bytes.
  public mutating func combine(_ bytes: UnsafeRawBufferPointer, as kind: JSONKind = .string) {
    lanes.absorb(bytes, tag: (kind == .escapedString ? .string : kind).rawValue)
  }

  /// Adds the value of a slot: missing, null and `""` differ; a string counts by its text, however it is escaped.
  ///
  /// Numbers, arrays and objects count by their bytes as they stand: `1.0` differs from `1`.
  public mutating func combine(_ slot: JSONSlot, of page: PageBuffer) {
    guard slot.kind == .escapedString else {
      return lanes.absorb(page.content(of: slot), tag: slot.kind.rawValue)
    }
    scratch.removeAll(keepingCapacity: true)
    EscapedText.append(page.content(of: slot), to: &scratch, escaping: false)
    scratch.withUnsafeBytes { lanes.absorb($0, tag: JSONKind.string.rawValue) }
  }

  /// Adds the values of a whole row, in order; the same as one `combine` for each slot, and faster.
  public mutating func combine(row: UnsafeBufferPointer<JSONSlot>, of page: PageBuffer) {
    let bytes = page.bytes
    for slot in row {
      let kind = slot.kind
      if kind == .escapedString {
        combine(slot, of: page)
      } else {
        precondition(slot.offset + slot.length <= bytes.count, "a slot of another page")
        let quote = kind == .string ? 1 : 0
        let content = UnsafeRawBufferPointer(
          start: bytes.baseAddress.map { $0 + slot.offset + quote }, count: max(slot.length - 2 * quote, 0))
        lanes.absorb(content, tag: kind.rawValue)
      }
    }
  }

  /// The fingerprint of the fields combined so far; the next `combine` starts a new row.
  public mutating func finish() -> Fingerprint128 {
    defer { lanes = fresh }
    return lanes.fingerprint
  }
}
