import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A removal that is killed") struct RemovalKillTests {
  private static let count = 4000

  /// Many people, each with a note, changed once.
  private func stand() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    for note in ["canary old", "canary new"] {
      let pages = (0..<Self.count / 500).map { page in
        (1...500).map {
          ScriptedDesk.person("a\(page * 500 + $0)", "\"note\": \"\(note) \(String(repeating: "x", count: 200))\"")
        }
      }
      stand.vendor.serve("people", pages, total: Self.count)
      try stand.sync("people")
    }
    return stand
  }

  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Runs a command on copies of one home again and again, killing it a little later each time, until it ends by itself;
  /// gives what `look` sees after each kill.
  private func kills(
    _ stand: ScriptedDesk, _ words: [String], _ look: () throws -> String
  ) throws -> [String] {
    let kept = stand.desk.folder.path + "/kept"
    #expect(try Launch.run("/usr/bin/env", ["cp", "-a", stand.desk.home, kept]).code == 0)
    var seen: [String] = []
    // By the log's growth where there is some, because that is where it writes.
    for growth in [0, 1, 100_000, 400_000, 800_000, 1_200_000, 1_600_000, 2_000_000, 3_000_000, 5_000_000] {
      #expect(
        try Launch.run("/bin/sh", ["-c", "rm -rf '\(stand.desk.home)' && cp -a '\(kept)' '\(stand.desk.home)'"]).code
          == 0)
      let log = stand.desk.database + "-wal"
      let run = try Launch.start(
        Products.patchbay, words, environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 }
      )
      while run.process.isRunning, growth > 0, size(log) < growth { usleep(100) }
      if growth == 0 { usleep(20_000) }
      run.signal(SIGKILL)
      let isKilled = run.wait().code == 128 + SIGKILL
      seen.append(try look())
      if !isKilled { break }
    }
    return seen
  }

  @Test("leaves the connection as it was, or nothing of it once an event was tidied") func connection() throws {
    let stand = try stand()
    let n = Self.count
    let words = ["connections", "remove", "v", "--yes", "v"]
    let seen = try kills(stand, words) {
      let rows = try stand.desk.sqlite(
        """
        PRAGMA integrity_check; SELECT count(*) FROM connection; SELECT count(*) FROM person;
        SELECT (SELECT count(*) FROM payload), (SELECT count(*) FROM change), (SELECT count(*) FROM run)
        """)
      #expect(try stand.raw(["events", "tidy"]).code == 0)
      if rows.hasPrefix("ok\n0") { #expect(try stand.desk.files(holding: ["canary"]) == []) }
      return rows.replacing("\n", with: " ")
    }
    let (old, new) = ("ok 1 \(n) \(n)|\(2 * n)|2", "ok 0 0 0|0|0")
    #expect(seen.allSatisfy { $0 == old || $0 == new })
    #expect(seen.first == old)
    #expect(seen.contains(new))
  }

  @Test("leaves a metadata field with all its values, or with none") func field() throws {
    let stand = try stand()
    let n = Self.count
    let words = ["metadata", "remove", Operator.eid, "person", "note", "--yes", "note"]
    let seen = try kills(stand, words) {
      let rows = try stand.desk.sqlite(
        """
        PRAGMA integrity_check; SELECT count(*) FROM metadata WHERE name='note';
        SELECT count(*) FROM payload WHERE instr(body, 'canary new');
        SELECT count(*) FROM change WHERE instr(fields, 'canary old'); SELECT count(*) FROM person
        """)
      #expect(try stand.raw(["events", "tidy"]).code == 0)
      if rows.hasPrefix("ok\n0") { #expect(try stand.desk.files(holding: ["canary"]) == []) }
      return rows.replacing("\n", with: " ")
    }
    let (old, new) = ("ok 1 \(n) \(n) \(n)", "ok 0 0 0 \(n)")
    #expect(seen.allSatisfy { $0 == old || $0 == new })
    #expect(seen.first == old)
    #expect(seen.contains(new))
  }
}
