import HostModel
import HostStorage

// What earlier runs hold: it ends, is held anew, or waits still (DESIGN §2, rule 2).
extension PlanMaker {
  /// What waits still of which this run heard nothing.
  struct Standing {
    var deletions = 0
    var creations = 0
    /// The first run that held any of what this one leaves as it is held.
    var since: Int64?
  }

  /// Ids whose hold or mark of absence ends: delivered again, or judged anew. What this plan holds is held anew.
  func released(_ plan: SyncPlan) throws -> [[UInt8]] {
    let goneForSure = plan.isComplete ? tombstones : Tombstones()
    var released: [[UInt8]] = []
    var left: Set<[UInt8]> = []
    for hold in differ.held {
      let ends: Bool
      if isSeen(hold.id) {
        // Delivered, but the skip rule names it: only a run that may delete decides on that.
        ends = try plan.isComplete || !hold.isDeletion || action(on: hold.hash)?.leavesDelivered != true
        if !ends { left.insert(hold.id) }
      } else {
        let isSilent = hold.id.withUnsafeBytes { intake.word(on: $0) == .silent }
        ends = plan.judgesAbsence && !isSilent || goneForSure.contains(hold.hash)
      }
      if ends { released.append(hold.id) }
    }
    return try released + differ.store.absent(of: differ.config.id).filter { isSeen($0) && !left.contains($0) }
  }

  /// Counts the holds that this plan neither ends nor makes anew.
  func standing(_ plan: SyncPlan, _ absence: Absence) throws -> Standing {
    var standing = Standing()
    guard !differ.held.isEmpty else { return standing }
    let released = Set(plan.released)
    for hold in differ.held {
      if absence.leavingHeld.contains(hold.hash) {
        // It leaves, but for the hold.
      } else if released.contains(hold.id) || absence.heldOtherwise.contains(hold.hash) {
        let action = try action(on: hold.hash)
        guard action?.leaves == true || action == .createHeld else { continue }
      } else if hold.isDeletion {
        standing.deletions += 1
      } else {
        standing.creations += 1
      }
      standing.since = min(standing.since ?? hold.run, hold.run)
    }
    return standing
  }

  /// Said of what earlier runs held and this one does not judge otherwise; nil if there is none.
  func heldBefore(_ plan: SyncPlan, _ absence: Absence, _ standing: Standing) -> String? {
    var (deletions, creations) = (standing.deletions, standing.creations)
    if plan.isComplete, !plan.holdsDeletions { deletions += differ.leavingHeld + absence.leavingHeld.count }
    if plan.holdsAgain, !plan.holdsCreations { creations += differ.heldAgain }
    guard deletions + creations > 0, let run = standing.since else { return nil }
    return "Held for approval since run \(run): \(RunCounts.held(deletions: deletions, creations: creations))."
      + " \(Hold.waysOut(deletions + creations, of: differ.config))"
  }

  private func action(on hash: UInt64) throws -> SpoolAction? {
    guard let index = differ.table.find(hash), differ.table.spoolPlace(at: index) > 0 else { return nil }
    return try differ.spool.entry(at: differ.table.spoolPlace(at: index)) { $0.action }
  }
}
