import HostModel

// Mail that is due to go.
extension HostStore {
  /// Days for which a mail that was given up is kept, and for which one waits for a server that nobody has named.
  private static let kept = (days: 30.0, unnamed: 1.0)

  /// Gives up what waits in vain for a mail server, and removes what was given up long ago and what is more than is kept.
  package func tidyMail(at now: Double) throws {
    let isGone = try database.write {
      var isGone = false
      if try mailServer() == nil {
        for id in try mails("NOT dead AND made<?", .real(now - Self.kept.unnamed * 86_400)) {
          try giveUp(id, "Given up after a day: nobody said where mail goes.")
          isGone = true
        }
      }
      if try erase(mails("dead AND made<?", .real(now - Self.kept.days * 86_400))) > 0 { isGone = true }
      let changes = database.totalChanges
      try keepMailInBounds(after: [], at: now)
      if database.totalChanges > changes { isGone = true }
      // Whoever had no mail for so long will have none that tells of it.
      try database.run("DELETE FROM mail_left_out WHERE last<?", .real(now - Self.kept.days * 86_400))
      return isGone
    }
    // They may hold people's data, of which nothing is to stay in the log.
    if isGone { try database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  /// The numbers of the mails that a condition names.
  func mails(_ condition: String, _ values: SQLValue...) throws -> [Int64] {
    let statement = try database.statement("SELECT id FROM mail WHERE \(condition)")
    for (index, value) in values.enumerated() { statement.bind(value, at: Int32(index + 1)) }
    defer { statement.reset() }
    var ids: [Int64] = []
    while try statement.step() { ids.append(try statement.number(0)) }
    return ids
  }

  /// Lets a mail be tried no more. What is kept for a month must not fill the disk: its report goes, and can be made again.
  /// Within a transaction.
  func giveUp(_ id: Int64, _ answer: String) throws {
    try database.run("UPDATE mail SET dead=1, answer=?, taken=0 WHERE id=?", .text(answer), .integer(id))
    try eraseReport(of: id)
  }

  /// Removes all mails of an event, and what was told of it.
  package func dropMail(of event: EventID) throws {
    try database.write {
      try erase(mails("event=?", .text(event.description)))
      try database.run("DELETE FROM alarm WHERE event=?", .text(event.description))
    }
  }

  /// Removes all mails about data configs whose names begin so: `EID/CONNECTION/`.
  package func dropMail(under prefix: String) throws {
    try database.write { _ = try erase(mails("substr(config, 1, length(?1))=?1", .text(prefix))) }
  }

  /// Removes of an event's mails what may name a record: mails with people, mails in which its id stands, and all that is
  /// attached. Nothing of it stays in the file's log.
  package func dropMail(of event: EventID, naming record: String) throws {
    let isThere = try database.write {
      let naming = try mails(
        """
        event=?1 AND (people OR instr(item, ?2) OR instr(cause, ?2)
          OR EXISTS(SELECT 1 FROM mail_text WHERE mail=id AND instr(body, ?2)))
        """, .text(event.description), .text(record))
      try erase(naming)
      let withReport = try mails("event=? AND file IS NOT NULL", .text(event.description))
      for id in withReport { try eraseReport(of: id) }
      return !naming.isEmpty || !withReport.isEmpty
    }
    if isThere { try database.execute("PRAGMA wal_checkpoint(TRUNCATE)") }
  }
}
