import HostModel
import RecordJSON

/// A record that was erased and stays out of the event: nothing of it is left but hashes under the file's seed, of its id
/// and of whose it was.
package struct Erasure: Sendable, Equatable {
  package let hash: Fingerprint128
  /// The run that erased it.
  package let run: Int64
  /// Seconds since 1970.
  package let since: Double
}

// Who stays out of the event (DESIGN §2, rule 11). `kept_out` goes by whose records they are, whichever connection brings
// them; `erased` goes by the data config, for those of which nobody knows whose they are.
extension EventStore {
  private func hash(_ record: [UInt8]) -> Fingerprint128 {
    record.withUnsafeBytes { KeyedHash(seed: (seed.lo, seed.hi)).hash($0) }
  }

  /// What stays out of a data config that reads from `identity`; nil if nobody knows.
  package func erasures(of config: DataConfig, _ identity: VendorIdentity?) throws -> [Erasure] {
    let own = try database.rows("SELECT lo, hi, run, since FROM erased WHERE config=?", .integer(config.id)) {
      Erasure(hash: Fingerprint128(columns: $0, 0, 1), run: try $0.number(2), since: try $0.time(3))
    }
    guard let identity else { return own }
    let kept = try database.rows(
      "SELECT lo, hi, run, since, fields, identity_lo, identity_hi FROM kept_out WHERE data_type=?",
      .text(config.dataType)
    ) { row -> Erasure? in
      guard identity.hashes[row.text(4)] == Fingerprint128(columns: row, 5, 6) else { return nil }
      return Erasure(hash: Fingerprint128(columns: row, 0, 1), run: try row.number(2), since: try row.time(3))
    }
    return own + kept.compactMap { $0 }
  }

  /// The erasure that keeps a record out of a data config that reads from `identity`, or nil.
  package func erasure(
    of record: [UInt8], in config: DataConfig, _ identity: VendorIdentity?
  ) throws -> Erasure? {
    let hash = hash(record)
    return try erasures(of: config, identity).first { $0.hash == hash }
  }

  /// How many records were erased and stay out, of whatever connection.
  package func erasureCount() throws -> Int {
    try database.rows("SELECT (SELECT count(*) FROM erased) + (SELECT count(*) FROM kept_out)") { Int($0.integer(0)) }
      .first ?? 0
  }

  /// True if a run erased a record.
  package func isErasure(_ run: Int64) throws -> Bool {
    try !database.rows(
      "SELECT 1 FROM erased WHERE run=?1 UNION ALL SELECT 1 FROM kept_out WHERE run=?1", .integer(run)
    ) { _ in true }.isEmpty
  }

  /// Keeps a record out of the event from now on; without an identity, out of its data config.
  package func keepOut(_ record: [UInt8], of config: DataConfig, _ identity: VendorIdentity?, run: Run) throws {
    let id = hash(record).columns
    guard let identity, let own = identity.own?.columns else {
      return try database.run(
        "INSERT OR REPLACE INTO erased VALUES(?,?,?,?,?)", .integer(config.id), .integer(id.lo), .integer(id.hi),
        .integer(run.id), .real(run.started))
    }
    try database.run(
      "INSERT OR REPLACE INTO kept_out VALUES(?,?,?,?,?,?,?,?)", .text(config.dataType), .integer(own.lo),
      .integer(own.hi), .integer(id.lo), .integer(id.hi), .text(identity.fields), .integer(run.id),
      .real(run.started))
  }

  /// Data configs whose erasures go by their number.
  package func configsWithErasures() throws -> Set<Int64> {
    Set(try database.rows("SELECT DISTINCT config FROM erased") { try $0.number(0) })
  }

  /// Lets the erasures of a data config, of which it was not known whose they are, go by an identity.
  package func settleErasures(of config: DataConfig, _ identity: VendorIdentity) throws {
    guard let own = identity.own?.columns else { return }
    try database.write {
      try database.run(
        "INSERT OR IGNORE INTO kept_out SELECT ?, ?, ?, lo, hi, ?, run, since FROM erased WHERE config=?",
        .text(config.dataType), .integer(own.lo), .integer(own.hi), .text(identity.fields), .integer(config.id))
      try database.run("DELETE FROM erased WHERE config=?", .integer(config.id))
    }
  }

  /// Sees to it that a change of settings brings nobody back who was erased under other fields than those that count now:
  /// by these it is the same account's event before and after.
  func follow(from old: VendorIdentity, to new: VendorIdentity) throws {
    guard let own = new.own, own == old.own, old.fields == new.fields else { return }
    for (fields, hash) in old.hashes where new.hashes[fields] != hash {
      try database.run(
        """
        INSERT OR IGNORE INTO kept_out SELECT data_type, ?, ?, lo, hi, ?, run, since FROM kept_out
        WHERE fields=? AND identity_lo=? AND identity_hi=?
        """, .integer(own.columns.lo), .integer(own.columns.hi), .text(new.fields), .text(fields),
        .integer(hash.columns.lo), .integer(hash.columns.hi))
      try database.run(
        "DELETE FROM kept_out WHERE fields=? AND identity_lo=? AND identity_hi=?", .text(fields),
        .integer(hash.columns.lo), .integer(hash.columns.hi))
    }
  }
}
