import HostModel
import RecordJSON

/// A condition with its paths looked up, ready for many records.
package indirect enum CompiledCondition: Sendable {
  case isEmpty(Int, Bool)
  /// Lower-case texts, and what being among them means.
  case isIn(Int, Set<String>, Bool)
  case all([CompiledCondition])

  package init(_ condition: Condition, _ fields: RecordFields) {
    switch condition {
    case .isEmpty(let path): self = .isEmpty(fields.position(of: path), true)
    case .isNotEmpty(let path): self = .isEmpty(fields.position(of: path), false)
    case .isIn(let path, let values):
      self = .isIn(fields.position(of: path), Set(values.map { $0.lowercased() }), true)
    case .isNotIn(let path, let values):
      self = .isIn(fields.position(of: path), Set(values.map { $0.lowercased() }), false)
    case .all(let conditions): self = .all(conditions.map { CompiledCondition($0, fields) })
    }
  }

  package func holds(for row: RecordRow) -> Bool {
    switch self {
    case .isEmpty(let position, let wanted): row.page.isBlank(row.slots[position]) == wanted
    case .isIn(let position, let values, let wanted):
      values.contains(row.page.string(of: row.slots[position]).lowercased()) == wanted
    case .all(let conditions): conditions.allSatisfy { $0.holds(for: row) }
    }
  }
}
