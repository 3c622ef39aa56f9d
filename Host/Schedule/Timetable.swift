import HostModel

/// When a data config runs by itself: a function of its settings, its event, what happened so far, and now.
///
/// Knows no clock and no store. Runs start at slots, which lie `every` minutes apart in UTC, moved by an offset of the
/// config's own, so that a thousand configs do not all ask at the full hour. Whoever asks at any time gets what one who
/// asked every second would have got.
package enum Timetable {
  /// Everything that is asked of the store.
  package struct Job: Sendable {
    /// What the config is told by for good; gives its offset.
    package var key: String
    package var autoSync: AutoSync
    /// The event's last day, and its IANA zone.
    package var ends: CalendarDate
    package var timeZone: String
    package var history: JobHistory
    package var isRunning: Bool
    package var credentials: CredentialWait?
    /// When the vendor account's budget has room again, if it has none now.
    package var quotaFree: Double?
    /// Data types that must have had a sync that applied, and have not.
    package var missing: [String]
    /// Why it may not run at all until a person acts: the connector is disabled, quarantined, or crashed too often.
    package var blocked: String?

    package init(
      key: String, autoSync: AutoSync, ends: CalendarDate, timeZone: String, history: JobHistory = JobHistory(),
      isRunning: Bool = false, credentials: CredentialWait? = nil, quotaFree: Double? = nil, missing: [String] = [],
      blocked: String? = nil
    ) {
      self.key = key
      self.autoSync = autoSync
      self.ends = ends
      self.timeZone = timeZone
      self.history = history
      self.isRunning = isRunning
      self.credentials = credentials
      self.quotaFree = quotaFree
      self.missing = missing
      self.blocked = blocked
    }
  }

  package enum State: Sendable, Hashable {
    case running
    /// Its time has come. `missed` slots went by meanwhile; they are made up for by this one run.
    case due(missed: Int)
    case scheduled
    /// After this many runs in a row that failed, or were cut off, the next one waits.
    case backingOff(failures: Int)
    /// The vendor refused the credentials; `look` is when it is asked again.
    case waitingForCredentials
    case waitingForQuota
    case waitingForPrerequisite([String])
    case blocked(String)
    /// No run starts any more.
    case finished
  }

  package struct Entry: Sendable, Hashable {
    package let state: State
    /// When the next run starts, at the earliest; the time it should have started, if that has passed.
    package let next: Double?
    /// When the state is to be looked at again though nothing happened; nil if only an event can change it.
    package let look: Double?
    /// No run starts at this time or later.
    package let stop: Double

    package init(state: State, next: Double?, look: Double?, stop: Double) {
      self.state = state
      self.next = next
      self.look = look
      self.stop = stop
    }
  }

  /// What stands in the timetable for a job now, all times in seconds since 1970.
  package static func entry(for job: Job, now: Double) -> Entry {
    let stop = stop(job)
    func entry(_ state: State, next: Double? = nil, look: Double? = nil) -> Entry {
      Entry(state: state, next: next, look: look, stop: stop)
    }
    guard !job.isRunning else { return entry(.running) }
    let (slot, isBackedOff) = slot(after: job, now)
    // A run that was due before the stop and comes too late is not made up for.
    guard max(slot, now) < stop else { return entry(.finished) }
    if let blocked = job.blocked { return entry(.blocked(blocked), next: nil, look: stop) }
    if let wait = job.credentials { return entry(.waitingForCredentials, look: min(check(wait, now), stop)) }
    if let free = job.quotaFree, free > max(slot, now) {
      guard free < stop else { return entry(.finished) }
      return entry(.waitingForQuota, next: free, look: free)
    }
    guard job.missing.isEmpty else { return entry(.waitingForPrerequisite(job.missing), next: slot, look: stop) }
    guard slot > now else {
      return entry(.due(missed: Int((now - slot) / period(job))), next: slot, look: now)
    }
    return entry(
      isBackedOff ? .backingOff(failures: max(job.history.failures, job.history.interruptions)) : .scheduled,
      next: slot, look: slot)
  }

  /// When the host asks the vendor again whether the credentials are right: 15, 30, then every 60 minutes after the last
  /// time; at once if that time is written down for a future that the clock has taken back.
  package static func check(_ wait: CredentialWait, _ now: Double) -> Double {
    let minutes: Double = wait.checks == 0 ? 15 : wait.checks == 1 ? 30 : 60
    let last = wait.lastCheck ?? wait.since
    return last - now > 3600 ? now : last + minutes * 60
  }

  /// When runs end to start.
  private static func stop(_ job: Job) -> Double {
    job.autoSync.stop(ends: job.ends, timeZone: job.timeZone)
  }

  /// The slot at which the next run starts, and whether slots were passed over because of failures.
  ///
  /// A time that was written down for a future which the clock has taken back would be waited for without end; where it is
  /// more than one period ahead, one run too many puts it right.
  private static func slot(after job: Job, _ now: Double) -> (slot: Double, isBackedOff: Bool) {
    let (history, period) = (job.history, period(job))
    let latest = firstSlot(after: now, job) - period
    // Once something ran, what counts is when that was.
    var begin = history.started == nil ? job.autoSync.since : 0
    if begin - now > period { begin = latest }
    if let from = job.autoSync.from { begin = max(begin, from.start(in: job.timeZone)) }
    let first = firstSlot(notBefore: begin, job)
    guard let started = history.started else { return (first, false) }
    // What was cut off is done again at once, and what was refused as soon as the credentials are right.
    if history.interruptions == 1 || history.wasRefused { return (max(min(started, now), first), false) }
    let last = history.ended ?? started
    if last - now > period { return (max(latest, first), false) }
    // Twice as many slots for each failure, as long as that makes no more than an hour.
    let failures = max(history.failures, history.interruptions - 1)
    let slots = failures < 1 ? 1 : min(1 << min(failures - 1, 6), max(1, 60 / job.autoSync.every))
    let next = max(firstSlot(after: last, job), first) + Double(slots - 1) * period
    // What was cut off over and over may be what brings the host down; even so it does not wait for its time tomorrow.
    return history.interruptions > 1 ? (max(min(next, last + 3600), first), true) : (next, slots > 1)
  }

  private static func period(_ job: Job) -> Double { Double(job.autoSync.every) * 60 }

  private static func firstSlot(notBefore time: Double, _ job: Job) -> Double {
    let (period, offset) = (period(job), offset(of: job.key, every: job.autoSync.every))
    return ((time - offset) / period).rounded(.up) * period + offset
  }

  private static func firstSlot(after time: Double, _ job: Job) -> Double {
    let (period, offset) = (period(job), offset(of: job.key, every: job.autoSync.every))
    return (((time - offset) / period).rounded(.down) + 1) * period + offset
  }

  /// Whole seconds from 0 to the frequency, the same for the same config for good: FNV-1a (64 bits) of its key.
  package static func offset(of key: String, every minutes: Int) -> Double {
    let hash = key.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return Double(hash % UInt64(minutes * 60))
  }
}
