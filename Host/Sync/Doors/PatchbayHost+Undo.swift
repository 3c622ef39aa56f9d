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
    guard try store.configs().contains(where: { $0.name == undone.config }) else {
      throw InputRefused("Run \(id) cannot be undone: \(undone.config) does not exist any more.")
    }
    return try locked(undone.config, .undo) { store, config in
      // What is old may have gone meanwhile.
      let undone = try storedRun(id, event: store.event.description).run
      return try DecisionRun(host: self, store: store, config: config).undo(undone)
    }
  }
}
