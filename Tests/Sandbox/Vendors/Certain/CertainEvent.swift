/// The event `EVENT1` of the Certain account `sandbox`: registrations, sessions and speakers, at one round.
struct CertainEvent: Sendable {
  let dice: Dice
  let round: Int
  let settings: Settings
  let registrations: Population
  let sessions: Population
  let isRekeyed: Bool
  let caches = Caches()

  final class Caches: Sendable {
    let registrations = Lazy<[Int]>()
    let sessionRegistrations = Lazy<[Int]>()
    let filtered = Recent<[Int]>()
  }

  init(people: Int, seed: UInt64, round: Int, isRekeyed: Bool, settings: Settings) {
    dice = Dice(seed: seed &+ 31)
    self.round = round
    self.settings = settings
    self.isRekeyed = isRekeyed
    registrations = Population(base: people, round: round, dice: dice)
    sessions = Population(
      base: people == 0 ? 0 : min(max(people / 50, 12), 400), round: round, dice: Dice(seed: seed &+ 32),
      rules: .init(period: 3))
  }

  // MARK: Ids

  private var letter: String { isRekeyed ? "Z" : "" }
  func code(_ registration: Int) -> String { "R\(letter)-\(1001 + registration)" }
  func number(_ registration: Int) -> Int { (isRekeyed ? 50_000_000 : 80_000) + registration }
  func code(session: Int) -> String { "S\(letter)-\(101 + session)" }
  func code(speaker: Int) -> String { "SP\(letter)-\(501 + speaker)" }
  func instance(_ session: Int, _ place: Int) -> Int { (isRekeyed ? 70_000 : 7000) + session * 10 + place }

  /// Whoever placed the order: guests follow the one who brought them.
  func primary(_ registration: Int) -> Int {
    registration % 9 == 4 || registration % 9 == 5 ? registration - registration % 9 + 3 : registration
  }

  // MARK: Registrations

  var registrationRows: [Int] { caches.registrations.value { registrations.members } }

  /// Certain docs, registration statuses: built-in labels, and customers add their own ("Board &amp; Press").
  static let liveLabels = ["New", "Pre-Registered", "Attended", "Board &amp; Press"]
  static let cancelledLabels: Set<String> = ["Cancelled", "Declined Invitation", "Request Denied"]

  func label(_ registration: Int) -> String {
    if registrations.history(registration).cancelled != 0 { return "Cancelled" }
    switch dice.roll(registration, .status, below: 100) {
    case 0..<60: return "Pre-Registered"
    case 60..<72: return "New"
    case 72..<80: return "Attended"
    case 80..<84: return "Board &amp; Press"
    case 84..<90: return "Cancelled"
    case 90..<93: return "No-show"
    case 93..<95: return "Declined Invitation"
    case 95..<97: return "Waitlist Hold"
    case 97..<99: return "Invited"
    default: return "Request Denied"
    }
  }

  func person(_ registration: Int) -> Person {
    Person(registration, edits: registrations.edits(registration), dice: dice)
  }

  func created(_ registration: Int) -> Moment {
    let born = registrations.born(registration)
    guard born == 0 else { return Calendar.change(round: born, index: registration, dice: dice).wholeSecond }
    return Calendar.salesStart.adding(seconds: dice.roll(registration, .payment, below: 15_000_000))
  }

  func modified(_ registration: Int) -> Moment {
    let last = registrations.lastChange(registration)
    guard last > registrations.born(registration) else {
      return last > 0
        ? created(registration) : created(registration).adding(seconds: dice.roll(registration, .moment, below: 90_000))
    }
    return Calendar.change(round: last, index: registration, dice: dice).wholeSecond
  }

  // MARK: Sessions

  var sessionRows: [Int] { sessions.members }

  /// One session in seven is held twice.
  func instances(_ session: Int) -> Int { session % 7 == 3 ? 2 : 1 }

  func isCancelled(session: Int) -> Bool { sessions.history(session).cancelled != 0 }

  /// Six speakers for five sessions, each at one.
  var speakerRows: [Int] { (0..<sessions.count * 6 / 5).filter { sessions.contains(session(of: $0)) } }

  func session(of speaker: Int) -> Int { speaker / 6 * 5 + speaker % 6 % 5 }

  func speakers(of session: Int) -> [Int] {
    let own = [session / 5 * 6 + session % 5] + (session % 5 == 0 ? [session / 5 * 6 + 5] : [])
    return own.filter { $0 < sessions.count * 6 / 5 }
  }

  /// Rows `registration * 4 + place` of everyone who comes, up to three sessions each.
  var sessionRegistrationRows: [Int] {
    caches.sessionRegistrations.value {
      registrationRows.flatMap { registration in
        places(registration).map { registration * 4 + $0 }
      }
    }
  }

  /// Which of the three places a registration uses: none for one in eight; nobody books a deleted session.
  func places(_ registration: Int) -> [Int] {
    guard Self.liveLabels.contains(label(registration)) || registrations.history(registration).cancelled != 0,
      sessions.base > 0
    else { return [] }
    let wanted = [0, 1, 2, 2, 3, 3, 1, 2][dice.roll(registration, .sessions, below: 8)]
    return (0..<wanted).filter { sessions.contains(session(of: registration, place: $0)) }
  }

  /// The session at a place; an edit of the registration moves the last one.
  func session(of registration: Int, place: Int) -> Int {
    let start = dice.roll(registration, .sessions) / 8
    let moved = place == 2 ? registrations.edits(registration) : 0
    // 0, 5 and 10 or 11 are three sessions, as there are never fewer than twelve.
    return (start + place * 5 + moved % 2) % sessions.base
  }

  /// A code that tells one row of the flat list from all others.
  func key(sessionRegistration row: Int) -> String {
    code(row / 4) + "/" + String(instance(session(of: row / 4, place: row % 4), 0))
  }

  // MARK: Short lists

  static let attendeeTypes = [("VIP", "VIP"), ("STD", "Standard"), ("PRESS", "Press & Media"), ("STAFF", "Staff")]
  static let groups = [("EARLY", "Early bird"), ("SPON", "Sponsor guests"), ("", "No group")]
  static let locations = [("HALL-A", "Hall A"), ("HALL-B", "Hall B"), ("R 101", "Room 101"), ("OUT", "Garden")]
  static let tracks = ["Main", "Doors & Queues", "データ", "People"]
  var supplierCount: Int { sessions.base == 0 ? 0 : 40 + round }
}
