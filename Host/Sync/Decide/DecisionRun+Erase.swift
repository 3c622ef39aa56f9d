import HostModel
import HostStorage
import RecordJSON

// A record and everything that is known of it goes, and stays out (DESIGN §2, rule 11).
extension DecisionRun {
  /// Erases a record wherever the event has it, with those that point at it. Each other data config that loses records gets
  /// a run of its own in the same transaction, so that its counts add up. No run names an id.
  func erase(_ record: ErasedRecord, stalePlans plans: [Int64]) throws -> RunResult {
    try perform(.edit) { records, outcome, run in
      outcome.reason =
        record.identity == nil
        ? "A record was erased by hand. \(ErasedRecord.mayReturn) This cannot be taken back."
        : "A record was erased by hand. It stays out, and this cannot be taken back."
      try noteDecided([record.id], of: config)
      try record.id.withUnsafeBytes { try records.erase($0) }
      try store.keepOut(record.id, of: config, record.identity, run: run)
      for other in record.others {
        try erase(
          [record.id], of: other, run.started, "1 record was erased with that of \(config.name): it is the same.")
      }
      for place in record.places {
        try store.forgetProblems(of: record.id, in: place.config.id)
        try store.unname(record.id, in: place.config.id)
        for (other, ids) in place.pointing.found {
          // What was said of those that point at it may name it, too.
          try store.unname(record.id, in: other.id)
          guard !ids.isEmpty else { continue }
          try erase(
            ids, of: other, run.started,
            "\(ids.count) record\(ids.count == 1 ? "" : "s") that pointed at an erased one"
              + " \(ids.count == 1 ? "was" : "were") erased with it.")
        }
        try store.forgetFields(named: record.id, ofConnection: place.config.connection)
      }
      // Nobody can tell whose names stand in what connectors logged and printed.
      try store.forgetOutput()
      try store.forgetHistoryMark()
      try store.markStale(plans, whole: true)
      try store.leaveTraces()
    }
  }

  /// Whoever erases a record whose deletion is held has decided on that.
  private func noteDecided(_ ids: [[UInt8]], of config: DataConfig) throws {
    let held = try ids.filter {
      try store.hold(String(decoding: $0, as: UTF8.self), of: config.id)?.isDeletion == true
    }
    try store.noteDecided(deletions: held.count, of: config.id)
  }

  private func erase(_ ids: [[UInt8]], of other: DataConfig, _ now: Double, _ reason: String) throws {
    var run = try store.begin(.edit, config: other, forced: false, at: now)
    var records = try RecordWriter(store: store, config: other.id, run: run.id)
    try noteDecided(ids, of: other)
    for id in ids {
      try id.withUnsafeBytes { try records.erase($0) }
      try store.unname(id, in: other.id)
    }
    let held = try store.heldCounts(of: other.id)
    run.counts.deleted = records.left
    run.counts.heldDeletions = held.deletions
    run.counts.heldCreations = held.creations
    run.counts.received = run.counts.heldCreations
    run.status = held.deletions + held.creations == 0 ? .completed : .partial
    run.reason = reason
    run.finished = host.now
    try store.bumpRevision(of: other.id)
    try store.finish(run, problems: [], problemCount: 0)
  }
}
