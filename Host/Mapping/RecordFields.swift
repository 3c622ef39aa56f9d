import HostModel
import RecordJSON

/// Every API field that a data config reads, each once, and where a scan finds it.
///
/// A record's row is its own fields first, then, for an exploded data type, those of its parent.
package struct RecordFields: Sendable {
  /// What to scan in a source record: its fields, or for an exploded type the parent's.
  package let source: CompiledPaths
  /// What to scan in the elements of the exploded list, or nil.
  package let child: CompiledPaths?
  /// Where the exploded list stands in a source row.
  package let listIndex: Int
  /// Own fields of a record, so the index of the first parent field.
  package let ownWidth: Int
  package let parentWidth: Int
  /// How many of the own fields, and of the parent's, can change an outcome; they stand first.
  package let judgedOwn: Int
  package let judgedParent: Int
  private let index: [Place: Int]

  /// As far as a scan follows a path: bytes, for keys are told apart byte for byte.
  private typealias Place = [UInt8]

  /// Fields in a whole row.
  package var width: Int { ownWidth + parentWidth }

  /// - Parameters:
  ///   - judged: fields that can change what becomes of a record: they make its fingerprint.
  ///   - others: fields that are only looked at.
  package init(judged: [FieldPath], others: [FieldPath], explode: DataType.Explode?) {
    var own: [[PathStep]] = []
    var parent: [[PathStep]] = []
    var ownIndex: [Place: Int] = [:]
    var parentIndex: [Place: Int] = [:]
    var judgedCounts = (own: 0, parent: 0)
    for (number, path) in (judged + others).enumerated() {
      if number == judged.count { judgedCounts = (own.count, parent.count) }
      let place = Self.place(path)
      if path.fromParent, explode != nil {
        guard parentIndex[place] == nil else { continue }
        parentIndex[place] = parent.count
        parent.append(path.scanned)
      } else {
        guard ownIndex[place] == nil else { continue }
        ownIndex[place] = own.count
        own.append(path.scanned)
      }
    }
    if others.isEmpty { judgedCounts = (own.count, parent.count) }
    judgedOwn = judgedCounts.own
    judgedParent = judgedCounts.parent
    ownWidth = own.count
    parentWidth = parent.count
    listIndex = parent.count
    if let explode {
      child = CompiledPaths(own)
      source = CompiledPaths(parent + [explode.path.scanned])
    } else {
      child = nil
      source = CompiledPaths(own)
    }
    let ownCount = own.count
    index = ownIndex.merging(parentIndex.mapValues { $0 + ownCount }) { first, _ in first }
  }

  /// The fields that can change an outcome, as far as a scan follows them, with their places in a row.
  package var judged: [(path: String, position: Int)] {
    index.filter { $0.value < judgedOwn || ownWidth..<ownWidth + judgedParent ~= $0.value }
      .map { (path: String(decoding: $0.key, as: UTF8.self), position: $0.value) }.sorted { $0.position < $1.position }
  }

  /// Where a path stands in a row, or what it leads through as far as a scan can follow it; the path was one of those
  /// given at init.
  package func position(of path: FieldPath) -> Int { index[Self.place(path)] ?? 0 }

  func compiled(_ path: FieldPath) -> CompiledPath { CompiledPath(position: position(of: path), rest: path.rest) }

  private static func place(_ path: FieldPath) -> Place { Array(path.scannedText.utf8) }
}

/// The fields of one record: a page and a slot for each of `RecordFields`. Valid while the page is not changed.
package struct RecordRow {
  package let page: PageBuffer
  package let slots: UnsafeBufferPointer<JSONSlot>

  package init(page: PageBuffer, slots: UnsafeBufferPointer<JSONSlot>) {
    self.page = page
    self.slots = slots
  }

  @inline(__always)
  package subscript(position: Int) -> JSONValue { JSONValue(page: page, slot: slots[position]) }
}
