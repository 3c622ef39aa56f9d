import HostModel

// Connections that go, with their records or without them (DESIGN §2, rule 10).
extension EventStore {
  /// Live records of each fp_type that a connection has, or all have: only types with records, in the order of the types.
  package func recordCounts(of connection: Int64? = nil) throws -> [(type: FPType, count: Int)] {
    var counts: [FPType: Int] = [:]
    for config in try configs() where connection.map({ $0 == config.connection }) ?? true {
      counts[config.fpType, default: 0] += try stateCounts(of: config.id).live
    }
    return FPType.allCases.compactMap { type in counts[type].flatMap { $0 > 0 ? (type, $0) : nil } }
  }

  /// Removes a connection with its data configs, records, log, history and credentials, in one transaction. The caller
  /// holds the locks of its data configs; `plans` are their previews.
  package func remove(_ connection: Connection, stalePlans plans: [Int64]) throws {
    try database.write {
      for config in try configs() where config.connection == connection.id {
        let id = SQLValue.integer(config.id)
        try database.run("DELETE FROM payload WHERE n IN (SELECT n FROM state WHERE config=?)", id)
        for table in [
          "state", "change", "hold", "pending", "absent", "kept", "untaken", "erased", "problem_span",
          "connector_output", "run", "mapping", "mapping_version", "fill_rate", "autosync", "applied_setup",
          "subscription",
        ] {
          try database.run("DELETE FROM \(table) WHERE config=?", id)
        }
        try database.run("DELETE FROM config WHERE id=?", id)
      }
      for table in ["credential", "credential_wait"] {
        try database.run("DELETE FROM \(table) WHERE connection=?", .integer(connection.id))
      }
      try database.run("DELETE FROM connection WHERE id=?", .integer(connection.id))
      try forgetHistoryMark()
      try markStale(plans, whole: true)
      try leaveTraces()
    }
  }

  /// Removes a connection but keeps its records, under a name of their own, in one transaction; gives that name.
  ///
  /// Credentials, endpoint, settings and all that waited for another run go. What stays can be read, not run; whose it is
  /// stays known by hash. The caller holds the locks of its data configs; `plans` are their previews.
  package func freeze(
    _ connection: Connection, identities: [Int64: VendorIdentity], at now: Double, stalePlans plans: [Int64]
  ) throws -> String {
    try database.write {
      let name = Connection.frozenName(of: connection.name, taken: Set(try connections().map(\.name)))
      for table in ["credential", "credential_wait"] {
        try database.run("DELETE FROM \(table) WHERE connection=?", .integer(connection.id))
      }
      try database.run(
        "UPDATE connection SET name=?, endpoint='', settings='{}', allow_private=0, frozen=? WHERE id=?", .text(name),
        .real(now), .integer(connection.id))
      for config in try configs() where config.connection == connection.id {
        let id = SQLValue.integer(config.id)
        if let identity = identities[config.id] { try keepIdentity(identity, of: config.id) }
        for table in ["hold", "pending", "absent", "kept", "untaken", "autosync", "applied_setup", "subscription"] {
          try database.run("DELETE FROM \(table) WHERE config=?", id)
        }
        try database.run(
          "UPDATE config SET cursor=NULL, cursor_outcome=NULL, revision=revision+1 WHERE id=?", id)
        // History is found by this name, and the old one may soon be another's.
        try database.run("UPDATE run SET name=? WHERE config=?", .text(config.name), id)
      }
      try markStale(plans, whole: true)
      try leaveTraces()
      return name
    }
  }
}
