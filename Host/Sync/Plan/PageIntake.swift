import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Hands the records of each page to the differ; an exploded data type's parents are taken apart here.
final class PageIntake {
  private let differ: Differ
  private let compiled: CompiledConfig
  private var exploded: ExplodedList?
  private var parentID: [UInt8] = []
  /// Hashes of parents seen, for comparing with the vendor's total.
  private var parents: Set<UInt64> = []
  /// Parents that came, each time they came; those without an id; and the ids of those that came again.
  private var (parentsReceived, namelessParents) = (0, 0)
  private var parentsRepeated = IDSum()
  var received: Int { differ.counts.received }
  /// Parents whose list is a list, and those where something else stands in its place.
  private var parentsWithList = 0
  private(set) var oddLists = 0
  /// Hashes of parents whose list was missing, null or something else: nothing is said of their children.
  private var silentParents: Set<UInt64> = []
  /// In an incremental run: stored children that a delivered list lacks; another delivery of the parent may have them.
  private(set) var orphans: [[UInt8]] = []
  /// Which fields had a value in how many received records.
  private var use: FieldUse
  private var deepUse: DeepUse
  private let isIncremental: Bool
  private var lists: EndlessList
  /// Why the list that is read has no end, once that is seen.
  private(set) var endless: String?
  private var printer: RecordPrinter
  private var prints: [Fingerprint128] = []

  init(differ: Differ, isIncremental: Bool) {
    self.differ = differ
    compiled = differ.compiled
    exploded = ExplodedList(differ.compiled)
    use = FieldUse(width: differ.compiled.fields.width)
    deepUse = DeepUse(differ.compiled.judged, differ.compiled.fields)
    self.isIncremental = isIncremental
    lists = EndlessList(compiled.dataType.patience)
    printer = differ.compiled.printer
  }

  /// Source records that the vendor can have counted, each once.
  var distinctSources: Int { compiled.parentKey == nil ? differ.distinct : parents.count }

  /// True if the vendor delivered nothing at all; parents without a child that is a record are something.
  var isEmpty: Bool { differ.counts.received == 0 && parents.isEmpty }

  /// What the fetch that has ended came to, in numbers.
  func reading(_ end: FetchEnd) -> Reading {
    let isExploded = compiled.parentKey != nil
    var reading = Reading(
      total: end.total, saysShort: end.saysShort, received: isExploded ? parentsReceived : received,
      distinct: distinctSources, nameless: differ.recordsWithoutID, isOneAnswer: end.isOneAnswer,
      isConfirmedEmpty: end.confirmedEmpty, provesFullRights: end.provedFullRights)
    guard reading.repeats != nil else { return reading }
    if isExploded { for parent in parents { reading.ids.add(parent) } } else { reading.ids = differ.table.sumOfSeen }
    reading.repeated = isExploded ? parentsRepeated : differ.repeated
    return reading
  }

  func take(_ page: DecodedPage) throws {
    let (distinct, nameless) = (distinctSources, namelessSources)
    try takeRecords(page)
    let new = distinctSources - distinct
    let known = page.slots.count - new - (namelessSources - nameless)
    endless = lists.take(page, new: new, known: known)
  }

  /// Source records without an id.
  private var namelessSources: Int { compiled.parentKey == nil ? differ.recordsWithoutID : namelessParents }

  private func takeRecords(_ page: DecodedPage) throws {
    differ.isBuilt = page.isBuilt
    if page.slots.loneSurrogates > 0 {
      try differ.report(
        Problem(
          reason:
            "Page \(page.number): \(page.slots.loneSurrogates) characters are half of a pair; they are stored as �."))
    }
    if exploded == nil { use.add(page.use) }
    guard compiled.parentKey != nil else {
      printer.print(page.slots, in: page.buffer, into: &prints)
      return try differ.receive(page, prints) { deepUse.add($0) }
    }
    parentsReceived += page.slots.count
    for record in 0..<page.slots.count {
      let kind = page.slots.record(record).kind
      guard kind == .object else {
        namelessParents += 1
        try differ.receiveShapeless(kind)
        continue
      }
      try explode(page.slots.row(record), of: page)
    }
  }

  private func explode(_ parent: UnsafeBufferPointer<JSONSlot>, of page: DecodedPage) throws {
    guard let parentKey = compiled.parentKey else { return }
    guard exploded?.readKey(parentKey, of: parent, page.buffer, into: &parentID) == true else {
      namelessParents += 1
      return try differ.receiveParentless(compiled.dataType.primaryKey.map(\.description))
    }
    let hash = parentID.withUnsafeBytes { compiled.idHash.hash($0).lo }
    if !parents.insert(hash).inserted { parentsRepeated.add(hash) }
    guard let list = exploded?.list(in: parent) else {
      silentParents.insert(hash)
      return try noteMissingList(in: parent)
    }
    parentsWithList += 1
    let path = exploded?.path ?? ""
    try exploded?.forEachChild(of: parent, list: list, page.buffer) { child, row in
      guard let row else { return try differ.receiveShapeless(child.kind, of: parentID, at: path) }
      use.add(row)
      deepUse.add(row)
      try differ.receive(row, printer.print(of: row.slots, in: row.page))
    }
    if isIncremental { try noteOrphans() }
  }

  /// How often each API field that can change an outcome had a value, in the order in which they are read; none if nothing
  /// came. A list that is only led through is told by what it was led to.
  var fillRates: [FillRate] { (listRate.map { $0.received > 0 ? [$0] : [] } ?? []) + fieldRates }

  private var fieldRates: [FillRate] {
    guard use.rows > 0 else { return [] }
    let plain = Set(compiled.judged.filter(\.isPlain).map { compiled.fields.position(of: $0) })
    return compiled.fields.judged.flatMap { path, position in
      let deep = deepUse.paths.indices.filter { deepUse.paths[$0].position == position }
      let whole = [FillRate(path: path, filled: use.filled[position], received: use.rows)]
      return (plain.contains(position) ? whole : [])
        + deep.map {
          FillRate(path: deepUse.paths[$0].path.description, filled: deepUse.filled[$0], received: use.rows)
        }
    }
  }

  /// Tells a parent where something else stands than a list; a missing one is nothing to tell of a single parent.
  private func noteMissingList(in parent: UnsafeBufferPointer<JSONSlot>) throws {
    guard let exploded, case let kind = exploded.kind(in: parent), kind != .missing, kind != .null else { return }
    oddLists += 1
    try differ.report(
      Problem(
        record: String(decoding: parentID, as: UTF8.self), field: "^\(exploded.path)",
        reason:
          "'\(exploded.path)' is \(kind.phrase), not a list: nothing was taken from it, and what is stored of it stays as"
          + " it is."))
  }

  /// How many source records had the list that the records stand in, by its path; nil where they stand in none.
  var listRate: FillRate? {
    exploded.map { FillRate(path: "^\($0.path)", filled: parentsWithList, received: parentsReceived - namelessParents) }
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
