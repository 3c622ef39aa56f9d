import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A home that can only be read") struct ReadOnlyHomeTests {
  private static let eid = Operator.eid

  static let reads: [[String]] = [
    ["events", "list"], ["events", "show", eid], ["connectors", "list"], ["connections", "list", eid],
    ["connections", "show", "v"], ["configs", "list", eid], ["configs", "show", "v/people"],
    ["mapping", "list", "v/people"],
    ["mapping", "history", "v/people"], ["metadata", "list", eid], ["records", "list", eid, "person"],
    ["records", "show", eid, "person", "a1"], ["records", "explain", eid, "person", "a1"],
    ["records", "export", eid, "person", "--format", "csv"], ["records", "export", eid, "person", "--format", "json"],
    ["runs", "list", eid], ["runs", "show", "1"], ["deletions", "list", eid], ["autosync", "list"], ["scheduler", eid],
    ["subscribers", "list", eid], ["mail", "list"], ["tokens", "list"],
  ]

  /// Runs `patchbay` on a home as somebody who may not write to it: who runs the tests may be root.
  private func read(_ home: String, _ words: [String], _ stand: ScriptedDesk) throws -> Finished {
    let drop = ["/usr/bin/setpriv", "--bounding-set", "-dac_override,-dac_read_search,-fowner", Products.patchbay]
    return try Launch.run(
      "/usr/bin/env", (geteuid() == 0 ? drop : [Products.patchbay]) + words,
      environment: stand.desk.environment.merging(["PATCHBAY_HOME": home]) { $1 })
  }

  private func chmod(_ mode: String, _ home: String) throws {
    #expect(try Launch.run("/usr/bin/env", ["chmod", "-R", mode, home]).code == 0)
  }

  /// A home with a synced event, and a copy of it at a path with characters that an address is made of.
  private func copied() throws -> (stand: ScriptedDesk, home: String) {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    let home = stand.desk.folder.path + "/bac?k%41up #1"
    #expect(try Launch.run("/usr/bin/env", ["cp", "-a", stand.desk.home, home]).code == 0)
    return (stand, home)
  }

  @Test("says all that it says when it can be written, and stays as it is") func reads() throws {
    let (stand, home) = try copied()
    let expected = try Self.reads.map { try stand.raw($0) }
    try chmod("a-w", home)
    defer { try? chmod("u+w", home) }
    func files() throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: home).sorted() }
    let before = try files()
    for (words, said) in zip(Self.reads, expected) {
      #expect(said.code == 0, "\(words)")
      var here = try read(home, words, stand)
      here = Finished(
        code: here.code, output: here.output.replacing(home, with: stand.desk.home), error: here.error)
      #expect(here == said, "\(words)")
    }
    let workbook = stand.desk.folder.path + "/people.xlsx"
    let export = ["records", "export", Self.eid, "person", "--format", "xlsx", "-o", workbook]
    #expect(try read(home, export, stand).output == "Wrote 3 records to '\(workbook)'.\n")
    #expect(try files() == before)
    for (words, file) in [
      (["sync", "v/people", "--force"], "locks/\(Self.eid)-1.lock"),
      (["events", "edit", Self.eid, "--name", "X"], "events/\(Self.eid).db"),
    ] {
      #expect(
        try read(home, words, stand)
          == Finished(
            code: 1, output: "",
            error:
              "'\(home)/\(file)' cannot be written: it is read-only for this user. Give this user the right to write it"
              + " and its folder.\n"))
    }
  }

  @Test("has also what stands in a log that was copied with it") func log() throws {
    let (stand, home) = try copied()
    let path = "\(home)/events/\(Self.eid).db"
    let writer = """
      import sqlite3, sys, os, signal
      base = sqlite3.connect(sys.argv[1], isolation_level=None)
      base.execute("UPDATE event SET name='In the log'")
      os.kill(os.getpid(), signal.SIGKILL)
      """
    _ = try Launch.run("/usr/bin/env", ["python3", "-c", writer, path])
    #expect(access(path + "-wal", F_OK) == 0)
    try chmod("a-w", home)
    defer { try? chmod("u+w", home) }
    #expect(try read(home, ["events", "list"], stand).output.contains("In the log"))
  }

  @Test("shows nothing that was written and not committed when it was copied") func journal() throws {
    let (stand, home) = try copied()
    let path = "\(home)/events/\(Self.eid).db"
    // As a first load is cut: the file has new pages, the journal the old ones.
    let writer = """
      import sqlite3, sys, os, signal
      base = sqlite3.connect(sys.argv[1], isolation_level=None)
      base.execute("PRAGMA journal_mode=DELETE")
      base.execute("PRAGMA cache_size=1")
      base.execute("BEGIN")
      base.execute("UPDATE event SET name='Not committed'")
      base.execute("CREATE TABLE filler AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<20000) SELECT i, hex(randomblob(100)) FROM n")
      os.kill(os.getpid(), signal.SIGKILL)
      """
    _ = try Launch.run("/usr/bin/env", ["python3", "-c", writer, path])
    let file = try #require(FileManager.default.contents(atPath: path))
    #expect(file.range(of: Data("Not committed".utf8)) != nil)
    #expect(access(path + "-journal", F_OK) == 0)
    try chmod("a-w", home)
    defer { try? chmod("u+w", home) }
    let listed = try read(home, ["events", "list"], stand)
    #expect(!listed.output.contains("Not committed"))
    #expect(listed.error.contains("'\(path)' cannot be "), "\(listed.error)")
  }
}
