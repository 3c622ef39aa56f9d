import HostModel

// Mail on its way.
extension HostStore {
  /// Seconds after which a time that was written down is one of a future that the clock has taken back.
  private static let (farOff, farTaken) = (90_000.0, 1000.0)

  /// Takes the oldest mail that is due, so that nobody else sends it until `lease` seconds have passed, with those that become
  /// one mail with it; nil if there is none. `only` limits it to these.
  ///
  /// Of two to one mailbox about one data config the older goes first, or someone would read that it runs again, and then
  /// that it failed. A program that ends between sending and writing that down lets a mail be sent once more: at least once,
  /// not exactly once. So a lease is passing: a machine that crashed sends nothing any more.
  package func takeDueMail(
    at now: Double, lease: Double, only: [Int64]? = nil
  ) throws -> (mail: QueuedMail, others: [MailPart], leftOut: MailLeftOut?)? {
    let database = try passing()
    return try database.write {
      // What is due lies at the beginning of the index, what the clock has taken back at its end: all between is not read.
      guard
        let mail = try firstMail("next<=?1", now, only) ?? firstMail("next>?1+\(Self.farOff)", now, only)
      else { return nil }
      let others = mail.cause == nil ? [] : try parts(of: mail, now)
      for id in [mail.id] + others.map(\.id) {
        try database.run("UPDATE mail SET taken=?, tries=tries+1 WHERE id=?", .real(now + lease), .integer(id))
      }
      // Of several that become one nothing is sent but what stands in the queue.
      let whole = others.isEmpty ? try withContents(mail, in: database) : mail
      return (whole, others, try mailLeftOut(to: Mailbox(stored: mail.recipient).key))
    }
  }

  private func firstMail(_ isDue: String, _ now: Double, _ only: [Int64]?) throws -> QueuedMail? {
    let list = only.map { SQLValue.text("[\($0.map(String.init).joined(separator: ","))]") } ?? .null
    return try passing().rows(
      """
      SELECT \(Self.mailColumns) FROM mail m WHERE NOT dead AND \(isDue) AND (taken<=?1 OR taken>?1+?2)
        AND (?3 IS NULL OR id IN (SELECT value FROM json_each(?3)))
        AND (config='' OR NOT EXISTS(
          SELECT 1 FROM mail e WHERE NOT e.dead AND e.mailbox=m.mailbox AND e.config=m.config AND e.id<m.id))
      ORDER BY next, id LIMIT 1
      """, .real(now), .real(Self.farTaken), list, row: Self.mail
    ).first
  }

  /// Those of the same cause to the same mailbox, but for those that would overtake another.
  private func parts(of mail: QueuedMail, _ now: Double) throws -> [MailPart] {
    try passing().rows(
      """
      SELECT id, event, config, item, lists, made, tries FROM mail m
      WHERE NOT dead AND mailbox=?1 AND cause=?2 AND id<>?3 AND (taken<=?4 OR taken>?4+?5) AND NOT EXISTS(
        SELECT 1 FROM mail e WHERE NOT e.dead AND e.mailbox=?1 AND e.config=m.config AND m.config<>'' AND e.id<m.id
          AND e.cause IS NOT ?2)
      ORDER BY id LIMIT 1000
      """, .text(Mailbox(stored: mail.recipient).key), SQLValue(mail.cause), .integer(mail.id), .real(now),
      .real(Self.farTaken)
    ) {
      MailPart(
        id: try $0.number(0), event: EventID($0.text(1)) ?? .host, config: $0.text(2), item: $0.text(3),
        lists: $0.text(4).split(separator: " ").map(String.init), made: try $0.time(5), tries: try $0.count(6))
    }
  }

  /// Removes mails that were sent, which told a mailbox of what was left out.
  package func removeMail(_ ids: [Int64], told leftOut: MailLeftOut?, to recipient: String) throws {
    try database.write {
      try erase(ids)
      if let leftOut { try forget(leftOut, to: Mailbox(stored: recipient).key) }
    }
  }

  /// Writes down that mails could not be sent: each is tried again at its time, or with nil never more, and loses its report.
  package func postpone(_ mails: [(id: Int64, until: Double?, answer: String)]) throws {
    try database.write {
      for mail in mails {
        guard let until = mail.until else {
          try giveUp(mail.id, mail.answer)
          continue
        }
        try database.run(
          "UPDATE mail SET next=?, answer=?, taken=0 WHERE id=?", .real(until), .text(mail.answer), .integer(mail.id))
      }
    }
  }
}
