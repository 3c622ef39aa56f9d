import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Decides for each received record what becomes of it, and spools what must be written.
///
/// Lives for one run, on one thread. Reads the store in short statements of its own and never holds a transaction, so
/// nobody waits for the vendor.
final class Differ {
  let store: EventStore
  let config: DataConfig
  let compiled: CompiledConfig
  let spool: Spool
  /// Where every problem of a preview goes.
  let log: ProblemLog?
  var table: PrintTable
  private(set) var references: ReferenceIndex?
  /// The line of the change log up to which what records point at is known here.
  private(set) var referencesJudged: Int64?
  private var hasLostReferences = false
  private(set) var kept = KeptIndex()
  private var erased = ErasedIndex()
  var counts = RunCounts()
  var problems: [Problem] = []
  var problemCount = 0
  /// How many problems of a record are counted and not kept, by the hash of its id.
  private var unkeptProblems: [UInt64: Int] = [:]
  /// Live records before the run.
  private(set) var liveBefore = 0
  var liveSeen = 0
  private(set) var skippedBefore = 0
  var skippedSeen = 0
  var recordsWithoutID = 0
  /// Characters that were taken out of values (DESIGN §2, rule 5).
  var strays = 0
  /// Ids seen in this run, each once.
  private(set) var distinct = 0
  /// Of the ids that came again, each time they did.
  var repeated = IDSum()
  /// Live records that the skip rule names, and those of them whose deletion an earlier run holds.
  var leaving = 0
  var leavingHeld = 0
  /// Live records that go because what they point at was erased.
  var erasing = 0
  /// Entries that a newer duplicate replaced.
  var superseded: Set<UInt32> = []
  /// Hashes of pending records that were seen and are no longer pending.
  var settled: Set<UInt64> = []
  private(set) var pending = PendingIndex()
  /// What a run goes by of a creation or deletion that an earlier one holds.
  struct Held {
    let id: [UInt8]
    let hash: UInt64
    let isDeletion: Bool
    let run: Int64
  }

  private(set) var held: [Held] = []
  /// Hashes of records whose creation, or deletion, an earlier run holds.
  private(set) var heldCreations: Set<UInt64> = []
  private(set) var heldDeletions: Set<UInt64> = []
  /// True if a person decided on deletions and left creations held that were held along with them.
  private(set) var leftCreationsHeld = false
  /// How many of the created records an earlier run holds.
  var heldAgain = 0
  var createdExamples: [RecordExample] = []
  var updatedExamples: [RecordExample] = []
  static let examplesKept = 5
  static let problemsKept = EventStore.problemsKept

  /// Makes the fingerprints that stored records were given by an earlier version of the program; nil where nothing is to be
  /// known of that.
  var earlier: RecordPrinter?
  /// Stored records that came as they were when they were last judged, by that earlier version; and those of them that came
  /// to something else now.
  private(set) var recognized = 0
  private(set) var judgedOtherwise = 0
  /// True if the record at hand is one of them.
  private(set) var isRecognized = false
  /// Whether the records that come now were built by the connector of others.
  var isBuilt = false
  private var isLoaded = false
  // Scratch of one record, shared by this class's own files.
  var offer = Offer()
  var id: [UInt8] = []
  var referenceID: [UInt8] = []
  /// What the record points at, as the store keeps it.
  var referenceText: [UInt8] = []
  var body: [UInt8] = []
  /// What of the record's offers is not taken, as the spool has it.
  var untaken: [UInt8] = []
  /// Fields of the record that a person decided on and for which the vendor has none.
  var keptWithoutOffer: [Int] = []
  var ranges: [Range<Int>] = []
  var hashes: [UInt64] = []

  init(store: EventStore, config: DataConfig, compiled: CompiledConfig, spool: Spool, log: ProblemLog?) {
    self.store = store
    self.config = config
    self.compiled = compiled
    self.spool = spool
    self.log = log
    table = PrintTable(expecting: 0)
  }

  /// Loads what is stored; the first thing to call, best while the vendor is already asked. Does nothing when called
  /// again.
  func load(_ stored: StoredPrints) throws {
    guard !isLoaded else { return }
    isLoaded = true
    let idHash = compiled.idHash
    if !compiled.references.isEmpty {
      // First: what changes while the rest is read is looked at again by the next run.
      referencesJudged = try store.lastChange()
      let before = try store.referencesJudged(config.id)
      hasLostReferences =
        try before.map { try store.hasDeletion(fromWhat: compiled.dataType, of: config, after: $0) } ?? true
      references = try ReferenceIndex(store: store, config: config, compiled: compiled)
    }
    kept = try KeptIndex(store: store, config: config.id, idHash: idHash)
    erased = try ErasedIndex(store: store, config: config, identity: compiled.identity)
    pending = try PendingIndex(store: store, config: config.id, idHash: idHash, references: references)
    for hold in try store.holds(of: config.id) {
      let id = Array(hold.record.utf8)
      let hash = id.withUnsafeBytes { idHash.hash($0).lo }
      held.append(Held(id: id, hash: hash, isDeletion: hold.isDeletion, run: hold.run))
      if hold.isDeletion { heldDeletions.insert(hash) } else { heldCreations.insert(hash) }
      if hold.decided > 0 { leftCreationsHeld = true }
    }
    let content = try stored.take()
    (liveBefore, skippedBefore) = (content.live, content.skipped)
    table = content.table
  }

