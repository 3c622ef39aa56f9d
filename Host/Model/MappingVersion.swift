/// A mapping that a data config had from some time on.
package struct MappingVersion: Sendable, Equatable {
  /// Counts from 1.
  package let number: Int64
  /// Seconds since 1970.
  package let made: Double
  /// The user who made it; empty for the preset.
  package let who: String
  /// What was done: `set email`, `reset`, `rollback to 2`.
  package let what: String
  package let rows: [MappingRow]

  package init(number: Int64, made: Double, who: String, what: String, rows: [MappingRow]) {
    self.number = number
    self.made = made
    self.who = who
    self.what = what
    self.rows = rows
  }
}

/// How one mapping differs from another, target field by target field.
package struct MappingDifference: Sendable, Equatable {
  package let target: String
  /// Nil for a row that is new.
  package let before: MappingRow?
  /// Nil for a row that is gone.
  package let after: MappingRow?

  /// What is different, in the order of the new mapping, then what is gone.
  package static func between(_ old: [MappingRow], _ new: [MappingRow]) -> [MappingDifference] {
    let before = Dictionary(old.map { ($0.target, $0) }) { first, _ in first }
    let after = Set(new.map(\.target))
    let changed = new.compactMap { row -> MappingDifference? in
      before[row.target] == row ? nil : MappingDifference(target: row.target, before: before[row.target], after: row)
    }
    let gone = old.filter { !after.contains($0.target) }.map {
      MappingDifference(target: $0.target, before: $0, after: nil)
    }
    return changed + gone
  }
}

extension MappingRow {
  /// The row as an operator reads it: `profile.email → email, trim, lower (overwrite)`.
  package var sentence: String {
    "\(from) → \(target)\(transforms.map { ", \($0)" }.joined()) (\(mode.rawValue))"
  }
}
