import Foundation
import HostModel

/// `host.db`: what the host knows beside its events. Opened and closed; used by one thread at a time.
package final class HostStore {
  /// For what must stay, whatever happens to the machine: connectors, tokens, mail.
  let database: Database
  private let patience: Double
  private var opened: Database?

  /// Opens the file, making it on first use; waits for at most `patience` seconds whenever another program keeps it.
  package init(home: Home, patience: Double = 10) throws {
    try home.prepare()
    let isNew = !FileManager.default.fileExists(atPath: home.hostFile)
    database = try Database(path: home.hostFile, create: true, patience: patience)
    self.patience = patience
    if isNew { chmod(home.hostFile, 0o600) }
    try Migrations.host.migrate(database)
    if isNew { try Home.settle(home.path) }
    sealAnew(in: home)
  }

  /// For what is true for a moment and written often: quota, beats, leases, when a token was used. Waiting for the disk
  /// each time would slow every request down, and after a crash of the machine nothing of it counts. Never used within a
  /// transaction of `database`, for which it would wait.
  func passing() throws(StoreError) -> Database {
    if let opened { return opened }
    let new = try Database(path: database.path, create: false, patience: patience, durability: .atCheckpoints)
    opened = new
    return new
  }

  /// All enabled connectors, by id.
  package func enabledConnectors() throws -> [EnabledConnector] {
    try database.rows(
      """
      SELECT id, digest, source, describe, abi_minor, quarantined, copy_mark, source_mark FROM connector ORDER BY id
      """
    ) {
      EnabledConnector(
        id: $0.text(0), digest: $0.text(1), source: $0.text(2), describe: $0.text(3), abiMinor: try $0.count(4),
        quarantined: $0.isNull(5) ? nil : $0.text(5), copyMark: $0.isNull(6) ? nil : $0.text(6),
        sourceMark: $0.isNull(7) ? nil : $0.text(7))
    }
  }

  /// Notes what a connector's copy looked like when it had this digest, so that it need not be read again. Forgotten, it is
  /// read once more.
  package func noteCopy(of id: String, digest: String, mark: String) throws {
    try passing().run(
      "UPDATE connector SET copy_mark=? WHERE id=? AND digest=?", .text(mark), .text(id), .text(digest))
  }

  /// The same of the file that counts in the catalog.
  package func noteSource(of id: String, digest: String, mark: String) throws {
    try passing().run(
      "UPDATE connector SET source_mark=? WHERE id=? AND digest=?", .text(mark), .text(id), .text(digest))
  }

  /// Enables a connector, or replaces the file it runs from; a quarantine of another file ends.
  package func enable(_ connector: EnabledConnector) throws {
    try database.write {
      try database.run(
        "INSERT OR REPLACE INTO connector VALUES(?,?,?,?,?,?,NULL,?,?)", .text(connector.id), .text(connector.digest),
        .text(connector.source), .text(connector.describe), .real(Date().timeIntervalSince1970),
        .integer(Int64(connector.abiMinor)), connector.copyMark.map { .text($0) } ?? .null,
        connector.sourceMark.map { .text($0) } ?? .null)
      try database.run("DELETE FROM disabled_connector WHERE id=?", .text(connector.id))
      try database.run("DELETE FROM crash WHERE digest=?", .text(connector.digest))
      // Nothing runs from a file that was replaced, and if it comes back it begins anew.
      try database.execute("DELETE FROM crash WHERE digest NOT IN (SELECT digest FROM connector)")
    }
  }

  /// Disables a connector; false if it was not enabled. What it said of itself is kept, for `lastDescribe`.
  package func disable(_ id: String) throws -> Bool {
    try database.write {
      guard try enabledConnectors().contains(where: { $0.id == id }) else { return false }
      try database.run(
        "INSERT OR REPLACE INTO disabled_connector SELECT id, describe FROM connector WHERE id=?", .text(id))
      try database.run("DELETE FROM connector WHERE id=?", .text(id))
      return true
    }
  }

  /// The describe document under which the records of a connector were stored last, whether it is enabled or not; nil if
  /// it never was.
  package func lastDescribe(of id: String) throws -> String? {
    try database.rows(
      """
      SELECT describe FROM connector WHERE id=?1
      UNION ALL SELECT describe FROM disabled_connector WHERE id=?1
      """, .text(id)
    ) { $0.text(0) }.first
  }

  /// Counts a crash of a connector's file in a data config; three different configs without a success between
  /// quarantine the file. Gives how often this config crashed in a row, and the quarantine's reason if it is new.
  package func recordCrash(digest: String, config: String, fault: String) throws -> (inARow: Int, quarantined: String?)
  {
    try database.write {
      try database.run(
        """
        INSERT INTO crash VALUES(?,?,1,?,1)
        ON CONFLICT DO UPDATE SET count=count+1, last=excluded.last, since_success=1
        """, .text(digest), .text(config), .text(fault))
      let configs = try database.rows("SELECT config, count FROM crash WHERE digest=? AND since_success", .text(digest))
      {
        (config: $0.text(0), count: try $0.count(1))
      }
      let inARow = configs.first { $0.config == config }?.count ?? 1
      guard configs.count >= 3 else { return (inARow, nil) }
      let reason = "it crashed in \(configs.count) data configs with no success between; last: \(fault)"
      try database.run(
        "UPDATE connector SET quarantined=? WHERE digest=? AND quarantined IS NULL", .text(reason), .text(digest))
      return (inARow, reason)
    }
  }

  /// A run of a data config ended well: its crashes are forgotten, and those of others count no more towards a quarantine.
  package func recordSuccess(digest: String, config: String) throws {
    try database.run("DELETE FROM crash WHERE digest=? AND config=?", .text(digest), .text(config))
    try database.run("UPDATE crash SET since_success=0 WHERE digest=?", .text(digest))
  }

  /// Forgets the crashes of data configs that are gone: all whose names begin like this, `EID/` or `EID/CONNECTION/`.
  package func forgetCrashes(under prefix: String) throws {
    try database.run("DELETE FROM crash WHERE substr(config, 1, length(?1))=?1", .text(prefix))
  }

  /// How often a connector's file crashed in a row in one data config.
  package func crashes(digest: String, config: String) throws -> Int {
    try database.rows("SELECT count FROM crash WHERE digest=? AND config=?", .text(digest), .text(config)) {
      try $0.count(0)
    }.first ?? 0
  }
}
