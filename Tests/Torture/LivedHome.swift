import Foundation
import HostModel
import HostStorage
import HostSync
import TestSupport

/// A home in which something of everything has happened: the one that an earlier program left, brought to today's schema,
/// with what that program did not write yet.
struct LivedHome {
  static let eid = Operator.eid
  let home: Home
  let event: EventID
  let host: PatchbayHost

  var file: String { home.eventFile(event) }

  init(in folder: String) throws {
    guard let event = EventID(Self.eid) else { throw NotTheSame(what: "an event's id") }
    self.event = event
    home = Home(path: folder + "/home")
    host = PatchbayHost(home: home, programFolder: folder, environment: [:])
    try home.prepare()
    for (text, file) in [("host.sql", home.hostFile), ("event.sql", home.eventFile(event))] {
      let sql = try String(contentsOfFile: OldHome.folder("fd98ee7") + "/" + text, encoding: .utf8)
      let made = try Launch.run("/usr/bin/sqlite3", ["-bail", file], input: sql)
      guard made.code == 0 else { throw StepFailed(finished: made) }
    }
    let store = try EventStore.open(event, in: home)
    try store.database.execute(Self.more)
    try HostStore(home: home).noteAccount([1, 2, 3], connector: "scripted", Self.quota(), at: 1.8e9)
  }

  private static func quota() throws -> Quota {
    let describe = try Describe(
      document: """
        {"id": "scripted", "name": "S", "version": "1", "endpoint": {}, "limits": {"quota": {"credits": 9, "seconds": 60}},
         "dataTypes": [{"id": "people", "fpType": "person", "primaryKey": ["id"]}]}
        """)
    guard let quota = describe.quota else { throw NotTheSame(what: "a quota") }
    return quota
  }

  private static let more = """
    INSERT OR REPLACE INTO autosync(config, every, from_day, until_day, since, after_run)
      VALUES(1, 60, '2030-11-01', '2030-12-05', 1.79e9, 0);
    INSERT OR REPLACE INTO credential_wait VALUES(1, 1.79e9, 2, 1.795e9, 'The vendor refused the credentials.');
    INSERT OR REPLACE INTO untaken VALUES(1, 'p3', 1, '"Ada"');
    INSERT OR REPLACE INTO kept_out VALUES('people', 1, 2, 3, 4, 'event', 5, 1.79e9);
    INSERT OR REPLACE INTO stale_plan VALUES(7, 0);
    UPDATE subscription SET troubles='[{"what": "earlier failed", "count": 3, "needsAll": true}]', told=1.79e9;
    UPDATE run SET automatic=1 WHERE id IN (3, 5);
    UPDATE run SET untold=1.79e9 WHERE id=5;
    UPDATE event SET gone_run=1, gone_before=1.7e9, history_gone=2;
    UPDATE config SET repeats=1, references_at=3, full_at=1.79e9;
    """
}
