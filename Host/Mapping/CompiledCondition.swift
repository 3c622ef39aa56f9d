import HostModel
import RecordJSON

/// A condition with its paths looked up, ready for many records.
package indirect enum CompiledCondition: Sendable {
  case isEmpty(Int, Bool)
  /// Lower-case texts, and what being among them means.
  case isIn(Int, [[UInt8]], Bool)
  case all([CompiledCondition])

  package init(_ condition: Condition, _ fields: RecordFields) {
    switch condition {
    case .isEmpty(let path): self = .isEmpty(fields.position(of: path), true)
    case .isNotEmpty(let path): self = .isEmpty(fields.position(of: path), false)
    case .isIn(let path, let values):
      self = .isIn(fields.position(of: path), values.map { Array($0.lowercased().utf8) }, true)
    case .isNotIn(let path, let values):
      self = .isIn(fields.position(of: path), values.map { Array($0.lowercased().utf8) }, false)
    case .all(let conditions): self = .all(conditions.map { CompiledCondition($0, fields) })
    }
  }

  package func holds(for row: RecordRow) -> Bool {
    switch self {
    case .isEmpty(let position, let wanted): row.page.isBlank(row.slots[position]) == wanted
    case .isIn(let position, let values, let wanted):
      Self.contains(row.slots[position], of: row.page, among: values) == wanted
    case .all(let conditions): conditions.allSatisfy { $0.holds(for: row) }
    }
  }

  /// Whether the text of a value, in small letters, is one of `texts`.
  private static func contains(_ slot: JSONSlot, of page: PageBuffer, among texts: [[UInt8]]) -> Bool {
    let content = page.content(of: slot)
    guard slot.kind != .escapedString, content.allSatisfy({ $0 < 0x80 }) else {
      let text = page.string(of: slot).lowercased()
      return texts.contains { String(decoding: $0, as: UTF8.self) == text }
    }
    return texts.contains { $0.elementsEqual(content, by: { $0 == ($1 &- 0x41 < 26 ? $1 | 0x20 : $1) }) }
  }
}
