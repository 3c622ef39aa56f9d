import HostModel
import HostSchedule
import Testing

@Suite("What stands in the timetable") struct TimetableStateTests {
  /// 2028-03-01T00:00:00Z, a day after the leap day.
  static let midnight = 1_835_481_600.0
  static let base = Timetable.Job(
    key: "k", autoSync: AutoSync(every: 15, from: nil, until: nil, since: midnight), ends: day("2028-03-02"),
    timeZone: "UTC", history: JobHistory(started: midnight, ended: midnight + 10))
  /// The config's own first slot after midnight.
  static let slot =
    midnight + (Timetable.offset(of: "k", every: 15) - midnight).truncatingRemainder(dividingBy: 900) + 900
  /// 00:00 of the fourth day after the end.
  static let fourthDay = midnight + 5 * 86_400

  static func day(_ text: String) -> CalendarDate {
    guard let day = CalendarDate(text) else { preconditionFailure("'\(text)' is no day") }
    return day
  }

  private static func job(_ change: (inout Timetable.Job) -> Void) -> Timetable.Job {
    var job = base
    change(&job)
    return job
  }

  /// `after` is in seconds after the last midnight.
  struct Case: Sendable {
    let job: Timetable.Job
    let now: Double
    let entry: Timetable.Entry
  }

  private static func seen(
    _ after: Double, _ state: Timetable.State, next: Double? = nil, look: Double? = nil, stop: Double = fourthDay,
    _ change: (inout Timetable.Job) -> Void = { _ in }
  ) -> Case {
    Case(
      job: job(change), now: midnight + after,
      entry: Timetable.Entry(state: state, next: next, look: look, stop: stop))
  }

  static let cases: [Case] = [
    seen(20, .scheduled, next: slot, look: slot),
    seen(slot - midnight, .due(missed: 0), next: slot, look: slot),
    seen(slot - midnight + 899, .due(missed: 0), next: slot, look: slot + 899),
    seen(slot - midnight + 9000, .due(missed: 10), next: slot, look: slot + 9000),
    seen(20, .running) { $0.isRunning = true },
    seen(20, .blocked("why"), look: fourthDay) { $0.blocked = "why" },
    // Vendors are asked again after 15, 30, then every 60 minutes.
    seen(20, .waitingForCredentials, look: midnight + 910) { $0.credentials = CredentialWait(since: midnight + 10) },
    seen(1000, .waitingForCredentials, look: midnight + 911 + 1800) {
      $0.credentials = CredentialWait(since: midnight + 10, checks: 1, lastCheck: midnight + 911)
    },
    seen(9000, .waitingForCredentials, look: midnight + 8000 + 3600) {
      $0.credentials = CredentialWait(since: midnight + 10, checks: 7, lastCheck: midnight + 8000)
    },
    // The clock was set back by a day meanwhile.
    seen(20, .waitingForCredentials, look: midnight + 20) { $0.credentials = CredentialWait(since: midnight + 86_400) },
    seen(20, .waitingForQuota, next: midnight + 5000, look: midnight + 5000) { $0.quotaFree = midnight + 5000 },
    seen(20, .scheduled, next: slot, look: slot) { $0.quotaFree = midnight + 30 },
    seen(20, .waitingForPrerequisite(["sessions"]), next: slot, look: fourthDay) { $0.missing = ["sessions"] },
    // Each failure passes over more slots, never more than an hour.
    seen(20, .scheduled, next: slot, look: slot) { $0.history.failures = 1 },
    seen(20, .backingOff(failures: 2), next: slot + 900, look: slot + 900) { $0.history.failures = 2 },
    seen(20, .backingOff(failures: 3), next: slot + 2700, look: slot + 2700) { $0.history.failures = 3 },
    seen(20, .backingOff(failures: 99), next: slot + 2700, look: slot + 2700) { $0.history.failures = 99 },
    // What was cut off is run again at once, but not over and over.
    seen(20, .due(missed: 0), next: midnight, look: midnight + 20) { $0.history.interruptions = 1 },
    seen(20, .backingOff(failures: 2), next: slot, look: slot) { $0.history.interruptions = 2 },
    seen(20, .backingOff(failures: 3), next: slot + 900, look: slot + 900) { $0.history.interruptions = 3 },
    seen(20, .backingOff(failures: 2), next: midnight + 3610, look: midnight + 3610) {
      $0.autoSync = AutoSync(every: 1440, from: nil, until: nil, since: midnight)
      $0.history.interruptions = 2
    },
    // So is what was refused, once the credentials are right.
    seen(20, .due(missed: 0), next: midnight, look: midnight + 20) {
      $0.history.failures = 1
      $0.history.wasRefused = true
    },
    // From a day on, until a day, to the end of it in the event's zone.
    seen(20, .finished, stop: midnight + 86_400 - 3600) {
      $0.timeZone = "Europe/Zurich"
      $0.autoSync = AutoSync(every: 15, from: day("2028-03-02"), until: day("2028-03-01"), since: midnight)
    },
    seen(
      86_399 - 3600, .due(missed: 0), next: midnight + 86_399 - 3600 - 500, look: midnight + 86_399 - 3600,
      stop: midnight + 86_400 - 3600
    ) {
      $0.timeZone = "Europe/Zurich"
      $0.autoSync = AutoSync(every: 1440, from: nil, until: day("2028-03-01"), since: midnight)
      $0.key = key(withOffset: 86_399 - 3600 - 500)
      $0.history = JobHistory()
    },
    seen(86_400 - 3600, .finished, stop: midnight + 86_400 - 3600) {
      $0.timeZone = "Europe/Zurich"
      $0.autoSync = AutoSync(every: 15, from: nil, until: day("2028-03-01"), since: midnight)
    },
    seen(5 * 86_400 - 1, .due(missed: 479), next: slot, look: fourthDay - 1),
    seen(5 * 86_400, .finished),
    // Off, and quota free only after it: none starts any more.
    seen(20, .finished) { $0.quotaFree = fourthDay },
  ]

