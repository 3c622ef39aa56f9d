import Foundation
import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Turns what a fetch delivered and how it ended into a plan: completeness, absence, guard, status.
struct PlanMaker {
  let differ: Differ
  let intake: PageIntake
  let isIncremental: Bool
  /// What came, in numbers, and what that says of stored records that did not come.
  let reading: Reading
  /// How many records an earlier run found the vendor to count each time that it delivers them.
  let knownRepeats: Int?
  let completeness: Completeness
  let now: Double
  /// Records that the vendor itself said are gone.
  let tombstones: Tombstones
  /// True if no person asked for the run.
  let isAutomatic: Bool
  /// True if nothing may leave because the vendor lacks it, be it one record.
  let holdsAbsences: Bool

  /// Makes the plan of a fetch that ended well or that the vendor cut off.
  func make(_ end: FetchEnd) throws -> SyncPlan {
    var plan = SyncPlan(
      counts: RunCounts(), problems: [], problemCount: 0, status: .completed, reason: "", fault: nil,
      spool: differ.spool, superseded: [], deletes: false, holdsDeletions: false, holdsCreations: false,
      holdReason: "", isComplete: false, settled: [], released: [], judgesAbsence: false, holdsAgain: true, cursor: nil,
      repeats: nil, outcome: differ.compiled.outcome, limits: differ.config.limits, revision: differ.config.revision,
      createdExamples: [], updatedExamples: [],
      fetched: now, live: differ.liveBefore,
      fillRates: isIncremental ? [] : intake.fillRates, log: differ.log)
    if end.outcome == .complete {
      plan.isComplete = true
      // A cursor that has moved past records which did not come, or cannot be told apart, would lose them.
      plan.cursor = completeness.movesCursor ? end.cursor : nil
      plan.repeats = completeness.repeats
      plan.hasSeenAll = differ.liveSeen >= differ.liveBefore
      try reportCollapses(&plan)
    }
    for target in differ.compiled.mapping.missingMetadata {
      try differ.report(
        Problem(
          field: target,
          reason: "'\(target)' is mapped, but the event has no \(differ.config.fpType.rawValue) field of this name: its"
            + " values were left out."))
    }
    let came = Came(differ)
    var leaving = differ.leaving
    var absence = Absence()
    var words: [Said] = []
    switch end.outcome {
    case .complete:
      if isIncremental, Completeness.mayLack(reading, known: knownRepeats) {
        try say(Completeness.sentence(differing: reading), &words)
      }
      absence = try absences(end, &words)
      leaving = differ.leaving + absence.leaving
      plan.judgesAbsence = absence.isJudged
    case .vendorFailed(let fault):
      plan.fault = fault
      // Nothing leaves in a run that was cut; records that the skip rule names stay until the next complete one.
      leaving = 0
      if came.received > 0 { try judgeWaiting(&absence, doubtful: true, isListCertain: false, []) }
    case .cancelled, .cursorRefused, .connectorFailed, .refused: leaving = 0
    }
    plan.counts = differ.counts
    if let fault = plan.fault, came.received == 0 {
      plan.status = .failed
      plan.reason = Said(fault.sentence)
      return plan
    }
    plan.released = try released(plan)
    let standing = try standing(plan, absence)
    if plan.isComplete {
      let limits = DeletionGuard(limits: differ.config.limits)
      let verdict = limits.judge(
        deletions: leaving, missing: absence.missing + absence.heldForDoors, creations: plan.counts.created,
        stored: differ.liveBefore,
        recentlyDeleted: try differ.store.deletedUnasked(from: differ.config.id, since: now - 86_400))
      plan.holdsDeletions = verdict.holdsDeletions
      plan.holdsCreations = verdict.holdsCreations
      plan.holdReason = verdict.reason
      plan.deletes = !verdict.holdsDeletions
      // What is held stays held until a person decides, even when there are few left.
      plan.counts.heldDeletions = verdict.holdsDeletions ? leaving : differ.leavingHeld + absence.leavingHeld.count
      plan.counts.deleted = leaving - plan.counts.heldDeletions + differ.erasing
      if verdict.holdsCreations {
        plan.counts.heldCreations = plan.counts.created
        plan.counts.created = 0
      }
      if absence.heldForDoors > 0 {
        plan.counts.heldDeletions += absence.heldForDoors
        let records = absence.heldForDoors == 1 ? "1 stored record" : "\(absence.heldForDoors.grouped) stored records"
        words.insert(
          "Held for approval: the vendor lacks \(records). \(SyncPlan.doorsReason) See 'patchbay deletions list'.",
          at: 0)
      }
      // New ids must not come in beside the old ones: held creations wait while anything lacks that may be the same, and for
      // a person once one has decided on that.
      plan.holdsAgain =
        !plan.judgesAbsence || plan.counts.heldDeletions + standing.deletions > 0 || differ.leftCreationsHeld
        || limits.exceeded(absence.keptIn, of: differ.liveBefore) != nil
      if !verdict.holdsDeletions { words += wordsOnLeft(absence) }
      if !verdict.reason.isEmpty {
        words.insert("Held for approval: \(verdict.reason) See 'patchbay deletions list'.", at: 0)
      }
    }
    if plan.holdsAgain, !plan.holdsCreations {
      plan.counts.heldCreations = differ.heldAgain
      plan.counts.created -= differ.heldAgain
    }
    // What this run did not look at waits still. Creations that it did not receive are none of its records.
    plan.counts.heldDeletions += standing.deletions
    if let held = heldBefore(plan, absence, standing) { words.insert(Said(held), at: 0) }
    plan.problems = differ.problems
    plan.problemCount = differ.problemCount
    plan.superseded = differ.superseded
    plan.createdExamples = differ.createdExamples
    plan.updatedExamples = differ.updatedExamples
    let settled = differ.settled.union(absence.dropped)
    if !settled.isEmpty {
      try differ.store.forEachPending(of: differ.config.id) { id, _ in
        if settled.contains(differ.compiled.idHash.hash(id).lo) { plan.settled.append(Array(id)) }
      }
    }
    if plan.isComplete { plan.referencesJudged = differ.referencesJudged }
    if let fault = plan.fault {
      plan.status = .incomplete
      plan.reason = .joined([cut(fault, came, end)] + words)
    } else {
      let isPartial =
        plan.problemCount > 0 || plan.counts.invalid > 0 || plan.counts.heldDeletions > 0
        || plan.counts.heldCreations + standing.creations > 0
      plan.status = isPartial ? .partial : .completed
      plan.reason = .joined(words)
    }
    if differ.strays > 0 { plan.reason = .joined([plan.reason, Said(strays)]) }
    return plan
  }

  private var strays: String {
    differ.strays == 1
      ? "1 character that cannot be seen was taken out of the values."
      : "\(differ.strays.grouped) characters that cannot be seen were taken out of the values."
  }

  func isLiveAndUnseen(_ id: [UInt8]) -> Bool {
    guard let index = differ.table.find(hash(id)), !differ.kept.keepsIn(hash(id)) else { return false }
    return differ.table.status(at: index) == .live && !differ.table.isSeen(at: index)
  }

  func isSeen(_ id: [UInt8]) -> Bool {
    differ.table.find(hash(id)).map { differ.table.isSeen(at: $0) } ?? false
  }

  func hash(_ id: [UInt8]) -> UInt64 { id.withUnsafeBytes { differ.compiled.idHash.hash($0).lo } }

  func write(_ action: SpoolAction, _ id: [UInt8]) throws {
    try id.withUnsafeBytes { try write(action, $0, row: 0) }
  }

  func write(_ action: SpoolAction, _ id: UnsafeRawBufferPointer, row: Int64) throws {
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    _ = try differ.spool.append(
      SpoolEntry(
        action: action, print: Fingerprint128(lo: 0, hi: 0), row: row, id: id, body: nothing, references: nothing,
        notes: nothing, offers: nothing))
  }
}
