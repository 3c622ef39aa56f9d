import HostModel
import HostStorage
import RecordJSON

/// Writes the entries of a plan, inside the applier's transaction.
struct PlanWriter {
  private let store: EventStore
  private let config: Int64
  private let plan: SyncPlan
  private let run: Run
  private var records: RecordWriter
  private var heldCreations = 0
  /// Records that are to be taken out of the file, with all that is known of them: last, for the lines of the change log
  /// that go must leave no numbers to those that this run writes.
  private var erased: [[UInt8]] = []
  /// True if it is known of any record that something was offered and not taken.
  private let hasUntaken: Bool
  /// What was held before this run, by id.
  private let earlier: [[UInt8]: Hold]

  init(store: EventStore, config: DataConfig, plan: SyncPlan, run: Run) throws {
    self.store = store
    self.config = config.id
    self.plan = plan
    self.run = run
    records = try RecordWriter(store: store, config: config.id, run: run.id)
    hasUntaken = try store.hasUntaken(of: config.id)
    earlier = Dictionary(try store.holds(of: config.id).map { (Array($0.record.utf8), $0) }) { first, _ in first }
    try begin()
  }

  /// Clears what this run makes anew.
  private func begin() throws {
    let database = store.database
    if plan.judgesAbsence { try database.run("DELETE FROM absent WHERE config=?", .integer(config)) }
    for id in plan.released { try store.endHold(String(decoding: id, as: UTF8.self), of: config) }
    for id in plan.settled {
      try database.run(
        "DELETE FROM pending WHERE config=? AND rid=?", .integer(config), .text(String(decoding: id, as: UTF8.self)))
    }
  }

  mutating func write(_ entry: SpoolEntry) throws {
    switch entry.action {
    case .create, .createHeld:
      if plan.holds(entry.action) { try hold(entry, .creation) } else { try create(entry) }
    case .update:
      try records.update(entry.id, entry.print, entry.body, row: entry.row, references: entry.references)
      try settleOffers(entry)
    case .touch:
      try records.touch(entry.id, entry.print, references: entry.references)
      try settleOffers(entry)
    case .skip: try records.skip(entry.id, entry.print)
    case .keep: break
    case .pend, .wait:
      try pend(entry)
      try records.skip(entry.id, entry.print)
    case .leaveErased:
      // A run that was cut deletes nothing.
      if plan.isComplete { erased.append(Array(entry.id)) }
    case .delete, .deleteSkipped, .leaveToWait, .leaveToPend:
      // Also while its deletion is held: then it waits from the moment that a person approves.
      if entry.action == .leaveToWait || entry.action == .leaveToPend { try pend(entry) }
      // What is held stays held until a person decides.
      if plan.holdsDeletions || plan.deletes && isHeldDeletion(entry) {
        try hold(entry, entry.action == .delete ? .absence : .skipped)
        // The next run need not find out again that it is missing.
        if entry.action == .delete { try markAbsent(entry) }
      } else if plan.deletes {
        try records.leave(entry.id, skippedAs: entry.action.leavesDelivered ? entry.print : nil)
      }
    case .holdAbsent:
      try hold(entry, .absence, SyncPlan.doorsReason)
      try markAbsent(entry)
    case .eraseRest: erased.append(Array(entry.id))
    case .forget: try records.forgetSkipped(entry.id)
    case .markAbsent: try markAbsent(entry)
    case .renewKept:
      guard let subject = Kept.Subject(code: entry.row) else { throw store.damaged("a kept plan", String(entry.row)) }
      try store.renewKept(subject, of: Array(entry.id), in: config, offered: Array(entry.body))
      if subject == .creation { try records.touch(entry.id, entry.print) }
    }
  }

  /// Compares what was written with what the plan counted: a mistake here must not become a wrong "completed".
  mutating func finish() throws {
    try erase()
    let counts = plan.counts
    // Deletions wait whether this run held them or an earlier one; creations are counted if they came.
    let heldDeletions = try store.heldCounts(of: config).deletions
    guard records.created == counts.created, records.updated == counts.updated, records.left == counts.deleted,
      heldDeletions == counts.heldDeletions, heldCreations == counts.heldCreations, counts.addUp
    else {
      throw PlanMismatch(
        planned: [counts.created, counts.updated, counts.deleted, counts.heldDeletions, counts.heldCreations],
        written: [records.created, records.updated, records.left, heldDeletions, heldCreations])
    }
  }

