import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// Writes the entries of a plan, inside the applier's transaction.
struct PlanWriter {
  private let store: EventStore
  private let config: Int64
  private let plan: SyncPlan
  private let run: Run
  private var nextRow: Int64
  private var created = 0
  private var updated = 0
  private var left = 0
  private var held = 0
  private var fields: [UInt8] = []
  private var before: [Range<Int>] = []
  private var after: [Range<Int>] = []
  private let since: [[UInt8]: Double]
  private let hasHolds: Bool
  // Kept here, because finding them by their text would cost as much as they do.
  private let insertPayload: Statement
  private let insertState: Statement
  private let logCreation: Statement

  init(store: EventStore, config: DataConfig, plan: SyncPlan, run: Run) throws {
    self.store = store
    self.config = config.id
    self.plan = plan
    self.run = run
    nextRow = try store.database.rows("SELECT coalesce(max(n), 0) + 1 FROM payload") { $0.integer(0) }.first ?? 1
    let holds = try store.holds(of: config.id)
    since = Dictionary(holds.map { (Array($0.record.utf8), $0.since) }) { first, _ in first }
    hasHolds = !holds.isEmpty
    insertPayload = try store.database.statement("INSERT INTO payload VALUES(?,?)")
    insertState = try store.database.statement(
      """
      INSERT INTO state VALUES(?,?,?,?,?,1) ON CONFLICT DO UPDATE SET lo=excluded.lo, hi=excluded.hi, n=excluded.n, status=1
      WHERE status<>1
      """)
    logCreation = try store.database.statement("INSERT INTO change(run, config, rid, kind) VALUES(?,?,?,1)")
    try begin()
  }

  /// Clears what this run makes anew.
  private func begin() throws {
    let database = store.database
    if plan.judgesAbsence { try database.run("DELETE FROM absent WHERE config=?", .integer(config)) }
    for id in plan.released {
      let text = String(decoding: id, as: UTF8.self)
      try database.run("DELETE FROM hold WHERE config=? AND rid=?", .integer(config), .text(text))
      try database.run("DELETE FROM absent WHERE config=? AND rid=?", .integer(config), .text(text))
    }
    for id in plan.settled {
      try database.run(
        "DELETE FROM pending WHERE config=? AND rid=?", .integer(config), .text(String(decoding: id, as: UTF8.self)))
    }
  }

  mutating func write(_ entry: SpoolEntry) throws {
    switch entry.action {
    case .create:
      if plan.holdsCreations { try hold(entry, kind: 2, body: entry.body) } else { try create(entry) }
    case .createHeld:
      if plan.holdsCreations || !plan.judgesAbsence {
        try hold(entry, kind: 2, body: entry.body)
      } else {
        try create(entry)
      }
    case .update: try update(entry)
    case .touch: try setState(entry, "UPDATE state SET lo=?3, hi=?4 WHERE config=?1 AND rid=?2")
    case .skip:
      try setState(
        entry,
        """
        INSERT INTO state VALUES(?1, ?2, ?3, ?4, 0, 3)
        ON CONFLICT DO UPDATE SET lo=excluded.lo, hi=excluded.hi, status=3
        """)
    case .pend: try pend(entry)
    case .delete, .deleteSkipped:
      if plan.deletes {
        try leave(entry)
      } else if plan.holdsDeletions {
        try hold(entry, kind: 1, body: nil)
        // The next run need not find out again that it is missing.
        if entry.action == .delete { try markAbsent(entry) }
      }
    case .forget:
      try run("DELETE FROM state WHERE config=?1 AND rid=?2 AND n=0", entry)
      try run("UPDATE state SET status=2 WHERE config=?1 AND rid=?2 AND status=3", entry)
    case .markAbsent: try markAbsent(entry)
    }
  }

  private func markAbsent(_ entry: SpoolEntry) throws {
    let statement = try store.database.statement("INSERT OR REPLACE INTO absent VALUES(?,?,?)")
    statement.bind(config, at: 1)
    statement.bind(borrowing: entry.id, at: 2)
    statement.bind(run.id, at: 3)
    try statement.run()
  }

  /// Compares what was written with what the plan counted: a mistake here must not become a wrong "completed".
  func finish() throws {
    let counts = plan.counts
    let wantedHolds = counts.heldDeletions + counts.heldCreations
    guard created == counts.created, updated == counts.updated, left == counts.deleted, held == wantedHolds,
      counts.addUp
    else {
      throw PlanMismatch(
        planned: [counts.created, counts.updated, counts.deleted, wantedHolds], written: [created, updated, left, held])
    }
  }

  private func run(_ sql: String, _ entry: SpoolEntry) throws {
    let statement = try store.database.statement(sql)
    statement.bind(config, at: 1)
    statement.bind(borrowing: entry.id, at: 2)
    try statement.run()
  }

  private func setState(_ entry: SpoolEntry, _ sql: String) throws {
    let statement = try store.database.statement(sql)
    statement.bind(config, at: 1)
    statement.bind(borrowing: entry.id, at: 2)
    statement.bind(Int64(bitPattern: entry.print.lo), at: 3)
    statement.bind(Int64(bitPattern: entry.print.hi), at: 4)
    try statement.run()
  }

