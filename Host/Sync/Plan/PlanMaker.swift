import Foundation
import HostModel
import HostStorage
import RecordJSON

/// Turns what a fetch delivered and how it ended into a plan: completeness, absence, guard, status.
struct PlanMaker {
  let differ: Differ
  let intake: PageIntake
  let isIncremental: Bool
  let now: Double
  /// Ids of records that the vendor itself said are gone.
  let tombstones: [[UInt8]]

  /// True if the vendor announced another number of records than it delivered, so that the fetch is worth repeating.
  func isShort(_ end: FetchEnd) -> Bool {
    guard end.outcome == .complete, !isIncremental, let total = end.total else { return false }
    return total != UInt64(intake.distinctSources)
  }

  /// Makes the plan of a fetch that ended well or that the vendor cut off.
  func make(_ end: FetchEnd) throws -> SyncPlan {
    var plan = SyncPlan(
      counts: RunCounts(), problems: [], problemCount: 0, status: .completed, reason: "", fault: nil,
      spool: differ.spool, superseded: [], deletes: false, holdsDeletions: false, holdsCreations: false,
      holdReason: "", isComplete: false, settled: [], released: [], judgesAbsence: false, cursor: nil,
      outcome: differ.compiled.outcome, revision: differ.config.revision, createdExamples: [], updatedExamples: [],
      fetched: now, live: differ.liveBefore)
    for target in differ.compiled.mapping.missingMetadata {
      differ.report(
        Problem(
          field: target,
          reason: "'\(target)' is mapped, but the event has no \(differ.config.fpType.rawValue) field of this name: its"
            + " values were left out."))
    }
    var leaving = differ.leaving
    var absence = Absence()
    var words: [String] = []
    switch end.outcome {
    case .complete:
      plan.isComplete = true
      // A cursor that has moved past records which did not come, or cannot be told apart, would lose them.
      plan.cursor = isCountWrong(end) || differ.recordsWithoutID > 0 ? nil : end.cursor
      absence = try absences(end, &words)
      leaving += absence.leaving
      plan.judgesAbsence = absence.isJudged
    case .vendorFailed(let fault):
      plan.fault = fault
      // Nothing leaves in a run that was cut; records that the skip rule names stay until the next complete one.
      leaving = 0
    case .cancelled, .cursorRefused, .connectorFailed: leaving = 0
    }
    plan.counts = differ.counts
    if let fault = plan.fault, differ.counts.received == 0 {
      plan.status = .failed
      plan.reason = fault.sentence
      return plan
    }
    if plan.isComplete {
      let verdict = DeletionGuard(limits: differ.config.limits).judge(
        deletions: leaving, missing: absence.missing, creations: plan.counts.created, stored: differ.liveBefore,
        recentlyDeleted: try differ.store.deleted(from: differ.config.id, since: now - 86_400))
      plan.holdsDeletions = verdict.holdsDeletions
      plan.holdsCreations = verdict.holdsCreations
      plan.holdReason = verdict.reason
      plan.deletes = !verdict.holdsDeletions
      if verdict.holdsDeletions { plan.counts.heldDeletions = leaving } else { plan.counts.deleted = leaving }
      if verdict.holdsCreations {
        plan.counts.heldCreations = plan.counts.created
        plan.counts.created = 0
      }
      if !verdict.reason.isEmpty {
        words.insert("Held for approval: \(verdict.reason) See 'patchbay deletions list'.", at: 0)
      }
    }
    if !plan.judgesAbsence, !plan.holdsCreations {
      // A run that cannot tell whether the old ids are gone must not let the new ones in beside them.
      plan.counts.heldCreations = differ.heldAgain
      plan.counts.created -= differ.heldAgain
    }
    plan.problems = differ.problems
    plan.problemCount = differ.problemCount
    plan.superseded = differ.superseded
    plan.createdExamples = differ.createdExamples
    plan.updatedExamples = differ.updatedExamples
    if !differ.pendingHashes.isEmpty {
      let settled = differ.settled.union(absence.dropped)
      plan.settled = try differ.store.pending(of: differ.config.id).map(\.id).filter { settled.contains(hash($0)) }
    }
    plan.released = try released(plan)
    if let fault = plan.fault {
      plan.status = .incomplete
      let count = differ.counts.received
      let of = end.total.map { " of \($0)" } ?? ""
      let read = count == 1 ? "1\(of) record was read; it is kept" : "\(count)\(of) records were read; they are kept"
      plan.reason = "\(fault.sentence) Before that \(read), and nothing was deleted."
    } else {
      let isPartial =
        plan.problemCount > 0 || plan.counts.invalid > 0 || plan.counts.heldDeletions > 0
        || plan.counts.heldCreations > 0
      plan.status = isPartial ? .partial : .completed
      plan.reason = words.joined(separator: " ")
    }
    return plan
  }

