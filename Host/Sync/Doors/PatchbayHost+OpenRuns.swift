import HostStorage

extension PatchbayHost {
  /// Lets a store give as cut off the runs whose program ended before they did. For whoever reads: it looks, takes no lock and
  /// writes nothing.
  package func noteCutOff(in store: EventStore) throws {
    let open = try store.openRuns()
    guard !open.isEmpty else { return }
    let left = Set(try store.configs().filter { !RunLock.isHeld($0, in: home.locks) }.map(\.id))
    // Read once more: what ended between the two looks has written down how, and then given its lock back.
    let still = try store.openRuns()
    store.cutOff.formUnion(open.filter { left.contains($0.value) && still[$0.key] != nil }.keys)
  }

  /// Marks as interrupted the runs of an event whose program ended before they did, so that they run again; those that go on
  /// are left alone, and so are those of the serve with the number `own`, which is the one that asks. Gives those that it
  /// marked.
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
