import Foundation
import HostModel
import HostStorage
import HostSync

/// The timetable of all data configs of a home, kept up to date by looking at the files. Used by one thread at a time.
struct Agenda {
  private let host: PatchbayHost
  /// The number of the serve whose agenda this is.
  private let serve: () -> Int64
  private let report: (JobEvent) -> Void
  private var events: [EventID: Watched] = [:]
  private var facts: HostFacts?
  private var hostLook: FileLook?
  private var hostAgain = 0.0
  private var hostProblem = ""
  private var listProblem = ""
  /// The event that was read last.
  private var last: EventID?

  private struct Watched {
    var look: FileLook
    /// When it is read again though it looks the same.
    var again: Double?
    var jobs: EventJobs?
    /// What stands in the timetable for each of its configs, and when that is to be looked at again.
    var entries: [Timetable.Entry?] = []
    var problem = ""
    /// Since when another program keeps the file, by the machine's own clock.
    var busySince: Double?
  }

  /// A job whose time has come.
  struct Due {
    let job: EventJobs.ConfigJob
    /// When it should have started, in seconds since 1970.
    let slot: Double
    /// Data types that should run before it, if they are about to.
    let requires: [String]
  }

  /// A connection of which the vendor is to be asked whether it takes the credentials again.
  struct Check: Hashable {
    let event: EventID
    let connection: Int64
    let wait: CredentialWait
  }

  /// Seconds after which a file that could not be read is tried again, and one with runs that may have died; and for which
  /// whoever made a run may take to tell of it.
  private static let patience = (unreadable: 10.0, openRuns: 5.0, untold: 120.0)
  /// Seconds for which a file that another program keeps is waited for, after which it is tried again, and after which that
  /// is worth a word: no event may keep the others from their turn, and a large first sync takes its time.
  private static let busy = (wait: 0.2, again: 1.0, word: 60.0)
  /// Seconds of reading after which what is due comes first.
  private static let turn = 0.1

  init(host: PatchbayHost, serve: @escaping () -> Int64, report: @escaping (JobEvent) -> Void) {
    self.host = host
    self.serve = serve
    self.report = report
  }

  var count: Int { events.count }
  /// Events whose file cannot be read now.
  var unreadable: Int { events.values.count { !$0.problem.isEmpty } }
  /// Every job with its event, whatever its node.
  var all: [(event: Event, job: EventJobs.ConfigJob, entry: Timetable.Entry?)] {
    events.values.flatMap { watched in
      guard let jobs = watched.jobs else {
        return [(event: Event, job: EventJobs.ConfigJob, entry: Timetable.Entry?)]()
      }
      return zip(jobs.configs, watched.entries).map { (jobs.event, $0, $1) }
    }
  }

  /// What is worth counting of all events.
  func census(on node: String) -> Census {
    var census = Census(unreadable: unreadable)
    for watched in events.values {
      guard let jobs = watched.jobs else { continue }
      census.heldDeletions += jobs.held.deletions
      census.heldCreations += jobs.held.creations
      guard jobs.event.node == node else { continue }
      for entry in watched.entries { if let entry { census.jobs[entry.state.name, default: 0] += 1 } }
    }
    return census
  }

  /// Runs of which nobody has told for a while: who was to do so has ended, or could not.
  func untold(now: Double) -> [UntoldRun] {
    events.flatMap { id, watched in
      (watched.jobs?.untold ?? []).filter { abs(now - $0.since) > Self.patience.untold }
        .map { UntoldRun(event: id, run: $0.run, since: $0.since) }
    }
  }

  /// Data configs without a good run for twice their frequency, and those that had an alarm and are in order again, as far
  /// as anybody is to be told.
  func stale(now: Double) -> [StaleJob] {
    events.values.flatMap { watched -> [StaleJob] in
      guard let jobs = watched.jobs else { return [] }
      return zip(jobs.configs, watched.entries).compactMap { job, entry in
        let first = job.autoSync.from?.start(in: jobs.event.timeZone) ?? 0
        let since = max(job.autoSync.since, first)
        let last = max(since, job.lastGood ?? since)
        guard !job.lists.isEmpty,
          facts?.alarmed.contains(job.key) ?? false || now - last > 2 * Double(job.autoSync.every) * 60
        else { return nil }
        let isThere = facts?.nodes.contains(jobs.event.node) ?? false
        return StaleJob(
          key: job.key, name: job.name, autoSync: job.autoSync, since: since, lists: job.lists, lastGood: job.lastGood,
          isOver: entry?.state == .finished,
          reason: entry?.reason(job, of: jobs.event, nodeIsThere: isThere) ?? "")
      }
    }
  }

  // MARK: Reading

