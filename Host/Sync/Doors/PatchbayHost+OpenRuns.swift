import HostStorage

extension PatchbayHost {
  /// Marks as interrupted the runs of an event whose program ended before they did, so that nobody waits for them; those
  /// that go on are left alone, and so are those of the serve with the number `own`. Whoever shows runs calls it first.
  /// Gives those that it marked.
  @discardableResult
  package func settleRuns(of store: EventStore, own: Int64? = nil) throws -> [CutOffRun] {
    var found: [CutOffRun] = []
    let open = try store.configsWithOpenRuns()
    for config in try store.configs() where open.contains(config.id) {
      do {
        // Who holds the lock runs; the kernel gave back that of a program that ended.
        let lock = try RunLock(
          [config], folder: home.locks, patience: 0, holder: .init("a look at its runs"),
          isGone: { $0 != own && isGone($0) })
        let runs = try withExtendedLifetime(lock) { try store.markInterrupted(config: config.id, at: now) }
        found += runs.map { CutOffRun(config: config.name, run: $0) }
      } catch is RunRefused {}
    }
    return found
  }
}

/// A run whose program ended before it did.
package struct CutOffRun: Sendable, Equatable {
  package let config: String
  package let run: Int64
}
