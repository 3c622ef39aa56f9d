import HostModel

/// Whether those on a list are told that no good run happens: a pure function (DESIGN §7).
package enum FreshnessRule {
  package enum Kind: String, Sendable { case alarm, again, recovery }

  /// - Parameters:
  ///   - every: minutes between two runs.
  ///   - since: when runs could first start, seconds since 1970: auto-sync was switched on or changed then, or its first day
  ///     began.
  ///   - lastGood: when the last good run ended, nil for never.
  ///   - isOver: true if no run starts any more.
  ///   - alarmed: when they were last told so; nil if they were not since the last good run.
  package static func kind(
    every: Int, since: Double, lastGood: Double?, isOver: Bool, alarmed: Double?, now: Double
  ) -> Kind? {
    guard !isOver else { return nil }
    guard now - max(since, lastGood ?? since) > 2 * Double(every) * 60 else {
      // That the frequency was changed makes nothing good.
      guard let alarmed, let lastGood, lastGood > alarmed else { return nil }
      return .recovery
    }
    guard let alarmed else { return .alarm }
    return now - alarmed >= TellRule.day || now < alarmed ? .again : nil
  }
}
