/// The event `sandbox` of a pretalx server: what exists in it, at one round.
///
/// Five submissions share four speakers, so that who speaks where is known without a table.
struct PretalxEvent: Sendable {
  let dice: Dice
  let round: Int
  let settings: Settings
  let submissions: Population
  let speakers: Population
  /// Submissions as they were when the current schedule was released, a round ago.
  let atRelease: Population
  private let submissionCodes: CodeBook
  private let speakerCodes: CodeBook
  /// Added to numeric ids after a rekey.
  let idOffset: Int
  let caches = Caches()

  final class Caches: Sendable {
    let submissions = Lazy<[Int]>()
    let speakers = Lazy<[Int]>()
    let answers = Lazy<[Int]>()
    let filtered = Recent<[Int]>()
  }

  init(people: Int, seed: UInt64, round: Int, isRekeyed: Bool, settings: Settings) {
    dice = Dice(seed: seed)
    self.round = round
    self.settings = settings
    submissions = Population(base: people, round: round, dice: dice)
    atRelease = Population(base: people, round: max(round - 1, 0), dice: dice)
    // The salt of the speakers' dice keeps their edits apart from those of submissions with the same number.
    speakers = Population(
      base: (people * 4 + 4) / 5, round: round, dice: Dice(seed: seed &+ 77),
      rules: .init(cancels: false, deletes: false))
    submissionCodes = CodeBook(length: 6, dice: dice, salt: isRekeyed ? 11 : 1)
    speakerCodes = CodeBook(length: 6, dice: dice, salt: isRekeyed ? 12 : 2)
    idOffset = isRekeyed ? 500_000_000 : 0
  }

  // MARK: Codes

  func code(submission index: Int) -> String { submissionCodes.code(index) }
  func code(speaker index: Int) -> String { speakerCodes.code(index) }

  func submission(code: String) -> Int? {
    submissionCodes.index(of: code).flatMap { submissions.contains($0) ? $0 : nil }
  }

  func speaker(code: String) -> Int? { speakerCodes.index(of: code).flatMap { exists(speaker: $0) ? $0 : nil } }

  // MARK: Who speaks where

  func speakers(of submission: Int) -> [Int] {
    let base = submissions.base
    // An added submission brings its own, new speaker.
    guard submission < base else { return [addedSpeaker(submission)] }
    let group = submission / 5
    guard submission % 5 == 4 else { return [group * 4 + submission % 5] }
    return group % 3 == 0 ? [group * 4, group * 4 + 2] : [group * 4 + group % 4]
  }

  /// The speaker's submissions that exist.
  func submissions(of speaker: Int) -> [Int] {
    if speaker >= speakers.base {
      return [addedSubmission(speaker)].filter(submissions.contains)
    }
    let group = speaker / 4
    return (group * 5..<min(group * 5 + 5, submissions.base)).filter {
      submissions.contains($0) && speakers(of: $0).contains(speaker)
    }
  }

  // Both populations may add different numbers per round; submissions lead, and each has a speaker of the same number.
  private func addedSpeaker(_ submission: Int) -> Int { speakers.base + submission - submissions.base }
  private func addedSubmission(_ speaker: Int) -> Int { submissions.base + speaker - speakers.base }

  // Seen on pretalx 2025.2.2: a speaker whose last submission vanishes vanishes too.
  func exists(speaker: Int) -> Bool { speaker >= 0 && !submissions(of: speaker).isEmpty }

  // MARK: States

  // Seen on pretalx 2025.2.2: these states; "canceled" with one l; drafts never appear.
  static let states = ["submitted", "accepted", "confirmed", "rejected", "canceled", "withdrawn"]

  func state(_ index: Int, in population: Population) -> String {
    let history = population.history(index)
    // Cancelling keeps the record (seen on pretalx 2025.2.2).
    if history.cancelled != 0 { return index % 3 == 0 ? "withdrawn" : "canceled" }
    let first: String
    switch dice.roll(index, .state, below: 100) {
    case 0..<50: first = "confirmed"
    case 50..<60: first = "accepted"
    case 60..<75: first = "submitted"
    case 75..<90: first = "rejected"
    case 90..<96: first = "canceled"
    default: first = "withdrawn"
    }
    switch (first, history.edits) {
    case ("submitted", 1...): return index % 2 == 0 ? "accepted" : "rejected"
    case ("accepted", 1...): return "confirmed"
    default: return first
    }
  }

  func state(_ index: Int) -> String { state(index, in: submissions) }

  /// True if people without a token may see it: confirmed, and in the released schedule.
  func isPublic(_ index: Int) -> Bool {
    submissions.contains(index) && isScheduled(index) && releasedState(index) == "confirmed"
  }

  /// True if the current schedule holds slots of it.
  func isScheduled(_ index: Int) -> Bool {
    guard atRelease.contains(index) else { return false }
    let state = releasedState(index)
    return state == "confirmed" || state == "accepted"
  }

  func releasedState(_ index: Int) -> String { state(index, in: atRelease) }

  // MARK: Rows

  // Seen on pretalx 2025.2.2: order is by random code, so additions and deletions shift later pages.
  var submissionRows: [Int] { caches.submissions.value { submissionCodes.sorted(submissions.members) } }

  var speakerRows: [Int] {
    caches.speakers.value {
      let added = submissions.count - submissions.base
      return speakerCodes.sorted((0..<speakers.base + added).filter(exists(speaker:)))
    }
  }

  /// Answers as `owner * 8 + question`, where the question tells what the owner is.
  var answerRows: [Int] {
    caches.answers.value {
      let ofSubmissions = submissions.members.flatMap { index in answers(ofSubmission: index) }
      let ofSpeakers = speakerRows.flatMap { index in answers(ofSpeaker: index) }
      return (ofSubmissions + ofSpeakers).sorted()
    }
  }

  func answers(ofSubmission index: Int) -> [Int] {
    let roll = dice.roll(index, .answers)
    // An answer of an edited submission is deleted every other time.
    let hasFirst = roll % 4 != 0 && submissions.edits(index) % 2 == 0
    return (hasFirst ? [index * 8 + 1] : []) + (roll / 4 % 3 == 0 ? [index * 8 + 2] : [])
  }

  func answers(ofSpeaker index: Int) -> [Int] {
    let roll = dice.roll(index, .answers) / 16
    return (3...6).filter { $0 > 5 || roll >> ($0 * 2) % 4 != 0 }.map { index * 8 + $0 }
  }

  // Seen on pretalx 2025.2.2: `mutate` adds a room now and then.
  var roomCount: Int { 9 + min(round, 20) }
}