  /// A key whose slots lie so many seconds after the day begins.
  private static func key(withOffset seconds: Double) -> String {
    (0...).lazy.map { "key \($0)" }.first { Timetable.offset(of: $0, every: 1440) == seconds } ?? ""
  }

  @Test(arguments: cases) func state(_ c: Case) {
    #expect(Timetable.entry(for: c.job, now: c.now) == c.entry)
  }

  static let frequencies: [(String, Int?)] = [
    ("15m", 15), ("15", 15), ("90M", 90), ("1h", 60), ("24h", 1440), ("1d", 1440), ("14m", nil), ("2d", nil),
    ("1441", nil),
    ("0h", nil), ("", nil), ("m", nil), ("1.5h", nil), ("-15m", nil), ("15 m", nil), ("99999999999999999999", nil),
    ("１５m", nil),
  ]
  @Test(arguments: frequencies) func frequency(_ text: String, _ minutes: Int?) {
    #expect(AutoSync.minutes(text) == minutes)
  }

  static let phrases = [
    (15, "every 15 minutes"), (60, "every hour"), (90, "every 90 minutes"), (120, "every 2 hours"), (1440, "every day"),
  ]
  @Test(arguments: phrases) func words(_ minutes: Int, _ text: String) {
    #expect(AutoSync(every: minutes, from: nil, until: nil, since: 0).words == text)
  }

  @Test("A thousand configs spread over the quarter of an hour") func spread() {
    let minutes = (0..<1000).map { Int(Timetable.offset(of: "0123456789abcdef0123456789abcdef-\($0)", every: 15) / 60) }
    let counts = (0..<15).map { minute in minutes.count { $0 == minute } }
    #expect(counts.reduce(0, +) == 1000)
    #expect(counts.allSatisfy { (30...110).contains($0) }, "\(counts)")
  }

  // A zone in which the day begins at 01:00, one in which 23:00 comes twice, and one that left a whole day out.
  static let odd: [(zone: String, until: String, stop: Double)] = [
    // 2018-11-03, as midnight of the 4th does not exist: 01:00-02:00.
    ("America/Sao_Paulo", "2018-11-03", 1_541_300_400),
    // 2018-02-17: its last hour comes twice.
    ("America/Sao_Paulo", "2018-02-17", 1_518_922_800),
    // After the 29th of December 2011 came the 31st.
    ("Pacific/Apia", "2011-12-29", 1_325_239_200),
  ]
  @Test(arguments: odd) func oddDays(_ zone: String, _ until: String, _ stop: Double) {
    let job = Self.job {
      $0.timeZone = zone
      $0.autoSync = AutoSync(every: 15, from: nil, until: Self.day(until), since: 0)
    }
    #expect(job.autoSync.stop(ends: job.ends, timeZone: job.timeZone) == stop)
  }
}
