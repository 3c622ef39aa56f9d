import HostModel
import HostStorage
import RecordJSON

// A record and everything that is known of it goes, and stays out (DESIGN §2, rule 11).
extension DecisionRun {
  /// Erases a record with those that point at it. Each other data config that loses records gets a run of its own in the
  /// same transaction, so that its counts add up. No run names an id.
  func erase(_ record: [UInt8], with pointing: PointingRecords, stalePlans plans: [Int64]) throws -> RunResult {
    try perform(.edit) { records, outcome, run in
      outcome.reason = "A record was erased by hand. It stays out, and this cannot be taken back."
      try record.withUnsafeBytes { try records.erase($0) }
      try store.keepOut(record, of: config.id, run: run)
      try store.unname(record, in: config.id)
      for (other, ids) in pointing.found {
        // What was said of those that point at it may name it, too.
        try store.unname(record, in: other.id)
        if !ids.isEmpty { try erase(ids, of: other, run.started) }
      }
      try store.forgetFields(named: record, ofConnection: config.connection)
      try store.forgetHistoryMark()
      try store.markStale(plans, whole: true)
      try store.leaveTraces()
    }
  }

  private func erase(_ ids: [[UInt8]], of other: DataConfig, _ now: Double) throws {
    var run = try store.begin(.edit, config: other, forced: false, at: now)
    var records = try RecordWriter(store: store, config: other.id, run: run.id)
    for id in ids {
      try id.withUnsafeBytes { try records.erase($0) }
      try store.unname(id, in: other.id)
    }
    let holds = try store.holds(of: other.id)
    run.counts.deleted = records.left
    run.counts.heldDeletions = holds.count { $0.isDeletion }
    run.counts.heldCreations = holds.count - run.counts.heldDeletions
    run.counts.received = run.counts.heldCreations
    run.status = holds.isEmpty ? .completed : .partial
    run.reason =
      "\(ids.count) record\(ids.count == 1 ? "" : "s") that pointed at an erased one"
      + " \(ids.count == 1 ? "was" : "were") erased with it."
    run.finished = host.now
    try store.bumpRevision(of: other.id)
    try store.finish(run, problems: [], problemCount: 0)
  }
}
