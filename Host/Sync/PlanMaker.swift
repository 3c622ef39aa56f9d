import Foundation
import HostModel
import HostStorage
import RecordJSON

/// Turns what a fetch delivered and how it ended into a plan: completeness, absence, guard, status.
struct PlanMaker {
  let differ: Differ
  let intake: PageIntake
  let isIncremental: Bool
  let automatic: Bool
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
      holdReason: "", isComplete: false, settled: [], released: [], renewsAbsent: !isIncremental, cursor: nil,
      outcome: differ.compiled.outcome, revision: differ.config.revision, createdExamples: [], updatedExamples: [], fetched: now, automatic: automatic,
      live: differ.liveBefore)
    for target in differ.compiled.mapping.missingMetadata {
      differ.report(
        Problem(
          field: target,
          reason: "'\(target)' is mapped, but the event has no \(differ.config.fpType.rawValue) field of this name: its"
            + " values were left out."))
    }
    var leaving = differ.leaving
    var words: [String] = []
    switch end.outcome {
    case .complete:
      plan.isComplete = true
      plan.cursor = end.cursor
      if isIncremental { try retryPending() }
      leaving += try absences(end, &words)
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
        deletions: leaving, creations: plan.counts.created, stored: differ.liveBefore,
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
    plan.problems = differ.problems
    plan.problemCount = differ.problemCount
    plan.superseded = differ.superseded
    plan.createdExamples = differ.createdExamples
    plan.updatedExamples = differ.updatedExamples
    plan.settled = try settled(isComplete: plan.isComplete)
    plan.released = try released()
    if let fault = plan.fault {
      plan.status = .incomplete
      let read = end.total.map { "\(differ.counts.received) of \($0) records were read" } ?? "\(differ.counts.received) records were read"
      plan.reason = "\(fault.sentence) Before that \(read); they are kept, and nothing was deleted."
    } else {
      let isPartial =
        plan.problemCount > 0 || plan.counts.invalid > 0 || plan.counts.heldDeletions > 0 || plan.counts.heldCreations > 0
      plan.status = isPartial ? .partial : .completed
      plan.reason = words.joined(separator: " ")
    }
    return plan
  }

  // MARK: Absence

  /// Spools what the vendor does not have any more; gives how many live records leave.
  private func absences(_ end: FetchEnd, _ words: inout [String]) throws -> Int {
    let goneForSure = hashes(tombstones)
    if isIncremental {
      let orphans = intake.orphans.map(\.id) + tombstones.filter(isLiveAndUnseen)
      for orphan in orphans { try write(.delete, orphan) }
      return orphans.count
    }
    let lacking = differ.liveBefore - differ.liveSeen
    let forgotten = differ.skippedBefore - differ.skippedSeen
    guard lacking > 0 || forgotten > 0 else { return 0 }
    if let obstacle = obstacle(to: end) {
      if lacking > 0 {
        words.append(obstacle)
        differ.report(Problem(reason: obstacle))
      }
      let certain = tombstones.filter(isLiveAndUnseen)
      for id in certain { try write(.delete, id) }
      return certain.count
    }
    let isCertain = differ.compiled.dataType.stableOrder && end.total != nil
    let absentBefore = isCertain ? [] : try hashes(differ.store.absent(of: differ.config.id))
    let silent = try silentChildren()
    var leaving = 0
    var marked = 0
    // The walk must not write while it reads; the spool is a file of its own, so it may.
    try differ.store.forEachState(of: differ.config.id) { id, _, row, status in
      let hash = differ.compiled.idHash.hash(id).lo
      guard let index = differ.table.find(hash), !differ.table.isSeen(at: index), !silent.contains(hash) else { return }
      switch status {
      case 3: try write(.forget, id, row: row)
      case 1 where isCertain || goneForSure.contains(hash) || absentBefore.contains(hash):
        leaving += 1
        try write(.delete, id, row: row)
      case 1:
        marked += 1
        try write(.markAbsent, id, row: row)
      default: break
      }
    }
    if marked > 0 {
      words.append(
        "\(marked) stored \(marked == 1 ? "record is" : "records are") missing at the vendor, whose list can shift while it"
          + " is read: deleted if the next complete run lacks \(marked == 1 ? "it" : "them") too.")
    }
    return leaving
  }

  private func isLiveAndUnseen(_ id: [UInt8]) -> Bool {
    let hash = id.withUnsafeBytes { differ.compiled.idHash.hash($0).lo }
    guard let index = differ.table.find(hash) else { return false }
    return differ.table.status(at: index) == .live && !differ.table.isSeen(at: index)
  }

  /// Why nothing may be deleted by absence in this run, or nil.
  private func obstacle(to end: FetchEnd) -> String? {
    if differ.recordsWithoutID > 0 {
      return "Nothing was deleted: \(differ.recordsWithoutID) delivered records have no id, and could be any of the"
        + " missing ones."
    }
    if let total = end.total, total != UInt64(intake.distinctSources) {
      return "Nothing was deleted: the vendor announced \(total) records and delivered \(intake.distinctSources) different"
        + " ones, twice in a row."
    }
    if !end.provedFullRights {
      return "Nothing was deleted: the connector could not prove that these credentials see everything."
    }
    return nil
  }

  private func silentChildren() throws -> Set<UInt64> {
    var hashes: Set<UInt64> = []
    for parent in intake.silentParents {
      for child in try differ.store.liveChildren(of: PageIntake.prefix(of: parent), in: differ.config.id) {
        hashes.insert(child.id.withUnsafeBytes { differ.compiled.idHash.hash($0).lo })
      }
    }
    return hashes
  }

  private func hashes(_ ids: [[UInt8]]) -> Set<UInt64> {
    Set(ids.map { $0.withUnsafeBytes { differ.compiled.idHash.hash($0).lo } })
  }

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

  // MARK: Pending, held and absent records

  /// An incremental fetch does not deliver again what could not be taken: try it from what was kept.
  private func retryPending() throws {
    for pending in try differ.store.pending(of: differ.config.id) { try differ.retry(pending) }
  }

  /// Pending records that were taken or left in this run; in a complete full run also those the vendor dropped.
  private func settled(isComplete: Bool) throws -> [[UInt8]] {
    guard !differ.pendingHashes.isEmpty else { return [] }
    return try differ.store.pending(of: differ.config.id).map(\.id).filter { id in
      let hash = id.withUnsafeBytes { differ.compiled.idHash.hash($0).lo }
      let isSeen = differ.table.find(hash).map { differ.table.isSeen(at: $0) } ?? false
      return differ.settled.contains(hash) || (isComplete && !isIncremental && !isSeen)
    }
  }

  /// Held deletions and absent marks of records that the vendor delivered in this run.
  private func released() throws -> [[UInt8]] {
    let held = try differ.store.holds(of: differ.config.id).filter(\.isDeletion).map { Array($0.record.utf8) }
    return try (held + differ.store.absent(of: differ.config.id)).filter { id in
      let hash = id.withUnsafeBytes { differ.compiled.idHash.hash($0).lo }
      return differ.table.find(hash).map { differ.table.isSeen(at: $0) } ?? false
    }
  }
}
