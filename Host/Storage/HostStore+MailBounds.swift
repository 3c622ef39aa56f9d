import HostModel

// What does not fit into what may wait (`MailBounds`): it is left out, counted, and told.
extension HostStore {
  /// Keeps what waits within its bounds, after mails to these mailboxes about these data configs were queued. Within a
  /// transaction. What is being sent stays.
  ///
  /// Reports go before mails. Of a list's mails those go first after which another came about the same, the oldest first; of
  /// two lists the one that has more gives. So neither the newest state nor a list with little to say is lost for another's
  /// old news.
  func keepMailInBounds(after new: [QueuedMail], at now: Double) throws {
    for (config, mailbox) in Set(new.map { [$0.config, Mailbox(stored: $0.recipient).key] }).map({ ($0[0], $0[1]) })
    where !config.isEmpty {
      let old = try database.rows(
        """
        SELECT id FROM mail WHERE NOT dead AND mailbox=? AND config=? AND taken<=? ORDER BY id DESC LIMIT -1 OFFSET ?
        """, .text(mailbox), .text(config), .real(now), .integer(Int64(MailBounds.alike))
      ) { try $0.number(0) }
      try leaveOut(old, at: now)
    }
    var (waiting, dead) = (try mailSizes(areDead: false), try mailSizes(areDead: true))
    if let oldest = waiting.oldest, oldest < now - MailBounds.days * 86_400 {
      try giveUpWhatWaitedTooLong(at: now)
      (waiting, dead) = (try mailSizes(areDead: false), try mailSizes(areDead: true))
    }
    if dead.mails > MailBounds.dead {
      try leaveOut(mails("dead ORDER BY id LIMIT ?", .integer(Int64(dead.mails - MailBounds.dead))), at: now)
      dead = try mailSizes(areDead: true)
    }
    if waiting.mails > MailBounds.waiting {
      try leaveOut(excess(of: "1", over: MailBounds.waiting, at: now), at: now)
      waiting = try mailSizes(areDead: false)
    }
    let texts = waiting.bytes + dead.bytes
    let files = try database.rows("SELECT coalesce(sum(size), 0) FROM mail_file") { try $0.count(0) }.first ?? 0
    guard texts + files > MailBounds.bytes else { return }
    try leaveOutReports(over: max(0, MailBounds.bytes - texts), at: now)
    guard texts > MailBounds.bytes else { return }
    try leaveOut(oldestDead(ofBytes: texts - MailBounds.bytes), at: now)
    dead = try mailSizes(areDead: true)
    try leaveOut(excess(of: "size", over: MailBounds.bytes - dead.bytes, at: now), at: now)
  }

  private func giveUpWhatWaitedTooLong(at now: Double) throws {
    let mails = try database.rows(
      "SELECT id, tries, answer FROM mail WHERE NOT dead AND made<? AND taken<=?",
      .real(now - MailBounds.days * 86_400), .real(now)
    ) { (id: try $0.number(0), tries: try $0.count(1), answer: $0.text(2)) }
    for mail in mails {
      let why =
        mail.tries == 0
        ? "nothing has tried to send it. 'patchbay serve' does, or 'patchbay mail send'."
        : mail.answer.isEmpty ? "the program that sent it ended before it could say what became of it." : mail.answer
      try giveUp(mail.id, "Given up after \(Int(MailBounds.days)) days: \(why)")
    }
  }

  /// The oldest mails that were given up, of so many bytes in all or all of them.
  private func oldestDead(ofBytes bytes: Int) throws -> [Int64] {
    try database.rows(
      """
      SELECT id FROM (
        SELECT id, sum(size) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) - size AS older FROM mail WHERE dead)
      WHERE older<? ORDER BY id
      """, .integer(Int64(bytes))
    ) { try $0.number(0) }
  }

  /// How many mails wait, or were given up, how many bytes their texts have, and when the oldest was made. From an index alone.
  private func mailSizes(areDead: Bool) throws -> (mails: Int, bytes: Int, oldest: Double?) {
    try database.rows(
      "SELECT count(*), coalesce(sum(size), 0), min(made) FROM mail WHERE dead=?", .integer(areDead ? 1 : 0)
    ) {
      (mails: try $0.count(0), bytes: try $0.count(1), oldest: try $0.optionalTime(2))
    }.first ?? (0, 0, nil)
  }

  /// The list that first has reason to tell.
  private static let list = "substr(lists, 1, instr(lists || ' ', ' ') - 1)"

