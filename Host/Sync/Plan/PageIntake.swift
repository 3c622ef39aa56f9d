import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Hands the records of each page to the differ; an exploded data type's parents are taken apart here.
final class PageIntake {
  private let differ: Differ
  private let compiled: CompiledConfig
  private let scanner = RecordScanner()
  private let children = RecordSlots()
  private var combined: [JSONSlot] = []
  private var parentID: [UInt8] = []
  /// Hashes of parents seen, for comparing with the vendor's total.
  private var parents: Set<UInt64> = []
  var received: Int { differ.counts.received }
  /// Hashes of parents whose list was missing or null: nothing is said of their children.
  private var silentParents: Set<UInt64> = []
  /// In an incremental run: stored children that a delivered list lacks; another delivery of the parent may have them.
  private(set) var orphans: [[UInt8]] = []
  private let isIncremental: Bool

  init(differ: Differ, isIncremental: Bool) {
    self.differ = differ
    compiled = differ.compiled
    self.isIncremental = isIncremental
  }

  /// Source records that the vendor can have counted, each once.
  var distinctSources: Int { compiled.parentKey == nil ? differ.distinct : parents.count }

  /// True if the vendor delivered nothing at all; parents without a child that is a record are something.
  var isEmpty: Bool { differ.counts.received == 0 && parents.isEmpty }

  func take(_ page: DecodedPage) throws {
    if page.slots.loneSurrogates > 0 {
      differ.report(
        Problem(
          reason:
            "Page \(page.number): \(page.slots.loneSurrogates) characters are half of a pair; they are stored as �."))
    }
    for record in 0..<page.slots.count {
      let kind = page.slots.record(record).kind
      guard kind == .object else {
        differ.receiveShapeless(kind)
        continue
      }
      let row = page.slots.row(record)
      if compiled.parentKey == nil {
        try differ.receive(RecordRow(page: page.buffer, slots: row))
      } else {
        try explode(row, of: page)
      }
    }
  }

  private func explode(_ parent: UnsafeBufferPointer<JSONSlot>, of page: DecodedPage) throws {
    guard let parentKey = compiled.parentKey, let childPaths = compiled.fields.child else { return }
    let own = compiled.fields.ownWidth
    combined.removeAll(keepingCapacity: true)
    combined.append(contentsOf: repeatElement(.missing, count: own))
    combined.append(contentsOf: parent[..<compiled.fields.parentWidth])
    let hasID = combined.withUnsafeBufferPointer {
      parentKey.read(RecordRow(page: page.buffer, slots: $0), into: &parentID)
    }
    guard hasID else {
      differ.receiveParentless(compiled.dataType.primaryKey.map(\.description))
      return
    }
    let hash = parentID.withUnsafeBytes { compiled.idHash.hash($0).lo }
    parents.insert(hash)
    let list = parent[compiled.fields.listIndex]
    guard list.kind == .array else {
      if list.kind == .missing || list.kind == .null {
        silentParents.insert(hash)
        return
      }
      throw JSONError(
        offset: list.offset,
        reason: .notAnArray(pointer: compiled.dataType.explode?.path.description ?? "", found: list.kind))
    }
    try scanner.scanArray(page.buffer, list, paths: childPaths, into: children)
    for child in 0..<children.count {
      let kind = children.record(child).kind
      guard kind == .object else {
        differ.receiveShapeless(kind)
        continue
      }
      for (position, slot) in children.row(child).enumerated() { combined[position] = slot }
      try combined.withUnsafeBufferPointer { slots in
        let row = RecordRow(page: page.buffer, slots: slots)
        guard compiled.conditions.allSatisfy({ $0.holds(for: row) }) else { return }
        try differ.receive(row)
      }
    }
    if isIncremental { try noteOrphans() }
  }

  /// A delivered list is complete in itself: stored children that it lacks have left.
  private func noteOrphans() throws {
    for child in try differ.store.liveChildren(of: parentID + [0x2F], in: differ.config.id) {
      let hash = child.withUnsafeBytes { compiled.idHash.hash($0).lo }
      if let index = differ.table.find(hash), !differ.table.isSeen(at: index) { orphans.append(child) }
    }
  }

  /// What this fetch said of the list that a stored record would be in.
  enum ListWord {
    /// Its parent came with a list, which is complete in itself.
    case listed
    /// Its parent came without one: nothing changes.
    case silent
    /// Its parent did not come, or records of this type have none.
    case unheard
  }

  func word(on id: UnsafeRawBufferPointer) -> ListWord {
    guard compiled.parentKey != nil else { return .unheard }
    var parts = compiled.dataType.primaryKey.count
    // Each `/` ends a part: those inside parts are escaped.
    let end = id.firstIndex { byte in
      if byte == 0x2F { parts -= 1 }
      return parts == 0
    }
    guard let end else { return .unheard }
    let hash = compiled.idHash.hash(UnsafeRawBufferPointer(rebasing: id[..<end])).lo
    if silentParents.contains(hash) { return .silent }
    return parents.contains(hash) ? .listed : .unheard
  }
}
