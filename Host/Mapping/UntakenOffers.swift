import HostModel

// What a vendor offers for a field and is not taken: who decides against an offer must know which one stands.
extension StoredValues {
  /// Writes `{"slot":value,…}`: for each field of a stored record the value that the vendor offers and the mode of the
  /// mapping does not take, or null where the vendor has none and the stored value stays.
  ///
  /// - Parameters:
  ///   - ranges: where the values of `stored` stand, as `merge` found them.
  ///   - kept: fields whose value a person decided, and for which the vendor has none.
  package static func writeUntaken(
    _ stored: UnsafeRawBufferPointer, _ offer: borrowing Offer, modes: [MappingMode?], kinds: SlotKinds,
    ranges: [Range<Int>], kept: [Int], into out: inout [UInt8]
  ) {
    out.removeAll(keepingCapacity: true)
    out.append(0x7B)
    for slot in modes.indices where slot < offer.fields.count {
      guard let mode = modes[slot] else { continue }
      let before = slot < ranges.count ? UnsafeRawBufferPointer(rebasing: stored[ranges[slot]]) : nil
      let isEmpty = before.map { $0.elementsEqual(null) } ?? true
      switch offer.fields[slot] {
      case .value(let start, let end):
        guard mode == .onlyOnCreate || mode == .onlyIfEmpty && !isEmpty else { continue }
        let value = UnsafeRawBufferPointer(rebasing: offer.values.bytes[start..<end])
        if before.map({ kinds.areSame($0, value, in: slot) }) != true { member(slot, value, &out) }
      case .empty where mode != .overwriteWithEmpty && !isEmpty || kept.contains(slot): member(slot, null, &out)
      case .empty, .none: continue
      }
    }
    out.append(0x7D)
  }

  private static func member(_ slot: Int, _ value: some Sequence<UInt8>, _ out: inout [UInt8]) {
    if out.count > 1 { out.append(0x2C) }
    out.append(contentsOf: "\"\(slot)\":".utf8)
    out.append(contentsOf: value)
  }

  /// Reads `{"slot":value,…}`, in which no white space stands; nil if it is something else.
  package static func members(_ json: UnsafeRawBufferPointer) -> [(slot: Int, value: [UInt8])]? {
    var ranges: [Range<Int>] = []
    split(json, into: &ranges)
    var members: [(slot: Int, value: [UInt8])] = []
    for range in ranges {
      let bytes = json[range]
      guard let colon = bytes.firstIndex(of: 0x3A),
        let slot = Int(String(decoding: bytes[..<colon], as: UTF8.self).filter { $0 != "\"" })
      else { return nil }
      members.append((slot, Array(bytes[(colon + 1)...])))
    }
    return members
  }
}