  /// Forgets everything of this run, to fetch once more.
  func restart() throws {
    table.forgetRun()
    try spool.removeAll()
    try log?.removeAll()
    counts = RunCounts()
    problems = []
    problemCount = 0
    unkeptProblems = [:]
    (liveSeen, skippedSeen, recordsWithoutID, distinct, leaving, leavingHeld, heldAgain) = (0, 0, 0, 0, 0, 0, 0)
    erasing = 0
    strays = 0
    repeated = IDSum()
    superseded = []
    settled = []
    createdExamples = []
    updatedExamples = []
    (recognized, judgedOtherwise) = (0, 0)
  }

  /// Does `body` with a record that must be judged, knowing whether only the program is another than when it last was.
  func recognizing(_ row: RecordRow, at index: Int, _ body: () throws -> Void) throws {
    guard table.status(at: index) != .new, let print = earlier?.print(of: row.slots, in: row.page) else {
      return try body()
    }
    let stored = table.print(at: index)
    // One bit says that a value was left out.
    isRecognized = stored.hi == print.hi & PrintTable.printMask && (stored.lo | 1) == (print.lo | 1)
    defer { isRecognized = false }
    let updated = counts.updated
    try body()
    guard isRecognized else { return }
    recognized += 1
    if counts.updated > updated { judgedOtherwise += 1 }
  }

  func countDistinct() { distinct += 1 }

  func report(_ problem: Problem) throws {
    problemCount += 1
    try log?.append(problem)
    if problems.count < Self.problemsKept {
      problems.append(problem)
    } else if !problem.record.isEmpty, !problem.isDuplicate {
      unkeptProblems[hash(of: problem.record), default: 0] += 1
    }
  }

  /// Takes back what was said of the record at hand, but not that it came twice.
  func forgetProblems() throws {
    let before = problems.count
    problems.removeAll { $0.record.utf8.elementsEqual(id) && !$0.isDuplicate }
    problemCount -= before - problems.count + (unkeptProblems.removeValue(forKey: hashOfID) ?? 0)
    try log?.forget(id)
  }

  private func hash(of record: String) -> UInt64 {
    Array(record.utf8).withUnsafeBytes { compiled.idHash.hash($0).lo }
  }

  /// True if stored records may point at one that is not stored any more: one left since that was last looked at, or
  /// deletions are held, which may be for that.
  var mayHaveLostReferences: Bool {
    !compiled.references.isEmpty && (hasLostReferences || !heldDeletions.isEmpty)
  }

  /// True if a record that is stored as it comes needs no second look: nobody decided on any, none was erased or waits for
  /// another, and none was built of others.
  var settlesAtOnce: Bool {
    compiled.references.isEmpty && kept.isEmpty && erased.isEmpty && pending.isEmpty && !isBuilt
  }

  /// When the record changed, by its own word; `Int64.min` if that does not matter or is not known.
  @inline(__always)
  func time(of row: RecordRow) -> Int64 {
    guard let place = compiled.modified else { return .min }
    return ModifiedTime.microseconds(row.slots[place], of: row.page) ?? .min
  }

  /// Takes one record with its fingerprint.
  func receive(_ row: RecordRow, _ offered: Fingerprint128) throws {
    counts.received += 1
    guard compiled.key.read(row, into: &id), !isReplaced(id) else { return try receiveNameless(row) }
    let whole = id.withUnsafeBytes { compiled.idHash.hash($0) }
    guard !erased.contains(whole) else { return try receiveErased(whole) }
    guard id.count <= RecordID.longest else { return try receiveLong(whole.lo) }
    let hash = whole.lo
    let print = Fingerprint128(lo: offered.lo, hi: offered.hi & PrintTable.printMask)
    let index = table.place(of: hash)
    let time = time(of: row)
    if table.isSeen(at: index) {
      counts.duplicated += 1
      repeated.add(hash)
      let replaces = compiled.dedupe == .last || time > table.time(at: index)
      try reportDuplicate(row, print, at: index, replaces: replaces)
      guard replaces else { return }
      try retract(at: index)
    } else {
      countDistinct()
      table.markSeen(at: index)
      switch table.status(at: index) {
      case .live: liveSeen += 1
      case .skipped: skippedSeen += 1
      case .new, .gone: break
      }
    }
    table.setTime(time, at: index)
    try judge(row, print, hash, at: index)
  }
}
