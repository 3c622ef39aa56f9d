import HostModel
import RecordJSON

/// A deletion or creation that waits for a person.
package struct Hold: Sendable, Hashable {
  package enum Kind: Int64, Sendable {
    /// The vendor lacks the record.
    case absence = 1
    case creation = 2
    /// The skip rule names the record.
    case skipped = 3
  }

  package let config: Int64
  package let record: String
  package let kind: Kind
  package let run: Int64
  /// Seconds since 1970.
  package let since: Double
  package let reason: String
  /// The fingerprint of the vendor's offer, for a creation or a skipped record.
  package let print: Fingerprint128
  /// Of a creation: on how many deletions a person decided that it was held along with. Then it comes in by a person alone.
  package let decided: Int

  package var isDeletion: Bool { kind != .creation }

  /// How a person decides on so many holds, all of a data config's.
  package static func waysOut(_ count: Int, of config: DataConfig) -> String {
    let it = count == 1 ? "it" : "them"
    return
      "Let \(it) happen with 'patchbay deletions approve \(config.name)', or keep \(it) from happening with 'patchbay"
      + " deletions discard \(config.name)'."
  }
}

extension EventStore {
  /// What the guard holds for a data config, or for all: oldest first.
  package func holds(of config: Int64? = nil) throws -> [Hold] {
    try database.rows(
      "SELECT \(Self.holdColumns) FROM hold WHERE ?1 IS NULL OR config=?1 ORDER BY config, since, rid",
      config.map { .integer($0) } ?? .null, row: hold)
  }

  /// What the guard holds of one record.
  package func hold(_ record: String, of config: Int64) throws -> Hold? {
    try database.rows(
      "SELECT \(Self.holdColumns) FROM hold WHERE config=? AND rid=?", .integer(config), .text(record), row: hold
    ).first
  }

  private static let holdColumns = "config, rid, kind, run, since, reason, lo, hi, decided"

  private func hold(_ row: Statement) throws -> Hold {
    guard let kind = Hold.Kind(rawValue: row.integer(2)) else { throw damaged("a hold", "kind \(row.integer(2))") }
    return Hold(
      config: try row.number(0), record: row.text(1), kind: kind, run: try row.number(3), since: try row.time(4),
      reason: row.text(5),
      print: Fingerprint128(lo: UInt64(bitPattern: row.integer(6)), hi: UInt64(bitPattern: row.integer(7))),
      decided: try row.count(8))
  }

  /// How many deletions and creations of a data config wait for a person, or of all.
  package func heldCounts(of config: Int64? = nil) throws -> (deletions: Int, creations: Int) {
    try database.rows(
      "SELECT coalesce(sum(kind<>2), 0), coalesce(sum(kind=2), 0) FROM hold WHERE ?1 IS NULL OR config=?1",
      config.map { .integer($0) } ?? .null
    ) { (deletions: try $0.count(0), creations: try $0.count(1)) }.first ?? (0, 0)
  }

  /// The values that a held creation would store, as a JSON array by slot.
  package func heldBody(_ record: String, of config: Int64) throws -> [UInt8]? {
    try database.rows(
      "SELECT body FROM hold WHERE config=? AND rid=? AND kind=2", .integer(config), .text(record)
    ) { $0.blob(0) }.first
  }

  /// What a record whose creation is held points at; empty if that is not known.
  package func heldReferences(_ record: String, of config: Int64) throws -> [UInt8] {
    try database.rows(
      "SELECT refs FROM hold WHERE config=? AND rid=? AND refs IS NOT NULL", .integer(config), .text(record)
    ) { $0.blob(0) }.first ?? []
  }

  /// Ends the hold of a record, and that the last complete run lacked it.
  package func endHold(_ record: String, of config: Int64) throws {
    try database.run("DELETE FROM hold WHERE config=? AND rid=?", .integer(config), .text(record))
    try database.run("DELETE FROM absent WHERE config=? AND rid=?", .integer(config), .text(record))
  }

  /// Writes down that a person decided on so many held deletions: creations that are held along with them and left held
  /// wait for a person from now on, whatever becomes of the others. Discarded ones do when they are held again.
  package func noteDecided(deletions: Int, of config: Int64) throws {
    guard deletions > 0 else { return }
    try database.run(
      "UPDATE hold SET decided=decided+? WHERE config=? AND kind=2", .integer(Int64(deletions)), .integer(config))
    try database.run(
      "UPDATE kept SET hold_decided=hold_decided+? WHERE config=? AND slot=-1", .integer(Int64(deletions)),
      .integer(config))
  }

  /// Takes back that a person decided on so many held deletions, for creations that were held then.
  package func forgetDecided(deletions: Int, of config: Int64, heldUntil time: Double) throws {
    guard deletions > 0 else { return }
    try database.run(
      "UPDATE hold SET decided=max(0, decided-?) WHERE config=? AND kind=2 AND since<=?", .integer(Int64(deletions)),
      .integer(config), .real(time))
    try database.run(
      "UPDATE kept SET hold_decided=max(0, hold_decided-?) WHERE config=? AND slot=-1 AND coalesce(hold_since, since)<=?",
      .integer(Int64(deletions)), .integer(config), .real(time))
  }

  /// When the vendor was asked by the newest run that judged what it lacks, in seconds since 1970.
  package func lastJudged(_ config: Int64) throws -> Double? {
    try database.rows("SELECT judged_at FROM config WHERE id=?", .integer(config)) { try $0.optionalTime(0) }.first
      ?? nil
  }
}
