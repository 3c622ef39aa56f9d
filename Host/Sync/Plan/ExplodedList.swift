import HostMapping
import HostModel
import RecordJSON

/// The list inside each source record of an exploded data type, whose elements are the records. Keeps its working memory;
/// for one thread at a time.
struct ExplodedList {
  private let fields: RecordFields
  private let paths: CompiledPaths
  private let conditions: [CompiledCondition]
  private let pointer: String
  private let scanner = RecordScanner()
  private let children = RecordSlots()
  private var combined: [JSONSlot] = []

  /// Nil for a data type whose records are the source records themselves.
  init?(_ compiled: CompiledConfig) {
    guard let explode = compiled.dataType.explode, let paths = compiled.fields.child else { return nil }
    fields = compiled.fields
    self.paths = paths
    conditions = compiled.conditions
    pointer = explode.path.description
  }

  /// Reads the key of a parent; false if it has none.
  mutating func readKey(
    _ key: CompiledKey, of parent: UnsafeBufferPointer<JSONSlot>, _ page: PageBuffer, into id: inout [UInt8]
  ) -> Bool {
    combine(parent)
    return combined.withUnsafeBufferPointer { key.read(RecordRow(page: page, slots: $0), into: &id) }
  }

  /// Where the list stands, as the connector spells it.
  var path: String { pointer }

  /// The list's own slot in a parent; nil if none stands there, so that nothing is said of its children.
  func list(in parent: UnsafeBufferPointer<JSONSlot>) -> JSONSlot? {
    let slot = parent[fields.listIndex]
    return slot.kind == .array ? slot : nil
  }

  /// What stands in a parent where its list should.
  func kind(in parent: UnsafeBufferPointer<JSONSlot>) -> JSONKind { parent[fields.listIndex].kind }

  /// Gives each element that is a record with its own fields and its parent's, and each that is no object without a row.
  mutating func forEachChild(
    of parent: UnsafeBufferPointer<JSONSlot>, list: JSONSlot, _ page: PageBuffer,
    _ body: (JSONSlot, RecordRow?) throws -> Void
  ) throws {
    try scanner.scanArray(page, list, paths: paths, into: children)
    combine(parent)
    for child in 0..<children.count {
      let slot = children.record(child)
      guard slot.kind == .object else {
        try body(slot, nil)
        continue
      }
      for (position, slot) in children.row(child).enumerated() { combined[position] = slot }
      try combined.withUnsafeBufferPointer { slots in
        let row = RecordRow(page: page, slots: slots)
        if conditions.allSatisfy({ $0.holds(for: row) }) { try body(slot, row) }
      }
    }
  }

  private mutating func combine(_ parent: UnsafeBufferPointer<JSONSlot>) {
    combined.removeAll(keepingCapacity: true)
    combined.append(contentsOf: repeatElement(.missing, count: fields.ownWidth))
    combined.append(contentsOf: parent[..<fields.parentWidth])
  }
}
