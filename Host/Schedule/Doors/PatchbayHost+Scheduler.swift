import Foundation
import HostModel
import HostStorage
import HostSync
import RecordJSON

/// When a data config runs by itself, for whoever asks (DESIGN §7).
package struct SchedulerLine: Sendable {
  package let config: String
  package let autoSync: AutoSync
  package let node: String
  /// False if no serve of that name is there: nothing runs then.
  package let nodeIsThere: Bool
  package let last: Run?
  package let lastGood: Double?
  /// Seconds since 1970, UTC; nil if only something else can say.
  package let next: Double?
  package let state: String
  /// Why, as sentences; empty if there is nothing to say.
  package let reason: String
  /// No run starts at this time or later.
  package let stop: Double
  /// The last day on which runs start, in the event's zone.
  package let lastDay: String
  /// What was changed since the last sync by hand and waits for the next: `mapping`, `skip rule`.
  package let waiting: [String]
}

extension PatchbayHost {
  /// When each data config of an event that runs by itself does so next.
  package func scheduler(of event: String) throws -> [SchedulerLine] {
    let store = try store(event)
    return try lines(of: store, HostFacts(of: hostStore(), now: now))
  }

  /// The same by the event's whole id alone, which need not exist, for whoever must not wait.
  package func scheduler(of event: EventID, patience: Double) throws -> [SchedulerLine] {
    try lines(
      of: EventStore.open(event, in: home, patience: patience),
      HostFacts(of: HostStore(home: home, patience: patience), now: now))
  }

  private func lines(of store: EventStore, _ facts: HostFacts) throws -> [SchedulerLine] {
    try noteCutOff(in: store)
    let jobs = try EventJobs(of: store)
    let (now, event) = (now, jobs.event)
    let configs = try store.configs()
    return try jobs.configs.map { job in
      let entry = Timetable.entry(for: facts.job(job, of: event), now: now)
      let isThere = facts.nodes.contains(event.node)
      let waiting = try configs.first { $0.id == job.key.config }.map { config in
        try store.appliedSetup(of: config.id).map {
          try store.setup(of: config).differences(from: $0.setup, login: facts.login(job))
        } ?? []
      }
      return SchedulerLine(
        config: job.name, autoSync: job.autoSync, node: event.node, nodeIsThere: isThere,
        last: try store.lastAutomaticRun(of: job.key.config), lastGood: job.lastGood, next: entry.next,
        state: entry.state.name, reason: entry.reason(job, of: event, nodeIsThere: isThere), stop: entry.stop,
        lastDay: CalendarDate(at: entry.stop - 1, in: event.timeZone)?.description ?? "", waiting: waiting ?? [])
    }
  }
}

extension SchedulerLine {
  /// The line as the API and `--json` give it; times in UTC to the second.
  package var json: JSONTree {
    func time(_ seconds: Double?) -> JSONTree {
      seconds.map { .string(Date(timeIntervalSince1970: $0).formatted(.iso8601)) } ?? .null
    }
    return .object([
      .init("config", .string(config)), .init("everyMinutes", .number(String(autoSync.every))),
      .init("frequency", .string(autoSync.words)), .init("node", .string(node)),
      .init("nodeIsThere", .bool(nodeIsThere)),
      .init(
        "lastRun",
        last.map {
          .object([
            .init("run", .number(String($0.id))), .init("status", .string($0.status.rawValue)),
            .init("started", time($0.started)), .init("finished", time($0.finished)),
          ])
        } ?? .null),
      .init("lastGood", time(lastGood)), .init("nextRun", time(next)), .init("state", .string(state)),
      .init("reason", .string(reason)), .init("stops", time(stop)), .init("lastDay", .string(lastDay)),
      .init("waiting", .array(waiting.map { .string($0) })),
    ])
  }
}
