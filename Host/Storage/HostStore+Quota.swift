import HostModel

// What was asked of vendor accounts lately, by everyone who uses them. An account is told by a keyed hash. All of it is
// passing.
extension HostStore {
  /// A window is counted in so many parts, so that it moves on smoothly; what is counted leaves it a part late, never early.
  private static let parts = 20

  /// Takes credits from an account if no more than `limit` are spent with them in the window that ends now; otherwise gives
  /// the seconds until there is room.
  ///
  /// Part of the transaction that is under way, if one is.
  package func spend(_ credits: Int, of account: [UInt8], limit: Int, in window: Int, at now: Double) throws -> Double?
  {
    let database = try passing()
    return try database.together {
      let (part, oldest, newest) = Self.part(at: now, window)
      let spent = try slots(of: account, from: oldest, to: newest, in: database)
      let sum = spent.reduce(0) { $0 + $1.credits }
      guard sum + credits > limit else {
        try database.run(
          "DELETE FROM spent WHERE account=? AND (part<? OR part>?)", .blob(account), .integer(oldest), .integer(newest)
        )
        try database.run(
          "INSERT INTO spent VALUES(?,?,?) ON CONFLICT DO UPDATE SET credits=credits+excluded.credits", .blob(account),
          .integer(part), .integer(Int64(credits)))
        return nil
      }
      return Self.wait(for: sum + credits - limit, spent, now, window)
    }
  }

  /// Seconds until no more than `limit` credits of an account are spent in the window; 0 if that is so now.
  package func wait(of account: [UInt8], limit: Int, in window: Int, at now: Double) throws -> Double {
    let (_, oldest, newest) = Self.part(at: now, window)
    let spent = try slots(of: account, from: oldest, to: newest, in: database)
    let over = spent.reduce(0) { $0 + $1.credits } - limit
    return over < 0 ? 0 : Self.wait(for: over + 1, spent, now, window)
  }

  /// Writes down what an account may spend, and that it is used.
  package func noteAccount(_ account: [UInt8], connector: String, _ quota: Quota, at now: Double) throws {
    try passing().run(
      "INSERT OR REPLACE INTO account(account, connector, credits, seconds, used) VALUES(?,?,?,?,?)", .blob(account),
      .text(connector), .integer(Int64(quota.credits)), .integer(Int64(quota.seconds)), .real(now))
  }

  /// Days after which an account that nobody used is forgotten: every change of credentials makes another.
  private static let unused = 30.0

  /// Forgets accounts that nobody uses any more, with what was spent of them, and waits and turns that are over.
  package func forgetOldAccounts(at now: Double) throws {
    let database = try passing()
    try database.write {
      try database.run(
        "DELETE FROM account WHERE used+max(seconds, ?)<?", .real(Self.unused * 86_400), .real(now))
      try database.execute("DELETE FROM spent WHERE account NOT IN (SELECT account FROM account)")
      try database.run("DELETE FROM quota_wait WHERE until<?", .real(now - 86_400))
      try forgetOldTurns(in: database)
    }
  }

  /// Credits that are left now, by connector: of its account that has the fewest.
  package func quotaLeft(at now: Double) throws -> [String: Int] {
    var left: [String: Int] = [:]
    let accounts = try database.rows("SELECT account, connector, credits, seconds FROM account") {
      (
        account: $0.blob(0), connector: $0.text(1), credits: try $0.count(2),
        seconds: try $0.whole(3, in: Quota.windows)
      )
    }
    for account in accounts {
      let (_, oldest, newest) = Self.part(at: now, account.seconds)
      let spent = try slots(of: account.account, from: oldest, to: newest, in: database).reduce(0) { $0 + $1.credits }
      left[account.connector] = min(left[account.connector] ?? .max, max(0, account.credits - spent))
    }
    return left
  }

  private static func length(_ window: Int) -> Double { Double(window) / Double(parts) }

  /// The part that a moment lies in, the oldest that counts then, and the newest that can have been spent: for turns that
  /// were given in advance.
  private static func part(at now: Double, _ window: Int) -> (now: Int64, oldest: Int64, newest: Int64) {
    let part = Int64((now / length(window)).rounded(.down))
    return (part, part - Int64(parts), Int64(((now + Pace.horizon) / length(window)).rounded(.down)))
  }

  /// What lies in a future that the clock has taken back is not counted.
  private func slots(
    of account: [UInt8], from: Int64, to: Int64, in database: Database
  ) throws -> [(part: Int64, credits: Int)] {
    try database.rows(
      "SELECT part, credits FROM spent WHERE account=? AND part BETWEEN ? AND ? ORDER BY part", .blob(account),
      .integer(from), .integer(to)
    ) { (part: try $0.number(0), credits: try $0.count(1)) }
  }

  /// When so many of the spent credits have left the window.
  private static func wait(for credits: Int, _ spent: [(part: Int64, credits: Int)], _ now: Double, _ window: Int)
    -> Double
  {
    var left = credits
    for slot in spent {
      left -= slot.credits
      if left <= 0 { return max(0.001, Double(slot.part + Int64(parts) + 1) * length(window) - now) }
    }
    return Double(window)
  }

  // MARK: Connections whose automatic runs wait

  /// Lets the automatic runs of a connection wait until then.
  package func setQuotaWait(_ connection: String, from now: Double, until: Double) throws {
    try passing().run(
      "INSERT OR REPLACE INTO quota_wait(connection, until, since) VALUES(?,?,?)", .text(connection), .real(until),
      .real(now))
  }

  /// Connections whose automatic runs wait, `EID/number`, and until when. Those that began in a future which the clock has
  /// taken back do not.
  package func quotaWaits(at now: Double) throws -> [String: Double] {
    let rows = try database.rows("SELECT connection, until FROM quota_wait WHERE since<=?", .real(now + 1)) {
      ($0.text(0), try $0.time(1))
    }
    return Dictionary(rows) { first, _ in first }
  }

  package func endQuotaWait(_ connection: String) throws {
    try passing().run("DELETE FROM quota_wait WHERE connection=?", .text(connection))
  }
}