  // MARK: Absence

  /// What the vendor does not have any more.
  private struct Absence {
    /// Live records that leave.
    var leaving = 0
    /// Live records that did not come and do not leave: nothing may be deleted, or it takes another run to be sure.
    var missing = 0
    var isJudged = false
    /// Hashes of pending records that the vendor dropped.
    var dropped: Set<UInt64> = []
  }

  /// Spools what the vendor does not have any more.
  private func absences(_ end: FetchEnd, _ words: inout [String]) throws -> Absence {
    var absence = Absence()
    let obstacle = obstacle(to: end)
    if isIncremental {
      // A list is complete in itself, so what it lacks has left, unless something makes the list doubtful.
      let orphans = intake.orphans.filter { id in
        isLiveAndUnseen(id) && id.withUnsafeBytes { intake.word(on: $0) != .silent }
      }
      if let obstacle, !orphans.isEmpty { say(obstacle, &words) }
      var done: Set<UInt64> = []
      for id in (obstacle == nil ? orphans : []) + tombstones.filter(isLiveAndUnseen)
      where done.insert(hash(id)).inserted {
        try write(.delete, id)
      }
      absence.leaving = done.count
      try judgePending(&absence, doubtful: obstacle != nil, isListCertain: false, [])
      return absence
    }
    absence.isJudged = obstacle == nil
    let isListCertain = differ.compiled.dataType.stableOrder && end.total != nil
    let absentBefore =
      isListCertain || obstacle != nil ? [] : try Set(differ.store.absent(of: differ.config.id).map(hash))
    let marked = try walk(&absence, isListCertain, absentBefore)
    if let obstacle, absence.missing > 0 || isCountWrong(end) { say(obstacle, &words) }
    if marked > 0 {
      words.append(
        "\(marked) stored \(marked == 1 ? "record is" : "records are") missing at the vendor, whose list can shift while it"
          + " is read: deleted if the next complete run lacks \(marked == 1 ? "it" : "them") too.")
    }
    try judgePending(&absence, doubtful: obstacle != nil, isListCertain: isListCertain, absentBefore)
    return absence
  }

  /// Decides on every stored record that did not come; gives how many live ones it takes another run to be sure of.
  private func walk(_ absence: inout Absence, _ isListCertain: Bool, _ absentBefore: Set<UInt64>) throws -> Int {
    guard differ.liveBefore > differ.liveSeen || differ.skippedBefore > differ.skippedSeen else { return 0 }
    let goneForSure = Set(tombstones.map(hash))
    var (leaving, missing, marked) = (0, 0, 0)
    let isJudged = absence.isJudged
    // The walk must not write while it reads; the spool is a file of its own, so it may.
    try differ.store.forEachState(of: differ.config.id) { id, _, row, status in
      guard status != 2 else { return }
      let hash = differ.compiled.idHash.hash(id).lo
      guard let index = differ.table.find(hash), !differ.table.isSeen(at: index) else { return }
      let word = intake.word(on: id)
      let isCertain = isJudged && (isListCertain || word == .listed || absentBefore.contains(hash))
      if status == 1, goneForSure.contains(hash) || (isCertain && word != .silent) {
        leaving += 1
        return try write(.delete, id, row: row)
      }
      guard word != .silent else { return }
      if status == 1 { missing += 1 }
      if isCertain {
        try write(.forget, id, row: row)
      } else if isJudged {
        if status == 1 { marked += 1 }
        try write(.markAbsent, id, row: row)
      }
    }
    absence.leaving = leaving
    absence.missing = missing
    return marked
  }