  private mutating func create(_ entry: SpoolEntry) throws {
    try records.create(entry.id, entry.print, entry.body, row: entry.row, references: entry.references)
    try settleOffers(entry)
  }

  private mutating func erase() throws {
    guard !erased.isEmpty else { return }
    for id in erased {
      try id.withUnsafeBytes { try records.erase($0) }
      try store.unname(id, in: config)
    }
    try store.forgetOutput()
    try store.forgetHistoryMark()
    try store.leaveTraces()
  }

  /// Ends what was kept against an offer that the vendor does not make any more, and writes down what it offers now and
  /// is not taken.
  private func settleOffers(_ entry: SpoolEntry) throws {
    for subject in entry.endedKept { try store.endKept(subject, of: Array(entry.id), in: config) }
    guard let untaken = entry.untaken, hasUntaken || !untaken.isEmpty else { return }
    try store.setUntaken(untaken, of: entry.id, in: config, replacing: hasUntaken)
  }

  private func isHeldDeletion(_ entry: SpoolEntry) -> Bool {
    !earlier.isEmpty && earlier[Array(entry.id)]?.isDeletion == true
  }

  private func markAbsent(_ entry: SpoolEntry) throws {
    let statement = try store.database.statement("INSERT OR REPLACE INTO absent VALUES(?,?,?)")
    statement.bind(config, at: 1)
    statement.bind(borrowing: entry.id, at: 2)
    statement.bind(run.id, at: 3)
    try statement.run()
  }

  private mutating func hold(_ entry: SpoolEntry, _ kind: Hold.Kind, _ reason: String? = nil) throws {
    let statement = try store.database.statement("INSERT OR REPLACE INTO hold VALUES(?,?,?,?,?,?,?,?,?,?,?)")
    statement.bind(config, at: 1)
    statement.bind(borrowing: entry.id, at: 2)
    statement.bind(kind.rawValue, at: 3)
    let before = earlier.isEmpty ? nil : earlier[Array(entry.id)]
    statement.bind(before?.run ?? run.id, at: 4)
    statement.bind(.real(before?.since ?? run.started), at: 5)
    let words = reason ?? (plan.holdReason.isEmpty ? before?.reason ?? "" : plan.holdReason)
    statement.bind(.text(words), at: 6)
    statement.bind(Int64(bitPattern: entry.print.lo), at: 7)
    statement.bind(Int64(bitPattern: entry.print.hi), at: 8)
    if kind == .creation { statement.bind(borrowing: entry.body, at: 9) } else { statement.bindNull(at: 9) }
    if entry.references.isEmpty {
      statement.bindNull(at: 10)
    } else {
      statement.bind(borrowing: entry.references, at: 10)
    }
    statement.bind(Int64(before?.decided ?? 0), at: 11)
    try statement.run()
    if kind == .creation { heldCreations += 1 }
  }

  /// Keeps a record to try again: with what the vendor offers, or, where that is not said, as it is stored, unless
  /// something newer waits already.
  private func pend(_ entry: SpoolEntry) throws {
    let isAsStored = entry.body.isEmpty
    let statement = try store.database.statement(
      "INSERT OR \(isAsStored ? "IGNORE" : "REPLACE") INTO pending VALUES(?,?,?,?,?,?,?,?)")
    statement.bind(config, at: 1)
    statement.bind(borrowing: entry.id, at: 2)
    if isAsStored { statement.bind(.text("[]"), at: 3) } else { statement.bind(borrowing: entry.body, at: 3) }
    statement.bind(borrowing: entry.references, at: 4)
    statement.bind(borrowing: entry.notes, at: 5)
    statement.bind(run.id, at: 6)
    statement.bind(Int64(bitPattern: entry.print.lo), at: 7)
    statement.bind(Int64(bitPattern: entry.print.hi), at: 8)
    try statement.run()
  }
}
