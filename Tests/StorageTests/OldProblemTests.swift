import Foundation
import HostModel
@testable import HostStorage
import TestSupport
import Testing

@Suite("The problems of a file from before they were spans") struct OldProblemTests {
  /// Steps of the schema when every run had rows of its own for its problems.
  private static let steps = 10

  @Test("are shown as they were, take less room, and go on") func upgraded() throws {
    let made = try MadeEvent()
    let (path, id) = (made.file, try made.store.eventRow().id)
    let old = path + ".old"
    let database = try Database(path: old, create: true)
    try Migrations(
      applicationID: Migrations.event.applicationID, steps: Array(Migrations.event.steps.prefix(Self.steps))
    )
    .migrate(database)
    try database.execute(
      """
      ATTACH '\(path)' AS new;
      INSERT INTO event SELECT eid, name, starts, ends, time_zone, node, created, seed_lo, seed_hi, keep_history,
        history_gone, has_traces FROM new.event;
      INSERT INTO connection SELECT id, name, connector, endpoint, settings, allow_private, created, frozen
        FROM new.connection;
      INSERT INTO config(id, connection, data_type, fp_type, skip, limit_many, limit_some, limit_percent)
        SELECT id, connection, data_type, fp_type, skip, limit_many, limit_some, limit_percent FROM new.config;
      DETACH new;
      """)
    // Full runs and, between, runs of changes; each problem is `position record`.
    let runs: [(incremental: Bool, status: String, problems: [String])] = [
      (false, "partial", ["x", "y", "z"]), (true, "partial", ["w"]), (false, "partial", ["x", "y", "z"]),
      (true, "completed", []), (false, "partial", ["x", "z", "z"]), (true, "partial", ["w"]),
      (false, "failed", []), (false, "partial", ["x", "z", "z"]),
    ]
    for (number, run) in runs.enumerated() {
      try database.run(
        "INSERT INTO run(config, name, kind, status, incremental, problems, started, finished) VALUES(1,?,'sync',?,?,?,?,?)",
        .text("\(id)/v/people"), .text(run.status), .integer(run.incremental ? 1 : 0),
        .integer(Int64(run.problems.count)),
        .real(1_800_000_000 + Double(number) * 900), .real(1_800_000_001 + Double(number) * 900))
      for (position, record) in run.problems.enumerated() {
        try database.run(
          "INSERT INTO problem VALUES(?,?,?,'seats','is not a number')", .integer(Int64(number + 1)),
          .integer(Int64(position)), .text(record))
      }
      try database.run(
        "INSERT INTO change(run, config, rid, kind) VALUES(?,1,?,3)", .integer(Int64(number + 1)), .text("r\(number)"))
    }
    let home = Home(path: made.home.path + "/old")
    try home.prepare()
    try FileManager.default.moveItem(atPath: old, toPath: home.eventFile(id))
    for end in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: old + end) {
      try FileManager.default.moveItem(atPath: old + end, toPath: home.eventFile(id) + end)
    }

    let store = try EventStore.open(id, in: home)
    func shown(_ run: Int64) throws -> [String] { try store.problems(of: run).kept.map(\.record) }
    for (number, run) in runs.enumerated() {
      #expect(try shown(Int64(number + 1)) == run.problems, "run \(number + 1)")
      var lines: [String] = []
      try store.forEachChange(of: Int64(number + 1)) { lines.append(String(decoding: $0.record, as: UTF8.self)) }
      #expect(lines == ["r\(number)"])
    }
    func rows() throws -> Int64 { try store.database.rows("SELECT count(*) FROM problem_span") { $0.integer(0) }[0] }
    // x and z lasted, y and the second z did for a while, w is one of two runs with one between.
    #expect(try rows() == 6)
    guard let config = try store.configs().first else { throw CocoaError(.coderValueNotFound) }
    var next = try store.begin(.sync, config: config, forced: false, at: 1_800_100_000)
    next.status = .partial
    next.finished = 1_800_100_001
    let said = ["x", "z", "z", "new"].map { Problem(record: $0, field: "seats", reason: "is not a number") }
    try store.finish(next, problems: said, problemCount: 4)
    #expect(try shown(next.id) == ["x", "z", "z", "new"])
    #expect(try rows() == 7)
  }
}
