import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Applies a plan in one short transaction: records, change log, holds, counts, cursor. All of it or nothing.
struct PlanApplier {
  let store: EventStore
  let config: DataConfig
  /// What the vendor was asked with.
  let access: VendorAccess
  /// From here on a first load is worth a mode of its own.
  private static let manyRecords = 10_000

  /// Writes the plan and the run's end. Fails, with nothing written, if the config's records changed since the plan was
  /// made, if the vendor would be asked with something else now, if someone else ended the run, or if what was written does not add up with what the plan says.
  ///
  /// `setup` is what a person applies it with, for automatic runs to use from now on; nil for an automatic run. With
  /// `countsHour` the hour between syncs by hand begins at the run's start.
  func apply(_ plan: SyncPlan, as run: Run, by setup: RunSetup?, countsHour: Bool = true) throws {
    let isFirstLoad = try plan.counts.created >= Self.manyRecords && store.isNew()
    func inTransaction(_ body: () throws -> Void) throws {
      if isFirstLoad { try store.database.load(body) } else { try store.database.write(body) }
    }
    try inTransaction {
      let revision = try store.revision(of: config.id)
      guard revision == plan.revision else { throw PlanStale(moved: ["the stored records"]) }
      try access.check(config.connection, in: store)
      var writer = try PlanWriter(store: store, config: config, plan: plan, run: run)
      try plan.spool.forEach { entry, place in
        if !plan.superseded.isEmpty, plan.superseded.contains(place) { return }
        try writer.write(entry)
      }
      try writer.finish()
      try store.completeApply(
        config: config.id, run: run.id, cursor: plan.isComplete ? plan.cursor : nil, outcome: plan.outcome.bytes,
        version: plan.outcome.json, manualAt: plan.isComplete && countsHour && setup != nil ? run.started : nil,
        judgedAt: plan.judgesAbsence ? plan.fetched : nil,
        fullAt: plan.isComplete && !plan.isIncremental ? plan.fetched : nil, keepsCursor: plan.hasSeenAll,
        repeats: plan.repeats)
      if let line = plan.referencesJudged { try store.setReferencesJudged(upTo: line, of: config.id) }
      if plan.isGoodMeasure { try store.setFillRates(plan.fillRates, of: config.id) }
      if let setup { try store.setAppliedSetup(setup, run: run.id, of: config.id) }
      try store.finish(run, problems: plan.problems, problemCount: plan.problemCount)
    }
  }
}

/// A plan that does not fit the present any more.
package struct PlanStale: Error, Equatable, CustomStringConvertible {
  package let moved: [String]

  package var description: String {
    "The plan is refused: since it was made, \(moved.joined(separator: " and ")) changed. Nothing was applied. Make a new"
      + " preview."
  }
}

/// What was written is not what the plan counted; the transaction was rolled back.
package struct PlanMismatch: Error, Equatable, CustomStringConvertible {
  package let planned: [Int]
  package let written: [Int]

  package var description: String {
    "The run did not add up (planned \(planned), written \(written): created, updated, deleted, held deletions, held"
      + " creations) and was taken back."
      + " Nothing was changed. This is a fault of patchbay: please report it with these numbers."
  }
}
