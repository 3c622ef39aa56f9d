import HostModel

// The order in which all programs of a home ask a vendor's account: one moment for each. On the machine's own clock, which
// nobody sets; passing.
extension HostStore {
  /// What a request costs of an account that may spend `limit` credits in a window of so many seconds.
  package struct Cost: Sendable {
    package let credits: Int
    package let limit: Int
    package let window: Int

    package init(credits: Int, limit: Int, window: Int) {
      self.credits = credits
      self.limit = limit
      self.window = window
    }
  }

  /// Gives a request its turn at an account: when its pace has room, and what it costs is there to be spent then. Both are
  /// taken together, or nothing is.
  package func takeTurn(
    at account: [UInt8], _ pace: Pace?, _ cost: Cost?, now: (uptime: Double, wall: Double),
    boot: String = MachineClock.boot
  ) throws -> Turn {
    let database = try passing()
    return try database.write {
      var (wait, over) = (0.0, nil as Double?)
      if let pace {
        let next = pace.next(over: try self.over(account, pace, now.uptime, boot, in: database), now: now.uptime)
        (wait, over) = (next.turn - now.uptime, next.over)
        guard wait <= Pace.horizon else { return .crowded(askAgain: wait - Pace.horizon) }
      }
      if let cost,
        let lacks = try spend(cost.credits, of: account, limit: cost.limit, in: cost.window, at: now.wall + wait)
      {
        return .usedUp(askAgain: wait + lacks)
      }
      if let over {
        try database.run(
          "INSERT OR REPLACE INTO turn(account, boot, ends) VALUES(?,?,?)", .blob(account), .text(boot), .real(over))
      }
      return .given(after: wait)
    }
  }

  /// When all turns at an account are over; nil if there were none. What another start of the machine left, and what cannot
  /// be, lets nobody wait.
  private func over(
    _ account: [UInt8], _ pace: Pace, _ now: Double, _ boot: String, in database: Database
  ) throws -> Double? {
    let rows = try database.rows("SELECT boot, ends FROM turn WHERE account=?", .blob(account)) {
      $0.text(0) == boot ? try? $0.time(1) : nil
    }
    return rows.first.map { pace.plausible(over: $0, now: now) }
  }

  /// Forgets turns that are over, or were given before the machine started.
  func forgetOldTurns(in database: Database) throws {
    try database.run(
      "DELETE FROM turn WHERE boot<>? OR typeof(ends)<>'real' OR ends<?", .text(MachineClock.boot),
      .real(MachineClock.uptime))
  }
}
