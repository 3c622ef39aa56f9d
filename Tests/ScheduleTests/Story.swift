import Foundation
import TestSupport
import HostModel

/// A few simulated days of one data config, or a year: what it is set to, and everything that happens to it.
struct Story: Sendable {
  /// Something that happens at a time of the true clock, in seconds since the story began.
  enum Event: Sendable {
    case ends(CalendarDate)
    case zone(String)
    case frequency(Int)
    case until(CalendarDate?)
    /// The host is down for so many seconds.
    case down(Int)
    /// The vendor account's quota is used up for so many seconds of the machine's clock.
    case quota(Int)
    /// The vendor refuses the credentials for so many seconds of the true clock.
    case refusal(Int)
    /// The machine's clock is set forward, or back, by so many seconds.
    case clock(Int)
  }

  /// What becomes of a run.
  enum Outcome: Sendable { case good, failed, interrupted }

  let seed: UInt64
  var key: String
  var every: Int
  var from: CalendarDate?
  var until: CalendarDate?
  var ends: CalendarDate
  var zone: String
  /// Seconds since 1970.
  let begin: Int
  let length: Int
  /// In order of time, none while another of them goes on.
  var events: [(at: Int, event: Event)]
  /// Of the first run, the second, …, again from the front.
  let runs: [(seconds: Int, outcome: Outcome)]

  static let zones = [
    "UTC", "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Chatham",
    "America/Havana", "Asia/Beirut", "Africa/Cairo", "America/Santiago", "Pacific/Apia", "Atlantic/Azores",
  ]

  /// A random story within the year 2028, which has a 29th of February, or of all of it.
  init(seed: UInt64, isWholeYear: Bool = false) {
    var random = SeededGenerator(state: seed)
    self.seed = seed
    let zone = Self.zones.randomElement(using: &random) ?? "UTC"
    self.zone = zone
    key = "0123456789abcdef0123456789abcdef-\(seed)"
    every = [15, 15, 20, 30, 45, 60, 90, 240, 1440].randomElement(using: &random) ?? 60
    // Half of them near a change of the clock, or the leap day.
    let day =
      isWholeYear
      ? 0
      : Bool.random(using: &random)
        ? Int.random(in: 0..<360, using: &random)
        : [57, 69, 84, 91, 115, 120, 245, 275, 285, 300, 305, 308].randomElement(using: &random) ?? 0
    begin = 1_830_297_600 + day * 86_400 + Int.random(in: 0..<86_400, using: &random)
    let days = isWholeYear ? 366 : Int.random(in: 1...3, using: &random)
    length = days * 86_400
    func date(_ days: Int) -> CalendarDate { Self.date(1_830_297_600 + (day + days) * 86_400) }
    // A year's runs do not end before it is nearly over.
    let late = isWholeYear ? 350 : 0
    ends = date(late + Int.random(in: -5...3, using: &random))
    from = Int.random(in: 0..<4, using: &random) == 0 ? date(Int.random(in: 0...2, using: &random)) : nil
    until = Int.random(in: 0..<3, using: &random) == 0 ? date(late + Int.random(in: 0...4, using: &random)) : nil
    var events: [(Int, Event)] = []
    var time = 0
    while true {
      time += Int.random(in: 3_600...(isWholeYear ? 400_000 : 86_400), using: &random)
      guard time < length else { break }
      let event: Event =
        switch Int.random(in: 0..<9, using: &random) {
        case 0: .ends(date(late + Int.random(in: -5...4, using: &random)))
        case 1: .zone(Self.zones.randomElement(using: &random) ?? "UTC")
        case 2: .frequency([15, 30, 60, 120].randomElement(using: &random) ?? 15)
        case 3: .until(Bool.random(using: &random) ? date(late + Int.random(in: 0...5, using: &random)) : nil)
        case 4: .down(Int.random(in: 60...20_000, using: &random))
        case 5: .quota(Int.random(in: 1...30_000, using: &random))
        case 6, 7: .refusal(Int.random(in: 1...30_000, using: &random))
        default: .clock(Int.random(in: -90_000...90_000, using: &random))
        }
      events.append((time, event))
      if case .down(let seconds) = event { time += seconds }
    }
    self.events = events.map { (at: $0.0, event: $0.1) }
    let setsClock = events.contains { if case .clock = $0.1 { true } else { false } }
    if setsClock { from = nil }
    runs = (0..<40).map { _ in
      let outcomes: [Outcome] = [.good, .good, .failed, .failed, .interrupted]
      return (
        seconds: Int.random(in: 0..<10, using: &random) == 0
          ? Int.random(in: 600...8_000, using: &random) : Int.random(in: 1...90, using: &random),
        outcome: outcomes.randomElement(using: &random) ?? .good
      )
    }
  }

  private static func padded(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }

  private static func date(_ time: Int) -> CalendarDate {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents(
      [.year, .month, .day], from: Date(timeIntervalSince1970: TimeInterval(time)))
    return TimetableStateTests.day(
      "\(parts.year ?? 0)-\(padded(parts.month))-\(padded(parts.day))")
  }
}
