import HostModel
import RecordJSON

/// A condition with its paths looked up, ready for many records.
package indirect enum CompiledCondition: Sendable {
  case isEmpty(CompiledPath, Bool)
  /// Lower-case texts, and what being among them means.
  case isIn(CompiledPath, [[UInt8]], Bool)
  case all([CompiledCondition])

  package init(_ condition: Condition, _ fields: RecordFields) {
    func texts(_ values: [String]) -> [[UInt8]] { values.map { Array($0.lowercased().utf8) } }
    switch condition {
    case .isEmpty(let path): self = .isEmpty(fields.compiled(path), true)
    case .isNotEmpty(let path): self = .isEmpty(fields.compiled(path), false)
    case .isIn(let path, let values): self = .isIn(fields.compiled(path), texts(values), true)
    case .isNotIn(let path, let values): self = .isIn(fields.compiled(path), texts(values), false)
    case .all(let conditions): self = .all(conditions.map { CompiledCondition($0, fields) })
    }
  }

  package func holds(for row: RecordRow) -> Bool {
    switch self {
    case .isEmpty(let path, let wanted): Self.isBlank(path, in: row) == wanted
    case .isIn(let path, let values, let wanted): Self.contains(path, in: row, among: values) == wanted
    case .all(let conditions): conditions.allSatisfy { $0.holds(for: row) }
    }
  }

  /// What cannot be told, since a key stands twice on the way, is not empty.
  private static func isBlank(_ path: CompiledPath, in row: RecordRow) -> Bool {
    if path.isPlain { return row.page.isBlank(row.slots[path.position]) }
    return (try? row.tree(path))?.isBlank ?? false
  }

  /// Whether the text of a value, or of one of the values that are found, is in small letters one of `texts`.
  private static func contains(_ path: CompiledPath, in row: RecordRow, among texts: [[UInt8]]) -> Bool {
    if path.isPlain { return contains(row.slots[path.position], of: row.page, among: texts) }
    guard let value = try? row.tree(path) else { return false }
    return (value.elements ?? [value]).contains { $0.asText.map { isIn($0, texts) } ?? false }
  }

  private static func contains(_ slot: JSONSlot, of page: PageBuffer, among texts: [[UInt8]]) -> Bool {
    let content = page.content(of: slot)
    guard slot.kind != .escapedString, content.allSatisfy({ $0 < 0x80 }) else {
      return isIn(page.string(of: slot), texts)
    }
    return texts.contains { $0.elementsEqual(content, by: { $0 == ($1 &- 0x41 < 26 ? $1 | 0x20 : $1) }) }
  }

  private static func isIn(_ text: String, _ texts: [[UInt8]]) -> Bool {
    let text = text.lowercased()
    return texts.contains { String(decoding: $0, as: UTF8.self) == text }
  }
}
