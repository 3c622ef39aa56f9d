import HostModel

extension EventStore {
  /// True if anything is stored, held, waiting, kept or was decided under this id.
  package func knows(_ record: [UInt8], in config: Int64) throws -> Bool {
    try !database.rows(
      """
      SELECT 1 FROM state WHERE config=?1 AND rid=?2 UNION ALL SELECT 1 FROM hold WHERE config=?1 AND rid=?2
      UNION ALL SELECT 1 FROM pending WHERE config=?1 AND rid=?2 UNION ALL SELECT 1 FROM kept WHERE config=?1 AND rid=?2
      UNION ALL SELECT 1 FROM change WHERE config=?1 AND rid=?2 AND kind<>1
      LIMIT 1
      """, .integer(config), .text(String(decoding: record, as: UTF8.self))
    ) { _ in true }.isEmpty
  }

  /// Walks the live records of a data config in the order of ids; id and values are valid during the call. False from
  /// `body` ends the walk.
  package func forEachLive(
    of config: Int64, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws -> Bool
  ) throws {
    let statement = try database.statement(
      "SELECT s.rid, p.body FROM state s JOIN payload p ON p.n=s.n WHERE s.config=? AND s.status=1 ORDER BY s.rid")
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() {
      guard try body(statement.bytes(0), statement.bytes(1)) else { return }
    }
  }

  /// What a record that waits points at, in the order of its data type's references; nil if it does not wait.
  package func pendingReferences(of record: [UInt8], in config: Int64) throws -> [[UInt8]]? {
    try database.rows(
      "SELECT refs FROM pending WHERE config=? AND rid=?", .integer(config),
      .text(String(decoding: record, as: UTF8.self))
    ) { ReferenceText.ids($0.bytes(0)) }.first
  }

  /// Live records of a data config whose ids are longer than a record is taken under: the first of them, and how many.
  package func longIDs(of config: Int64) throws -> (first: String?, count: Int) {
    try database.rows(
      "SELECT min(rid), count(*) FROM state WHERE config=? AND status=1 AND length(CAST(rid AS BLOB))>?",
      .integer(config),
      .integer(Int64(RecordID.longest))
    ) { (first: $0.isNull(0) ? nil : $0.text(0), count: try $0.count(1)) }.first ?? (nil, 0)
  }

  /// Walks the records of a data config that are not stored and may come in: those whose creation is held, and those that
  /// wait for what they point at; with the values that they would have.
  package func forEachToCome(
    of config: Int64, _ body: (_ id: [UInt8], _ values: [UInt8], _ isHeld: Bool) throws -> Void
  ) throws {
    let statement = try database.statement(
      """
      SELECT rid, body, 1 FROM hold WHERE config=?1 AND kind=2
      UNION ALL SELECT rid, body, 0 FROM pending p WHERE config=?1
        AND NOT EXISTS(SELECT 1 FROM state s WHERE s.config=p.config AND s.rid=p.rid AND s.status=1)
      """)
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() { try body(statement.blob(0), statement.blob(1), statement.integer(2) != 0) }
  }

  /// Why a record waits to be taken, or nil.
  package func pendingReason(of record: [UInt8], in config: Int64) throws -> String? {
    try database.rows(
      "SELECT reason FROM pending WHERE config=? AND rid=?", .integer(config),
      .text(String(decoding: record, as: UTF8.self))
    ) { $0.text(0) }.first
  }
}