  /// Reads what changed since the last time, but not for long; false if some is left for the next time.
  ///
  /// Files that change all the time keep none of the others from being read: it goes on behind the one it read last.
  mutating func refresh(now: Double) -> Bool {
    refreshHost(now)
    guard let ids = list() else { return true }
    let there = Set(ids)
    if events.keys.contains(where: { !there.contains($0) }) { events = events.filter { there.contains($0.key) } }
    let end = MachineClock.uptime + Self.turn
    let next = ids.firstIndex(where: { id in last.map { $0.description < id.description } ?? true }) ?? 0
    for id in ids[next...] + ids[..<next] {
      let look = FileLook(at: host.home.eventFile(id))
      if let known = events[id], known.look == look, known.again.map({ $0 > now }) ?? true { continue }
      guard MachineClock.uptime < end else { return false }
      read(id, look, now)
      last = id
    }
    return true
  }

  /// Reads an event the next time, whatever its file looks like.
  mutating func mark(_ event: EventID) { events[event]?.again = 0 }

  /// Looks at all times anew: the clock has moved.
  mutating func clockMoved() {
    reconsider()
    hostAgain = 0
    for (id, watched) in events where watched.again != nil { events[id]?.again = 0 }
  }

  private mutating func reconsider() {
    for (id, watched) in events { events[id]?.entries = (watched.jobs?.configs ?? []).map { _ in nil } }
  }

  /// The events of the home; nil if that cannot be said: those that are known stay.
  private mutating func list() -> [EventID]? {
    do {
      let ids = try EventStore.events(in: host.home)
      if !listProblem.isEmpty { report(.readable(path: host.home.events)) }
      listProblem = ""
      return ids
    } catch {
      let problem = String(describing: error)
      if problem != listProblem { report(.unreadable(path: host.home.events, reason: problem)) }
      listProblem = problem
      return nil
    }
  }

  private mutating func refreshHost(_ now: Double) {
    let look = FileLook(at: host.home.hostFile)
    guard facts == nil || look != hostLook || hostAgain <= now else { return }
    do {
      let new = try HostFacts(of: host.hostStore(), now: now, earlier: facts)
      // Serves say all the time that they are there, which is no reason to look at ten thousand jobs.
      if facts.map({ !new.judgesLike($0) }) ?? true { reconsider() }
      facts = new
      hostLook = look
      hostAgain = look.isFresh(at: now) ? now + FileLook.grain : .infinity
      if !hostProblem.isEmpty { report(.readable(path: host.home.hostFile)) }
      hostProblem = ""
    } catch {
      let problem = String(describing: error)
      if problem != hostProblem { report(.unreadable(path: host.home.hostFile, reason: problem)) }
      hostProblem = problem
    }
  }

  private mutating func read(_ id: EventID, _ look: FileLook, _ now: Double) {
    var watched = events[id] ?? Watched(look: look)
    watched.look = look
    do {
      let store = try EventStore.open(id, in: host.home, patience: Self.busy.wait)
      let hasOpenRuns = try !store.configsWithOpenRuns().isEmpty
      if hasOpenRuns { for run in try host.settleRuns(of: store, own: serve()) { report(.cutOff(run)) } }
      let jobs = try EventJobs(of: store)
      watched.jobs = jobs
      watched.entries = jobs.configs.map { _ in nil }
      watched.again =
        look.isFresh(at: now) ? now + FileLook.grain : hasOpenRuns ? now + Self.patience.openRuns : nil
      if !watched.problem.isEmpty { report(.readable(path: host.home.eventFile(id))) }
      watched.problem = ""
      watched.busySince = nil
    } catch StoreError.busy where MachineClock.uptime - (watched.busySince ?? MachineClock.uptime) < Self.busy.word {
      watched.busySince = watched.busySince ?? MachineClock.uptime
      watched.again = now + Self.busy.again
    } catch {
      let problem = String(describing: error)
      if problem != watched.problem { report(.unreadable(path: host.home.eventFile(id), reason: problem)) }
      watched.problem = problem
      // What ran by itself until now goes on to, as far as it can: each run reads the file anew.
      watched.again = now + Self.patience.unreadable
    }
    events[id] = watched
  }

  // MARK: Asking

  /// What is to be done now on a node, oldest first, and when the agenda is to be asked again at the latest.
  mutating func due(on node: String, now: Double) -> (jobs: [Due], checks: Set<Check>, look: Double) {
    guard let facts else { return ([], [], now + Self.patience.unreadable) }
    var jobs: [Due] = []
    var checks: Set<Check> = []
    var look = Double.infinity
    for (id, watched) in events {
      guard let found = watched.jobs else { continue }
      for (index, job) in found.configs.enumerated() {
        var entry = watched.entries[index]
        if entry == nil || entry?.look.map({ $0 <= now }) ?? false {
          entry = Timetable.entry(for: facts.job(job, of: found.event), now: now)
          events[id]?.entries[index] = entry
        }
        guard let entry, found.event.node == node else { continue }
        switch entry.state {
        case .due: jobs.append(Due(job: job, slot: entry.next ?? now, requires: facts.requires(job)))
        case .waitingForCredentials:
          if let wait = job.wait?.wait, Timetable.check(wait, now) <= now {
            checks.insert(Check(event: id, connection: job.connection, wait: wait))
          }
        default: break
        }
        if let next = entry.look, next > now { look = min(look, next) }
      }
    }
    return (jobs.sorted { ($0.slot, $0.job.name) < ($1.slot, $1.job.name) }, checks, look)
  }
}
