import Foundation
import Glibc
import HostModel
import HostStorage
import HostSync

/// Runs what is due on a node, so many at once, until it is closed.
///
/// One thread keeps the agenda and starts a thread for each run.
/// `@unchecked Sendable`: all its state is used under `condition`, or by the thread of the agenda alone.
package final class JobRunner: @unchecked Sendable {
  private let host: PatchbayHost
  private let node: String
  private let limit: Int
  private let lease: Double
  private let report: @Sendable (JobEvent) -> Void
  private let condition = MonotonicCondition()
  private let heartbeat: Heartbeat
  private let credentialChecks: CredentialChecks
  private var running: [JobKey: Running] = [:]
  /// What could not be run just now, and when it is tried again, by the clock that nobody can set.
  private var notBefore: [JobKey: Double] = [:]
  /// Events in which something has just ended.
  private var dirty: Set<EventID> = []
  private var isStopping = false
  private var isTidying = false
  private var hasEnded = false
  private var latest = Census()
  private var latestStale: [StaleJob] = []
  private var latestUntold: [UntoldRun] = []

  private struct Running {
    let job: EventJobs.ConfigJob
    let interruption: Interruption
  }

  /// Seconds between two looks at the files, until something that could not be run is tried again, between two tries to stop
  /// a run that does not end, between two counts of everything, and until what is due to go is removed again.
  private static let pace = (
    look: 0.5, busy: 10.0, failed: 60.0, stop: 0.1, census: 5.0, tidy: 3600.0
  )

  /// Enters the serve among those of the home, and begins. `report` is called from several threads.
  package init(
    host: PatchbayHost, node: String, limit: Int, report: @escaping @Sendable (JobEvent) -> Void
  ) throws {
    self.host = host
    self.node = node
    self.limit = limit
    self.report = report
    lease = try host.lease()
    heartbeat = try Heartbeat(host: host, node: node, lease: lease, report: report)
    credentialChecks = CredentialChecks(host: host, report: report)
    detach { [self] in
      keepAgenda()
      locked { hasEnded = true }
    }
  }

  /// As much as the first thread of a program has: runs go as deep here as there.
  private static let stackSize = 8 << 20

  /// How many runs go on.
  package var runningCount: Int { locked { running.count } }

  /// How much there was a few seconds ago.
  package var census: Census {
    locked {
      var census = latest
      census.running = running.count
      return census
    }
  }

  /// Starts nothing any more, lets runs end for `grace` seconds, then stops their fetches, which ends them with nothing
  /// applied; gives how many did not end even so. Threads that wait for the vendor are left behind then.
  package func close(grace: Double) -> Int {
    let deadline = MachineClock.uptime + grace
    condition.lock()
    isStopping = true
    condition.broadcast()
    while !running.isEmpty, MachineClock.uptime < deadline { condition.wait(seconds: 0.1) }
    // What is writing ends as planned; a worker that is told to end has some seconds to do so.
    let end = MachineClock.uptime + 20
    while !running.isEmpty || !hasEnded, MachineClock.uptime < end {
      for run in running.values { _ = run.interruption.interrupt(by: .end) }
      condition.wait(seconds: Self.pace.stop)
    }
    let left = running.count
    condition.unlock()
    credentialChecks.close()
    heartbeat.close(stays: left > 0)
    return left
  }

  private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    condition.lock()
    defer {
      condition.broadcast()
      condition.unlock()
    }
    return try body()
  }

  /// Data configs of the whole home without a good run for twice their frequency, or of which that was so a moment ago.
  package var staleJobs: [StaleJob] { locked { latestStale } }

  /// Runs of which nobody told a moment ago, though they ended a while before.
  package var untoldRuns: [UntoldRun] { locked { latestUntold } }

  // MARK: The agenda

  private func keepAgenda() {
    var agenda = Agenda(host: host, serve: { [heartbeat] in heartbeat.serve }, report: report)
    var last = (now: host.now, uptime: MachineClock.uptime)
    // When the serve began, or went on after the machine slept or the clock was set: what was missed is made up for first.
    var resumed = last.uptime
    var isFirst = true
    var counted = -Double.infinity
    // First a minute after the start, which has enough to do.
    var tidied = MachineClock.uptime + 60 - Self.pace.tidy
    while true {
      let (now, uptime) = (host.now, MachineClock.uptime)
      let moved = (now - last.now) - (uptime - last.uptime)
      if abs(moved) > 2 {
        report(.clockMoved(seconds: moved))
        agenda.clockMoved()
        locked { notBefore = [:] }
      }
      if abs(moved) > 2 || uptime - last.uptime > lease { resumed = uptime }
      last = (now, uptime)
      for event in locked({ takeDirty() }) { agenda.mark(event) }
      let isRead = agenda.refresh(now: now)
      if isFirst, isRead {
        isFirst = false
        let all = agenda.all
        report(
          .ready(
            events: agenda.count, configs: all.count, here: all.count { $0.event.node == node }))
      }
      let (jobs, checks, look) = agenda.due(on: node, now: now)
      if uptime >= counted + Self.pace.census {
        counted = uptime
        var census = agenda.census(on: node)
        if let store = try? host.hostStore() {
          if let mails = try? store.mailCounts() { census.mails = mails }
          if let leftOut = try? store.mailLeftOut() { census.leftOut = leftOut.mails + leftOut.reports }
          if let left = try? store.quotaLeft(at: now) { census.quotaLeft = left }
        }
        // What died is taken over after a lease and made up for; what is late even so is worth an alarm.
        let stale = uptime - resumed > 4 * lease ? agenda.stale(now: now) : []
        let untold = agenda.untold(now: now)
        locked { [census] in (latest, latestStale, latestUntold) = (census, stale, untold) }
      }
      if uptime >= tidied + Self.pace.tidy, locked({ beginsToTidy() }) {
        tidied = uptime
        detach { self.tidy() }
      }
      credentialChecks.begin(checks) { [self] event in locked { _ = dirty.insert(event) } }
      condition.lock()
      guard !isStopping else { return condition.unlock() }
      start(jobs, uptime)
      let wait = min(Self.pace.look, max(0.001, look - now))
      // Something may have ended since the files were looked at.
      if dirty.isEmpty, isRead { condition.wait(seconds: wait) }
      let stops = isStopping
      condition.unlock()
      if stops { return }
    }
  }

  private func beginsToTidy() -> Bool {
    defer { isTidying = true }
    return !isTidying
  }

  private func takeDirty() -> Set<EventID> {
    defer { dirty = [] }
    return dirty
  }

  /// Starts as many as there is room for, oldest first; one whose prerequisite goes on or is before it waits for that. The
  /// caller holds `condition`.
  private func start(_ jobs: [Agenda.Due], _ uptime: Double) {
    func name(_ job: EventJobs.ConfigJob, _ type: String) -> String { "\(job.key.event)/\(job.connection)/\(type)" }
    let ahead = Set((running.values.map(\.job) + jobs.map(\.job)).map { name($0, $0.dataType) })
    for due in jobs where running.count < limit {
      let key = due.job.key
      guard running[key] == nil, !dirty.contains(key.event), notBefore[key].map({ $0 <= uptime }) ?? true else {
        continue
      }
      guard !due.requires.contains(where: { ahead.contains(name(due.job, $0)) }) else { continue }
      notBefore[key] = nil
      let interruption = Interruption()
      running[key] = Running(job: due.job, interruption: interruption)
      detach { [self] in run(due, interruption) }
    }
  }

  // MARK: A run

  private func run(_ due: Agenda.Due, _ interruption: Interruption) {
    let job = due.job
    let start = MachineClock.uptime
    var again: Double?
    do {
      let runner = PatchbayHost.Runner(node: node, serve: heartbeat.serve)
      let result = try host.interrupted(by: interruption).runAutomatically(
        job.key, by: runner, cutOff: { report(.cutOff($0)) }
      ) { store in
        let facts = try HostFacts(of: host.hostStore(), now: host.now)
        let jobs = try EventJobs(of: store)
        guard let fresh = jobs.configs.first(where: { $0.key == job.key }), jobs.event.node == node else {
          return nil
        }
        guard case .due(let missed) = Timetable.entry(for: facts.job(fresh, of: jobs.event), now: host.now).state else {
          return nil
        }
        return { [self] run in
          report(.started(config: job.name, run: run, lag: max(0, host.now - due.slot), missed: missed))
        }
      }
      if let result {
        report(.ended(config: job.name, connector: job.connector, result, seconds: MachineClock.uptime - start))
      } else {
        again = Self.pace.busy
      }
    } catch {
      again = Self.pace.failed
      report(.failed(config: job.name, reason: String(describing: error), again: Self.pace.failed))
    }
    locked {
      running[job.key] = nil
      notBefore[job.key] = again.map { MachineClock.uptime + $0 }
      dirty.insert(job.key.event)
    }
  }

  private func detach(_ body: @escaping @Sendable () -> Void) {
    let thread = Thread(block: body)
    thread.stackSize = Self.stackSize
    thread.start()
  }

  /// Removes what is due to go: of events that are over no run comes that would see to it.
  private func tidy() {
    do {
      for case .failure(let error) in try host.tidyEvents(nil) { report(.untidy(reason: String(describing: error))) }
    } catch { report(.untidy(reason: String(describing: error))) }
    locked { isTidying = false }
  }
}
