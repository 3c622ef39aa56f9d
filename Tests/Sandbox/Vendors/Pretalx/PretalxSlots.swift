/// The slots of one schedule version.
///
/// Each release copies all slots with new ids (seen on pretalx 2025.2.2), so ids count on from version to version.
struct PretalxSlots {
  let event: PretalxEvent
  /// The version's number, 0 for the first; `round + 1` is the unreleased one.
  let version: Int
  private let submissions: Population

  /// Breaks come after all talks; the last has neither room nor time.
  static let breaks = 7

  init(event: PretalxEvent, version: Int) {
    self.event = event
    self.version = version
    let isWip = version > event.round
    submissions =
      isWip
      ? event.submissions
      : version == event.round
        ? event.atRelease
        : Population(base: event.submissions.base, round: max(version - 1, 0), dice: event.dice)
  }

  /// The schedule's id, as pretalx counts: the unreleased version is always the newest.
  static func schedule(version: Int) -> Int { 4 + version }

  /// Rows as `version * span + place`, where the place is `submission * 4 + number` or that of a break.
  ///
  /// A session cancelled since keeps its slot until the next release, a deleted one loses it.
  var rows: [Int] {
    var rows: [Int] = []
    for index in submissions.members where event.submissions.contains(index) {
      let state = event.state(index, in: submissions)
      guard state == "confirmed" || state == "accepted" else { continue }
      for number in 0..<Self.count(index) { rows.append(version * span + index * 4 + number) }
    }
    return rows + (0..<Self.breaks).map { version * span + breakStart + $0 }
  }

  func isVisible(_ row: Int) -> Bool {
    guard let index = submission(row) else { return true }
    return event.state(index, in: submissions) == "confirmed"
  }

  /// The submission of a slot, nil for a break.
  func submission(_ row: Int) -> Int? {
    let place = row % span
    return place < breakStart ? place / 4 : nil
  }

  /// The slots of one submission in this version.
  func rows(of index: Int) -> [Int] {
    guard submissions.contains(index), ["confirmed", "accepted"].contains(event.state(index, in: submissions)) else {
      return []
    }
    return (0..<Self.count(index)).map { version * span + index * 4 + $0 }
  }

  func id(_ row: Int) -> Int { row + 1 + event.idOffset }

  func room(_ row: Int) -> Int? {
    let place = row % span
    if let index = submission(row) { return event.dice.roll(index * 4 + place % 4, .address, below: 9) + 1 }
    return place - breakStart == Self.breaks - 1 ? nil : (place - breakStart) % 2 == 0 ? 5 : 1
  }

  func start(_ row: Int) -> Moment? {
    let place = row % span
    guard let index = submission(row) else {
      let number = place - breakStart
      return number == Self.breaks - 1
        ? nil : Calendar.eventStart.adding(seconds: number / 2 * 86_400 + (number % 2 == 0 ? 9000 : 16_200))
    }
    // An edit moves the slot by half an hour.
    let step = event.dice.roll(index * 4 + place % 4, .moment, below: 48) + submissions.edits(index)
    return Calendar.eventStart.adding(seconds: step / 16 % 3 * 86_400 + step % 16 * 1800)
  }

  func minutes(_ row: Int) -> Int { submission(row).map { PretalxRecords.duration($0, dice: event.dice) } ?? 30 }

  /// Some talks are given twice or three times.
  static func count(_ index: Int) -> Int { index % 11 == 3 ? 2 : index % 29 == 8 ? 3 : 1 }

  private var breakStart: Int { event.submissions.base * 4 + 100_000 }
  /// How far the rows of two versions are apart.
  var span: Int { event.submissions.base * 4 + 100_100 }
}
