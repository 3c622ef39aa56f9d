import HostModel
import RecordJSON

/// What a vendor offers for one record after mapping: for each metadata slot a JSON value, empty, or nothing.
///
/// Made once and filled again for each record, so that mapping allocates nothing. Used by one thread at a time.
package struct Offer: ~Copyable {
  package enum Field: Sendable, Equatable {
    /// Not mapped, or a value that did not fit.
    case none
    case empty
    /// Bytes of `values`: a JSON value in canonical form.
    case value(start: Int, end: Int)
  }

  package private(set) var fields: [Field] = []
  /// The record as a new one is stored: a JSON array by slot, null where nothing is offered.
  package private(set) var values = FlatBytes()
  /// Target fields whose value did not fit, with the reason.
  package internal(set) var misfits: [(target: String, reason: String)] = []
  /// How many stray characters were taken out of its values.
  package internal(set) var strays = 0
  /// Slots of `values` that are written.
  private var written = 0

  package init() {}

  /// Takes the values of a stored array as the offer; null stands for nothing offered.
  package mutating func restore(_ body: [UInt8], width: Int) {
    restart(width: width)
    var ranges: [Range<Int>] = []
    body.withUnsafeBytes { body in
      StoredValues.split(body, into: &ranges)
      for (slot, range) in ranges.enumerated() where slot < width {
        let value = UnsafeRawBufferPointer(rebasing: body[range])
        if value.elementsEqual(StoredValues.null) { continue }
        write(slot) { out in
          out.append(value)
          return .value
        }
      }
    }
    finish()
  }

  /// Whether what a slot offers means the same as this canonical JSON, `null` standing for an empty value; nil if it offers
  /// nothing.
  package func repeats(_ json: [UInt8], in slot: Int, _ kinds: SlotKinds) -> Bool? {
    guard slot < fields.count else { return nil }
    switch fields[slot] {
    case .none: return nil
    case .empty: return json == StoredValues.null
    case .value(let start, let end):
      let offered = UnsafeRawBufferPointer(rebasing: values.bytes[start..<end])
      return json.withUnsafeBytes { kinds.areSame(offered, $0, in: slot) }
    }
  }

  /// What a slot offers as canonical JSON, `null` for an empty value; nil if it offers nothing.
  package func json(in slot: Int) -> [UInt8]? {
    guard slot < fields.count else { return nil }
    switch fields[slot] {
    case .none: return nil
    case .empty: return StoredValues.null
    case .value(let start, let end): return Array(values.bytes[start..<end])
    }
  }

  package func isEmpty(_ slot: Int) -> Bool { slot < fields.count && fields[slot] == .empty }

  /// Takes the value of a slot out of the offer. Its bytes stay in `values`, so what is offered is a change of a stored
  /// record, not a new one.
  package mutating func decline(_ slot: Int) { if slot < fields.count { fields[slot] = .none } }

  /// What a value came to.
  enum Outcome { case none, empty, value }

  mutating func restart(width: Int) {
    values.cut(to: 0)
    misfits.removeAll(keepingCapacity: true)
    strays = 0
    written = 0
    if fields.count == width {
      for index in fields.indices { fields[index] = .none }
    } else {
      fields = Array(repeating: .none, count: width)
    }
  }

  /// Writes the field of a slot, whatever `body` appends; slots must come in ascending order.
  @inline(__always)
  mutating func write(_ slot: Int, _ body: (inout FlatBytes) -> Outcome) {
    while written < slot { skip() }
    separate()
    let start = values.count
    switch body(&values) {
    case .value: fields[slot] = .value(start: start, end: values.count)
    case .empty:
      fields[slot] = .empty
      values.appendNull()
    case .none: values.appendNull()
    }
  }

  /// Completes the array, with null for the slots that nothing was written for.
  mutating func finish() {
    while written < fields.count { skip() }
    if written == 0 { values.append(UInt8(ascii: "[")) }
    values.append(UInt8(ascii: "]"))
  }

  private mutating func skip() {
    separate()
    values.appendNull()
  }

  private mutating func separate() {
    values.append(written == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
    written += 1
  }
}
