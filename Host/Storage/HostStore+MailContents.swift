import HostModel

// What mails hold: texts and reports, apart from what is looked over to find the next one. Nothing here is read but of the
// mail that is sent.
extension HostStore {
  /// Puts mails and what they hold into the file; gives their numbers. A report that several mails of a run have is kept
  /// once. Within a transaction.
  func insert(_ mails: [QueuedMail]) throws -> [Int64] {
    var files: [String: Int64] = [:]
    return try mails.map { mail in
      var file: Int64?
      if let attachment = mail.attachment {
        // Of one run there are two at most: with people's values, and without.
        let key = "\(mail.hasPeople) \(attachment.name)"
        file = try files[key] ?? insert(attachment)
        files[key] = file
      }
      try database.run(
        """
        INSERT INTO mail(event, config, recipient, mailbox, lists, subject, cause, item, people, made, tries, next, taken,
          answer, dead, size, file, lost_file) VALUES(?,?,?,?,?,?,?,?,?,?,0,?,0,'',0,?,?,0)
        """, .text(mail.event.description), .text(mail.config), .text(mail.recipient),
        .text(Mailbox(stored: mail.recipient).key), .text(mail.lists.joined(separator: " ")), .text(mail.subject),
        SQLValue(mail.cause), .text(mail.item), .integer(mail.hasPeople ? 1 : 0), .real(mail.made), .real(mail.next),
        .integer(Int64(mail.text.utf8.count + mail.html.utf8.count)), file.map { .integer($0) } ?? .null)
      let id = database.lastInsertedRow
      try database.run("INSERT INTO mail_text VALUES(?,?,?)", .integer(id), .text(mail.text), .text(mail.html))
      return id
    }
  }

  private func insert(_ attachment: (name: String, bytes: [UInt8])) throws -> Int64 {
    try database.run(
      "INSERT INTO mail_file(name, size, bytes) VALUES(?,?,?)", .text(attachment.name),
      .integer(Int64(attachment.bytes.count)), .blob(attachment.bytes))
    return database.lastInsertedRow
  }

  /// The mail with its text and its report, as far as it is still there.
  func withContents(_ mail: QueuedMail, in database: Database) throws -> QueuedMail {
    var whole = mail
    let text = try database.rows("SELECT body, html FROM mail_text WHERE mail=?", .integer(mail.id)) {
      (body: $0.text(0), html: $0.text(1))
    }.first
    (whole.text, whole.html) = (text?.body ?? "", text?.html ?? "")
    whole.attachment = try database.rows(
      "SELECT f.name, f.bytes FROM mail m JOIN mail_file f ON f.id=m.file WHERE m.id=?", .integer(mail.id)
    ) { (name: $0.text(0), bytes: $0.blob(1)) }.first
    return whole
  }

  /// Removes mails by number with all that they hold; gives how many there were. Within a transaction.
  @discardableResult
  func erase(_ ids: [Int64]) throws -> Int {
    var count = 0
    for id in ids {
      let file = try database.rows("SELECT file FROM mail WHERE id=? AND file IS NOT NULL", .integer(id)) {
        try $0.number(0)
      }.first
      try database.run("DELETE FROM mail_text WHERE mail=?", .integer(id))
      try database.run("DELETE FROM mail WHERE id=?", .integer(id))
      count += database.changes
      if let file { try eraseFile(file) }
    }
    return count
  }

  /// Removes the report of one mail, which stays. Within a transaction.
  func eraseReport(of id: Int64) throws {
    let file = try database.rows("SELECT file FROM mail WHERE id=? AND file IS NOT NULL", .integer(id)) {
      try $0.number(0)
    }.first
    guard let file else { return }
    try database.run("UPDATE mail SET file=NULL, lost_file=1 WHERE id=?", .integer(id))
    try eraseFile(file)
  }

  /// Unless a mail still has it.
  private func eraseFile(_ file: Int64) throws {
    try database.run(
      "DELETE FROM mail_file WHERE id=?1 AND NOT EXISTS(SELECT 1 FROM mail WHERE file=?1)", .integer(file))
  }
}
