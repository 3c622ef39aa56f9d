import Foundation
import HostModel

extension EventStore {
  /// Writes down that a run began; gives it with its id.
  ///
  /// - Parameter undone: the run that it undoes.
  package func begin(
    _ kind: RunKind, config: DataConfig, forced: Bool, automatic: Bool = false, undoing undone: Int64? = nil,
    at now: Double
  ) throws -> Run {
    try database.run(
      "INSERT INTO run(config, name, kind, status, forced, automatic, undoes, started) VALUES(?,?,?,?,?,?,?,?)",
      .integer(config.id), .text(config.name), .text(kind.rawValue), .text(RunStatus.running.rawValue),
      .integer(forced ? 1 : 0), .integer(automatic ? 1 : 0), undone.map { .integer($0) } ?? .null, .real(now))
    return Run(
      id: database.lastInsertedRow, config: config.name, kind: kind, status: .running, started: now, isForced: forced,
      isAutomatic: automatic)
  }

  /// Writes down how a run ended, with its problems; what they say of a record's field, quoting its value, only while the
  /// change log keeps values; who is to be told of it is to be told from then on. Inside a transaction this is part of it.
  ///
  /// Throws ``RunTaken`` if someone else wrote down meanwhile that the run ended: then nothing of it may be applied.
  package func finish(_ run: Run, problems: [Problem], problemCount: Int) throws {
    try database.together { try write(run, problems, problemCount) }
  }

  private func write(_ run: Run, _ problems: [Problem], _ problemCount: Int) throws {
    let counts = run.counts
    try database.run(
      """
      UPDATE run SET status=?, reason=?, received=?, created=?, unchanged=?, updated=?, deleted=?, skipped=?, invalid=?,
        duplicated=?, held_deletions=?, held_creations=?, problems=?, incremental=?, finished=?,
        last_change=iif(first_change IS NULL, NULL, (SELECT coalesce(max(id), 0) FROM change)),
        untold=iif(kind='sync' AND EXISTS(SELECT 1 FROM subscription s WHERE s.config=run.config), ?, NULL)
      WHERE id=? AND status='running'
      """, .text(run.status.rawValue), .text(run.reason), .integer(Int64(counts.received)),
      .integer(Int64(counts.created)), .integer(Int64(counts.unchanged)), .integer(Int64(counts.updated)),
      .integer(Int64(counts.deleted)), .integer(Int64(counts.skipped)), .integer(Int64(counts.invalid)),
      .integer(Int64(counts.duplicated)), .integer(Int64(counts.heldDeletions)), .integer(Int64(counts.heldCreations)),
      .integer(Int64(problemCount)), .integer(run.isIncremental ? 1 : 0), SQLValue(run.finished),
      SQLValue(run.finished), .integer(run.id))
    guard database.changes == 1 else { throw RunTaken(run: run.id) }
    try write(problems, of: run)
    try write(run.output, of: run)
  }

  /// The newest runs, newest first; of one data config, or of all.
  package func runs(of config: Int64? = nil, limit: Int = 50) throws -> [Run] {
    try database.rows(
      """
      SELECT \(Self.runColumns) FROM run WHERE ?1 IS NULL OR config=?1 ORDER BY id DESC LIMIT ?2
      """, config.map { .integer($0) } ?? .null, .integer(Int64(limit)), row: run(from:))
  }

  /// The numbers of a data config's previews that began since a time.
  package func previews(of config: Int64, since time: Double) throws -> [Int64] {
    try database.rows(
      "SELECT id FROM run WHERE config=? AND kind='preview' AND started>=? ORDER BY id", .integer(config), .real(time)
    ) { try $0.number(0) }
  }

  /// One run.
  package func run(_ id: Int64) throws -> Run? {
    try database.rows("SELECT \(Self.runColumns) FROM run WHERE id=?", .integer(id), row: run(from:)).first
  }

  /// Runs that have not ended, as far as the file knows, each with its data config; without those that are known as cut off.
  package func openRuns() throws -> [Int64: Int64] {
    let rows = try database.rows("SELECT id, config FROM run WHERE status='running'") {
      (try $0.number(0), try $0.number(1))
    }
    return Dictionary(rows) { first, _ in first }.filter { !cutOff.contains($0.key) }
  }

  /// The data configs of those runs.
  package func configsWithOpenRuns() throws -> Set<Int64> { Set(try openRuns().values) }

  /// Marks runs of a data config that never ended; the caller holds the config's lock, so nobody runs them any more. Gives
  /// their numbers.
  @discardableResult
  package func markInterrupted(config: Int64, at now: Double) throws -> [Int64] {
    try database.rows(
      """
      UPDATE run SET status='interrupted', finished=?, reason=? WHERE config=? AND status='running' RETURNING id
      """, .real(now), .text(Self.reasonOfCutOff), .integer(config)
    ) { try $0.number(0) }
  }

  /// Records that syncs since a time deleted from a data config without asking a person, and that were not brought back by
  /// undoing those syncs. An undo of such an undo lets them go again, and so on.
  package func deletedUnasked(from config: Int64, since time: Double) throws -> Int {
    try database.rows(
      """
      WITH RECURSIVE story(run, depth, deleted) AS (
        SELECT id, 0, deleted FROM run WHERE config=? AND kind='sync' AND started>=?
        UNION ALL
        SELECT r.id, s.depth+1, iif(s.depth%2=0, -r.created, r.deleted) FROM story s
        -- An undo is newer than what it undoes: in a damaged file it may name itself.
        JOIN run r ON r.undoes=s.run AND r.id>s.run)
      SELECT max(coalesce(sum(deleted), 0), 0) FROM story
      """, .integer(config), .real(time)
    ) { try $0.count(0) }.first ?? 0
  }

  private static let runColumns = """
    id, name, kind, status, reason, received, created, unchanged, updated, deleted, skipped, invalid, duplicated,
    held_deletions, held_creations, started, finished, forced, automatic, incremental
    """

  private static let reasonOfCutOff = "The program ended before the run did. Nothing of it was applied."

  private func run(from row: Statement) throws(StoreError) -> Run {
    var counts = RunCounts()
    counts.received = try row.count(5)
    counts.created = try row.count(6)
    counts.unchanged = try row.count(7)
    counts.updated = try row.count(8)
    counts.deleted = try row.count(9)
    counts.skipped = try row.count(10)
    counts.invalid = try row.count(11)
    counts.duplicated = try row.count(12)
    counts.heldDeletions = try row.count(13)
    counts.heldCreations = try row.count(14)
    let id = try row.number(0)
    let isCutOff = cutOff.contains(id)
    return Run(
      id: id, config: row.text(1), kind: RunKind(rawValue: row.text(2)) ?? .sync,
      status: isCutOff ? .interrupted : RunStatus(rawValue: row.text(3)) ?? .failed,
      reason: isCutOff ? Self.reasonOfCutOff : row.text(4), counts: counts,
      started: try row.time(15),
      finished: try row.optionalTime(16), isForced: row.integer(17) != 0,
      isAutomatic: row.integer(18) != 0, isIncremental: row.integer(19) != 0)
  }
}

/// A run whose program stood still for so long that it was taken for dead, and another took its place.
package struct RunTaken: Error, Equatable, CustomStringConvertible {
  package let run: Int64

  package var description: String {
    "Run \(run) was taken for dead, as nothing was heard of its program for too long, and another run could take its place."
      + " Nothing of it was applied."
  }
}
