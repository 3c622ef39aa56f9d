import HostModel
import HostStorage
import HostSync

/// What the host's own file says of connectors and serves, as far as it says which jobs may run.
package struct HostFacts: Sendable {
  private var connectors: [String: Enabled] = [:]
  private let crashes: [String: Int]
  private let quotaWaits: [String: Double]
  /// Data configs of which someone was told that no good run happens.
  let alarmed: Set<JobKey>
  /// The names of nodes of which a serve is there.
  package let nodes: Set<String>

  private struct Enabled: Equatable {
    let digest: String
    let quarantined: String?
    /// What each data type must be preceded by.
    let requires: [String: [String]]
    /// Keys of what a person logs in with.
    let login: Set<String>
  }

  /// `earlier` saves reading again what connectors say of themselves.
  package init(of store: HostStore, now: Double, earlier: HostFacts? = nil) throws {
    for connector in try store.enabledConnectors() {
      if let known = earlier?.connectors[connector.id], known.digest == connector.digest {
        connectors[connector.id] = Enabled(
          digest: known.digest, quarantined: connector.quarantined, requires: known.requires, login: known.login)
        continue
      }
      let describe = try? Describe(document: connector.describe)
      connectors[connector.id] = Enabled(
        digest: connector.digest, quarantined: connector.quarantined,
        requires: Dictionary(describe?.dataTypes.map { ($0.id, $0.requires) } ?? []) { first, _ in first },
        login: describe?.loginKeys ?? [])
    }
    crashes = try store.crashCounts()
    quotaWaits = try store.quotaWaits(at: now)
    nodes = try store.nodes()
    alarmed = Set(try store.alarms().keys.map(\.job))
  }

  /// True if every job stands in the timetable as it would by the other facts.
  func judgesLike(_ other: HostFacts) -> Bool {
    connectors == other.connectors && crashes == other.crashes && quotaWaits == other.quotaWaits
  }

  /// Puts together what the timetable asks of a job.
  package func job(_ config: EventJobs.ConfigJob, of event: Event) -> Timetable.Job {
    Timetable.Job(
      key: config.key.text, autoSync: config.autoSync, ends: event.ends, timeZone: event.timeZone,
      history: config.history, isRunning: config.isRunning, credentials: config.wait?.wait,
      quotaFree: quotaWaits["\(event.id)/\(config.connection)"],
      missing: requires(config).filter { config.unsynced.contains($0) }, blocked: obstacle(to: config))
  }

  /// Data types that a job's data type must be preceded by.
  package func requires(_ config: EventJobs.ConfigJob) -> [String] {
    connectors[config.connector]?.requires[config.dataType] ?? []
  }

  /// Keys of what a person logs in with, among the settings of a job's connection.
  func login(_ config: EventJobs.ConfigJob) -> Set<String> { connectors[config.connector]?.login ?? [] }

  /// Why a job may not run until a person acts, as a sentence, or nil.
  private func obstacle(to config: EventJobs.ConfigJob) -> String? {
    guard let connector = connectors[config.connector] else {
      return
        "Connector '\(config.connector)' is not enabled. Enable it with 'patchbay connectors enable \(config.connector)'."
    }
    if let reason = connector.quarantined {
      return
        "Connector '\(config.connector)' is quarantined: \(reason) Enable it again with 'patchbay connectors enable"
        + " \(config.connector)', best after its maker fixed it."
    }
    let crashes = crashes["\(connector.digest) \(config.name)"] ?? 0
    if crashes >= 3 {
      return
        "It is stopped: connector '\(config.connector)' crashed in its last \(crashes) runs. Try once more with 'patchbay"
        + " sync \(config.name) --force', or enable a fixed connector."
    }
    let login = config.changed.intersection(connector.login).sorted()
    switch config.applied {
    case .usable where !login.isEmpty:
      // An account may be another place as much as an address, of which what was applied last knows nothing.
      return
        "Its connection logs in with another \(login.joined(separator: " and ")) since the last sync by hand. Run 'patchbay"
        + " sync \(config.name)' once, to see that what comes from there is right."
    case .usable: return nil
    case .nothing:
      return "No sync by hand has applied yet. Run 'patchbay sync \(config.name)' first."
    case .elsewhere:
      return
        "Its connection goes to another address since the last sync by hand. Run 'patchbay sync \(config.name)' once, to see"
        + " that what comes from there is right."
    }
  }
}
