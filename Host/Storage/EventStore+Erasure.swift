import HostModel
import RecordJSON

/// A record that was erased and stays out: nothing of it is left but the hash of its id under the file's seed.
package struct Erasure: Sendable, Equatable {
  package let hash: Fingerprint128
  /// The run that erased it.
  package let run: Int64
  /// Seconds since 1970.
  package let since: Double
}

// Records that are erased (DESIGN §2, rule 11).
extension EventStore {
  private func hash(_ record: [UInt8]) -> Fingerprint128 {
    record.withUnsafeBytes { KeyedHash(seed: (seed.lo, seed.hi)).hash($0) }
  }

  /// What was erased of a data config.
  package func erasures(of config: Int64) throws -> [Erasure] {
    try database.rows("SELECT lo, hi, run, since FROM erased WHERE config=?", .integer(config)) {
      Erasure(
        hash: Fingerprint128(lo: UInt64(bitPattern: $0.integer(0)), hi: UInt64(bitPattern: $0.integer(1))),
        run: $0.integer(2), since: $0.real(3))
    }
  }

  /// The erasure of a record, or nil.
  package func erasure(of record: [UInt8], in config: Int64) throws -> Erasure? {
    let hash = hash(record)
    return try database.rows(
      "SELECT run, since FROM erased WHERE config=? AND lo=? AND hi=?", .integer(config),
      .integer(Int64(bitPattern: hash.lo)), .integer(Int64(bitPattern: hash.hi))
    ) { Erasure(hash: hash, run: $0.integer(0), since: $0.real(1)) }.first
  }

  /// True if a run erased a record.
  package func isErasure(_ run: Int64) throws -> Bool {
    try !database.rows("SELECT 1 FROM erased WHERE run=?", .integer(run)) { _ in true }.isEmpty
  }

  /// Keeps a record out of a data config from now on.
  package func keepOut(_ record: [UInt8], of config: Int64, run: Run) throws {
    let hash = hash(record)
    try database.run(
      "INSERT OR REPLACE INTO erased VALUES(?,?,?,?,?)", .integer(config), .integer(Int64(bitPattern: hash.lo)),
      .integer(Int64(bitPattern: hash.hi)), .integer(run.id), .real(run.started))
  }

  /// Takes an id out of what runs of a data config said, wherever it stands as a word of its own.
  package func unname(_ record: [UInt8], in config: Int64) throws {
    let id = String(decoding: record, as: UTF8.self)
    let problems = try database.rows(
      "SELECT id, reason FROM problem_span WHERE instr(reason, ?1)>0 AND config=?2", .text(id), .integer(config)
    ) { (id: $0.integer(0), words: $0.text(1)) }
    for problem in problems {
      try database.run(
        "UPDATE problem_span SET reason=? WHERE id=?", .text(NamedText.without(id, problem.words)), .integer(problem.id)
      )
    }
    let runs = try database.rows(
      "SELECT id, reason FROM run WHERE instr(reason, ?1)>0 AND config=?2", .text(id), .integer(config)
    ) { (run: $0.integer(0), words: $0.text(1)) }
    for run in runs {
      try database.run(
        "UPDATE run SET reason=? WHERE id=?", .text(NamedText.without(id, run.words)), .integer(run.run))
    }
  }

  /// Forgets which fields the last previews of a connection saw, where an id is among their names: a vendor may have an
  /// object by it.
  package func forgetFields(named record: [UInt8], ofConnection connection: Int64) throws {
    try database.run(
      "UPDATE config SET seen_fields=NULL WHERE connection=? AND instr(seen_fields, ?)>0", .integer(connection),
      .text(String(decoding: record, as: UTF8.self)))
  }

  /// Every id that something is said or stored of in a data config, with the values and the references that stand beside
  /// it, if any: once for each place where it stands.
  package func forEachMention(
    of config: Int64, _ body: (_ id: [UInt8], _ values: [UInt8], _ references: [UInt8]) throws -> Void
  ) throws {
    let statement = try database.statement(
      """
      SELECT s.rid, p.body, NULL FROM state s LEFT JOIN payload p ON p.n=s.n WHERE s.config=?1
      UNION ALL SELECT rid, body, NULL FROM hold WHERE config=?1
      UNION ALL SELECT rid, body, refs FROM pending WHERE config=?1
      UNION ALL SELECT rid, CASE slot WHEN -1 THEN offered END, NULL FROM kept WHERE config=?1
      UNION ALL SELECT rid, NULL, NULL FROM problem_span WHERE config=?1
      """)
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() { try body(statement.blob(0), statement.blob(1), statement.blob(2)) }
  }
}
