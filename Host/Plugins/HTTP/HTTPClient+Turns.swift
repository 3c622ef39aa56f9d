import HostModel

// When a request may go: not before its turn among all that use the vendor's account.
extension HTTPClient {
  /// Seconds that a request waits for room in the account's budget; longer, and the run ends and says so.
  private static let budgetPatience = 90.0

  /// Whoever has a turn comes first, so that it is not missed; then whoever may start soonest.
  func next(of waiting: [Transfer]) -> Int? {
    waiting.firstIndex { $0.turn != nil } ?? waiting.indices.min { waiting[$0].notBefore < waiting[$1].notBefore }
  }

  /// Seconds until a request may go; nil if it may go now, and is counted.
  ///
  /// Whoever waits has a turn, or knows when to ask again: nothing is asked or taken meanwhile.
  func wait(for transfer: Transfer, now: Double) throws(Failure) -> Double? {
    if let turn = transfer.turn {
      // A microsecond less than now is now: sums of waits are not exact.
      if turn - now > 1e-6 { return turn - now }
      transfer.turn = nil
      // Something else kept it for so long that others count on it to have gone.
      if now <= turn + Pace.grace { return nil }
    }
    if asksAgain - now > 1e-6 { return asksAgain - now }
    let pace = isPaced(transfer) ? pace : nil
    switch settings.turns?(transfer.address.target, pace) ?? ownTurn(pace, now: now) {
    case .given(let seconds):
      if let pace { over = pace.next(over: over, now: now + seconds).over }
      guard seconds > 1e-6 else { return nil }
      transfer.turn = now + seconds
      return seconds
    case .crowded(let seconds):
      asksAgain = now + seconds
      return seconds
    case .usedUp(let seconds):
      guard seconds <= Self.budgetPatience else {
        let reason = HTTPFault.Reason.quota(words: settings.budgetWords, seconds: Int(seconds.rounded(.up)))
        throw Failure(fault: fault(reason, transfer), request: transfer.index)
      }
      asksAgain = now + seconds
      return seconds
    }
  }

  /// This computer needs no sparing, unless the connector says so.
  private func isPaced(_ transfer: Transfer) -> Bool {
    settings.requestsPerMinute != nil || !transfer.address.namesThisComputer
  }

  /// A turn among the requests of this client alone.
  private func ownTurn(_ pace: Pace?, now: Double) -> Turn {
    .given(after: (pace?.next(over: over, now: now).turn ?? now) - now)
  }
}
