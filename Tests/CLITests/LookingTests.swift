import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A command that only looks") struct LookingTests {
  private static let reads: [[String]] =
    ReadOnlyHomeTests.reads + [
      ["connectors", "info", "scripted"], ["mapping", "suggest", "v/people"], ["mapping", "diff", "v/people", "1"],
      ["mapping", "export", "\(Operator.eid)/v", "-o", "/dev/null/../m.xlsx"], ["runs", "report", "1", "-o", "r.xlsx"],
      ["runs", "list", "v/people"], ["runs", "show", "2"], ["mail", "show"], ["autosync", "list", Operator.eid],
      ["deletions", "list", "v/people"], ["metadata", "list", Operator.eid, "person"], ["doctor"], ["version"],
    ]

  /// A home in which a sync of people was killed, and another program that stands still, a serve that is forgotten, has a
  /// sync of sessions under way, whose lock is given back by closing what this gives.
  private func stand() async throws -> (stand: ScriptedDesk, lock: Int32) {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"Opening\"}"])
    #expect(try stand.raw(["mapping", "remove", "v/people", "badge"]).code == 0)
    try stand.sync("people")
    #expect(try stand.raw(["autosync", "on", "v/people", "--every", "1d", "--yes"]).code == 0)
    let target = ScriptedVendor.target("people", page: 1)
    stand.vendor.answer(target, ScriptedAnswer("{}", stalls: true))
    let asked = stand.vendor.requests.count
    let killed = try stand.desk.start("sync", "v/people", "--force")
    try await eventually { stand.vendor.requests.count > asked }
    killed.signal(SIGKILL)
    _ = killed.wait()
    stand.vendor.release()
    let sleeper = try stand.desk.start("sync", "v/sessions")
    _ = sleeper.wait()
    _ = try stand.desk.sqlite(
      """
      UPDATE run SET automatic=1 WHERE id=2;
      UPDATE run SET automatic=1, status='running', finished=NULL WHERE id=3
      """)
    let lock = open("\(stand.desk.home)/locks/\(Operator.eid)-2.lock", O_RDWR | O_CLOEXEC)
    var whole = Glibc.flock()
    whole.l_type = Int16(F_WRLCK)
    // As a program has it: flock(2), and an open file description lock (F_OFD_SETLK) that shows it.
    try #require(lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0 && fcntl(lock, 37, &whole) == 0)
    let text = "an automatic sync of node root, process 1\nserve 99"
    try #require(ftruncate(lock, 0) == 0 && pwrite(lock, text, text.utf8.count, 0) == text.utf8.count)
    return (stand, lock)
  }

  /// Every file of a home: which it is, and what is in it; but for what SQLite puts beside a file while it is open.
  private func files(_ home: String) throws -> [String: String] {
    var files: [String: String] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: home)
    where !path.hasSuffix("-wal") && !path.hasSuffix("-shm") {
      var facts = Glibc.stat()
      try #require(lstat("\(home)/\(path)", &facts) == 0)
      let bytes = FileManager.default.contents(atPath: "\(home)/\(path)") ?? Data()
      files[path] = "\(facts.st_ino) \(facts.st_mode) \(bytes.hashValue) \(bytes.count)"
    }
    return files
  }

  @Test("takes no lock, writes nothing and takes nothing over, and says what has become of each run") func reads()
    async throws
  {
    let (stand, lock) = try await stand()
    defer { close(lock) }
    let before = try files(stand.desk.home)
    let log = stand.desk.folder.path + "/calls"
    let calls =
      "flock,unlink,unlinkat,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,ftruncate,utimensat,chmod,fchmod"
    for words in Self.reads {
      let words = words.map { $0.hasSuffix(".xlsx") ? stand.desk.folder.path + "/out.xlsx" : $0 }
      let finished = try Launch.run(
        "/usr/bin/strace", ["-f", "-y", "-q", "-o", log, "-e", "trace=" + calls, Products.patchbay] + words,
        environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
      // A look may find something wrong: no serve runs here.
      #expect(finished.code == (words == ["doctor"] ? 1 : 0), "\(words): \(finished)")
      let changes = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").filter {
        $0.contains("flock(") || $0.contains(stand.desk.home) && !$0.contains("-shm") && !$0.contains("-wal")
      }
      #expect(changes == [], "\(words)")
      #expect(try files(stand.desk.home) == before, "\(words)")
    }
    func runs(_ json: String) throws -> [String] {
      let list = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]] ?? []
      return list.map { "\($0["run"] ?? "") \($0["status"] ?? "") \($0["finished"] is NSNull) \($0["reason"] ?? "")" }
    }
    let cutOff = "2 interrupted true The program ended before the run did. Nothing of it was applied."
    #expect(
      try runs(stand.raw(["runs", "list", Operator.eid, "--json"]).output) == [
        "3 running true ", cutOff, "1 completed false ",
      ])
    #expect(try runs("[\(stand.raw(["runs", "show", "2", "--json"]).output)]") == [cutOff])
    let scheduler = try stand.raw(["scheduler", Operator.eid, "--json"]).output
    #expect(scheduler.contains("\"lastRun\":{\"run\":2,\"status\":\"interrupted\""), "\(scheduler)")
    #expect(scheduler.contains("\"state\":\"due\""), "\(scheduler)")
    #expect(try files(stand.desk.home) == before)
    // What ran and was not seen to end is written down by the next run.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    #expect(try stand.sync("people").status == "completed")
    #expect(
      try stand.desk.sqlite("SELECT status, finished IS NULL FROM run WHERE id IN (2, 3)") == "interrupted|0\nrunning|1"
    )
  }
}
