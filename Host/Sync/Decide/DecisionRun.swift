import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// A run that a person decides on and that asks no vendor: approval, discard, undo, edit, release. One transaction; all of
/// it or nothing. The caller holds the config's lock.
struct DecisionRun {
  let host: PatchbayHost
  let store: EventStore
  let config: DataConfig

  /// What a decision did beside what it wrote.
  struct Outcome {
    /// Records that it was asked to change and left as they are.
    var leftAlone = 0
    /// One sentence.
    var reason = ""
    var problems: [Problem] = []
    var problemCount = 0

    mutating func report(_ problem: Problem) {
      problemCount += 1
      if problems.count < EventStore.problemsKept { problems.append(problem) }
    }
  }

  /// Does what `body` writes as one run. In its counts, received are the records that were decided on and did not leave;
  /// held are those of the config that still wait. `undone` is the run that it undoes.
  func perform(
    _ kind: RunKind, undoing undone: Int64? = nil, _ body: (inout RecordWriter, inout Outcome, Run) throws -> Void
  ) throws -> RunResult {
    let started = host.now
    try store.markInterrupted(config: config.id, at: started)
    var run = try store.begin(kind, config: config, forced: false, undoing: undone, at: started)
    // What is writing ends as planned.
    host.interruption.begin()
    defer { host.interruption.end() }
    var outcome = Outcome()
    do {
      try store.database.write {
        var records = try RecordWriter(store: store, config: config.id, run: run.id)
        try body(&records, &outcome, run)
        let held = try store.heldCounts(of: config.id)
        run.counts.created = records.created
        run.counts.updated = records.updated
        run.counts.deleted = records.left
        run.counts.unchanged = outcome.leftAlone
        run.counts.heldDeletions = held.deletions
        run.counts.heldCreations = held.creations
        run.counts.received =
          records.created + records.updated + outcome.leftAlone + run.counts.heldCreations
        run.status = outcome.problemCount > 0 || held.deletions + held.creations > 0 ? .partial : .completed
        run.reason = outcome.reason
        run.finished = host.now
        try store.bumpRevision(of: config.id)
        // What it points at may have left while it was held or gone.
        if records.created > 0 { try store.setReferencesJudged(upTo: nil, of: config.id) }
        try store.finish(run, problems: outcome.problems, problemCount: outcome.problemCount)
      }
    } catch {
      run.counts = RunCounts()
      run.status = error is InputRefused ? .refused : .failed
      run.reason = "\(error)"
      run.finished = host.now
      // The store may be what failed; then the row stays open and the next run marks it interrupted.
      try? store.finish(run, problems: [], problemCount: 0)
      throw error
    }
    let result = RunResult(
      run: run, problems: outcome.problems, problemCount: outcome.problemCount, createdExamples: [],
      updatedExamples: [], fault: nil, fetched: started, stored: nil)
    return result.following { result in
      result.stored = try store.stateCounts(of: config.id).live
      result.kept = try KeptList(store: store, config: config)
    }
  }

  // MARK: Keeping

  /// Sees to it that later runs leave a field as it is now: `value` is what it holds, `before` what it held.
  ///
  /// Nothing is kept if that is what the vendor offers, or if nothing is mapped to the field.
  func keep(
    _ slot: Int, of record: [UInt8], value: [UInt8], before: [UInt8], _ run: Run, _ slots: Slots
  ) throws {
    let earlier = try store.kept(of: record, in: config.id).first { $0.subject == .field(slot: slot) }
    let offered = try earlier?.offered ?? untaken(slot, of: record, slots.modes[slot]) ?? before
    if slots.kinds.areSame(value, offered, in: slot) || slots.modes[slot] == nil {
      try store.endKept(.field(slot: slot), of: record, in: config.id)
    } else {
      try store.keep(
        Kept(record: record, subject: .field(slot: slot), offered: offered, run: run.id, since: run.started),
        in: config.id)
    }
  }

  /// The value that the vendor offers for a field whose mode does not take it; nil if what the field held was the vendor's
  /// last offer, as far as is known.
  private func untaken(_ slot: Int, of record: [UInt8], _ mode: MappingMode?) throws -> [UInt8]? {
    guard mode == .onlyIfEmpty || mode == .onlyOnCreate else { return nil }
    return try store.untaken(of: record, in: config.id)[slot].flatMap { $0 == StoredValues.null ? nil : $0 }
  }

  /// What is known of the metadata slots.
  struct Slots {
    /// The mode of each that something is mapped to.
    let modes: [Int: MappingMode]
    let names: [Int: String]
    let kinds: SlotKinds
  }

  func slots() throws -> Slots {
    let modes = Dictionary(try store.mapping(of: config.id).map { ($0.target, $0.mode) }) { first, _ in first }
    let metadata = try store.metadata(of: config.fpType)
    return Slots(
      modes: Dictionary(metadata.compactMap { field in modes[field.name].map { (field.slot, $0) } }) { first, _ in first
      },
      names: Dictionary(metadata.map { ($0.slot, $0.name) }) { first, _ in first }, kinds: SlotKinds(metadata))
  }
}
