import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A run that is killed") struct KillTests {
  private static let count = 6000

  private func pages(_ name: String, _ count: Int = count) -> [[String]] {
    (0..<count / 500).map { page in
      (1...500).map {
        ScriptedDesk.person("a\(page * 500 + $0)", name: name, "\"note\": \"\(String(repeating: "x", count: 300))\"")
      }
    }
  }

  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Starts a sync and kills it after a share of `time`, or once the write-ahead log has grown by so many bytes; true if it
  /// was killed before its end.
  private func killed(_ stand: ScriptedDesk, after seconds: Double?, orAtLog bytes: Int) throws -> Bool {
    let log = stand.desk.database + "-wal"
    let before = size(log)
    let run = try stand.desk.start("sync", "v/people", "--json", "--force")
    let deadline = seconds.map { Date().addingTimeInterval($0) } ?? .distantFuture
    while run.process.isRunning, Date() < deadline, size(log) - before < bytes { usleep(500) }
    run.signal(SIGKILL)
    return run.wait().code == 128 + SIGKILL
  }

  private func state(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite(
      """
      PRAGMA integrity_check;
      SELECT count(*), count(DISTINCT id), sum(name='Old'), sum(name='New'), (SELECT count(*) FROM payload) FROM person
      """)
  }

  @Test("at any moment leaves the old state or the new, and the next run repairs") func anyMoment() throws {
    let stand = try ScriptedDesk()
    let n = Self.count
    stand.vendor.serve("people", pages("Old"), total: n)
    var moments: [Double?] = (0..<8).map { Double($0) * 0.15 + 0.02 }
    moments += [nil, nil, nil]
    var kills = 0
    let old = ["ok\n0|0|||0", "ok\n\(n)|\(n)|\(n)|0|\(n)"]
    for (index, moment) in moments.enumerated() {
      if try killed(stand, after: moment, orAtLog: moment == nil ? 40_000 << (index - 6) : .max) { kills += 1 }
      #expect(old.contains(try state(stand)))
    }
    #expect(kills > 0)
    let first = try stand.sync("people")
    #expect(first.status == "completed")
    #expect(try state(stand) == old[1])

    stand.vendor.serve("people", pages("New"), total: n)
    let new = "ok\n\(n)|\(n)|0|\(n)|\(n)"
    for (index, moment) in moments.enumerated() {
      if try killed(stand, after: moment, orAtLog: moment == nil ? 40_000 << (index - 6) : .max) { kills += 1 }
      #expect([old[1], new].contains(try state(stand)))
    }
    let second = try stand.sync("people")
    #expect(second.status == "completed")
    #expect(second.counts["received"] == n)
    #expect(try state(stand) == new)
    // Each person was created once and updated once, whatever was killed.
    #expect(
      try stand.desk.sqlite("SELECT kind, count(*), count(DISTINCT rid) FROM change GROUP BY kind")
        == "1|\(n)|\(n)\n2|\(n)|\(n)")
    #expect(try stand.desk.sqlite("SELECT DISTINCT status FROM run ORDER BY 1") == "completed\ninterrupted")
    #expect(
      try stand.desk.sqlite("SELECT DISTINCT created+updated+deleted FROM run WHERE status='interrupted'") == "0")
    // No spool of a killed run is left behind.
    #expect(try FileManager.default.contentsOfDirectory(atPath: stand.desk.home + "/plans") == [])
  }

  @Test("in a first load of many records, which is written straight into the file, leaves nothing of it")
  func firstLoad() throws {
    let stand = try ScriptedDesk()
    let n = 15_000
    stand.vendor.serve("people", pages("Old", n), total: n)
    let whole = "ok\n\(n)|\(n)|\(n)|0|\(n)"
    let journal = stand.desk.database + "-journal"
    var inside = 0
    // From the moment when the rollback journal is there, and once the file has grown so far that pages of the load lie in
    // it, which only that journal can take out again.
    for growth in [0, 0, 200_000, 1_000_000, 3_000_000] {
      let before = size(stand.desk.database)
      let run = try stand.desk.start("sync", "v/people", "--json", "--force")
      while run.process.isRunning, size(journal) == 0 || size(stand.desk.database) - before < growth { usleep(200) }
      run.signal(SIGKILL)
      let isKilled = run.wait().code == 128 + SIGKILL
      if isKilled, FileManager.default.fileExists(atPath: journal) { inside += 1 }
      #expect(try state(stand) == (isKilled ? "ok\n0|0|||0" : whole))
      if !isKilled { break }
    }
    #expect(inside > 0)
    _ = try stand.desk.sqlite("UPDATE config SET manual_at=NULL")
    #expect(try stand.sync("people").status == "completed")
    #expect(try state(stand) == whole)
    #expect(try stand.desk.sqlite("PRAGMA journal_mode") == "wal")
  }

  @Test("is no running one, and one that runs is") func shown() async throws {
    let stand = try ScriptedDesk()
    let target = ScriptedVendor.target("people", page: 1)
    stand.vendor.answer(target, ScriptedAnswer("{}", stalls: true))
    let run = try stand.desk.start("sync", "v/people", "--json")
    try await eventually { stand.vendor.requests.contains(target) }
    func statuses() throws -> [String] {
      let shown = try [
        stand.raw(["runs", "list", "v/people", "--json"]), stand.raw(["runs", "show", "1", "--json"]),
        stand.raw(["configs", "list", Operator.eid, "--json"]),
      ].map(\.output)
      return shown.map { String($0.firstMatch(of: /"status":"(\w+)"/)?.1 ?? "") }
    }
    #expect(try statuses() == ["running", "running", "running"])
    run.signal(SIGKILL)
    _ = run.wait()
    #expect(try statuses() == ["interrupted", "interrupted", "interrupted"])
    #expect(
      try stand.raw(["runs", "show", "1"]).output.split(separator: "\n")[1]
        == "  The program ended before the run did. Nothing of it was applied.")
    stand.vendor.release()
  }
}
