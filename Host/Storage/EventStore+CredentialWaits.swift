import HostModel

// Connections whose jobs wait because the vendor refused the credentials (DESIGN §7).
extension EventStore {
  /// Those that wait, by the connection's number, each with what the vendor said.
  package func credentialWaits() throws -> [Int64: (wait: CredentialWait, reason: String)] {
    let rows = try database.rows("SELECT connection, since, checks, last_check, reason FROM credential_wait") { row in
      (
        try row.number(0),
        (
          wait: CredentialWait(
            since: try row.time(1), checks: try row.count(2), lastCheck: try row.optionalTime(3)),
          reason: row.text(4)
        )
      )
    }
    return Dictionary(rows) { first, _ in first }
  }

  /// Lets the jobs of a connection wait from now on, because the vendor refused this run of a data config, which is made
  /// again at once when the wait is over; one that waits already goes on as it did.
  package func beginCredentialWait(
    of connection: Int64, refused run: Int64, of config: Int64, since now: Double, reason: String
  ) throws {
    // Together: a run that is made again with nothing to wait for would be made over and over.
    try database.write {
      try database.run(
        "INSERT INTO credential_wait VALUES(?,?,0,NULL,?) ON CONFLICT DO NOTHING", .integer(connection), .real(now),
        .text(reason))
      try database.run("UPDATE autosync SET refused_run=? WHERE config=?", .integer(run), .integer(config))
    }
  }

  /// Lets the jobs of a connection run again.
  package func endCredentialWait(of connection: Int64) throws {
    try database.run("DELETE FROM credential_wait WHERE connection=?", .integer(connection))
  }

  /// The same, but what the vendor refuses still runs at its time, not at once.
  package func endCredentialWait(of connection: Int64, stillRefused configs: [Int64]) throws {
    try database.write {
      try endCredentialWait(of: connection)
      for config in configs {
        try database.run("UPDATE autosync SET refused_run=NULL WHERE config=?", .integer(config))
      }
    }
  }

  /// Counts a look at whether the credentials are right now; false if someone else took that look since `wait` was read.
  package func takeCheck(of connection: Int64, after wait: CredentialWait, at now: Double) throws -> Bool {
    try database.run(
      "UPDATE credential_wait SET checks=checks+1, last_check=? WHERE connection=? AND checks=? AND since=?",
      .real(now), .integer(connection), .integer(Int64(wait.checks)), .real(wait.since))
    return database.changes == 1
  }
}
