import HostModel
import RecordJSON

/// Something that a person decided against the vendor's offer, and that later runs do not repeat.
package struct Kept: Sendable, Equatable {
  package enum Subject: Sendable, Hashable {
    /// The stored value of a metadata slot stays.
    case field(slot: Int)
    /// The record is not created.
    case creation
    /// The record does not leave.
    case leaving
  }

  package let record: [UInt8]
  package let subject: Subject
  /// What the vendor offers and is not taken, as canonical JSON: a value, or for a creation all values of the record.
  package let offered: [UInt8]
  /// The run that decided it.
  package let run: Int64
  /// Seconds since 1970.
  package let since: Double

  package init(record: [UInt8], subject: Subject, offered: [UInt8], run: Int64, since: Double) {
    self.record = record
    self.subject = subject
    self.offered = offered
    self.run = run
    self.since = since
  }
}

extension Kept.Subject {
  /// How a subject stands in the table and in plans.
  package var code: Int64 {
    switch self {
    case .field(let slot): Int64(slot)
    case .creation: -1
    case .leaving: -2
    }
  }

  /// Nil for what is none.
  package init?(code: Int64) {
    switch code {
    case -1: self = .creation
    case -2: self = .leaving
    default:
      guard let slot = Int(exactly: code), MetadataField.slots.contains(slot) else { return nil }
      self = .field(slot: slot)
    }
  }

  init(row: Statement, _ column: Int32) throws(StoreError) {
    let code = try row.whole(column, in: -2...MetadataField.slots.upperBound)
    self = Self(code: Int64(code)) ?? .leaving
  }
}

extension EventStore {
  /// Writes down something kept; what is kept of the same subject already is replaced.
  package func keep(_ kept: Kept, in config: Int64) throws {
    try database.run(
      "INSERT OR REPLACE INTO kept(config, rid, slot, offered, run, since) VALUES(?,?,?,?,?,?)", .integer(config),
      .text(String(decoding: kept.record, as: UTF8.self)), .integer(kept.subject.code),
      .text(String(decoding: kept.offered, as: UTF8.self)), .integer(kept.run), .real(kept.since))
  }

  /// Keeps what is kept against another offer of the vendor's.
  package func renewKept(_ subject: Kept.Subject, of record: [UInt8], in config: Int64, offered: [UInt8]) throws {
    try database.run(
      "UPDATE kept SET offered=? WHERE config=? AND rid=? AND slot=?", .text(String(decoding: offered, as: UTF8.self)),
      .integer(config), .text(String(decoding: record, as: UTF8.self)), .integer(subject.code))
  }

  /// Ends something kept; gives whether it was.
  @discardableResult
  package func endKept(_ subject: Kept.Subject, of record: [UInt8], in config: Int64) throws -> Bool {
    try database.run(
      "DELETE FROM kept WHERE config=? AND rid=? AND slot=?", .integer(config),
      .text(String(decoding: record, as: UTF8.self)), .integer(subject.code))
    return database.changes > 0
  }

  /// Forgets which offer of the vendor's a record was made of, and where the vendor's list was read up to, so that the
  /// next sync asks for everything and looks at the record anew.
  package func forgetOffer(of record: [UInt8], in config: Int64) throws {
    try database.run(
      "UPDATE state SET lo=0, hi=0 WHERE config=? AND rid=?", .integer(config),
      .text(String(decoding: record, as: UTF8.self)))
    try database.run("UPDATE config SET cursor=NULL, cursor_outcome=NULL WHERE id=?", .integer(config))
  }

  /// What is kept of one record.
  package func kept(of record: [UInt8], in config: Int64) throws -> [Kept] {
    try database.rows(
      "SELECT rid, slot, offered, run, since FROM kept WHERE config=? AND rid=? ORDER BY slot", .integer(config),
      .text(String(decoding: record, as: UTF8.self)), row: Self.kept)
  }

  /// How much is kept of a data config.
  package func keptCount(of config: Int64) throws -> Int {
    try database.rows("SELECT count(*) FROM kept WHERE config=?", .integer(config)) { try $0.count(0) }.first ?? 0
  }

  /// Walks what is kept of a data config, by record.
  package func forEachKept(of config: Int64, _ body: (Kept) throws -> Void) throws {
    let statement = try database.statement(
      "SELECT rid, slot, offered, run, since FROM kept WHERE config=? ORDER BY rid, slot")
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() { try body(try Self.kept(statement)) }
  }

  private static func kept(_ row: Statement) throws(StoreError) -> Kept {
    Kept(
      record: row.blob(0), subject: try Kept.Subject(row: row, 1), offered: row.blob(2), run: try row.number(3),
      since: try row.time(4))
  }
}
