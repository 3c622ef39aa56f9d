import Foundation
import Glibc
import TestSupport
import Testing

/// A power cut takes what was written and not seen to the disk; a person must not have been told of it by then.
@Suite("What a person was told is on the disk") struct DurabilityTests {
  /// Keeps both files open, as a serve does: then no command's end copies the log into the file, which would be a
  /// second chance.
  private final class Bystander {
    private let running: [Running]

    init(_ desk: Operator) throws {
      let pipe = desk.folder.path + "/never"
      guard mkfifo(pipe, 0o600) == 0 else { throw POSIXError(.EIO) }
      running = try [desk.database, desk.home + "/host.db"].map {
        try Launch.start(
          "/usr/bin/sqlite3", [$0, "SELECT count(*) FROM sqlite_schema", ".shell echo open", ".read \(pipe)"])
      }
      for one in running {
        while one.process.isRunning, !one.outputSoFar.contains("open") { usleep(2000) }
        guard one.process.isRunning else { throw StepFailed(finished: one.wait()) }
      }
    }

    deinit {
      for one in running {
        one.signal(SIGKILL)
        _ = one.wait()
      }
    }
  }

  private func trace(_ desk: Operator, _ words: [String]) throws -> DiskTrace {
    try DiskTrace(
      Products.patchbay, words, environment: ["PATCHBAY_HOME": desk.home].merging(desk.environment) { $1 },
      below: desk.home)
  }

  /// Commands that change the event's file, in an order in which each has something to change.
  private static let changes: [[String]] = [
    ["sync", "v/people", "--force"], ["preview", "v/people"], ["records", "set", "EID", "person", "a1", "name=Bo"],
    ["undo", "2"], ["mapping", "set", "v/people", "seat", "note"],
    ["configs", "set", "v/people", "--hold-above", "7"], ["events", "edit", "EID", "--ends", "2030-12-04"],
    ["metadata", "add", "EID", "person", "shoe", "--kind", "text"],
    ["subscribers", "add", "EID", "team", "--when", "any", "a@x.org"],
    ["autosync", "on", "v/people", "--yes"], ["connections", "set", "EID/v", "--set", "event=two"],
    ["records", "erase", "EID", "person", "a2", "--yes", "a2"],
  ]

  @Test("in the event's file, by every command that changes it") func eventFile() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2) + [ScriptedDesk.person("a3", name: "Grace")])
    let bystander = try Bystander(stand.desk)
    for words in Self.changes {
      let trace = try trace(stand.desk, words.map { $0.replacing("EID", with: Operator.eid) })
      #expect(trace.finished.code == 0, "\(words): \(trace.finished)")
      #expect(trace.told > 0, "\(words)")
      #expect(trace.unsettledWhenTold == [], "\(words)")
      #expect(trace.settled[stand.desk.database + "-wal", default: 0] > 0, "\(words)")
    }
    withExtendedLifetime(bystander) {}
  }

  @Test("in the host's file, by every command that changes settings") func hostFile() throws {
    let stand = try ScriptedDesk()
    let bystander = try Bystander(stand.desk)
    for words in [
      ["connectors", "disable", "scripted"], ["connectors", "enable", "scripted"],
      ["tokens", "add", "probe", "--role", "viewer"], ["tokens", "remove", "probe"],
      ["mail", "set", "--server", "smtp://127.0.0.1:1", "--from", "a@x.org"],
    ] {
      let trace = try trace(stand.desk, words)
      #expect(trace.finished.code == 0, "\(words): \(trace.finished)")
      #expect(trace.told > 0, "\(words)")
      #expect(trace.unsettledWhenTold == [], "\(words)")
      #expect(trace.settled[stand.desk.home + "/host.db-wal", default: 0] > 0, "\(words)")
    }
    withExtendedLifetime(bystander) {}
  }

  @Test("but no request waits for the disk because it is counted") func quota() throws {
    let stand = try ScriptedDesk(limits: #"{"quota": {"credits": 100, "seconds": 3600}}"#)
    stand.vendor.serve("people", (1...20).map { [ScriptedDesk.person("a\($0)")] }, total: 20)
    let bystander = try Bystander(stand.desk)
    let trace = try trace(stand.desk, ["sync", "v/people", "--force"])
    #expect(trace.finished.code == 0, "\(trace.finished)")
    #expect(trace.unsettledWhenTold == [stand.desk.home + "/host.db-wal"])
    // The log's own beginning.
    #expect(trace.settled[stand.desk.home + "/host.db-wal"] == 1)
    withExtendedLifetime(bystander) {}
  }

  @Test("with the names of all files and folders that were made for it") func names() throws {
    let desk = try Operator()
    // Folders above the home are made too.
    let home = desk.folder.path + "/deep/er/home"
    desk.environment["PATCHBAY_HOME"] = home
    func settled(_ words: [String]) throws -> [String] {
      let trace = try DiskTrace(
        Products.patchbay, words, environment: desk.environment, below: desk.folder.path)
      #expect(trace.finished.code == 0, "\(words): \(trace.finished)")
      #expect(trace.unsettledWhenTold == [], "\(words)")
      return ["deep", "deep/er", "deep/er/home", "deep/er/home/events"].filter {
        trace.settled["\(desk.folder.path)/\($0)", default: 0] > 0
      }
    }
    let made = try settled([
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid",
      Operator.eid,
    ])
    #expect(made == ["deep", "deep/er", "deep/er/home", "deep/er/home/events"])
    #expect(try settled(["connectors", "list"]) == ["deep/er/home"])
    #expect(try settled(["events", "remove", Operator.eid, "--yes", "Test"]) == ["deep/er/home/events"])
  }

  @Test("after a first load, whose commit is the removal of its journal") func firstLoad() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10_000))
    let trace = try trace(stand.desk, ["sync", "v/people", "--force"])
    #expect(trace.finished.code == 0, "\(trace.finished)")
    #expect(trace.unsettledWhenTold == [])
    // It was the load's own way.
    #expect(trace.settled[stand.desk.database + "-journal", default: 0] > 0)
  }
}
