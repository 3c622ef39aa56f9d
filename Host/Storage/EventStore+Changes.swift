import HostMapping
import HostModel
import RecordJSON

/// One line of the change log: what a run did to a record.
package struct RecordChange: Sendable, Equatable {
  package enum Kind: Int64, Sendable {
    case created = 1
    case updated, deleted, returned
    /// A person kept what was held of it from being applied.
    case discarded
    /// What was discarded waits for a person again.
    case heldAgain

    /// True if the record itself stayed as it was.
    package var isDecision: Bool { self == .discarded || self == .heldAgain }
  }

  /// A field's stored values, as canonical JSON.
  package struct Field: Sendable, Equatable {
    package let slot: Int
    package let before: [UInt8]
    package let after: [UInt8]
  }

  /// Counts up with time.
  package let id: Int64
  package let run: Int64
  package let record: [UInt8]
  package let kind: Kind
  /// Changed fields; none for a created or deleted record. Nil if their values are no longer kept.
  package let fields: [Field]?
}

extension EventStore {
  /// Walks what a run did, in the order in which it did it; what `body` itself changes is not walked.
  package func forEachChange(of run: Int64, _ body: (RecordChange) throws -> Void) throws {
    let last = try database.rows("SELECT coalesce(max(id), 0) AS id FROM change") { try $0.number(0) }.first ?? 0
    let statement = try database.statement(
      """
      SELECT c.id, c.run, c.rid, c.kind, c.fields FROM run r JOIN change c ON c.id BETWEEN r.first_change AND r.last_change
      WHERE r.id=?1 AND c.run=?1 AND c.id<=?2 ORDER BY c.id
      """)
    statement.bind(run, at: 1)
    statement.bind(last, at: 2)
    defer { statement.reset() }
    while try statement.step() { try body(change(statement)) }
  }

  /// What was done to a record after a line of the log, oldest first. The line of its creation is found only with
  /// `includingCreation`, which reads the whole log.
  package func changes(
    of record: [UInt8], in config: Int64, after id: Int64 = 0, includingCreation: Bool = false
  ) throws -> [RecordChange] {
    let statement = try database.statement(
      """
      SELECT id, run, rid, kind, fields FROM change
      WHERE config=? AND rid=? AND id>? \(includingCreation ? "" : "AND kind<>1") ORDER BY id
      """)
    statement.bind(config, at: 1)
    statement.bind(.text(String(decoding: record, as: UTF8.self)), at: 2)
    statement.bind(id, at: 3)
    defer { statement.reset() }
    var changes: [RecordChange] = []
    while try statement.step() { changes.append(try change(statement)) }
    return changes
  }

  private func change(_ row: Statement) throws -> RecordChange {
    guard let kind = RecordChange.Kind(rawValue: row.integer(3)) else {
      throw damaged("a line of the change log", "kind \(row.integer(3))")
    }
    let hasValues = kind == .updated || kind == .returned
    return RecordChange(
      id: try row.number(0), run: try row.number(1), record: row.blob(2), kind: kind,
      fields: row.isNull(4) ? (hasValues ? nil : []) : try fields(row.bytes(4)))
  }

  /// Reads `{"slot":[before,after],…}`, which `RecordWriter` wrote: no white space stands between.
  private func fields(_ json: UnsafeRawBufferPointer) throws -> [RecordChange.Field] {
    var members: [Range<Int>] = []
    var pair: [Range<Int>] = []
    StoredValues.split(json, into: &members)
    return try members.map { member in
      let bytes = UnsafeRawBufferPointer(rebasing: json[member])
      let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
      let values = UnsafeRawBufferPointer(rebasing: bytes[min(colon + 1, bytes.count)...])
      StoredValues.split(values, into: &pair)
      guard let slot = Int(String(decoding: bytes[..<colon], as: UTF8.self).filter { $0 != "\"" }),
        MetadataField.slots.contains(slot),
        pair.count == 2
      else { throw damaged("a line of the change log", String(decoding: json, as: UTF8.self)) }
      return RecordChange.Field(slot: slot, before: Array(values[pair[0]]), after: Array(values[pair[1]]))
    }
  }
}
