import HostModel

// The mail server, and mail that waits.
extension HostStore {
  /// Where mail is handed over, with its sealed password; nil if that was not set.
  package func mailServer() throws -> (server: MailServer, password: [UInt8]?)? {
    try database.rows("SELECT url, sender, user, password, allows_plain FROM mail_server") {
      (
        server: MailServer(
          url: $0.text(0), sender: $0.text(1), user: $0.isNull(2) ? nil : $0.text(2), allowsPlain: $0.integer(4) != 0),
        password: $0.isNull(3) ? nil : $0.blob(3)
      )
    }.first
  }

  package func setMailServer(_ server: MailServer, password: [UInt8]?) throws {
    try database.run(
      "INSERT OR REPLACE INTO mail_server VALUES(1,?,?,?,?,?)", .text(server.url), .text(server.sender),
      SQLValue(server.user), password.map { .blob($0) } ?? .null, .integer(server.allowsPlain ? 1 : 0))
  }

  /// Queues mails, all or none.
  package func enqueue(_ mails: [QueuedMail]) throws {
    try database.write {
      for mail in mails {
        try database.run(
          """
          INSERT INTO mail(event, recipient, subject, body, html, file, bytes, cause, item, people, made, tries, next,
            answer, dead) VALUES(?,?,?,?,?,?,?,?,?,?,?,0,?,'',0)
          """, .text(mail.event.description), .text(mail.recipient), .text(mail.subject), .text(mail.text),
          .text(mail.html), SQLValue(mail.attachment?.name), mail.attachment.map { .blob($0.bytes) } ?? .null,
          SQLValue(mail.cause), .text(mail.item), .integer(mail.hasPeople ? 1 : 0), .real(mail.made), .real(mail.next))
      }
    }
  }

  /// All that wait and all that are given up, oldest first, without what is attached.
  package func mails(limit: Int = 1000) throws -> [QueuedMail] {
    try database.rows(
      "SELECT \(Self.mailColumns), NULL FROM mail ORDER BY id LIMIT ?", .integer(Int64(limit)), row: Self.mail)
  }

  /// How many wait, and how many are given up.
  package func mailCounts() throws -> (waiting: Int, dead: Int) {
    try database.rows("SELECT coalesce(sum(NOT dead), 0), coalesce(sum(dead), 0) FROM mail") {
      (waiting: Int($0.integer(0)), dead: Int($0.integer(1)))
    }.first ?? (0, 0)
  }

  /// Takes the oldest mail that is due, with those that become one mail with it, so that nobody else sends them until
  /// `lease` seconds have passed; empty if there is none.
  ///
  /// A program that ends between sending and writing that down lets it be sent once more: at least once, not exactly once.
  package func takeDueMail(at now: Double, lease: Double) throws -> [QueuedMail] {
    try database.write {
      // One that is written down for a future which the clock has taken back would wait for ever.
      let first = try database.rows(
        "SELECT \(Self.mailColumns), bytes FROM mail WHERE NOT dead AND (next<=?1 OR next>?1+90000) ORDER BY next, id LIMIT 1",
        .real(now), row: Self.mail)
      guard let mail = first.first else { return [] }
      var all = [mail]
      if mail.cause != nil {
        all += try database.rows(
          "SELECT \(Self.mailColumns), bytes FROM mail WHERE NOT dead AND recipient=? AND cause=? AND id<>? ORDER BY id",
          .text(mail.recipient), SQLValue(mail.cause), .integer(mail.id), row: Self.mail)
      }
      for mail in all {
        try database.run("UPDATE mail SET next=?, tries=tries+1 WHERE id=?", .real(now + lease), .integer(mail.id))
      }
      return all
    }
  }

  package func removeMail(_ ids: [Int64]) throws {
    try database.write { for id in ids { try database.run("DELETE FROM mail WHERE id=?", .integer(id)) } }
  }

  /// Writes down that mails could not be sent: they are tried again at `next`, or never more.
  package func postpone(_ ids: [Int64], until next: Double?, answer: String) throws {
    try database.write {
      for id in ids {
        try database.run(
          "UPDATE mail SET dead=?, next=coalesce(?, next), answer=? WHERE id=?", .integer(next == nil ? 1 : 0),
          SQLValue(next), .text(answer), .integer(id))
      }
    }
  }

  /// Lets mails be tried again at once: one, or all; gives how many there were.
  package func retryMail(_ id: Int64?, at now: Double) throws -> Int {
    try database.run(
      "UPDATE mail SET dead=0, next=?, tries=0, made=? WHERE ?3 IS NULL OR id=?3", .real(now), .real(now),
      id.map { .integer($0) } ?? .null)
    return database.changes
  }

  /// Removes all mails of an event.
  package func dropMail(of event: EventID) throws {
    try database.run("DELETE FROM mail WHERE event=?", .text(event.description))
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

  private static let mailColumns =
    "id, event, recipient, subject, body, html, file, cause, item, people, made, tries, next, answer, dead"

  private static func mail(_ row: Statement) -> QueuedMail {
    QueuedMail(
      id: row.integer(0), event: EventID(row.text(1)) ?? .host, recipient: row.text(2), subject: row.text(3),
      text: row.text(4), html: row.text(5), attachment: row.isNull(15) ? nil : (name: row.text(6), bytes: row.blob(15)),
      cause: row.isNull(7) ? nil : row.text(7), item: row.text(8), hasPeople: row.integer(9) != 0, made: row.real(10),
      tries: Int(row.integer(11)), next: row.real(12), answer: row.text(13), isDead: row.integer(14) != 0)
  }
}
