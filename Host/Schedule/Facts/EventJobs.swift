import HostModel
import HostStorage

/// What an event's file says of its data configs that run by themselves: all that the timetable asks, kept small, as a host
/// may have ten thousand of them in memory.
package struct EventJobs: Sendable {
  package let event: Event
  package let configs: [ConfigJob]
  /// Deletions and creations of any of its data configs that wait for a person.
  package let held: (deletions: Int, creations: Int)
  /// Runs of which those who are to be told have not been, and since when.
  package let untold: [(run: Int64, since: Double)]

  /// One data config with auto-sync.
  package struct ConfigJob: Sendable {
    package let key: JobKey
    package let name: String
    package let connection: Int64
    package let connector: String
    package let dataType: String
    package let autoSync: AutoSync
    package let history: JobHistory
    /// True if a run of it, of any kind, goes on as far as the file knows.
    package let isRunning: Bool
    package let wait: (wait: CredentialWait, reason: String)?
    /// What a person last applied, as far as that can be used now.
    package let applied: Applied
    /// Keys of its connection's settings that have another value since then.
    package let changed: Set<String>
    /// Data types of its connection that are synced, and have had no sync yet that applied.
    package let unsynced: Set<String>
    /// The newest run that applied everything.
    package let lastGood: Double?
    /// Lists that are told of it when no good run happens.
    package let lists: [Int64]
  }

  package enum Applied: Sendable, Equatable {
    case usable
    /// No person has applied a sync yet.
    case nothing
    /// The connection goes to another address now.
    case elsewhere
  }

  package init(of store: EventStore) throws {
    event = try store.eventRow()
    held = try store.heldCounts()
    untold = try store.untoldRuns()
    let autoSyncs = try store.autoSyncs()
    guard !autoSyncs.isEmpty else {
      configs = []
      return
    }
    let all = try store.configs().filter { $0.frozen == nil }
    let open = try store.configsWithOpenRuns()
    let waits = try store.credentialWaits()
    let places = try store.appliedPlaces()
    let attached = try store.subscriptions()
    var lists: [Int64: [Int64]] = [:]
    for list in try store.subscriberLists() where list.occasion != .never {
      for config in attached[list.id] ?? [] { lists[config, default: []].append(list.id) }
    }
    var unsynced: [Int64: Set<String>] = [:]
    for config in all where try store.progress(of: config.id).appliedRun == nil {
      unsynced[config.connection, default: []].insert(config.dataType)
    }
    configs = try all.compactMap { config in
      guard let autoSync = autoSyncs[config.id] else { return nil }
      let applied = places[config.id].map { $0.isSame ? Applied.usable : .elsewhere } ?? .nothing
      return ConfigJob(
        key: JobKey(event: config.event, config: config.id), name: config.name, connection: config.connection,
        connector: config.connector, dataType: config.dataType, autoSync: autoSync,
        history: try store.jobHistory(of: config.id), isRunning: open.contains(config.id),
        wait: waits[config.connection], applied: applied,
        changed: places[config.id]?.changed ?? [], unsynced: unsynced[config.connection] ?? [],
        lastGood: try store.lastGoodRun(of: config.id)?.finished, lists: lists[config.id] ?? [])
    }
  }
}