  /// Pending records that did not come: dropped by the vendor, or tried again.
  private func judgePending(
    _ absence: inout Absence, doubtful: Bool, isListCertain: Bool, _ absentBefore: Set<UInt64>
  ) throws {
    var kept: [PendingRecord] = []
    let goneForSure = Set(tombstones.map(hash))
    for pending in try differ.store.pending(of: differ.config.id) where !isSeen(pending.id) {
      let hash = hash(pending.id)
      let word = pending.id.withUnsafeBytes { intake.word(on: $0) }
      let isDropped = !doubtful && (isListCertain || word == .listed || absentBefore.contains(hash))
      if goneForSure.contains(hash) || (isDropped && word != .silent) {
        absence.dropped.insert(hash)
        continue
      }
      if absence.isJudged, word != .silent { try write(.markAbsent, pending.id) }
      // In a full run one with a stored version was judged by that.
      if isIncremental || differ.table.find(hash).map({ differ.table.status(at: $0) }) != .live { kept.append(pending) }
    }
    for pending in kept { try differ.retry(pending) }
  }

  private func say(_ obstacle: String, _ words: inout [String]) {
    words.append(obstacle)
    differ.report(Problem(reason: obstacle))
  }

  private func isCountWrong(_ end: FetchEnd) -> Bool {
    !isIncremental && end.total.map { $0 != UInt64(intake.distinctSources) } ?? false
  }

  /// Why nothing may be deleted by absence in this run, or nil.
  private func obstacle(to end: FetchEnd) -> String? {
    if differ.recordsWithoutID > 0 {
      let count = differ.recordsWithoutID
      return
        "No missing record was deleted: \(count) delivered \(count == 1 ? "record has" : "records have") no id, and could"
        + " be among the missing ones."
    }
    if let total = end.total, isCountWrong(end) {
      return "No missing record was deleted: the vendor announced \(total) records and delivered"
        + " \(intake.distinctSources) different ones, twice in a row."
    }
    if !isIncremental, end.total == nil, differ.compiled.dataType.announcesTotal, !end.confirmedEmpty {
      return
        "No missing record was deleted: the vendor tells as a rule how many records there are, and did not this time."
    }
    if !end.provedFullRights {
      return "No missing record was deleted: the connector could not prove that these credentials see everything."
    }
    return nil
  }

  private func isLiveAndUnseen(_ id: [UInt8]) -> Bool {
    guard let index = differ.table.find(hash(id)) else { return false }
    return differ.table.status(at: index) == .live && !differ.table.isSeen(at: index)
  }

  private func isSeen(_ id: [UInt8]) -> Bool {
    differ.table.find(hash(id)).map { differ.table.isSeen(at: $0) } ?? false
  }

  private func hash(_ id: [UInt8]) -> UInt64 { id.withUnsafeBytes { differ.compiled.idHash.hash($0).lo } }

  private func write(_ action: SpoolAction, _ id: [UInt8]) throws {
    try id.withUnsafeBytes { try write(action, $0, row: 0) }
  }

  private func write(_ action: SpoolAction, _ id: UnsafeRawBufferPointer, row: Int64) throws {
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    _ = try differ.spool.append(
      SpoolEntry(
        action: action, print: Fingerprint128(lo: 0, hi: 0), row: row, id: id, body: nothing, references: nothing,
        reason: nothing))
  }

  // MARK: Holds and marks that end

  /// Ids whose hold or mark of absence ends: delivered again, or judged anew. What this plan holds is held anew.
  private func released(_ plan: SyncPlan) throws -> [[UInt8]] {
    let goneForSure = plan.isComplete ? Set(tombstones.map(hash)) : []
    let held = try differ.store.holds(of: differ.config.id).filter { hold in
      let id = Array(hold.record.utf8)
      guard isSeen(id) else {
        let isSilent = id.withUnsafeBytes { intake.word(on: $0) == .silent }
        return plan.judgesAbsence && !isSilent || goneForSure.contains(hash(id))
      }
      // Delivered, but the skip rule names it: only a run that may delete decides on that.
      return try plan.isComplete || !hold.isDeletion || action(on: id) != .deleteSkipped
    }
    return try held.map { Array($0.record.utf8) } + differ.store.absent(of: differ.config.id).filter(isSeen)
  }

  private func action(on id: [UInt8]) throws -> SpoolAction? {
    guard let index = differ.table.find(hash(id)), differ.table.spoolPlace(at: index) > 0 else { return nil }
    return try differ.spool.entry(at: differ.table.spoolPlace(at: index)) { $0.action }
  }
}
