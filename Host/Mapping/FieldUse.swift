import HostModel
import RecordJSON

/// In how many received records each API field of a data config had a value.
package struct FieldUse: Sendable, Equatable {
  /// Records looked at.
  package private(set) var rows = 0
  /// By the position of the field in a row (see `RecordFields`).
  package private(set) var filled: [Int]

  package init(width: Int) { filled = Array(repeating: 0, count: width) }

  /// Counts one record.
  package mutating func add(_ row: RecordRow) {
    rows += 1
    for position in filled.indices where !row.page.isBlank(row.slots[position]) { filled[position] += 1 }
  }

  /// Counts all records of a page; those that are no objects have no fields.
  package mutating func add(_ slots: RecordSlots, of page: PageBuffer) {
    var objects = 0
    let base = page.base
    filled.withUnsafeMutableBufferPointer { filled in
      for record in 0..<slots.count where slots.record(record).kind == .object {
        objects += 1
        let row = slots.row(record)
        for position in 0..<filled.count {
          let slot = row[position]
          switch slot.kind {
          case .missing, .null: continue
          case .number, .true, .false, .duplicated: break
          // Nearly all: a text that begins with a printable ASCII character.
          case .string where slot.length > 2 && base[slot.offset + 1] > 0x20 && base[slot.offset + 1] < 0x7F: break
          default: if page.isBlank(slot) { continue }
          }
          filled[position] &+= 1
        }
      }
    }
    rows += objects
  }

  /// Adds what was counted elsewhere of the same fields.
  package mutating func add(_ other: FieldUse) {
    rows += other.rows
    for position in filled.indices where position < other.filled.count { filled[position] += other.filled[position] }
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
