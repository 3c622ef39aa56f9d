import HostModel

// Mail on its way.
extension HostStore {
  /// Seconds after which a time that was written down is one of a future that the clock has taken back.
  private static let (farOff, farTaken) = (90_000.0, 1000.0)

  /// Takes the oldest mail that is due, so that nobody else sends it until `lease` seconds have passed, with those that become
  /// one mail with it; nil if there is none. `only` limits it to these.
  ///
  /// Of two to one recipient about one data config the older goes first, or someone would read that it runs again, and then
  /// that it failed. A program that ends between sending and writing that down lets a mail be sent once more: at least once,
  /// not exactly once. So a lease is passing: a machine that crashed sends nothing any more.
  package func takeDueMail(
    at now: Double, lease: Double, only: [Int64]? = nil
  ) throws -> (mail: QueuedMail, others: [MailPart])? {
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
      return (mail, others)
    }
  }

  private func firstMail(_ isDue: String, _ now: Double, _ only: [Int64]?) throws -> QueuedMail? {
    let list = only.map { SQLValue.text("[\($0.map(String.init).joined(separator: ","))]") } ?? .null
    return try passing().rows(
      """
      SELECT \(Self.mailColumns), bytes FROM mail m WHERE NOT dead AND \(isDue) AND (taken<=?1 OR taken>?1+?2)
        AND (?3 IS NULL OR id IN (SELECT value FROM json_each(?3)))
        AND (config='' OR NOT EXISTS(
          SELECT 1 FROM mail e WHERE NOT e.dead AND e.recipient=m.recipient AND e.config=m.config AND e.id<m.id))
      ORDER BY next, id LIMIT 1
      """, .real(now), .real(Self.farTaken), list, row: Self.mail
    ).first
  }

  /// Those of the same cause to the same recipient, but for those that would overtake another.
  private func parts(of mail: QueuedMail, _ now: Double) throws -> [MailPart] {
    try passing().rows(
      """
      SELECT id, event, config, item, made, tries FROM mail m
      WHERE NOT dead AND recipient=?1 AND cause=?2 AND id<>?3 AND (taken<=?4 OR taken>?4+?5) AND NOT EXISTS(
        SELECT 1 FROM mail e WHERE NOT e.dead AND e.recipient=?1 AND e.config=m.config AND m.config<>'' AND e.id<m.id
          AND e.cause IS NOT ?2)
      ORDER BY id LIMIT 1000
      """, .text(mail.recipient), SQLValue(mail.cause), .integer(mail.id), .real(now), .real(Self.farTaken)
    ) {
      MailPart(
        id: try $0.number(0), event: EventID($0.text(1)) ?? .host, config: $0.text(2), item: $0.text(3),
        made: try $0.time(4),
        tries: try $0.count(5))
    }
  }

  /// Removes mails that were sent.
  package func removeMail(_ ids: [Int64]) throws {
    try database.write { for id in ids { try database.run("DELETE FROM mail WHERE id=?", .integer(id)) } }
  }

  /// Writes down that mails could not be sent: each is tried again at its time, or with nil never more, and loses its report.
  package func postpone(_ mails: [(id: Int64, until: Double?, answer: String)]) throws {
    try database.write {
      for mail in mails {
        try database.run(
          "UPDATE mail SET dead=?, next=coalesce(?, next), answer=?, taken=0 WHERE id=?",
          .integer(mail.until == nil ? 1 : 0), SQLValue(mail.until), .text(mail.answer), .integer(mail.id))
        // What is kept for a month must not fill the disk; the report can be made again.
        if mail.until == nil { try database.run("UPDATE mail SET file=NULL, bytes=NULL WHERE id=?", .integer(mail.id)) }
      }
    }
  }

  // MARK: What is due to go

  /// Days for which a mail that was given up is kept, and how many are at most; days for which one waits for a server that
  /// nobody has named.
  private static let kept = (days: 30.0, mails: 10_000, unnamed: 1.0)

  /// Gives up what waits in vain for a mail server, and removes what was given up long ago.
  package func tidyMail(at now: Double) throws {
    let isGone = try database.write {
      if try mailServer() == nil {
        try database.run(
          "UPDATE mail SET dead=1, answer='Given up after a day: nobody said where mail goes.' WHERE NOT dead AND made<?",
          .real(now - Self.kept.unnamed * 86_400))
      }
      try database.run(
        """
        DELETE FROM mail WHERE dead AND (made<?
          OR id<=(SELECT id FROM mail WHERE dead ORDER BY id DESC LIMIT 1 OFFSET ?))
        """, .real(now - Self.kept.days * 86_400), .integer(Int64(Self.kept.mails)))
      return database.changes > 0
    }
    // They may hold people's data, of which nothing is to stay in the log.
    if isGone { try database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  /// Removes all mails of an event, and what was told of it.
  package func dropMail(of event: EventID) throws {
    try database.write {
      for table in ["mail", "alarm"] {
        try database.run("DELETE FROM \(table) WHERE event=?", .text(event.description))
      }
    }
  }

  /// Removes all mails about data configs whose names begin so: `EID/CONNECTION/`.
  package func dropMail(under prefix: String) throws {
    try database.run("DELETE FROM mail WHERE substr(config, 1, length(?1))=?1", .text(prefix))
  }

  /// Removes of an event's mails what may name a record: mails with people, mails in which its id stands, and all that is
  /// attached. Nothing of it stays in the file's log.
  package func dropMail(of event: EventID, naming record: String) throws {
    let isThere = try database.write {
      try database.run(
        "DELETE FROM mail WHERE event=?1 AND (people OR instr(body, ?2) OR instr(item, ?2) OR instr(cause, ?2))",
        .text(event.description), .text(record))
      let removed = database.changes
      try database.run(
        "UPDATE mail SET file=NULL, bytes=NULL WHERE event=? AND bytes IS NOT NULL", .text(event.description))
      return removed + database.changes > 0
    }
    if isThere { try database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
  }
}
