import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A connection that is removed") struct ConnectionRemovalTests {
  private static let eid = Operator.eid

  /// Two connections with three people each, one cancelled since; the first also with a session and two registrations.
  private func synced() throws -> ScriptedDesk {
    let stand = try ScriptedDesk(connections: 2)
    #expect(
      try stand.desk.patchbay("connections", "set", "\(Self.eid)/v", "--secret", "token", input: "canary-token").code
        == 0)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"One\"}"])
    stand.vendor.serveAll(
      "registrations", (1...2).map { "{\"person\": \"a\($0)\", \"session\": \"s1\", \"state\": \"in\"}" })
    for type in ["people", "sessions", "registrations"] { try stand.sync(type) }
    #expect(try stand.raw(["sync", "v2/people"]).code == 0)
    return stand
  }

  private func remove(_ stand: ScriptedDesk, _ words: String...) throws -> Finished {
    try stand.raw(["connections", "remove"] + words)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let words: [String]
    let code: Int32
    let says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  static let refusals = [
    Refusal(
      words: ["v"], code: 3,
      says:
        "Connection 'v' of event 'Test' would be removed for good, with 6 records (3 person, 1 session, 2 registration),"
        + " its credentials, settings, mapping and history. Nothing was changed. To do it, add --yes v. To keep the records,"
        + " add --keep-records too."),
    Refusal(
      words: ["v", "--keep-records"], code: 3,
      says: "Connection 'v' of event 'Test' would be removed, with its credentials, settings and what it holds. What is"
        + " stored would stay, frozen: 6 records (3 person, 1 session, 2 registration). Nothing was changed. To do it, add"
        + " --yes v."),
    Refusal(
      words: ["v", "--yes", "v2"], code: 3, says: "'v2' is not 'v', which is what would go. Nothing was changed."),
    Refusal(
      words: ["\(eid)/w", "--yes", "w"], code: 2,
      says: "There is no connection '\(eid)/w'. Did you mean 'v'? See 'patchbay connections list EID'."),
  ]

  @Test("goes only by its name, which is asked for with what goes", arguments: refusals)
  func refuses(_ refusal: Refusal) throws {
    let stand = try synced()
    let before = try stand.desk.dump()
    let finished = try stand.raw(["connections", "remove"] + refusal.words)
    #expect(finished.error == refusal.says + "\n")
    #expect(finished.code == refusal.code)
    #expect(try stand.desk.dump() == before)
  }

  @Test("leaves nothing of it, neither rows nor bytes, and another's records as they are") func gone() throws {
    let stand = try synced()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Canary Renamed")] + ScriptedDesk.people(2...2))
    try stand.sync("people")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Canary Planned")])
    #expect(try stand.raw(["preview", "v/people"]).code == 5)
    let other = try stand.desk.sqlite("SELECT * FROM person WHERE connection='v2' ORDER BY id")
    let host = stand.desk.home + "/host.db"
    let crashes = ["v/people", "v2/people"].map { "('d', '\(Self.eid)/\($0)', 2, 'x', 1)" }.joined(separator: ",")
    _ = try Launch.run("/usr/bin/sqlite3", [host, "INSERT INTO crash VALUES\(crashes)"])
    let sealed = try #require(
      Data(hex: stand.desk.sqlite("SELECT hex(sealed) FROM credential WHERE key='token'")))
    #expect(try stand.desk.files(holding: sealed) == ["events/\(Self.eid).db"])
    let before = try stand.desk.files(holding: ["Canary"]).map { $0.split(separator: ".").last ?? "" }.sorted()
    #expect(before == ["db", "raw", "spool"])

    let removed = try remove(stand, "v", "--yes", "v")
    #expect(removed.error == "")
    #expect(removed.output == "Connection v is removed, with 5 records.\n")
    #expect(try stand.desk.files(holding: ["Canary"]) == [])
    #expect(try stand.desk.files(holding: sealed) == [])
    #expect(
      try stand.desk.eventFiles() == ["events/\(Self.eid).db"] + (5...8).map { "locks/\(Self.eid)-\($0).lock" })
    #expect(try stand.desk.sqlite("SELECT * FROM person ORDER BY id") == other)
    #expect(
      try Launch.run("/usr/bin/sqlite3", [host, "SELECT config FROM crash"]).output == "\(Self.eid)/v2/people\n")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM session UNION ALL SELECT count(*) FROM registration") == "0\n0")
    for table in ["state", "change", "hold", "pending", "absent", "kept", "mapping", "run"] {
      #expect(try stand.desk.sqlite("SELECT count(*) FROM \(table) WHERE config<5") == "0", "\(table)")
    }
    #expect(try stand.desk.sqlite("SELECT count(*) FROM payload") == "3")
    #expect(try stand.desk.sqlite("SELECT name FROM connection") == "v2")
    #expect(try stand.desk.sqlite("PRAGMA integrity_check; PRAGMA foreign_key_check") == "ok")
    #expect(try stand.raw(["sync", "v2/people", "--force", "--json"]).code == 5)
  }

  @Test("added again under its name is another, with no past") func another() throws {
    let stand = try synced()
    // Both, so that no number is left of which the next could be taken.
    for name in ["v", "v2"] { #expect(try remove(stand, name, "--yes", name).code == 0) }
    // Left by a program that was killed between two files.
    let host = stand.desk.home + "/host.db"
    _ = try Launch.run(
      "/usr/bin/sqlite3", [host, "INSERT INTO crash VALUES('d', '\(Self.eid)/v/people', 3, 'x', 1)"])
    #expect(
      try stand.raw(["connections", "add", Self.eid, "scripted", "--name", "v", "--endpoint", stand.vendor.address])
        .code
        == 0)
    #expect(try stand.desk.sqlite("SELECT min(id), max(id) FROM config") == "9|12")
    #expect(try stand.raw(["runs", "list", "v/people"]).output == "No runs yet.\n")
    #expect(try Launch.run("/usr/bin/sqlite3", [host, "SELECT count(*) FROM crash"]).output == "0\n")
    // No hour to wait for, nothing that was deleted in the last day.
    #expect(try RunReport(stand.raw(["sync", "v/people", "--json"])).words == "received 3, created 3")
    #expect(try stand.raw(["sync", "v/registrations"]).code == 3)
  }

  @Test("is not removed while a run is under way, which is named") func underWay() throws {
    let stand = try synced()
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = "1"
    stand.vendor.answer(ScriptedVendor.target("sessions", page: 1), ScriptedAnswer("{}", stalls: true))
    let asked = stand.vendor.requests.count
    let run = try stand.desk.start("sync", "v/sessions", "--force")
    while stand.vendor.requests.count == asked, run.process.isRunning { usleep(10_000) }
    for words in [
      ["connections", "remove", "v", "--yes", "v"], ["connections", "remove", "v", "--yes", "v", "--keep-records"],
      ["events", "remove", Self.eid, "--yes", "Test"], ["events", "edit", Self.eid, "--time-zone", "Asia/Tokyo"],
    ] {
      let before = try stand.desk.dump()
      let refused = try stand.raw(words)
      #expect(refused.code == 3)
      #expect(
        refused.error
          == "\(Self.eid)/v/sessions is being run by a sync of process \(run.process.processIdentifier), which did not end"
          + " within 1 second. Run the command again when it has ended.\n")
      #expect(try stand.desk.dump() == before)
    }
    run.signal(SIGKILL)
    _ = run.wait()
    stand.vendor.release()
    #expect(try remove(stand, "v", "--yes", "v").code == 0)
  }

  @Test("a run that waited for its removal ends with a sentence") func waited() throws {
    let stand = try synced()
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = "60"
    // Holds the lock of v/people, as a removal would, until the run waits for it.
    let lock = open("\(stand.desk.home)/locks/\(Self.eid)-1.lock", O_RDWR | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    let run = try stand.desk.start("sync", "v/people", "--force")
    while !opened("\(stand.desk.home)/locks/\(Self.eid)-1.lock", by: run), run.process.isRunning { usleep(10_000) }
    _ = try stand.desk.sqlite("UPDATE connection SET name='gone' WHERE name='v'")
    close(lock)
    let finished = run.wait()
    // Before that it may have said that it waits.
    #expect(finished.error.split(separator: "\n").last == "\(Self.eid)/v/people was removed while this run waited.")
    #expect(finished.code == 2)
  }

  @Test("takes its lock along, and whoever waited for it holds the one that is there") func lockGone() throws {
    let stand = try synced()
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = "60"
    let page = ScriptedVendor.target("people", page: 1)
    stand.vendor.answer(page, ScriptedAnswer("{}", stalls: true))
    let path = "\(stand.desk.home)/locks/\(Self.eid)-1.lock"
    let lock = open(path, O_RDWR | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    let asked = stand.vendor.requests.count
    let run = try stand.desk.start("sync", "v/people", "--force")
    while !opened(path, by: run), run.process.isRunning { usleep(10_000) }
    unlink(path)
    close(lock)
    while stand.vendor.requests.count == asked, run.process.isRunning { usleep(10_000) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "a sync of process \(run.process.processIdentifier)")
    run.signal(SIGKILL)
    _ = run.wait()
    stand.vendor.release()
  }

  /// True if a process has a file open.
  private func opened(_ path: String, by run: Running) -> Bool {
    let folder = "/proc/\(run.process.processIdentifier)/fd"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.contains { (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path }
  }

  @Test("says who was erased and stays out, wherever else they may come from") func erased() throws {
    let stand = try synced()
    #expect(
      try stand.raw(["records", "erase", Self.eid, "person", "a1", "--config", "v/people", "--yes", "a1"]).code == 0)
    #expect(
      try remove(stand, "v").error
        == "Connection 'v' of event 'Test' would be removed for good, with 4 records (2 person, 1 session, 1 registration),"
        + " its credentials, settings, mapping and history. One erased record stays out of the event, whichever connection"
        + " brings it. Nothing was changed. To do it, add --yes v. To keep the records, add --keep-records too.\n")
  }
}

extension Data {
  /// Reads hex digits.
  init?(hex: String) {
    let digits = Array(hex)
    guard digits.count % 2 == 0, !digits.isEmpty else { return nil }
    self.init()
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else { return nil }
      append(byte)
    }
  }
}
