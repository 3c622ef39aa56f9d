import Foundation
import Glibc
import TestSupport
import Testing

@Suite("An event that is removed") struct EventRemovalTests {
  private static let eid = Operator.eid

  private func synced() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Canary")])
    try stand.sync("people")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Canary Two")])
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    return stand
  }

  @Test("goes only by its name, which is asked for with what goes") func asks() throws {
    let stand = try synced()
    let before = try stand.desk.dump()
    let asked = try stand.raw(["events", "remove", Self.eid])
    #expect(
      asked.error
        == "Event 'Test' (\(Self.eid)) would be removed for good, with 1 record (1 person), its connections, credentials,"
        + " mappings and history. Nothing was changed. To do it, add --yes Test.\n")
    #expect(asked.code == 3)
    let wrong = try stand.raw(["events", "remove", Self.eid, "--yes", Self.eid])
    #expect(wrong.error == "'\(Self.eid)' is not 'Test', which is what would go. Nothing was changed.\n")
    #expect(wrong.code == 3)
    #expect(try stand.desk.dump() == before)
    let unknown = try stand.raw(["events", "remove", "ffff", "--yes", "Test"])
    #expect(unknown.error == "There is no event 'ffff'. See 'patchbay events list'.\n")
    #expect(unknown.code == 2)
  }

  @Test("and of which something is left lets no other be made under its id, from which that would be taken")
  func leftover() throws {
    let stand = try synced()
    let plans = stand.desk.home + "/plans"
    #expect(rename(plans, plans + ".away") == 0)
    #expect(FileManager.default.createFile(atPath: plans, contents: nil))
    // As a removal leaves it that is cut short.
    let left = stand.desk.database + ".removed"
    #expect(rename(stand.desk.database, left) == 0)
    let again = [
      "events", "add", "Again", "--starts", "2030-01-01", "--ends", "2030-01-02", "--time-zone", "UTC", "--eid",
      Self.eid,
    ]
    let refused = try stand.raw(again)
    #expect(
      refused.error
        == "'\(left)', of a removed event with this id of which something is left, exists already. Give this user the right to"
        + " write the folders 'plans' and 'locks' beside it, and run the command again.\n")
    #expect(refused.code == 3)
    #expect(!FileManager.default.fileExists(atPath: stand.desk.database))
    #expect(unlink(plans) == 0 && rename(plans + ".away", plans) == 0)
    #expect(try stand.raw(again).code == 0)
    #expect(!FileManager.default.fileExists(atPath: left))
  }

  @Test("leaves no file, no name and no value behind") func gone() throws {
    let stand = try synced()
    // What a reader that has the file open leaves beside it goes, too.
    try Data("Canary log".utf8).write(to: URL(filePath: stand.desk.home + "/plans/\(Self.eid)-99.spool"))
    let before = try stand.desk.files(holding: ["Canary"]).map { $0.split(separator: ".").last ?? "" }.sorted()
    #expect(before == ["db", "raw", "spool", "spool"])
    _ = try Launch.run(
      "/usr/bin/sqlite3",
      [stand.desk.home + "/host.db", "INSERT INTO crash VALUES('d', '\(Self.eid)/v/people', 2, 'Canary fault', 1)"])
    let removed = try stand.raw(["events", "remove", "0123", "--yes", "Test"])
    #expect(removed.error == "")
    #expect(removed.output == "Event 'Test' (\(Self.eid)) is removed, with 1 record.\n")
    #expect(try stand.desk.eventFiles() == [])
    #expect(try stand.desk.files(holding: ["Canary", Self.eid]) == [])
    #expect(try stand.raw(["events", "list", "--json"]).output == "[]\n")
    #expect(try stand.raw(["doctor"]).output.contains("ok   events         0 files, whole\n"))
    // Its id can be used again, for an event with no past.
    #expect(
      try stand.raw([
        "events", "add", "Again", "--starts", "2030-01-01", "--ends", "2030-01-02", "--time-zone", "UTC", "--eid",
        Self.eid,
      ]).code == 0)
    #expect(try stand.raw(["connections", "list", Self.eid, "--json"]).output == "[]\n")
  }

  @Test("is gone as soon as its file has another name, whatever a crash leaves; the rest is removed later")
  func cutShort() async throws {
    for words in [
      ["events", "tidy"], ["events", "list"], ["doctor"], ["connectors", "list"],
      [
        "events", "add", "Again", "--starts", "2030-01-01", "--ends", "2030-01-02", "--time-zone", "UTC", "--eid",
        Self.eid,
      ],
    ] {
      let stand = try synced()
      // A log that SQLite would take for that of a new file of this name.
      let reader = try await KeptFile(stand.desk.database, from: .cleaning)
      _ = try stand.desk.sqlite("UPDATE event SET name='Canary in the log'")
      reader.letGo()
      #expect(try stand.desk.files(holding: ["Canary in the log"]).contains("events/\(Self.eid).db-wal"))
      rename(stand.desk.database, stand.desk.database + ".removed")
      let finished = try stand.raw(words)
      #expect(finished.code == 0)
      #expect(try stand.desk.files(holding: ["Canary"]) == [])
      let left = try stand.desk.eventFiles()
      #expect(left == (words.contains("add") ? ["events/\(Self.eid).db"] : []))
      #expect(try stand.raw(["events", "list", "--json"]).output.contains(Self.eid) == words.contains("add"))
      guard words == ["doctor"] else { continue }
      #expect(finished.output.contains("ok   removals       nothing is left of events that were removed\n"))
    }
  }

  @Test("is removed for good by a serve, too") func served() async throws {
    let stand = try synced()
    rename(stand.desk.database, stand.desk.database + ".removed")
    let serve = try stand.desk.start("serve", "--listen", "none")
    try await eventually { try stand.desk.eventFiles().isEmpty }
    #expect(try stand.desk.files(holding: ["Canary"]) == [])
    serve.signal(SIGTERM)
    #expect(serve.wait().code == 0)
  }

  @Test("is told by doctor while it cannot be removed for good, and its id is not given again") func stuck() throws {
    let stand = try synced()
    let (plans, left) = (stand.desk.home + "/plans", stand.desk.database + ".removed")
    rename(stand.desk.database, left)
    rename(plans, stand.desk.folder.path + "/plans")
    #expect(FileManager.default.createFile(atPath: plans, contents: nil))
    let doctor = try stand.raw(["doctor"])
    #expect(doctor.code == 1)
    #expect(
      doctor.output.contains(
        "BAD  removals       '\(left)' is what is left of an event that was removed, with everybody's data, and cannot be"
          + " removed now. See to it that this user may read and write \(stand.desk.home)/events, \(plans) and"
          + " \(stand.desk.home)/locks, and ask again.\n"))
    let add = [
      "events", "add", "Again", "--starts", "2030-01-01", "--ends", "2030-01-02", "--time-zone", "UTC", "--eid",
      Self.eid,
    ]
    #expect(
      try stand.raw(add)
        == Finished(
          code: 3, output: "",
          error:
            "'\(left)', of a removed event with this id of which something is left, exists already. Give this user the right"
            + " to write the folders 'plans' and 'locks' beside it, and run the command again.\n"))
    unlink(plans)
    rename(stand.desk.folder.path + "/plans", plans)
    #expect(try stand.raw(add).code == 0)
    #expect(try stand.desk.files(holding: ["Canary"]) == [])
  }

  @Test("takes nothing with it of a new event that has its id already") func again() async throws {
    let stand = try synced()
    let old = stand.desk.database + ".removed"
    try FileManager.default.copyItem(atPath: stand.desk.database, toPath: old)
    let reader = try await KeptFile(stand.desk.database, from: .cleaning)
    _ = try stand.desk.sqlite("UPDATE event SET name='New in the log'")
    let beside = try FileManager.default.contentsOfDirectory(atPath: stand.desk.home + "/plans").sorted()
    reader.letGo()
    #expect(try stand.desk.files(holding: ["New in the log"]) == ["events/\(Self.eid).db-wal"])
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try stand.raw(["events", "list"]).output.contains("New in the log"))
    #expect(access(old, F_OK) != 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: stand.desk.home + "/plans").sorted() == beside)
  }
}
