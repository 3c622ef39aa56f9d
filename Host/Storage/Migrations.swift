/// The numbered steps from an empty file to today's schema. Append only: a step that has shipped is never edited.
struct Migrations: Sendable {
  /// Four bytes in the file that say whose it is (`PRAGMA application_id`).
  let applicationID: Int64
  /// Step 1 first.
  let steps: [String]
  /// What `SchemaCheck` makes of the tables after all steps, so that a file that has them is known at a glance; with any
  /// other text here each program would make them anew once to compare. A test says what it must be.
  let digest: String
  /// The tables and views that all steps leave, in the order of their making.
  let names: [String]

  init(applicationID: Int64, digest: String = "", steps: [String]) {
    self.applicationID = applicationID
    self.steps = steps
    self.digest = digest
    names = Self.names(after: steps[...])
  }

  /// The tables and views that the first steps leave.
  func names(at version: Int) -> [String] {
    version == steps.count ? names : Self.names(after: steps.prefix(version))
  }

  /// Each statement that makes or drops one begins a line.
  private static func names(after steps: ArraySlice<String>) -> [String] {
    var names: [String] = []
    for line in steps.lazy.flatMap({ $0.split(separator: "\n") }) {
      for (makes, start) in [(true, "CREATE TABLE "), (true, "CREATE VIEW "), (false, "DROP TABLE ")]
      where line.hasPrefix(start) {
        let name = String(line.dropFirst(start.count).prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        if makes { names.append(name) } else { names.removeAll { $0 == name } }
      }
    }
    return names
  }

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
    try SchemaCheck(migrations: self).look(at: database)
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
