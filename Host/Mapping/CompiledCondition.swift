import HostModel
import RecordJSON

/// A condition with its paths looked up, ready for many records.
package indirect enum CompiledCondition: Sendable {
  case isEmpty(Int, Bool)
  /// Lower-case texts, and what being among them means.
  case isIn(Int, [[UInt8]], Bool)
  /// The same of what a path with `[*]` or `[key=value]` finds.
  case findsNothing(CompiledPath, Bool)
  case findsOne(CompiledPath, of: [[UInt8]], Bool)
  case all([CompiledCondition])

  package init(_ condition: Condition, _ fields: RecordFields) {
    switch condition {
    case .isEmpty(let path): self.init(path, true, fields)
    case .isNotEmpty(let path): self.init(path, false, fields)
    case .isIn(let path, let values): self.init(path, values, true, fields)
    case .isNotIn(let path, let values): self.init(path, values, false, fields)
    case .all(let conditions): self = .all(conditions.map { CompiledCondition($0, fields) })
    }
  }

  private init(_ path: FieldPath, _ isEmpty: Bool, _ fields: RecordFields) {
    let place = fields.compiled(path)
    self = place.isPlain ? .isEmpty(place.position, isEmpty) : .findsNothing(place, isEmpty)
  }

  private init(_ path: FieldPath, _ values: [String], _ isIn: Bool, _ fields: RecordFields) {
    let place = fields.compiled(path)
    let texts = values.map { Array($0.lowercased().utf8) }
    self = place.isPlain ? .isIn(place.position, texts, isIn) : .findsOne(place, of: texts, isIn)
  }

  package func holds(for row: RecordRow) -> Bool {
    switch self {
    case .isEmpty(let position, let wanted): row.page.isBlank(row.slots[position]) == wanted
    case .isIn(let position, let texts, let wanted):
      Self.contains(row.slots[position], of: row.page, among: texts) == wanted
    case .findsNothing(let path, let wanted): Self.isBlank(path, in: row) == wanted
    case .findsOne(let path, let texts, let wanted): Self.contains(path, in: row, among: texts) == wanted
    case .all(let conditions): conditions.allSatisfy { $0.holds(for: row) }
    }
  }

  /// What cannot be told, since a key stands twice on the way, is not empty.
  private static func isBlank(_ path: CompiledPath, in row: RecordRow) -> Bool {
    (try? row.tree(path))?.isBlank ?? false
  }

  /// Whether the text of one of the values that are found is in small letters one of `texts`.
  private static func contains(_ path: CompiledPath, in row: RecordRow, among texts: [[UInt8]]) -> Bool {
    guard let value = try? row.tree(path) else { return false }
    return (value.elements ?? [value]).contains { $0.asText.map { isIn($0, texts) } ?? false }
  }

  /// Whether the text of a value, in small letters, is one of `texts`.
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
