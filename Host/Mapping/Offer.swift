/// What a vendor offers for one record after mapping: for each metadata slot a JSON value, empty, or nothing.
///
/// Made once and filled again for each record, so that mapping allocates nothing. Used by one thread at a time.
package struct Offer {
  package enum Field: Sendable, Equatable {
    /// Not mapped, or a value that did not fit.
    case none
    case empty
    /// Bytes of `values`: a JSON value in canonical form.
    case value(start: Int, end: Int)
  }

  package internal(set) var fields: [Field] = []
  package internal(set) var values: [UInt8] = []
  /// Target fields whose value did not fit, with the reason.
  package internal(set) var misfits: [(target: String, reason: String)] = []

  package init() {}

  /// Takes the values of a stored array as the offer; null stands for nothing offered.
  package mutating func restore(_ body: [UInt8], width: Int) {
    restart(width: width)
    values = body
    var ranges: [Range<Int>] = []
    body.withUnsafeBytes { StoredValues.split($0, into: &ranges) }
    for (slot, range) in ranges.enumerated() where slot < width && !body[range].elementsEqual(StoredValues.null) {
      fields[slot] = .value(start: range.lowerBound, end: range.upperBound)
    }
  }

  mutating func restart(width: Int) {
    values.removeAll(keepingCapacity: true)
    misfits.removeAll(keepingCapacity: true)
    if fields.count == width {
      for index in fields.indices { fields[index] = .none }
    } else {
      fields = Array(repeating: .none, count: width)
    }
  }
}
