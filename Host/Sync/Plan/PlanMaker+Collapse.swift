import HostMapping
import HostModel
import HostStorage

// Fields that had values and have none any more: what is mapped from them would silently stay old (DESIGN §7).
extension PlanMaker {
  /// Names the fields whose fill rate collapsed since the last good run. An automatic run measures the next one by what was
  /// there before, so that it is told until a person has synced by hand.
  func reportCollapses(_ plan: inout SyncPlan) throws {
    let stored = try differ.store.fillRates(of: differ.config.id)
    let before = Dictionary(stored.map { ($0.path, $0) }) { first, _ in first }
    try reportMissingLists(&plan, before)
    guard !plan.fillRates.isEmpty else { return }
    // Where no list came nothing is known of the fields in it.
    if let list = intake.listRate, plan.fillRates.allSatisfy({ $0.path == list.path }) {
      plan.fillRates += stored.filter { $0.path != list.path }
    }
    for (index, now) in plan.fillRates.enumerated() where now.path != intake.listRate?.path {
      guard let before = before[now.path], now.hasCollapsed(since: before) else { continue }
      let shown = now.filled == 0 ? "none has one" : "\(now.filled.grouped) of \(now.received.grouped) have one"
      try differ.report(
        Problem(
          field: now.path,
          reason:
            "\(before.filled.grouped) of \(before.received.grouped) records had a value when this was last in order,"
            + " and now \(shown): the vendor may have renamed or closed the field. Stored values stay as they are. A sync"
            + " by hand takes this as the new order."))
      if isAutomatic { plan.fillRates[index] = before }
    }
  }
}

// The list that the records stand in, where it is one inside others: without it nothing is said of them.
extension PlanMaker {
  /// Names the list if source records lack it that had it; the cursor stays, for it would pass over what was in them.
  private func reportMissingLists(_ plan: inout SyncPlan, _ before: [String: FillRate]) throws {
    if intake.oddLists > 0 { plan.cursor = nil }
    guard let now = intake.listRate, now.received > 0 else { return }
    // A first full run has nothing to go by: what is no list may be one that the vendor leaves out where it is empty.
    let isFirst = before.isEmpty && !isIncremental
    let before =
      before[now.path] ?? (isFirst ? FillRate(path: now.path, filled: now.received, received: now.received) : nil)
    let isGone = isIncremental ? before.map { now.lacks(all: $0) } ?? (now.filled == 0) : now.filled == 0
    guard isGone || before.map({ now.hasFallen(since: $0) && (!isIncremental || now.received > FillRate.few) }) ?? false
    else { return }
    plan.cursor = nil
    let name = now.path.dropFirst()
    let records = "\(now.received.grouped) delivered \(now.received == 1 ? "record" : "records")"
    let few = "Only \(now.filled.grouped) of the \(records) have the list '\(name)'"
    let reason =
      if isGone {
        "None of the \(records) has the list '\(name)': the vendor may have renamed or closed it. Nothing was taken from"
          + " them, and what is stored stays as it is."
      } else if isFirst {
        "\(few): nothing was taken from the others. If the vendor leaves it out where it is empty, nothing is missing; the"
          + " next run takes this as the order."
      } else {
        "\(few); when this was last in order it was \(before?.filled.grouped ?? "0") of"
          + " \(before?.received.grouped ?? "0"). What is stored of the others stays as it is. A sync by hand takes this as the"
          + " new order."
      }
    try differ.report(Problem(field: now.path, reason: reason))
    // That there is no list at all is no order that a sync by hand could accept.
    guard isAutomatic || isGone, let index = plan.fillRates.firstIndex(where: { $0.path == now.path }) else { return }
    if let before, !isFirst { plan.fillRates[index] = before } else { plan.fillRates.remove(at: index) }
  }
}

extension FillRate {
  /// Few enough values, from one run to the next, that they may all have been taken out by hand.
  static let few = 3

  /// True if none has it of a few records, where all, or of many, where most had it.
  func lacks(all before: FillRate) -> Bool {
    guard filled == 0, before.filled * 2 >= before.received else { return false }
    return before.filled == before.received || received > Self.few
  }

  /// True if far fewer have it than one would expect: more than a quarter of all, or more than 10 and more than 5 %.
  func hasFallen(since before: FillRate) -> Bool {
    guard before.received > 0 else { return false }
    let lacking = before.filled * received / before.received - filled
    return lacking * 4 > received || lacking > 10 && lacking * 20 > received
  }

  /// True if it was over 50 % and is under 10 %, or if more than a few had a value and none has one any more.
  func hasCollapsed(since before: FillRate) -> Bool {
    guard received > 0, before.received > 0 else { return false }
    if before.filled * 2 > before.received, filled * 10 < received { return true }
    return before.filled > Self.few && filled == 0
  }
}