  private mutating func create(_ entry: SpoolEntry) throws {
    var row = entry.row
    if row > 0 {
      try log(entry, kind: 4, row: row)
      try setPayload(row, entry.body)
    } else {
      row = nextRow
      nextRow += 1
      insertPayload.bind(row, at: 1)
      insertPayload.bind(borrowing: entry.body, at: 2)
      try insertPayload.run()
      logCreation.bind(run.id, at: 1)
      logCreation.bind(config, at: 2)
      logCreation.bind(borrowing: entry.id, at: 3)
      try logCreation.run()
    }
    insertState.bind(config, at: 1)
    insertState.bind(borrowing: entry.id, at: 2)
    insertState.bind(Int64(bitPattern: entry.print.lo), at: 3)
    insertState.bind(Int64(bitPattern: entry.print.hi), at: 4)
    insertState.bind(row, at: 5)
    try insertState.run()
    created += store.database.changes
  }

  private mutating func update(_ entry: SpoolEntry) throws {
    try log(entry, kind: 2, row: entry.row)
    try setPayload(entry.row, entry.body)
    try setState(entry, "UPDATE state SET lo=?3, hi=?4 WHERE config=?1 AND rid=?2 AND status=1")
    updated += store.database.changes
  }

  private func setPayload(_ row: Int64, _ body: UnsafeRawBufferPointer) throws {
    let statement = try store.database.statement("UPDATE payload SET body=?2 WHERE n=?1")
    statement.bind(row, at: 1)
    statement.bind(borrowing: body, at: 2)
    try statement.run()
  }

  private mutating func leave(_ entry: SpoolEntry) throws {
    if entry.action == .deleteSkipped {
      try setState(entry, "UPDATE state SET lo=?3, hi=?4, status=3 WHERE config=?1 AND rid=?2 AND status=1")
    } else {
      try run("UPDATE state SET status=2 WHERE config=?1 AND rid=?2 AND status=1", entry)
    }
    left += store.database.changes
    if hasHolds { try run("DELETE FROM hold WHERE config=?1 AND rid=?2", entry) }
    let change = try store.database.statement("INSERT INTO change(run, config, rid, kind) VALUES(?,?,?,3)")
    change.bind(run.id, at: 1)
    change.bind(config, at: 2)
    change.bind(borrowing: entry.id, at: 3)
    try change.run()
  }

  private mutating func hold(_ entry: SpoolEntry, kind: Int64, body: UnsafeRawBufferPointer?) throws {
    let statement = try store.database.statement("INSERT OR REPLACE INTO hold VALUES(?,?,?,?,?,?,?,?,?)")
    statement.bind(config, at: 1)
    statement.bind(borrowing: entry.id, at: 2)
    statement.bind(kind, at: 3)
    statement.bind(run.id, at: 4)
    let earlier = since.isEmpty ? nil : since[Array(entry.id)]
    statement.bind(.real(earlier ?? run.started), at: 5)
    statement.bind(.text(plan.holdReason), at: 6)
    statement.bind(Int64(bitPattern: entry.print.lo), at: 7)
    statement.bind(Int64(bitPattern: entry.print.hi), at: 8)
    if let body { statement.bind(borrowing: body, at: 9) } else { statement.bindNull(at: 9) }
    try statement.run()
    held += 1
  }

  private func pend(_ entry: SpoolEntry) throws {
    let statement = try store.database.statement("INSERT OR REPLACE INTO pending VALUES(?,?,?,?,?,?,?,?)")
    statement.bind(config, at: 1)
    statement.bind(borrowing: entry.id, at: 2)
    statement.bind(borrowing: entry.body, at: 3)
    statement.bind(borrowing: entry.references, at: 4)
    statement.bind(borrowing: entry.reason, at: 5)
    statement.bind(run.id, at: 6)
    statement.bind(Int64(bitPattern: entry.print.lo), at: 7)
    statement.bind(Int64(bitPattern: entry.print.hi), at: 8)
    try statement.run()
  }

  /// Writes down each changed field with its value before and after: `{"slot": [before, after]}`.
  private mutating func log(_ entry: SpoolEntry, kind: Int64, row: Int64) throws {
    let stored = try store.database.statement("SELECT body FROM payload WHERE n=?")
    stored.bind(row, at: 1)
    defer { stored.reset() }
    guard try stored.step() else { return }
    let old = stored.bytes(0)
    StoredValues.split(old, into: &before)
    StoredValues.split(entry.body, into: &after)
    fields.removeAll(keepingCapacity: true)
    for slot in after.indices {
      let now = UnsafeRawBufferPointer(rebasing: entry.body[after[slot]])
      let was = slot < before.count ? UnsafeRawBufferPointer(rebasing: old[before[slot]]) : nil
      if was?.elementsEqual(now) ?? now.elementsEqual(StoredValues.null) { continue }
      fields.append(fields.isEmpty ? 0x7B : 0x2C)
      fields.append(contentsOf: "\"\(slot)\":[".utf8)
      if let was { fields.append(contentsOf: was) } else { fields.append(contentsOf: StoredValues.null) }
      fields.append(0x2C)
      fields.append(contentsOf: now)
      fields.append(0x5D)
    }
    fields.append(contentsOf: fields.isEmpty ? [0x7B, 0x7D] : [0x7D])
    let change = try store.database.statement("INSERT INTO change(run, config, rid, kind, fields) VALUES(?,?,?,?,?)")
    change.bind(run.id, at: 1)
    change.bind(config, at: 2)
    change.bind(borrowing: entry.id, at: 3)
    change.bind(kind, at: 4)
    try fields.withUnsafeBytes {
      change.bind(borrowing: $0, at: 5)
      try change.run()
    }
  }
}
