import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A file that somebody changed with a tool of their own") struct ChangedFileTests {
  /// An event with three people.
  private func synced() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    return stand
  }

  /// Runs `patchbay`, for a minute at most: one that reads what has no end would never return.
  private func bounded(_ stand: ScriptedDesk, _ words: [String]) throws -> Finished {
    try Launch.run(
      "/usr/bin/timeout", ["60", Products.patchbay] + words,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
  }

  private static let endless = "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n)"
  private static let advice = " Restore it from a backup, or move it out of the home. Nothing was changed."

  static let changes: [(sql: String, sentence: String)] = [
    (
      "ALTER TABLE event RENAME TO e; CREATE VIEW EVENT AS \(endless) SELECT e.* FROM e, n WHERE n.i<0",
      "'event' in it is a view, not the table." + advice
    ),
    (
      "DROP TABLE run; CREATE VIRTUAL TABLE run USING fts5(id, config, name, kind)",
      "its table 'run' is another one." + advice
    ),
    (
      "DROP VIEW problem; CREATE VIEW problem AS \(endless) SELECT r.id AS run, i AS position, 1 AS id, '' AS rid, ''"
        + " AS field, '' AS reason FROM n, run r", "its view 'problem' is another one." + advice
    ),
    ("ALTER TABLE connection ADD COLUMN mine TEXT", "its table 'connection' has other columns." + advice),
    (
      "DROP TABLE hold; CREATE TABLE hold(config INTEGER NOT NULL, rid TEXT NOT NULL, kind INTEGER NOT NULL, run INTEGER"
        + " NOT NULL, since REAL NOT NULL, reason TEXT NOT NULL, lo INTEGER NOT NULL DEFAULT 0, hi INTEGER NOT NULL DEFAULT"
        + " 0, body TEXT AS (hex(zeroblob(400000000))), refs TEXT, PRIMARY KEY(config, rid)) WITHOUT ROWID",
      "its table 'hold' has other columns." + advice
    ),
    ("DROP TABLE kept", "its table 'kept' is missing." + advice),
    (
      "CREATE TRIGGER look AFTER INSERT ON change BEGIN DELETE FROM state; END",
      "the trigger 'look' on 'change' would act on what is stored. Drop it with a SQLite tool if it is yours, or restore"
        + " the file from a backup. Nothing was changed."
    ),
    (
      "CREATE TRIGGER look AFTER INSERT ON change BEGIN DELETE FROM state; END; PRAGMA writable_schema=ON;"
        + " UPDATE sqlite_schema SET type='TRIGGER' WHERE name='look'",
      "the trigger 'look' on 'change' would act on what is stored. Drop it with a SQLite tool if it is"
        + " yours, or restore the file from a backup. Nothing was changed."
    ),
  ]

  @Test("is refused, by list, doctor and sync, with what is wrong with it", arguments: changes)
  func refused(_ change: (sql: String, sentence: String)) throws {
    let stand = try synced()
    _ = try stand.desk.sqlite(change.sql)
    let before = try stand.desk.sqlite(".schema")
    let asked = stand.vendor.requests.count
    let sentence = "'\(stand.desk.database)' is not as Patchbay made it: \(change.sentence)\n"
    #expect(
      try bounded(stand, ["sync", "\(Operator.eid)/v/people", "--force"])
        == Finished(code: 3, output: "", error: sentence))
    #expect(try bounded(stand, ["events", "list"]).error == sentence)
    let doctor = try bounded(stand, ["doctor"])
    #expect(doctor.code == 1)
    #expect(doctor.output.contains("BAD  events         \(sentence)"))
    #expect(stand.vendor.requests.count == asked)
    #expect(try stand.desk.sqlite(".schema") == before)
  }

  @Test("keeps no serve from the other events") func serves() async throws {
    let desk = try ServeDesk()
    let other = "0bad0000000000000000000000000002"
    let path = "\(desk.stand.desk.home)/events/\(other).db"
    _ = try desk.stand.desk.sqlite("VACUUM INTO '\(path)'")
    let changed = try Launch.run("/usr/bin/sqlite3", [path, Self.changes[0].sql])
    #expect(changed.code == 0)
    let serve = try desk.serve()
    func automatic() throws -> String {
      try desk.stand.desk.sqlite("SELECT status, unchanged FROM run WHERE automatic")
    }
    try await eventually { try automatic().hasPrefix("completed") }
    #expect(try automatic() == "completed|9")
    try await eventually { serve.errorSoFar.contains(other) }
    #expect(serve.errorSoFar.contains("'\(path)' is not as Patchbay made it: 'event' in it is a view, not the table."))
    serve.signal(SIGTERM)
    try await eventually { !serve.process.isRunning }
    serve.signal(SIGKILL)
    #expect(serve.wait().code == 0)
  }

  @Test("of an earlier program is refused before it is brought up to date") func earlier() throws {
    let stand = try ScriptedDesk(oldHome: "fd98ee7")
    let version = try stand.desk.sqlite("PRAGMA user_version")
    _ = try stand.desk.sqlite(
      "ALTER TABLE change RENAME TO c; CREATE VIEW change AS \(Self.endless) SELECT c.* FROM c, n WHERE n.i<0")
    #expect(
      try bounded(stand, ["events", "list"]).error
        == "'\(stand.desk.database)' is not as Patchbay made it: 'change' in it is a view, not the table.\(Self.advice)\n"
    )
    #expect(try stand.desk.sqlite("PRAGMA user_version") == version)
  }

  @Test("is the host's own: nothing goes on, and no event is touched") func host() throws {
    let stand = try synced()
    let path = stand.desk.home + "/host.db"
    let changed = try Launch.run(
      "/usr/bin/sqlite3", [path, "CREATE TRIGGER t AFTER INSERT ON crash BEGIN DELETE FROM connector; END"])
    #expect(changed.code == 0)
    #expect(
      try bounded(stand, ["connectors", "list"])
        == Finished(
          code: 3, output: "",
          error: "'\(path)' is not as Patchbay made it: the trigger 't' on 'crash' would act on what is stored. Drop it"
            + " with a SQLite tool if it is yours, or restore the file from a backup. Nothing was changed.\n"))
  }

  @Test("goes on with the tables, indexes, views and statistics that people made, and they stay") func left() throws {
    let stand = try synced()
    _ = try stand.desk.sqlite(
      """
      CREATE TABLE notes(person TEXT, note TEXT); INSERT INTO notes VALUES('a1', 'knows the way');
      CREATE VIRTUAL TABLE words USING fts5(word); INSERT INTO words VALUES('badge');
      CREATE INDEX my_state ON state(status, lo); CREATE INDEX my_names ON payload(json_extract(body, '$[1]'));
      CREATE VIEW noted AS SELECT p.id, p.name, n.note FROM person p JOIN notes n ON n.person=p.id;
      CREATE VIEW numbers AS \(Self.endless) SELECT i FROM n;
      ANALYZE;
      PRAGMA legacy_alter_table=ON; ALTER TABLE absent RENAME TO a0;
      CREATE TABLE "absent" ("config" integer NOT NULL, /* as a tool writes it */ "rid" text NOT NULL,
        "run" integer NOT NULL, PRIMARY KEY("config", "rid")) WITHOUT ROWID;
      INSERT INTO absent SELECT * FROM a0; DROP TABLE a0;
      """)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...4))
    let preview = try RunReport(bounded(stand, ["preview", "v/people", "--json"]))
    #expect(preview.words == "received 4, created 1, unchanged 3")
    #expect(try stand.sync("people").words == "received 4, created 1, unchanged 3")
    #expect(try bounded(stand, ["metadata", "add", Operator.eid, "person", "locker", "--kind", "text"]).code == 0)
    #expect(try bounded(stand, ["metadata", "remove", Operator.eid, "person", "birth", "--yes", "birth"]).error == "")
    #expect(try bounded(stand, ["records", "erase", Operator.eid, "person", "a4", "--yes", "a4"]).code == 0)
    let doctor = try bounded(stand, ["doctor"])
    #expect(doctor.output.contains("ok   events         1 file, whole\n"))
    #expect(
      try stand.desk.sqlite("SELECT count(*) FROM payload INDEXED BY my_names WHERE json_extract(body, '$[1]')>''")
        == "3")
    #expect(try stand.desk.sqlite("SELECT * FROM noted") == "a1|Ada|knows the way")
    #expect(try stand.desk.sqlite("SELECT * FROM words") == "badge")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM sqlite_stat1") != "0")
    #expect(
      try stand.desk.sqlite("SELECT group_concat(name, ' ') FROM sqlite_schema WHERE name IN ('my_state', 'numbers')")
        == "my_state numbers")
  }
}
