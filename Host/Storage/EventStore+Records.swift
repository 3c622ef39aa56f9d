import HostModel
import RecordJSON

extension EventStore {
  /// Walks the state of a data config in the order of ids; the id's bytes are valid during the call.
  package func forEachState(
    of config: Int64, _ body: (UnsafeRawBufferPointer, Fingerprint128, Int64, Int64) throws -> Void
  ) throws {
    let statement = try database.statement("SELECT rid, lo, hi, n, status FROM state WHERE config=?")
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() {
      let print = Fingerprint128(
        lo: UInt64(bitPattern: statement.integer(1)), hi: UInt64(bitPattern: statement.integer(2)))
      try body(statement.bytes(0), print, statement.integer(3), statement.integer(4))
    }
  }

  /// How many records of all data configs were ever stored: at once, without counting them.
  package func recordsEver() throws -> Int {
    try database.rows("SELECT coalesce(max(n), 0) FROM payload") { Int($0.integer(0)) }.first ?? 0
  }

  /// Rows of the state table of a data config, and how many of them are live.
  package func stateCounts(of config: Int64) throws -> (rows: Int, live: Int) {
    try database.rows("SELECT count(*), coalesce(sum(status=1), 0) FROM state WHERE config=?", .integer(config)) {
      (rows: Int($0.integer(0)), live: Int($0.integer(1)))
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

  /// Records of a data config that could not be taken yet.
  package func pending(of config: Int64) throws -> [PendingRecord] {
    try database.rows(
      "SELECT rid, body, refs, reason, lo, hi FROM pending WHERE config=? ORDER BY rid", .integer(config)
    ) {
      PendingRecord(
        id: $0.blob(0), body: $0.blob(1), references: $0.blob(2), reason: $0.text(3),
        print: Fingerprint128(lo: UInt64(bitPattern: $0.integer(4)), hi: UInt64(bitPattern: $0.integer(5))))
    }
  }

  /// Ids of live records that the last complete run lacked.
  package func absent(of config: Int64) throws -> [[UInt8]] {
    try database.rows("SELECT rid FROM absent WHERE config=?", .integer(config)) { $0.blob(0) }
  }
}

/// A record that could not be taken, with what it offered.
package struct PendingRecord: Sendable {
  package let id: [UInt8]
  package let body: [UInt8]
  package let references: [UInt8]
  package let reason: String
  package let print: Fingerprint128
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
      guard let status = StoredRecord.Status(rawValue: $0.integer(0)) else {
        throw damaged("the state of a record", String($0.integer(0)))
      }
      return StoredRecord(
        status: status, row: $0.integer(1),
        print: Fingerprint128(lo: UInt64(bitPattern: $0.integer(2)), hi: UInt64(bitPattern: $0.integer(3))),
        body: $0.blob(4))
    }.first
  }
}
