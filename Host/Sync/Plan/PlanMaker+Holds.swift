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
    let held = try differ.store.holds(of: differ.config.id).filter { hold in
      let id = Array(hold.record.utf8)
      guard isSeen(id) else {
        let isSilent = id.withUnsafeBytes { intake.word(on: $0) == .silent }
        return plan.judgesAbsence && !isSilent || goneForSure.contains(hash(id))
      }
      // Delivered, but the skip rule names it: only a run that may delete decides on that.
      return try plan.isComplete || !hold.isDeletion || action(on: id)?.leavesDelivered != true
    }
    return try held.map { Array($0.record.utf8) } + differ.store.absent(of: differ.config.id).filter(isSeen)
  }

  /// Counts the holds that this plan neither ends nor makes anew.
  func standing(_ plan: SyncPlan, _ absence: Absence) throws -> Standing {
    let released = Set(plan.released)
    let anew = absence.leavingHeld.union(absence.heldOtherwise)
    var standing = Standing()
    for hold in try differ.store.holds(of: differ.config.id) {
      let id = Array(hold.record.utf8)
      let endsOrIsAnew = released.contains(id) || anew.contains(hash(id))
      if !endsOrIsAnew, hold.isDeletion { standing.deletions += 1 }
      if !endsOrIsAnew, !hold.isDeletion { standing.creations += 1 }
      let action = try action(on: id)
      if !endsOrIsAnew || absence.leavingHeld.contains(hash(id)) || action?.leaves == true || action == .createHeld {
        standing.since = min(standing.since ?? hold.run, hold.run)
      }
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

  private func action(on id: [UInt8]) throws -> SpoolAction? {
    guard let index = differ.table.find(hash(id)), differ.table.spoolPlace(at: index) > 0 else { return nil }
    return try differ.spool.entry(at: differ.table.spoolPlace(at: index)) { $0.action }
  }
}
