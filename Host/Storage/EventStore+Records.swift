import HostModel
import RecordJSON

extension EventStore {
  /// Walks the state of a data config in the order of ids: id, payload row, status. The id's bytes are valid during the
  /// call.
  package func forEachState(
    of config: Int64, _ body: (UnsafeRawBufferPointer, _ row: Int64, StoredRecord.Status) throws -> Void
  ) throws {
    let statement = try database.statement("SELECT rid, n, status FROM state WHERE config=?")
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() { try body(statement.bytes(0), statement.integer(1), try status(statement, 2)) }
  }

  /// The same with the fingerprint instead of the payload row.
  package func forEachPrint(
    of config: Int64, _ body: (UnsafeRawBufferPointer, Fingerprint128, StoredRecord.Status) throws -> Void
  ) throws {
    let statement = try database.statement("SELECT rid, lo, hi, status FROM state WHERE config=?")
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() {
      let print = Fingerprint128(
        lo: UInt64(bitPattern: statement.integer(1)), hi: UInt64(bitPattern: statement.integer(2)))
      try body(statement.bytes(0), print, try status(statement, 3))
    }
  }

  /// True if no record was ever stored, of any data config.
  package func isNew() throws -> Bool { try database.rows("SELECT 1 FROM payload LIMIT 1") { _ in true }.isEmpty }

  /// About how many records are stored, of all data configs together: at once, without counting them.
  package func roughRecords() throws -> Int {
    // Whatever number a row of a damaged file has: there are no more of them than the file has room for.
    let (rows, bytes) =
      try database.rows(
        """
        SELECT coalesce((SELECT max(n) FROM payload), 0) AS n, page_count*page_size FROM pragma_page_count, pragma_page_size
        """
      ) { (try $0.count(0), try $0.count(1)) }.first ?? (0, 0)
    return min(rows, bytes / 16)
  }

  private func status(_ row: Statement, _ column: Int32) throws(StoreError) -> StoredRecord.Status {
    guard let status = StoredRecord.Status(rawValue: row.integer(column)) else {
      throw damaged("the state of a record", row.text(column))
    }
    return status
  }

  /// How many records of all data configs wait for what they point at: by pages of an index, not by rows.
  package func waitingEver() throws -> Int {
    try database.rows("SELECT count(*) FROM pending") { try $0.count(0) }.first ?? 0
  }

  /// Rows of the state table of a data config, and how many of them are live.
  package func stateCounts(of config: Int64) throws -> (rows: Int, live: Int) {
    try database.rows("SELECT count(*), coalesce(sum(status=1), 0) FROM state WHERE config=?", .integer(config)) {
      (rows: try $0.count(0), live: try $0.count(1))
    }.first ?? (0, 0)
  }

