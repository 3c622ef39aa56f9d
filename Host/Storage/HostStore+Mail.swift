import HostModel

// Mail that waits, and mail that was given up.
extension HostStore {
  /// Queues mails, all or none; gives their numbers.
  @discardableResult
  package func enqueue(_ mails: [QueuedMail], at now: Double) throws -> [Int64] {
    try database.write {
      let ids = try insert(mails)
      try keepMailInBounds(after: mails, at: now)
      return ids
    }
  }

  /// Queues mails of an alarm and writes down that it was told, or with nil that it is over, both or neither; false if someone
  /// else did so since `before` was read.
  package func enqueue(
    _ mails: [QueuedMail], at now: Double, of alarm: AlarmKey, told: Double?, after before: Double?
  ) throws -> Bool {
    try database.write {
      let known = try database.rows(
        "SELECT told FROM alarm WHERE event=? AND config=? AND list=?", .text(alarm.job.event.description),
        .integer(alarm.job.config), .integer(alarm.list)
      ) { try $0.time(0) }.first
      guard known == before else { return false }
      _ = try insert(mails)
      try keepMailInBounds(after: mails, at: now)
      let key: [SQLValue] = [
        .text(alarm.job.event.description), .integer(alarm.job.config), .integer(alarm.list),
      ]
      if let told {
        try database.run("INSERT OR REPLACE INTO alarm VALUES(?,?,?,?)", key[0], key[1], key[2], .real(told))
      } else {
        try database.run("DELETE FROM alarm WHERE event=? AND config=? AND list=?", key[0], key[1], key[2])
      }
      return true
    }
  }

  /// Which lists were told that no good run of a data config happens, and when, in seconds since 1970.
  package func alarms() throws -> [AlarmKey: Double] {
    let rows = try database.rows("SELECT event, config, list, told FROM alarm") {
      (
        AlarmKey(
          job: JobKey(event: EventID($0.text(0)) ?? .host, config: try $0.number(1)), list: try $0.number(2)),
        try $0.time(3)
      )
    }
    return Dictionary(rows) { first, _ in first }
  }

  /// Forgets that lists were told: one or all, of one data config or of all.
  package func forgetAlarms(of event: EventID, list: Int64? = nil, config: Int64? = nil) throws {
    try database.run(
      "DELETE FROM alarm WHERE event=?1 AND (?2 IS NULL OR list=?2) AND (?3 IS NULL OR config=?3)",
      .text(event.description), list.map { .integer($0) } ?? .null, config.map { .integer($0) } ?? .null)
  }

  /// The oldest that wait or are given up, without their texts and what is attached.
  package func mails(limit: Int) throws -> [QueuedMail] {
    try database.rows(
      "SELECT \(Self.mailColumns) FROM mail ORDER BY id LIMIT ?", .integer(Int64(limit)), row: Self.mail)
  }

  /// How many wait, and how many are given up.
  package func mailCounts() throws -> (waiting: Int, dead: Int) {
    try database.rows("SELECT coalesce(sum(NOT dead), 0), coalesce(sum(dead), 0) FROM mail") {
      (waiting: try $0.count(0), dead: try $0.count(1))
    }.first ?? (0, 0)
  }

  /// False if there is none of that number.
  package func removeMail(_ id: Int64) throws -> Bool { try database.write { try erase([id]) == 1 } }

  /// Lets mails be tried again at once, one or all, but for those that are being sent now; gives how many there were, and how
  /// many are being sent.
  package func retryMail(_ id: Int64?, at now: Double) throws -> (waiting: Int, sending: Int) {
    try database.write {
      let one: SQLValue = id.map { .integer($0) } ?? .null
      let sending = try database.rows(
        "SELECT count(*) FROM mail WHERE (?1 IS NULL OR id=?1) AND taken>?2", one, .real(now)
      ) { try $0.count(0) }
      try database.run(
        "UPDATE mail SET dead=0, next=?2, tries=0, made=?2 WHERE (?1 IS NULL OR id=?1) AND taken<=?2", one, .real(now))
      return (database.changes, sending.first ?? 0)
    }
  }

  static let mailColumns =
    "id, event, recipient, subject, cause, item, people, made, tries, next, answer, dead, config, lost_file, lists"

  /// A mail without what it holds.
  static func mail(_ row: Statement) throws(StoreError) -> QueuedMail {
    QueuedMail(
      id: try row.number(0), event: EventID(row.text(1)) ?? .host, config: row.text(12), recipient: row.text(2),
      lists: row.text(14).split(separator: " ").map(String.init),
      subject: row.text(3), text: "", html: "", cause: row.isNull(4) ? nil : row.text(4), item: row.text(5),
      hasPeople: row.integer(6) != 0, made: try row.time(7), tries: try row.count(8), next: try row.time(9),
      answer: row.text(10), isDead: row.integer(11) != 0, hasLostReport: row.integer(13) != 0)
  }
}
