import Foundation
import HostModel

/// The same days gone through minute by minute, by someone who knows no formula: looks at a calendar, and counts the slots
/// that go by.
struct Walker {
  private let story: Story
  private let offset: (Int) -> Int
  private var every: Int
  private var until: CalendarDate?
  private var ends: CalendarDate
  private var calendar = Calendar(identifier: .gregorian)
  private var since: Int
  private var started: Int?
  private var ended = 0
  private var failures = 0
  private var interruptions = 0
  private var isRefused = false
  /// When what was cut off over and over runs again, if its slot does not call before.
  private var latest: Int?

  private var events: ArraySlice<(at: Int, event: Story.Event)>
  private var time = 0
  private var shift = 0
  /// The first second whose slot was not looked at, how many slots are still to be let go by, and whether one called.
  private var seen = 0
  private var toPass = 0
  private var isCalled = false
  private(set) var starts: [Int] = []
  /// Until when the quota is used up, by the machine's clock, and the credentials are refused, by the true one; since the
  /// vendor refused them, when it was last asked, and how often.
  private var freeAt = 0
  private var refusedUntil = 0
  private var asked: Int?
  private var asks = 0
  private(set) var checks: [Int] = []

  private var clock: Int { story.begin + time + shift }

  /// `offset` gives the seconds by which a config's slots are moved, for a frequency in minutes.
  init(_ story: Story, offset: @escaping (Int) -> Int) {
    self.story = story
    self.offset = offset
    every = story.every
    until = story.until
    ends = story.ends
    since = story.begin
    events = story.events[...]
    calendar.timeZone = TimeZone(identifier: story.zone) ?? .gmt
  }

  mutating func run() {
    startOver()
    while time < story.length {
      while let next = events.first, next.at <= time {
        events.removeFirst()
        take(next.event)
        startOver()
      }
      guard time < story.length else { return }
      var minute = min(60, (events.first?.at ?? story.length) - time, story.length - time)
      if let last = asked {
        let patience = asks == 0 ? 15 * 60 : asks == 1 ? 30 * 60 : 60 * 60
        // So far ahead nobody can have asked: the clock was set back.
        let left = last - clock > 3600 ? 0 : patience - (clock - last)
        if left <= 0, mayStillRun() {
          checks.append(time)
          if time < refusedUntil { (asked, asks) = (clock, asks + 1) } else { (asked, asks) = (nil, 0) }
          continue
        }
        if left > 0 { minute = min(minute, left) }
        // It is looked at again when a slot goes by, not each minute: what has no next run is asked no more.
        look(to: clock + minute)
        time += minute
        continue
      }
      if isCalled, isOpen(at: clock), clock >= freeAt {
        perform()
        startOver()
        continue
      }
      if clock < freeAt { minute = min(minute, freeAt - clock) }
      if let slot = look(to: clock + minute), isOpen(at: slot), slot >= freeAt {
        time += slot - clock
      } else {
        time += minute
      }
    }
  }

  /// True if a run could start before runs end to start: now, or at the next slot that calls.
  private func mayStillRun() -> Bool {
    guard !isCalled else { return isOpen(at: clock) }
    var ahead = self
    while !ahead.isCalled {
      if let slot = ahead.look(to: ahead.seen + 60) { return isOpen(at: max(slot, clock)) }
    }
    return isOpen(at: clock)
  }

  private mutating func take(_ event: Story.Event) {
    switch event {
    case .ends(let day): ends = day
    case .zone(let zone): calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
    case .frequency(let minutes):
      (every, since) = (minutes, clock)
      (started, failures, interruptions, isRefused) = (nil, 0, 0, false)
    case .until(let day): until = day
    case .down(let seconds): time += seconds
    case .quota(let seconds): freeAt = clock + seconds
    case .refusal(let seconds): refusedUntil = time + seconds
    case .clock(let seconds): shift += seconds
    }
  }

  private mutating func perform() {
    let run = story.runs[starts.count % story.runs.count]
    starts.append(time)
    isRefused = time < refusedUntil
    started = clock
    time += run.seconds
    ended = clock
    if isRefused {
      (failures, interruptions, asked, asks) = (failures + 1, 0, clock, 0)
      return
    }
    failures = run.outcome == .failed ? failures + 1 : 0
    interruptions = run.outcome == .interrupted ? interruptions + 1 : 0
  }

  /// Forgets what went by, and goes through it again under what holds now.
  private mutating func startOver() {
    isCalled = false
    latest = nil
    toPass = 0
    seen = story.from == nil ? clock : clock - 5 * 86_400
    if started == nil {
      isCalled = since > clock + every * 60
      if !isCalled { seen = since }
    } else if interruptions == 1 || isRefused || ended > clock + every * 60 {
      // One at once, unless the first day is still to come.
      isCalled = story.from == nil
    } else {
      seen = ended + 1
      latest = interruptions > 1 ? ended + 3600 : nil
      let bad = interruptions > 1 ? interruptions - 1 : failures
      // 1, 2, 4, … slots, but no more than an hour of them.
      var slots = 1
      for _ in 1..<max(bad, 1) where slots < 60 / every { slots = min(slots * 2, 60 / every) }
      toPass = slots - 1
    }
    while seen <= clock { look(to: min(seen + 60, clock + 1)) }
  }

  /// Looks at the slots up to a second; gives the one that called.
  @discardableResult
  private mutating func look(to end: Int) -> Int? {
    guard seen < end else { return nil }
    defer { seen = end }
    // Slots lie at least 15 minutes apart, so that a minute has one at most.
    let slot = end - 1 - ((end - 1 - offset(every)) % (every * 60))
    var calling: Int?
    if slot >= seen, story.from.map({ day(at: slot) >= $0 }) ?? true {
      if toPass > 0 { toPass -= 1 } else { calling = slot }
    }
    if let latest, latest >= seen, latest < end { calling = min(calling ?? latest, latest) }
    if calling != nil { isCalled = true }
    return calling
  }

  private func day(at clock: Int) -> CalendarDate {
    let parts = calendar.dateComponents([.year, .month, .day], from: Date(timeIntervalSince1970: TimeInterval(clock)))
    return CalendarDate(year: parts.year ?? 1, month: parts.month ?? 1, day: parts.day ?? 1) ?? ends
  }

  private func isOpen(at clock: Int) -> Bool {
    if let until { return day(at: clock) <= until }
    var (last, count) = (ends, 0)
    while count < 3 {
      let next =
        CalendarDate(year: last.year, month: last.month, day: last.day + 1)
        ?? CalendarDate(year: last.year, month: last.month + 1, day: 1)
        ?? CalendarDate(year: last.year + 1, month: 1, day: 1)
      last = next ?? last
      count += 1
    }
    return day(at: clock) <= last
  }
}