  /// The payload row and values of one record, or nil if it was never stored; the bytes are valid during the call.
  package func withStored<Result>(
    _ id: UnsafeRawBufferPointer, of config: Int64, _ body: (Int64, UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result? {
    let statement = try database.statement(
      "SELECT p.n, p.body FROM state s JOIN payload p ON p.n=s.n WHERE s.config=? AND s.rid=?")
    statement.bind(config, at: 1)
    statement.bind(borrowing: id, at: 2)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return try body(statement.integer(0), statement.bytes(1))
  }

  /// The ids of live records that begin with a prefix, which ends in `/`: the children of one exploded parent.
  package func liveChildren(of parent: [UInt8], in config: Int64) throws -> [[UInt8]] {
    let statement = try database.statement(
      "SELECT rid FROM state WHERE config=? AND rid>=? AND rid<? AND status=1")
    var end = parent
    end[end.count - 1] = 0x30  // '0' follows '/'
    statement.bind(config, at: 1)
    statement.bind(.text(String(decoding: parent, as: UTF8.self)), at: 2)
    statement.bind(.text(String(decoding: end, as: UTF8.self)), at: 3)
    var children: [[UInt8]] = []
    while try statement.step() { children.append(statement.blob(0)) }
    return children
  }

  /// A live record as the views show it: every metadata field with a value, in slot order; nil if it is not live.
  package func record(_ id: String, of config: DataConfig) throws -> [(name: String, value: String)]? {
    let rows = try database.rows(
      "SELECT p.body FROM state s JOIN payload p ON p.n=s.n WHERE s.config=? AND s.rid=? AND s.status=1",
      .integer(config.id), .text(id)
    ) { $0.blob(0) }
    return try rows.first.map { try named($0, of: config) }
  }

  /// What a held creation would store.
  package func heldRecord(_ id: String, of config: DataConfig) throws -> [(name: String, value: String)]? {
    try heldBody(id, of: config.id).map { try named($0, of: config) }
  }

  private func named(_ body: [UInt8], of config: DataConfig) throws -> [(name: String, value: String)] {
    let values = (try JSONTree.parse(body)).elements ?? []
    return try metadata(of: config.fpType).compactMap { field in
      guard values.indices.contains(field.slot), values[field.slot] != .null else { return nil }
      return (field.name, values[field.slot].string ?? values[field.slot].text)
    }
  }

  /// Walks the records of a data config that wait, in the order of ids: each with what it points at, without its values. The
  /// bytes are valid during the call.
  package func forEachPending(
    of config: Int64, _ body: (_ id: UnsafeRawBufferPointer, _ references: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let statement = try database.statement("SELECT rid, refs FROM pending INDEXED BY pending_refs WHERE config=?")
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() { try body(statement.bytes(0), statement.bytes(1)) }
  }

  /// What a record that waits offered, and the fingerprint of that; nil if it does not wait.
  package func pending(_ id: [UInt8], of config: Int64) throws -> (body: [UInt8], print: Fingerprint128)? {
    try database.rows(
      "SELECT body, lo, hi FROM pending WHERE config=? AND rid=?", .integer(config),
      .text(String(decoding: id, as: UTF8.self))
    ) {
      (
        body: $0.blob(0),
        print: Fingerprint128(lo: UInt64(bitPattern: $0.integer(1)), hi: UInt64(bitPattern: $0.integer(2)))
      )
    }.first
  }

  /// Walks the live records of a data config with what they point at, as far as that is known, in the order of ids. The
  /// bytes are valid during the call.
  package func forEachReference(
    of config: Int64, _ body: (_ id: UnsafeRawBufferPointer, _ references: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let statement = try database.statement(
      "SELECT rid, refs FROM state WHERE config=? AND status=1 AND refs IS NOT NULL")
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() { try body(statement.bytes(0), statement.bytes(1)) }
  }

  /// What a stored record points at, as it is stored; nil if that is not known.
  package func references(of id: [UInt8], in config: Int64) throws -> [UInt8]? {
    try database.rows(
      "SELECT refs FROM state WHERE config=? AND rid=? AND refs IS NOT NULL", .integer(config),
      .text(String(decoding: id, as: UTF8.self))
    ) { $0.blob(0) }.first
  }

  /// The newest line of the change log, 0 if there is none.
  package func lastChange() throws -> Int64 {
    try database.rows("SELECT coalesce(max(id), 0) AS id FROM change") { try $0.number(0) }.first ?? 0
  }

  /// The line of the change log up to which a data config's records were judged by what they point at; nil: never.
  package func referencesJudged(_ config: Int64) throws -> Int64? {
    try database.rows("SELECT references_at FROM config WHERE id=? AND references_at IS NOT NULL", .integer(config)) {
      try $0.number(0)
    }.first
  }

  /// True if a record that those of a data config may point at left after a line of the change log.
  package func hasDeletion(fromWhat type: DataType, of config: DataConfig, after line: Int64) throws -> Bool {
    try hasChange("kind=3", inWhat: type, of: config, after: line)
  }

  /// True if a record that those of a data config may point at came, or came back, after a line of the change log.
  package func hasArrival(inWhat type: DataType, of config: DataConfig, after line: Int64) throws -> Bool {
    try hasChange("kind IN (1, 4)", inWhat: type, of: config, after: line)
  }

  private func hasChange(
    _ kind: String, inWhat type: DataType, of config: DataConfig, after line: Int64
  ) throws -> Bool {
    try configs().contains { other in
      guard other.connection == config.connection, type.references.contains(where: { $0.to == other.dataType }) else {
        return false
      }
      return try !database.rows(
        "SELECT 1 FROM change WHERE id>? AND config=? AND \(kind) LIMIT 1", .integer(line), .integer(other.id)
      ) { _ in true }.isEmpty
    }
  }

  /// Ids of live records that the last complete run lacked.
  package func absent(of config: Int64) throws -> [[UInt8]] {
    try database.rows("SELECT rid FROM absent WHERE config=?", .integer(config)) { $0.blob(0) }
  }
}

/// What is stored of one record.
package struct StoredRecord: Sendable {
  package enum Status: Int64, Sendable { case live = 1, gone, skipped }

  package let status: Status
  /// Its payload row, 0 if it was never live.
  package let row: Int64
  /// The fingerprint of the vendor's last offer.
  package let print: Fingerprint128
  /// Its values, a JSON array by slot; empty if it was never live.
  package let body: [UInt8]
}

extension EventStore {
  /// What is stored of a record, live or not; nil if nothing is.
  package func stored(_ id: [UInt8], of config: Int64) throws -> StoredRecord? {
    try database.rows(
      "SELECT s.status, s.n, s.lo, s.hi, p.body FROM state s LEFT JOIN payload p ON p.n=s.n WHERE s.config=? AND s.rid=?",
      .integer(config), .text(String(decoding: id, as: UTF8.self))
    ) {
      StoredRecord(
        status: try status($0, 0), row: try $0.optionalNumber(1) ?? 0,
        print: Fingerprint128(lo: UInt64(bitPattern: $0.integer(2)), hi: UInt64(bitPattern: $0.integer(3))),
        body: $0.blob(4))
    }.first
  }
}
