import HostModel

/// The stored values of a record: a JSON array by metadata slot, read and merged as bytes.
package enum StoredValues {
  package static let null: [UInt8] = Array("null".utf8)

  /// The elements of a stored array as byte ranges; stored arrays are ours, so white space never stands between them.
  package static func split(_ body: UnsafeRawBufferPointer, into ranges: inout [Range<Int>]) {
    ranges.removeAll(keepingCapacity: true)
    guard body.count > 2 else { return }
    var depth = 0
    var start = 1
    var index = 1
    while index < body.count {
      switch body[index] {
      case 0x22:
        index += 1
        while index < body.count, body[index] != 0x22 { index += body[index] == 0x5C ? 2 : 1 }
      case 0x5B, 0x7B: depth += 1
      case 0x5D, 0x7D:
        if depth == 0 {
          ranges.append(start..<index)
          return
        }
        depth -= 1
      case 0x2C where depth == 0:
        ranges.append(start..<index)
        start = index + 1
      default: break
      }
      index += 1
    }
  }

  /// The elements of a stored array, each as canonical JSON.
  package static func slots(of body: [UInt8]) -> [[UInt8]] {
    var ranges: [Range<Int>] = []
    body.withUnsafeBytes { split($0, into: &ranges) }
    return ranges.map { Array(body[$0]) }
  }

  /// A stored array with other values in some slots.
  package static func replacing(_ values: [Int: [UInt8]], in body: [UInt8]) -> [UInt8] {
    var slots = slots(of: body)
    let width = max(slots.count, (values.keys.max() ?? -1) + 1)
    while slots.count < width { slots.append(null) }
    for (slot, value) in values { slots[slot] = value }
    return [0x5B] + slots.joined(separator: [0x2C]) + [0x5D]
  }

  /// A stored array whose values are all in the form in which they are written now.
  package static func inOneForm(_ body: [UInt8], _ kinds: SlotKinds) -> [UInt8] {
    let slots = slots(of: body).enumerated().map { slot, value in kinds.oneForm(value, in: slot) }
    return [0x5B] + slots.joined(separator: [0x2C]) + [0x5D]
  }

  /// Writes the values of a new record.
  package static func create(_ offer: borrowing Offer, into out: inout [UInt8]) {
    out.removeAll(keepingCapacity: true)
    out.append(contentsOf: offer.values.bytes)
  }

  /// Writes what a stored record becomes; gives the slots whose value changed. `ranges` is scratch.
  ///
  /// A value that means what is stored stays as it is stored (DESIGN §2, rule 5); with `tidies` unless stray characters
  /// stand in that.
  package static func merge(
    _ stored: UnsafeRawBufferPointer, _ offer: borrowing Offer, modes: [MappingMode?], kinds: SlotKinds,
    tidies: Bool = false, ranges: inout [Range<Int>], into out: inout [UInt8]
  ) -> [Int] {
    split(stored, into: &ranges)
    out.removeAll(keepingCapacity: true)
    out.append(0x5B)
    let offered = offer.values.bytes
    var changed: [Int] = []
    for slot in 0..<max(modes.count, ranges.count) {
      if slot > 0 { out.append(0x2C) }
      let before = slot < ranges.count ? UnsafeRawBufferPointer(rebasing: stored[ranges[slot]]) : nil
      let wasNull = before.map { $0.elementsEqual(null) } ?? true
      let mode = slot < modes.count ? modes[slot] : nil
      let field = slot < offer.fields.count ? offer.fields[slot] : .none
      let keeps =
        switch (mode, field) {
        case (nil, _), (.onlyOnCreate, _), (_, .none): true
        case (.onlyIfEmpty, _): !wasNull
        case (.overwriteWithEmpty, .empty): false
        case (_, .empty): true
        default: false
        }
      if keeps {
        if let before { out.append(contentsOf: before) } else { out.append(contentsOf: null) }
      } else if case .value(let start, let end) = field {
        let value = UnsafeRawBufferPointer(rebasing: offered[start..<end])
        if let before, tidies ? kinds.keeps(before, value, in: slot) : kinds.areSame(before, value, in: slot) {
          out.append(contentsOf: before)
        } else {
          changed.append(slot)
          out.append(contentsOf: value)
        }
      } else {
        if !wasNull { changed.append(slot) }
        out.append(contentsOf: null)
      }
    }
    out.append(0x5D)
    return changed
  }
}
