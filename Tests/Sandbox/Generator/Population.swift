/// Which of an event's things exist after a number of rounds, and what happened to them on the way.
///
/// Things are numbered; those of round 0 are 0..<base, each later round adds some at the end. About one in a hundred is
/// edited per round; a few are cancelled, deleted and added, whatever the size. The same arguments give the same rounds,
/// and a round never depends on later ones.
struct Population: Sendable {
  /// What happened to one thing; the rounds are 0 where it did not happen.
  struct History: Sendable {
    var edits = 0
    var lastChange = 0
    var cancelled = 0
    var deleted = 0
  }

  let base: Int
  let round: Int
  let addedPerRound: Int
  private(set) var histories: [Int: History] = [:]

  /// Everything that was ever there is 0..<count.
  var count: Int { base + round * addedPerRound }

  struct Rules: Sendable {
    var cancels = true
    var deletes = true
    /// Cancellations and deletions happen in every so many rounds only.
    var period = 1
    /// Which things may be deleted at all; nil if all.
    var mayDelete: (@Sendable (Int) -> Bool)?
  }

  init(base: Int, round: Int, dice: Dice, rules: Rules = Rules()) {
    self.base = base
    self.round = round
    addedPerRound = min(max(base / 250, base < 10 ? 1 : 2), 20)
    let edits = max(base / 100, 1)
    let cancels = rules.cancels ? min(max(base / 250, 1), 20) : 0
    let deletes = rules.deletes ? min(max(base / 300, base < 5 ? 0 : 1), 10) : 0
    let changes = [
      Change(kind: .edit, count: edits), Change(kind: .cancel, count: cancels),
      Change(kind: .delete, count: deletes, isAllowed: rules.mayDelete),
    ]
    for number in 1..<round + 1 {
      for change in changes where change.kind == .edit || number % rules.period == 0 {
        make(change, inRound: number, dice)
      }
    }
  }

  private struct Change {
    var kind: Dice.Purpose
    var count: Int
    var isAllowed: (@Sendable (Int) -> Bool)?
  }

  private mutating func make(_ change: Change, inRound number: Int, _ dice: Dice) {
    let known = base + (number - 1) * addedPerRound
    var found = 0
    // Tries are bounded, because few or none may be allowed; rare things are looked for longer.
    for attempt in 0..<(change.count * 4 + 600) where found < change.count {
      let index = dice.roll(number &* 1_000_003 &+ attempt, change.kind, below: known)
      var history = histories[index] ?? History()
      let isFree = history.deleted == 0 && history.cancelled == 0 && history.lastChange != number
      guard isFree, index < known, change.isAllowed?(index) ?? true else { continue }
      switch change.kind {
      case .edit: history.edits += 1
      case .cancel: history.cancelled = number
      default: history.deleted = number
      }
      history.lastChange = number
      histories[index] = history
      found += 1
    }
  }

  func history(_ index: Int) -> History { histories[index] ?? History() }
  func edits(_ index: Int) -> Int { histories[index]?.edits ?? 0 }

  /// True if the thing was made by now and not deleted.
  func contains(_ index: Int) -> Bool { index >= 0 && index < count && histories[index]?.deleted ?? 0 == 0 }

  /// The round in which a thing was made.
  func born(_ index: Int) -> Int { index < base ? 0 : 1 + (index - base) / addedPerRound }

  /// The last round in which anything about the thing changed, its making included.
  func lastChange(_ index: Int) -> Int { max(histories[index]?.lastChange ?? 0, born(index)) }

  /// What exists, in the order of making.
  var members: [Int] {
    guard histories.contains(where: { $0.value.deleted != 0 }) else { return Array(0..<count) }
    return (0..<count).filter(contains)
  }
}
