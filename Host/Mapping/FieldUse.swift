import HostModel
import RecordJSON

/// In how many received records each API field of a data config had a value.
package struct FieldUse: Sendable, Equatable {
  /// Records looked at.
  package private(set) var rows = 0
  /// By the position of the field in a row (see `RecordFields`).
  private var blanks: [Int]

  package var filled: [Int] { blanks.map { rows - $0 } }

  package init(width: Int) { blanks = Array(repeating: 0, count: width) }

  /// Counts one record.
  package mutating func add(_ row: RecordRow) {
    rows += 1
    for position in blanks.indices where row.page.isBlank(row.slots[position]) { blanks[position] += 1 }
  }

  /// Counts all records of a page; those that are no objects have no fields.
  package mutating func add(_ slots: RecordSlots, of page: PageBuffer) {
    rows += slots.countBlanks(of: page, into: &blanks)
  }

  /// Adds what was counted elsewhere of the same fields.
  package mutating func add(_ other: FieldUse) {
    rows += other.rows
    for position in blanks.indices where position < other.blanks.count { blanks[position] += other.blanks[position] }
  }
}

/// How often an API field had a value: `filled` of `received` records.
package struct FillRate: Sendable, Equatable {
  package let path: String
  package let filled: Int
  package let received: Int

  package init(path: String, filled: Int, received: Int) {
    self.path = path
    self.filled = filled
    self.received = received
  }
}