  /// The mails to leave out, so that the others weigh no more than `limit` in all.
  private func excess(of weight: String, over limit: Int, at now: Double) throws -> [Int64] {
    try database.rows(
      """
      SELECT id FROM (
        SELECT id, sum(weight) OVER (ORDER BY upto, id DESC ROWS UNBOUNDED PRECEDING) AS total FROM (
          SELECT id, weight,
            sum(weight) OVER (PARTITION BY event, list ORDER BY newer, id DESC ROWS UNBOUNDED PRECEDING) AS upto FROM (
            SELECT id, event, \(Self.list) AS list, \(weight) AS weight,
              row_number() OVER (PARTITION BY mailbox, config ORDER BY id DESC) AS newer
            FROM mail WHERE NOT dead AND taken<=?1)))
      WHERE total>?2
      """, .real(now), .integer(Int64(limit))
    ) { try $0.number(0) }
  }

  /// Leaves reports out, so that the others have no more than `limit` bytes in all. Their mails stay.
  private func leaveOutReports(over limit: Int, at now: Double) throws {
    let mails = try database.rows(
      """
      SELECT m.id, m.mailbox FROM mail m WHERE m.taken<=?1 AND m.file IN (
        SELECT file FROM (
          SELECT file, sum(size) OVER (ORDER BY upto, file DESC ROWS UNBOUNDED PRECEDING) AS total FROM (
            SELECT file, size,
              sum(size) OVER (PARTITION BY event, list ORDER BY newer, file DESC ROWS UNBOUNDED PRECEDING) AS upto FROM (
              SELECT file, f.size, event, \(Self.list) AS list,
                row_number() OVER (PARTITION BY event, config ORDER BY file DESC) AS newer
              FROM (SELECT file, event, config, min(lists) AS lists FROM mail WHERE file IS NOT NULL GROUP BY file)
                JOIN mail_file f ON f.id=file)))
        WHERE total>?2)
      ORDER BY m.id
      """, .real(now), .integer(Int64(limit))
    ) { (id: try $0.number(0), mailbox: $0.text(1)) }
    for mail in mails {
      try eraseReport(of: mail.id)
      try note(mail.mailbox, mails: 0, reports: 1, at: now)
    }
  }

  private func leaveOut(_ ids: [Int64], at now: Double) throws {
    for id in ids {
      let mailbox = try database.rows("SELECT mailbox FROM mail WHERE id=?", .integer(id)) { $0.text(0) }.first
      guard try erase([id]) > 0, let mailbox else { continue }
      try note(mailbox, mails: 1, reports: 0, at: now)
    }
  }

  private func note(_ mailbox: String, mails: Int, reports: Int, at now: Double) throws {
    try database.run(
      """
      INSERT INTO mail_left_out VALUES(?1,?2,?3,?4,?4)
      ON CONFLICT(mailbox) DO UPDATE SET mails=mails+?2, reports=reports+?3, last=?4
      """, .text(mailbox), .integer(Int64(mails)), .integer(Int64(reports)), .real(now))
  }

  /// What was left out of mail to one mailbox, or to all, and was not told of yet; nil for nothing.
  package func mailLeftOut(to mailbox: String? = nil) throws -> MailLeftOut? {
    try database.rows(
      """
      SELECT coalesce(sum(mails), 0), coalesce(sum(reports), 0), coalesce(min(since), 0) FROM mail_left_out
      WHERE ?1 IS NULL OR mailbox=?1
      """, SQLValue(mailbox)
    ) {
      MailLeftOut(mails: try $0.count(0), reports: try $0.count(1), since: try $0.time(2))
    }.first.flatMap { $0.mails + $0.reports > 0 ? $0 : nil }
  }

  /// Lets nobody be told of what was left out so far.
  package func forgetMailLeftOut() throws { try database.execute("DELETE FROM mail_left_out") }

  /// Writes down that a mailbox was told of what was left out, which may be more by now. Within a transaction.
  func forget(_ told: MailLeftOut, to mailbox: String) throws {
    try database.run(
      "UPDATE mail_left_out SET mails=mails-?, reports=reports-?, since=last WHERE mailbox=?",
      .integer(Int64(told.mails)),
      .integer(Int64(told.reports)), .text(mailbox))
    try database.execute("DELETE FROM mail_left_out WHERE mails<=0 AND reports<=0")
  }
}
