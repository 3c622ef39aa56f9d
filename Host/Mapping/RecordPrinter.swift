import RecordJSON

/// Makes the fingerprints of records: keyed hashes of everything in them that can change their outcome.
package struct RecordPrinter: Sendable {
  private var hash: RowHash
  private let own: Int
  private let parent: Range<Int>

  /// - Parameter hash: keyed by whatever else can change an outcome.
  package init(_ hash: RowHash, _ fields: RecordFields) {
    self.hash = hash
    own = fields.judgedOwn
    parent = fields.ownWidth..<fields.ownWidth + fields.judgedParent
  }

  /// The fingerprint of a record, given by all its fields.
  package mutating func print(of row: UnsafeBufferPointer<JSONSlot>, in page: PageBuffer) -> Fingerprint128 {
    hash.add(UnsafeBufferPointer(rebasing: row[..<own]), of: page)
    if !parent.isEmpty { hash.add(UnsafeBufferPointer(rebasing: row[parent]), of: page) }
    return hash.finish()
  }

  /// Puts the fingerprints of all records of a page into `prints`, in their order; whatever is no object gets one that
  /// means nothing.
  package mutating func print(_ slots: RecordSlots, in page: PageBuffer, into prints: inout [Fingerprint128]) {
    prints.removeAll(keepingCapacity: true)
    for record in 0..<slots.count { prints.append(print(of: slots.row(record), in: page)) }
  }
}
