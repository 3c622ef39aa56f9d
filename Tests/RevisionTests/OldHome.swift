import Foundation
import TestSupport

/// Turns an event's file into one as the program left it that knew ten steps of its schema: before it was kept apart when a
/// full run was and when it was judged what the vendor lacks, and before versions were kept by part.
enum OldHome {
  /// Nothing of the home may be open.
  static func make(of desk: Operator) throws {
    let old = desk.database + ".old"
    try run(old, schema + "PRAGMA application_id=0x50426576; PRAGMA user_version=10; PRAGMA journal_mode=WAL;")
    let tables = try run(old, "SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name")
    var copy = ["ATTACH '\(old)' AS old"]
    for table in tables.split(separator: "\n") {
      // What was removed since is left out; what is a view now has the table's old columns.
      let list = "SELECT name FROM pragma_table_info('\(table)')"
      let today = Set(try run(desk.database, list).split(separator: "\n"))
      let columns = try run(old, list).split(separator: "\n").filter(today.contains).joined(separator: ", ")
      copy.append("INSERT INTO old.\(table)(\(columns)) SELECT \(columns) FROM main.\(table)")
    }
    try run(desk.database, copy.joined(separator: ";\n"))
    try run(old, try run(desk.database, "SELECT sql || ';' FROM sqlite_schema WHERE type='view' AND name<>'problem'"))
    for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: desk.database + end) }
    try FileManager.default.moveItem(atPath: old, toPath: desk.database)
  }

  @discardableResult
  private static func run(_ path: String, _ sql: String) throws -> String {
    let finished = try Launch.run("/usr/bin/sqlite3", ["-bail", "-cmd", ".timeout 20000", path, sql])
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return finished.output
  }

  private static let schema = """
    CREATE TABLE event(
      eid TEXT NOT NULL, name TEXT NOT NULL, starts TEXT NOT NULL, ends TEXT NOT NULL, time_zone TEXT NOT NULL,
      node TEXT NOT NULL, created REAL NOT NULL, seed_lo INTEGER NOT NULL, seed_hi INTEGER NOT NULL,
      keep_history INTEGER NOT NULL DEFAULT 30, history_gone INTEGER NOT NULL DEFAULT 0, has_traces INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE connection(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, connector TEXT NOT NULL, endpoint TEXT NOT NULL,
      settings TEXT NOT NULL, allow_private INTEGER NOT NULL, created REAL NOT NULL, frozen REAL);
    CREATE TABLE credential(
      connection INTEGER NOT NULL REFERENCES connection(id), key TEXT NOT NULL, sealed BLOB NOT NULL,
      changed REAL NOT NULL, PRIMARY KEY(connection, key)) WITHOUT ROWID;
    CREATE TABLE config(
      id INTEGER PRIMARY KEY, connection INTEGER NOT NULL REFERENCES connection(id), data_type TEXT NOT NULL,
      fp_type TEXT NOT NULL, skip TEXT NOT NULL, limit_many INTEGER NOT NULL, limit_some INTEGER NOT NULL,
      limit_percent INTEGER NOT NULL, revision INTEGER NOT NULL DEFAULT 0, cursor BLOB, cursor_outcome BLOB,
      applied_run INTEGER, manual_at REAL, judged_at REAL, seen_fields TEXT, dedupe TEXT, UNIQUE(connection, data_type));
    CREATE TABLE mapping(
      config INTEGER NOT NULL REFERENCES config(id), target TEXT NOT NULL, position INTEGER NOT NULL,
      source TEXT NOT NULL, transforms TEXT NOT NULL, mode TEXT NOT NULL, PRIMARY KEY(config, target)) WITHOUT ROWID;
    CREATE TABLE metadata(
      fp_type TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, slot INTEGER NOT NULL,
      PRIMARY KEY(fp_type, name), UNIQUE(fp_type, slot)) WITHOUT ROWID;
    CREATE TABLE state(
      config INTEGER NOT NULL, rid TEXT NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, n INTEGER NOT NULL,
      status INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
    CREATE TABLE payload(n INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE run(
      id INTEGER PRIMARY KEY AUTOINCREMENT, config INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
      status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', forced INTEGER NOT NULL DEFAULT 0,
      received INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0,
      updated INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0,
      invalid INTEGER NOT NULL DEFAULT 0, duplicated INTEGER NOT NULL DEFAULT 0,
      held_deletions INTEGER NOT NULL DEFAULT 0, held_creations INTEGER NOT NULL DEFAULT 0,
      problems INTEGER NOT NULL DEFAULT 0, started REAL NOT NULL, finished REAL, automatic INTEGER NOT NULL DEFAULT 0,
      untold REAL, incremental INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX run_of_config ON run(config, id);
    CREATE TABLE problem(
      run INTEGER NOT NULL, position INTEGER NOT NULL, rid TEXT NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL,
      PRIMARY KEY(run, position)) WITHOUT ROWID;
    CREATE TABLE change(
      id INTEGER PRIMARY KEY, run INTEGER NOT NULL, config INTEGER NOT NULL, rid TEXT NOT NULL, kind INTEGER NOT NULL,
      fields TEXT);
    CREATE INDEX change_of_record ON change(config, rid) WHERE kind <> 1;
    CREATE TABLE pending(
      config INTEGER NOT NULL, rid TEXT NOT NULL, body TEXT NOT NULL, refs TEXT NOT NULL, reason TEXT NOT NULL,
      run INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
    CREATE TABLE absent(
      config INTEGER NOT NULL, rid TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY(config, rid)) WITHOUT ROWID;
    CREATE TABLE hold(
      config INTEGER NOT NULL, rid TEXT NOT NULL, kind INTEGER NOT NULL, run INTEGER NOT NULL, since REAL NOT NULL,
      reason TEXT NOT NULL, lo INTEGER NOT NULL DEFAULT 0, hi INTEGER NOT NULL DEFAULT 0, body TEXT,
      PRIMARY KEY(config, rid)) WITHOUT ROWID;
    CREATE TABLE kept(
      config INTEGER NOT NULL, rid TEXT NOT NULL, slot INTEGER NOT NULL, offered TEXT, run INTEGER NOT NULL,
      since REAL NOT NULL, PRIMARY KEY(config, rid, slot)) WITHOUT ROWID;
    CREATE TABLE fill_rate(
      config INTEGER NOT NULL, path TEXT NOT NULL, position INTEGER NOT NULL, filled INTEGER NOT NULL,
      received INTEGER NOT NULL, PRIMARY KEY(config, path)) WITHOUT ROWID;
    CREATE TABLE mapping_version(
      config INTEGER NOT NULL, version INTEGER NOT NULL, made REAL NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
      mapping TEXT NOT NULL, PRIMARY KEY(config, version)) WITHOUT ROWID;
    CREATE TABLE given(what TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE erased(
      config INTEGER NOT NULL, lo INTEGER NOT NULL, hi INTEGER NOT NULL, run INTEGER NOT NULL, since REAL NOT NULL,
      PRIMARY KEY(config, lo, hi)) WITHOUT ROWID;
    CREATE TABLE stale_plan(run INTEGER PRIMARY KEY, whole INTEGER NOT NULL);
    CREATE TABLE autosync(
      config INTEGER PRIMARY KEY, every INTEGER NOT NULL, from_day TEXT, until_day TEXT, since REAL NOT NULL,
      after_run INTEGER NOT NULL, refused_run INTEGER);
    CREATE TABLE applied_setup(
      config INTEGER PRIMARY KEY, run INTEGER NOT NULL, setup TEXT NOT NULL);
    CREATE TABLE credential_wait(
      connection INTEGER PRIMARY KEY, since REAL NOT NULL, checks INTEGER NOT NULL, last_check REAL,
      reason TEXT NOT NULL);
    CREATE TABLE subscriber_list(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, occasion TEXT NOT NULL, with_people INTEGER NOT NULL);
    CREATE TABLE subscriber(
      list INTEGER NOT NULL REFERENCES subscriber_list(id), address TEXT NOT NULL,
      PRIMARY KEY(list, address)) WITHOUT ROWID;
    CREATE TABLE subscription(
      list INTEGER NOT NULL REFERENCES subscriber_list(id), config INTEGER NOT NULL REFERENCES config(id),
      status TEXT, cause TEXT, count INTEGER, told REAL, PRIMARY KEY(list, config)) WITHOUT ROWID;
    CREATE INDEX run_untold ON run(id) WHERE untold IS NOT NULL;

    """
}
