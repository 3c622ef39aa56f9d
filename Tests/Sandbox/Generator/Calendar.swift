/// The sandbox's own clock: a round is an hour, and the server's time stands in the middle of the current one.
///
/// Times never come from the machine, so that the same seed and round give the same bytes. The vendor's clock is
/// therefore far from the reader's, as a real server's may be.
enum Calendar {
  /// When round 0 ended; every record of round 0 is older.
  static let opening = Moment(2026, 9, 1, 6)
  /// The first registration.
  static let salesStart = Moment(2026, 3, 1, 8)
  /// The first day of the event, 08:00 in its zone (UTC+2).
  static let eventStart = Moment(2026, 9, 14, 6)
  /// The event's zone, in hours east of UTC, at the time of the event.
  static let zoneHours = 2

  /// What the server's clock shows in a round.
  static func now(round: Int) -> Moment { opening.adding(seconds: round * 3600 + 1800) }

  /// When a change of a round happened: always before `now(round:)` and after `now(round:)` of the round before.
  static func change(round: Int, index: Int, dice: Dice) -> Moment {
    let jitter = dice.roll(index &+ round &* 7919, .moment)
    return opening.adding(
      seconds: round * 3600 - 1200 + jitter % 2400, microseconds: jitter % 4 == 0 ? 0 : jitter % 999_983)
  }
}
