import CSodium
import HostModel

/// Looks whether a file has the tables that its version says, before anything is read from them.
///
/// Whoever writes to a file with a tool of their own could put a view without an end in a table's place, or a trigger that
/// changes what a run stores. Our names are our tables with our columns, and nothing happens by itself when they are
/// written. What else people made, tables, indexes, views, statistics, is theirs.
struct SchemaCheck {
  let migrations: Migrations

  /// A table or view as the file describes it.
  private struct Item: Equatable {
    var kind: String
    var sql: String
    /// Where the table begins in the file; 0 for a view and for a table whose rows come from a module of SQLite.
    var page: Int64
  }

  /// Throws ``StoreError/changed(path:how:)`` for a file that is not as it was made. One transaction: another program may
  /// be bringing the file up to date.
  func look(at database: Database) throws {
    try database.execute("BEGIN")
    defer { try? database.execute("COMMIT") }
    let version = try Int(clamping: database.rows("PRAGMA user_version") { $0.integer(0) }.first ?? 0)
    guard migrations.steps.indices.contains(version - 1) else { return }
    let found = try items(of: database)
    let names = migrations.names(at: version)
    let own = names.map { found[$0] }
    if version == migrations.steps.count, Self.digest(names, own) == migrations.digest { return }
    try compare(found, in: database, at: version)
  }

  /// The kinds of what may be here, as SQLite writes them, and how each description begins. SQLite itself takes `TRIGGER` for
  /// `trigger`.
  private static let beginnings = ["table": ["CREATE TABLE ", "CREATE VIRTUAL TABLE "], "view": ["CREATE VIEW "]]

  /// Everything that a file describes but indexes, by name with small letters of ASCII, as SQLite compares names.
  private func items(of database: Database) throws -> [String: Item] {
    var items: [String: Item] = [:]
    let rows = try database.rows(
      """
      SELECT name, tbl_name, type, sql, rootpage FROM sqlite_schema
      WHERE type<>'index' OR substr(sql, 1, 13)<>'CREATE INDEX ' AND substr(sql, 1, 20)<>'CREATE UNIQUE INDEX '
      """
    ) {
      ($0.text(0), $0.text(1), Item(kind: $0.text(2), sql: $0.text(3), page: $0.integer(4)))
    }
    for (name, table, item) in rows {
      guard Self.beginnings[item.kind]?.contains(where: { item.sql.hasPrefix($0) }) ?? false else {
        let what = ShortText.shown(item.kind.lowercased())
        throw StoreError.changed(
          path: database.path,
          how: "the \(what) '\(ShortText.shown(name))' on '\(ShortText.shown(table))' would act on what is stored. Drop"
            + " it with a SQLite tool if it is yours, or restore the file from a backup.")
      }
      items[String(decoding: name.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)] = item
    }
    return items
  }

  /// Compares with what the steps make. What another version of SQLite, or a person's tool, wrote down otherwise is the same
  /// if it has the same columns.
  private func compare(_ found: [String: Item], in database: Database, at version: Int) throws {
    let pattern = try Database(path: ":memory:", create: true)
    for step in migrations.steps.prefix(version) { try pattern.execute(step) }
    let made = try items(of: pattern)
    for name in migrations.names(at: version) {
      guard let own = made[name] else { continue }
      func changed(_ how: String) -> StoreError {
        .changed(path: database.path, how: "\(how). Restore it from a backup, or move it out of the home.")
      }
      guard let item = found[name] else { throw changed("its \(own.kind) '\(name)' is missing") }
      guard item.kind == own.kind else { throw changed("'\(name)' in it is a \(item.kind), not the \(own.kind)") }
      if item.sql == own.sql { continue }
      guard own.kind == "table", item.page != 0 else { throw changed("its \(own.kind) '\(name)' is another one") }
      let columns = (theirs: try Self.columns(of: name, in: database), ours: try Self.columns(of: name, in: pattern))
      guard columns.theirs == columns.ours else { throw changed("its table '\(name)' has other columns") }
      // What a key of others' does to our writes stands in no list of columns.
      guard try Self.foreignKeys(of: name, in: database) == Self.foreignKeys(of: name, in: pattern)
      else { throw changed("its table '\(name)' is another one") }
    }
  }

  /// The columns of a table in order, a line each: name, type, whether it must have a value, its place in the key, whether
  /// it is computed. Names and types in lower case.
  private static func columns(of table: String, in database: Database) throws -> [String] {
    try database.rows("SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?)", .text(table)) {
      "\($0.text(0)) \($0.text(1)) \($0.integer(2)) \($0.integer(3)) \($0.integer(4))".lowercased()
    }
  }

  private static func foreignKeys(of table: String, in database: Database) throws -> [String] {
    try database.rows(
      "SELECT \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?)", .text(table)
    ) { row in (0..<5).map { row.text($0) }.joined(separator: " ").lowercased() }
  }

  /// What `Migrations.digest` holds of the newest version: the hash of all our descriptions, in the order of the names.
  private static func digest(_ names: [String], _ items: [Item?]) -> String {
    var text: [UInt8] = []
    for (name, item) in zip(names, items) {
      for part in [name, item?.kind ?? "", item?.sql ?? ""] { text += Array("\(part.utf8.count):\(part)".utf8) }
    }
    var hash = [UInt8](repeating: 0, count: Int(crypto_generichash_BYTES))
    crypto_generichash(&hash, hash.count, text, UInt64(text.count), nil, 0)
    return hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The digest of what all steps make.
  static func digest(of migrations: Migrations) throws -> String {
    let pattern = try Database(path: ":memory:", create: true)
    for step in migrations.steps { try pattern.execute(step) }
    let items = try SchemaCheck(migrations: migrations).items(of: pattern)
    let names = migrations.names(at: migrations.steps.count)
    return digest(names, names.map { items[$0] })
  }
}
