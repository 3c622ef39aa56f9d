import Foundation
import HostMapping
import RecordJSON

/// Writes records of one data config, each change with its line in the change log. Lives within one transaction.
package struct RecordWriter {
  private let database: Database
  private let config: Int64
  private let run: Int64
  /// False once the event is over for so long that the change log keeps no values.
  private let keepsValues: Bool
  /// To tell a changed value from one that is spelt otherwise.
  private let kinds: SlotKinds
  private var nextRow: Int64
  /// Records that became live, whose values changed, that left.
  package private(set) var created = 0
  package private(set) var updated = 0
  package private(set) var left = 0
  // Scratch of one record.
  private var fields: [UInt8] = []
  private var before: [Range<Int>] = []
  private var after: [Range<Int>] = []
  // Kept here, because finding them by their text would cost as much as they do.
  private let insertPayload: Statement
  private let insertState: Statement
  /// True if the last state that was inserted had references.
  private var bindsReferences = false
  private let logCreation: Statement

  package init(store: EventStore, config: Int64, run: Int64) throws {
    database = store.database
    self.config = config
    self.run = run
    keepsValues = try Date().timeIntervalSince1970 < store.eventRow().historyEnd
    kinds = SlotKinds(
      try store.configs().first { $0.id == config }.map { try store.metadata(of: $0.fpType) } ?? [])
    nextRow =
      try store.database.rows("SELECT coalesce(max(n), 0) + 1 AS n FROM payload") { try $0.number(0) }.first ?? 1
    // So that the run's lines are found without looking at all others.
    try store.database.run(
      "UPDATE run SET first_change=(SELECT coalesce(max(id), 0) + 1 FROM change) WHERE id=?", .integer(run))
    insertPayload = try store.database.statement("INSERT INTO payload VALUES(?,?)")
    insertState = try store.database.statement(
      """
      INSERT INTO state VALUES(?,?,?,?,?,1,?) ON CONFLICT DO UPDATE SET lo=excluded.lo, hi=excluded.hi, n=excluded.n, status=1,
        refs=coalesce(excluded.refs, refs)
      WHERE status<>1
      """)
    logCreation = try store.database.statement("INSERT INTO change(run, config, rid, kind) VALUES(?,?,?,1)")
  }

  /// Makes a record live that is not; `row` is its payload if it was stored before, else 0. Empty `references` leave what it
  /// points at as it was.
  package mutating func create(
    _ id: UnsafeRawBufferPointer, _ print: Fingerprint128, _ body: UnsafeRawBufferPointer, row earlier: Int64,
    references: UnsafeRawBufferPointer = .init(start: nil, count: 0)
  ) throws {
    var row = earlier
    if row > 0 {
      try log(.returned, id, row, body)
      try setPayload(row, body)
    } else {
      row = nextRow
      nextRow += 1
      insertPayload.bind(row, at: 1)
      insertPayload.bind(borrowing: body, at: 2)
      try insertPayload.run()
      logCreation.bind(run, at: 1)
      logCreation.bind(config, at: 2)
      logCreation.bind(borrowing: id, at: 3)
      try logCreation.run()
    }
    insertState.bind(config, at: 1)
    insertState.bind(borrowing: id, at: 2)
    insertState.bind(Int64(bitPattern: print.lo), at: 3)
    insertState.bind(Int64(bitPattern: print.hi), at: 4)
    insertState.bind(row, at: 5)
    // Never bound where records point at nothing: then it is NULL.
    if !references.isEmpty {
      insertState.bind(borrowing: references, at: 6)
    } else if bindsReferences {
      insertState.bindNull(at: 6)
    }
    bindsReferences = !references.isEmpty
    try insertState.run()
    created += database.changes
  }

  /// Gives a live record other values; `print` nil leaves the fingerprint of the vendor's offer as it is, empty `references`
  /// what it points at.
  package mutating func update(
    _ id: UnsafeRawBufferPointer, _ print: Fingerprint128?, _ body: UnsafeRawBufferPointer, row: Int64,
    references: UnsafeRawBufferPointer = .init(start: nil, count: 0)
  ) throws {
    try log(.updated, id, row, body)
    try setPayload(row, body)
    if let print {
      try setState(id, print, "UPDATE state SET lo=?3, hi=?4 WHERE config=?1 AND rid=?2 AND status=1")
      updated += database.changes
      try point(id, at: references)
    } else {
      updated += 1
    }
  }

  /// Writes down what the vendor offers now, though nothing changes by it; empty `references` leave what it points at.
  package func touch(
    _ id: UnsafeRawBufferPointer, _ print: Fingerprint128,
    references: UnsafeRawBufferPointer = .init(start: nil, count: 0)
  ) throws {
    try setState(id, print, "UPDATE state SET lo=?3, hi=?4 WHERE config=?1 AND rid=?2")
    try point(id, at: references)
  }

  private func point(_ id: UnsafeRawBufferPointer, at references: UnsafeRawBufferPointer) throws {
    guard !references.isEmpty else { return }
    let statement = try database.statement("UPDATE state SET refs=?3 WHERE config=?1 AND rid=?2")
    statement.bind(config, at: 1)
    statement.bind(borrowing: id, at: 2)
    statement.bind(borrowing: references, at: 3)
    try statement.run()
  }

  /// Writes down that a record which is not live is not wanted: the skip rule names it, or it waits for what it points at.
  /// One that is live stays as it is.
  package func skip(_ id: UnsafeRawBufferPointer, _ print: Fingerprint128) throws {
    try setState(
      id, print,
      """
      INSERT INTO state(config, rid, lo, hi, n, status) VALUES(?1, ?2, ?3, ?4, 0, 3)
      ON CONFLICT DO UPDATE SET lo=excluded.lo, hi=excluded.hi, status=3 WHERE status<>1
      """)
  }

  /// Forgets that the skip rule named a record: the vendor does not have it any more.
  package func forgetSkipped(_ id: UnsafeRawBufferPointer) throws {
    try run("DELETE FROM state WHERE config=?1 AND rid=?2 AND n=0", id)
    try run("UPDATE state SET status=2 WHERE config=?1 AND rid=?2 AND status=3", id)
  }

  /// Ends a live record, whose row stays. With a fingerprint it counts as skipped, which the offer of that print is; else
  /// as gone.
  package mutating func leave(_ id: UnsafeRawBufferPointer, skippedAs print: Fingerprint128?) throws {
    if let print {
      try setState(id, print, "UPDATE state SET lo=?3, hi=?4, status=3 WHERE config=?1 AND rid=?2 AND status=1")
    } else {
      try run("UPDATE state SET status=2 WHERE config=?1 AND rid=?2 AND status=1", id)
    }
    left += database.changes
    try logWithoutValues(.deleted, id)
  }

  /// Takes a record out, live or not, with everything that was logged, held, kept or said of it.
  package mutating func erase(_ id: UnsafeRawBufferPointer) throws {
    try run("DELETE FROM payload WHERE n=(SELECT n FROM state WHERE config=?1 AND rid=?2 AND n>0)", id)
    try run("DELETE FROM state WHERE config=?1 AND rid=?2 AND status=1", id)
    left += database.changes
    for table in ["state", "change", "hold", "pending", "absent", "kept", "untaken"] {
      try run("DELETE FROM \(table) WHERE config=?1 AND rid=?2", id)
    }
    try run("DELETE FROM problem_span WHERE config=?1 AND rid=?2", id)
  }

  /// Writes down what a person decided of a record that stays as it is.
  package func logDecision(_ kind: RecordChange.Kind, of record: [UInt8]) throws {
    try record.withUnsafeBytes { try logWithoutValues(kind, $0) }
  }

  private func logWithoutValues(_ kind: RecordChange.Kind, _ id: UnsafeRawBufferPointer) throws {
    let change = try database.statement("INSERT INTO change(run, config, rid, kind) VALUES(?,?,?,?)")
    change.bind(run, at: 1)
    change.bind(config, at: 2)
    change.bind(borrowing: id, at: 3)
    change.bind(kind.rawValue, at: 4)
    try change.run()
  }

  private func run(_ sql: String, _ id: UnsafeRawBufferPointer) throws {
    let statement = try database.statement(sql)
    statement.bind(config, at: 1)
    statement.bind(borrowing: id, at: 2)
    try statement.run()
  }

  private func setState(_ id: UnsafeRawBufferPointer, _ print: Fingerprint128, _ sql: String) throws {
    let statement = try database.statement(sql)
    statement.bind(config, at: 1)
    statement.bind(borrowing: id, at: 2)
    statement.bind(Int64(bitPattern: print.lo), at: 3)
    statement.bind(Int64(bitPattern: print.hi), at: 4)
    try statement.run()
  }

  private func setPayload(_ row: Int64, _ body: UnsafeRawBufferPointer) throws {
    let statement = try database.statement("UPDATE payload SET body=?2 WHERE n=?1")
    statement.bind(row, at: 1)
    statement.bind(borrowing: body, at: 2)
    try statement.run()
  }

  /// Writes down each changed field with its value before and after: `{"slot": [before, after]}`.
  private mutating func log(
    _ kind: RecordChange.Kind, _ id: UnsafeRawBufferPointer, _ row: Int64, _ body: UnsafeRawBufferPointer
  ) throws {
    guard keepsValues else { return try logWithoutValues(kind, id) }
    let stored = try database.statement("SELECT body FROM payload WHERE n=?")
    stored.bind(row, at: 1)
    defer { stored.reset() }
    guard try stored.step() else { return }
    let old = stored.bytes(0)
    StoredValues.split(old, into: &before)
    StoredValues.split(body, into: &after)
    fields.removeAll(keepingCapacity: true)
    for slot in after.indices {
      let now = UnsafeRawBufferPointer(rebasing: body[after[slot]])
      let was = slot < before.count ? UnsafeRawBufferPointer(rebasing: old[before[slot]]) : nil
      if was.map({ kinds.keeps($0, now, in: slot) }) ?? now.elementsEqual(StoredValues.null) { continue }
      fields.append(fields.isEmpty ? 0x7B : 0x2C)
      fields.append(contentsOf: "\"\(slot)\":[".utf8)
      if let was { fields.append(contentsOf: was) } else { fields.append(contentsOf: StoredValues.null) }
      fields.append(0x2C)
      fields.append(contentsOf: now)
      fields.append(0x5D)
    }
    fields.append(contentsOf: fields.isEmpty ? [0x7B, 0x7D] : [0x7D])
    let change = try database.statement("INSERT INTO change(run, config, rid, kind, fields) VALUES(?,?,?,?,?)")
    change.bind(run, at: 1)
    change.bind(config, at: 2)
    change.bind(borrowing: id, at: 3)
    change.bind(kind.rawValue, at: 4)
    try fields.withUnsafeBytes {
      change.bind(borrowing: $0, at: 5)
      try change.run()
    }
  }
}
