import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// The serve that runs something by itself.
  package struct Runner: Sendable {
    package let node: String
    /// Its number among the serves of this home.
    package let serve: Int64

    package init(node: String, serve: Int64) {
      self.node = node
      self.serve = serve
    }
  }

  /// Syncs a data config as nobody asked for it: with what a person last applied, incremental where that is right, whatever
  /// the hour (DESIGN §7).
  ///
  /// Nil if there is nothing to do: someone else runs the config, it is gone, or `whenDue`, which is asked when nobody else
  /// can run it any more, gives nil; what it gives else is called with the run's number when it really begins. `cutOff` is told of
  /// runs that never ended.
  package func runAutomatically(
    _ key: JobKey, by runner: Runner, cutOff: (CutOffRun) -> Void, whenDue: (EventStore) throws -> ((Int64) -> Void)?
  ) throws -> RunResult? {
    guard let found = try EventStore.open(key.event, in: home).configs().first(where: { $0.id == key.config }) else {
      return nil
    }
    let holder = RunLock.Holder(
      "an automatic sync of node \(runner.node), process \(ProcessInfo.processInfo.processIdentifier)",
      serve: runner.serve)
    let lock: RunLock
    do {
      // That this serve could not say lately that it is there makes its own runs nobody else's.
      lock = try RunLock(
        [found], folder: home.locks, patience: 0, holder: holder,
        isGone: { $0 != runner.serve && isGone($0) })
    } catch let refusal as RunRefused where refusal.cause == .busy {
      return nil
    }
    return try withExtendedLifetime(lock) {
      // Another run may have applied meanwhile, or the event's file may be another by now.
      let store = try EventStore.open(key.event, in: home)
      guard var config = try store.configs().first(where: { $0.id == found.id && $0.name == found.name }),
        config.frozen == nil
      else { return nil }
      for run in try store.markInterrupted(config: config.id, at: now) {
        cutOff(CutOffRun(config: config.name, run: run))
      }
      guard let begins = try whenDue(store), let every = try store.autoSyncs()[config.id]?.every,
        let applied = try store.appliedSetup(of: config.id)
      else { return nil }
      guard try hasQuota(config, in: store) else { return nil }
      try tidyBeforeRun(store)
      config.skip = applied.setup.skip
      config.dedupe = applied.setup.dedupe
      let connection = try store.connections().first { $0.id == config.connection }
      let result = try SyncRun(
        host: self, store: store, config: config, kind: .sync, isForced: false,
        wantsIncremental: try !isFullDue(config, in: store, every: every), applied: applied, began: begins,
        progress: { _ in }
      ).perform()
      letWait(config, after: result, of: connection, in: store)
      return result
    }
  }

  /// False if automatic runs have used up their part of what the vendor allows the account: then the connection's jobs wait
  /// until there is room. A window that is over in a minute is waited for by each request.
  private func hasQuota(_ config: DataConfig, in store: EventStore) throws -> Bool {
    guard let describe = try? describe(config.connector), let quota = describe.describe.quota, quota.seconds > 60,
      let connection = try store.connections().first(where: { $0.id == config.connection }),
      let job = try? job(for: connection, of: store, describe.enabled, describe.describe),
      let account = job.quota?.account
    else { return true }
    let host = try hostStore()
    let key = "\(config.event)/\(config.connection)"
    let wait = try host.wait(of: account, limit: quota.automaticCredits, in: quota.seconds, at: now)
    if wait > 0 { try host.setQuotaWait(key, from: now, until: now + wait) } else { try host.endQuotaWait(key) }
    return wait == 0
  }

  /// Full at least daily: true if the next run after this one could come too late to be full. That a full run could not judge
  /// what the vendor lacks is no reason for another: the next one could not either.
  private func isFullDue(_ config: DataConfig, in store: EventStore, every minutes: Int) throws -> Bool {
    guard let last = try store.progress(of: config.id).lastFull, last <= now else { return true }
    return now + Double(minutes) * 60 - last > 86_400
  }

  /// After the vendor refused the credentials all jobs of the connection wait, unless a person gave others meanwhile: then
  /// `connection` is not what it was before the run. If that cannot be written down, the next job is refused too, and
  /// writes it down.
  private func letWait(
    _ config: DataConfig, after result: RunResult, of connection: Connection?, in store: EventStore
  ) {
    guard let fault = result.fault, fault.kind == .credentials || fault.kind == .rights,
      (try? store.connections().first { $0.id == config.connection }) == connection
    else { return }
    try? store.beginCredentialWait(
      of: config.connection, refused: result.run.id, of: config.id, since: now, reason: fault.sentence)
  }

  /// Looks whether the vendor takes a connection's credentials again; if so its jobs run again. Nil if someone else has just
  /// looked, or the connection does not wait any more.
  ///
  /// What counts is what its automatic runs read. One whose list is refused still is not made again at once: it would be
  /// refused again, and keep the others waiting.
  package func checkAgain(
    _ connection: Int64, of event: EventID, after wait: CredentialWait
  ) throws -> (outcome: TestOutcome, goesOn: Bool)? {
    let store = try EventStore.open(event, in: home)
    guard let found = try store.connections().first(where: { $0.id == connection }) else { return nil }
    // What cannot be asked at all is no look that counts.
    let (enabled, describe) = try describe(found.connector)
    _ = try job(for: found, of: store, enabled, describe)
    guard try store.takeCheck(of: connection, after: wait, at: now) else { return nil }
    let automatic = try store.autoSyncs()
    let configs = try store.configs().filter { $0.connection == connection && automatic[$0.id] != nil }
    let seen = try look(at: found, of: store, configs.map(\.dataType))
    if seen.takesCredentials {
      let refused = Set(seen.lists.filter { $0.refusal?.isCredentials ?? false }.map(\.dataType))
      try store.endCredentialWait(
        of: connection, stillRefused: configs.filter { refused.contains($0.dataType) }.map(\.id))
    }
    return (seen.outcome, seen.takesCredentials)
  }

  /// True if nothing is heard of a serve any more.
  func isGone(_ serve: Int64) -> Bool {
    guard let serves = try? hostStore().serves() else { return false }
    guard let found = serves.first(where: { $0.id == serve }) else { return true }
    return !found.isThereNow
  }
}
