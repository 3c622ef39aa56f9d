/// The numbered steps from an empty file to today's schema. Append only: a step that has shipped is never edited.
struct Migrations: Sendable {
  /// Four bytes in the file that say whose it is (`PRAGMA application_id`).
  let applicationID: Int64
  /// Step 1 first.
  let steps: [String]

  /// Brings a database to the newest schema, each step in a transaction of its own.
  func migrate(_ database: Database) throws {
    let owner = try database.rows("PRAGMA application_id") { $0.integer(0) }.first ?? 0
    let found = try Int(database.rows("PRAGMA user_version") { $0.integer(0) }.first ?? 0)
    let tables = try database.rows("SELECT count(*) FROM sqlite_schema") { $0.integer(0) }.first ?? 0
    guard owner == applicationID || (owner == 0 && found == 0 && tables == 0) else {
      throw StoreError.notOurs(path: database.path)
    }
    guard found >= 0 else {
      throw StoreError.damaged(path: database.path, detail: "the number of its schema cannot be \(found)")
    }
    guard found <= steps.count else {
      throw StoreError.newer(path: database.path, found: found, known: steps.count)
    }
    try database.useWriteAheadLog()
    for number in found..<steps.count {
      try database.write {
        // Another process may have taken this step while we waited for the lock.
        let now = try Int(database.rows("PRAGMA user_version") { $0.integer(0) }.first ?? 0)
        guard now == number else { return }
        try database.execute(steps[number])
        try database.execute("PRAGMA application_id=\(applicationID); PRAGMA user_version=\(number + 1)")
      }
    }
  }
}
