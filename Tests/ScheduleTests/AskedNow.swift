import Foundation
import HostModel
import HostSchedule

/// A host that asks the timetable, sleeps as long as it says, and runs what is due.
struct AskedNow {
  private let story: Story
  private var job: Timetable.Job
  private var events: ArraySlice<(at: Int, event: Story.Event)>
  /// Seconds of the true clock since the story began, and what the machine's clock is off by.
  private var time = 0
  private var shift = 0
  private(set) var starts: [Int] = []
  /// Until when, in seconds of the true clock, the vendor refuses the credentials; when it was asked whether it still does.
  private var refusedUntil = 0
  private(set) var checks: [Int] = []

  private var now: Double { Double(story.begin + time + shift) }

  init(_ story: Story) {
    self.story = story
    events = story.events[...]
    job = Timetable.Job(
      key: story.key,
      autoSync: AutoSync(every: story.every, from: story.from, until: story.until, since: Double(story.begin)),
      ends: story.ends, timeZone: story.zone)
  }

  mutating func run() {
    while time < story.length {
      while let next = events.first, next.at <= time {
        events.removeFirst()
        take(next.event)
      }
      guard time < story.length else { return }
      let entry = Timetable.entry(for: job, now: now)
      if case .due = entry.state {
        perform()
        continue
      }
      if case .waitingForCredentials = entry.state, let wait = job.credentials, Timetable.check(wait, now) <= now {
        checks.append(time)
        job.credentials =
          time < refusedUntil
          ? CredentialWait(since: wait.since, checks: wait.checks + 1, lastCheck: now) : nil
        continue
      }
      let look = entry.look.map { time + max(1, Int(($0 - now).rounded(.up))) } ?? story.length
      time = min(look, events.first?.at ?? story.length)
    }
  }

  private mutating func take(_ event: Story.Event) {
    let old = job.autoSync
    switch event {
    case .ends(let day): job.ends = day
    case .zone(let zone): job.timeZone = zone
    case .frequency(let minutes):
      job.autoSync = AutoSync(every: minutes, from: old.from, until: old.until, since: now)
      job.history = JobHistory()
    case .until(let day): job.autoSync = AutoSync(every: old.every, from: old.from, until: day, since: old.since)
    case .down(let seconds): time += seconds
    case .quota(let seconds): job.quotaFree = now + Double(seconds)
    case .refusal(let seconds): refusedUntil = time + seconds
    case .clock(let seconds): shift += seconds
    }
  }

  private mutating func perform() {
    let run = story.runs[starts.count % story.runs.count]
    starts.append(time)
    let isRefused = time < refusedUntil
    job.history.started = now
    time += run.seconds
    job.history.ended = now
    guard !isRefused else {
      job.history.failures += 1
      job.history.interruptions = 0
      job.history.wasRefused = true
      job.credentials = CredentialWait(since: now)
      return
    }
    job.history.wasRefused = false
    job.history.failures = run.outcome == .failed ? job.history.failures + 1 : 0
    job.history.interruptions = run.outcome == .interrupted ? job.history.interruptions + 1 : 0
  }
}
