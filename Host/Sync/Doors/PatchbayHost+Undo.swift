import HostModel
import HostStorage

extension PatchbayHost {
  /// Puts back what a run changed and nothing has changed since; `event` may be left out if the number is unique in this
  /// home.
  package func undo(_ id: Int64, event: String?) throws -> RunResult {
    let (store, undone) = try storedRun(id, event: event)
    guard [.completed, .partial, .incomplete].contains(undone.status), undone.kind != .preview else {
      throw InputRefused(
        "Run \(id) is \(undone.kind.withArticle) that \(undone.status == .running ? "is still running" : "changed nothing"):"
          + " there is nothing to undo. See 'patchbay runs list \(store.event)'.")
    }
    guard try !store.isErasure(id) else {
      throw InputRefused("Run \(id) erased a record, which cannot be taken back.")
    }
    guard let config = try store.configs().first(where: { $0.name == undone.config }) else {
      throw InputRefused("Run \(id) cannot be undone: \(undone.config) does not exist any more.")
    }
    try refuseIdleHolder(undone, of: config, in: store)
    return try locked(undone.config, .undo) { store, config in
      // What is old may have gone meanwhile.
      let undone = try storedRun(id, event: store.event.description).run
      return try DecisionRun(host: self, store: store, config: config).undo(undone)
    }
  }

  /// Refuses a sync that changed nothing and at whose end something was held: that waits for another decision.
  private func refuseIdleHolder(_ run: Run, of config: DataConfig, in store: EventStore) throws {
    let counts = run.counts
    guard run.kind == .sync, counts.created + counts.updated + counts.deleted == 0,
      counts.heldDeletions + counts.heldCreations > 0
    else { return }
    let held = RunCounts.held(deletions: counts.heldDeletions, creations: counts.heldCreations)
    let were = counts.heldDeletions + counts.heldCreations == 1 ? "was" : "were"
    let said = "Run \(run.id) changed no record; \(held) \(were) held when it ended: there is nothing to undo."
    guard try !store.holds(of: config.id).isEmpty else {
      throw InputRefused(
        "\(said) Nothing of \(config.name) is held any more. If an approval or a discard ended that, undo that run: see"
          + " 'patchbay runs list \(config.name)'.")
    }
    throw InputRefused(
      "\(said) Let what is held happen with 'patchbay deletions approve \(config.name)', or keep it from happening with"
        + " 'patchbay deletions discard \(config.name)'.")
  }
}
