import HostMapping
import HostModel
import HostStorage

// Fields that had values and have none any more: what is mapped from them would silently stay old (DESIGN §7).
extension PlanMaker {
  /// Names the fields whose fill rate collapsed since the last good run. An automatic run measures the next one by what was
  /// there before, so that it is told until a person has synced by hand.
  func reportCollapses(_ plan: inout SyncPlan) throws {
    guard !plan.fillRates.isEmpty else { return }
    let before = Dictionary(try differ.store.fillRates(of: differ.config.id).map { ($0.path, $0) }) { first, _ in first
    }
    for (index, now) in plan.fillRates.enumerated() {
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

extension FillRate {
  /// Few enough values, from one run to the next, that they may all have been taken out by hand.
  private static let few = 3

  /// True if it was over 50 % and is under 10 %, or if more than a few had a value and none has one any more.
  func hasCollapsed(since before: FillRate) -> Bool {
    guard received > 0, before.received > 0 else { return false }
    if before.filled * 2 > before.received, filled * 10 < received { return true }
    return before.filled > Self.few && filled == 0
  }
}
