import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What a full disk, a limit and missing rights do to a run") struct FaultDiskTests {
  private let sentence =
    "Writing 'HOME/events/EID.db' failed: the disk is full or a size limit was reached. Nothing was changed. Free space and"
    + " run the command again."

  /// An event that was never synced, with a vendor whose 3,000 records need more than a megabyte.
  private func fresh() throws -> (vendor: Vendor, desk: Operator) {
    let vendor = try Vendor("pretalx", people: 3000)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    return (vendor, desk)
  }

  @Test("a limit of file size ends the run with a sentence and nothing applied", arguments: [4, 32, 128, 512, 1024])
  func limit(_ kilobytes: Int) async throws {
    let (vendor, desk) = try fresh()
    defer { withExtendedLifetime(vendor) {} }
    let before = try desk.dump()
    let finished = try await Launch.start(
      // Whoever runs the tests may ignore the signal, which a person's shell does not.
      "/usr/bin/env",
      [
        "--default-signal=XFSZ", "prlimit", "--fsize=\(kilobytes * 1024)", Products.patchbay, "sync",
        "pretalx/sessions",
      ],
      environment: ["PATCHBAY_HOME": desk.home]
    ).finished()
    #expect(finished.code == 1)
    // Below some size not even the row of the run can be written.
    let said = desk.plain(finished.output + finished.error)
    #expect(
      said == sentence + "\n"
        || said == "Sync of EID/pretalx/sessions: failed (run 1)\n  \(sentence)\n")
    #expect(try desk.dump() == before)
    #expect(try desk.sqlite("PRAGMA integrity_check") == "ok")
    let next = try RunReport(try await desk.start("sync", "pretalx/sessions", "--json").finished())
    #expect(next.status == "completed")
    #expect(next.words == "received 3000, created 1801, skipped 1199")
    #expect(try desk.sqlite("SELECT count(*) FROM run WHERE status='running'") == "0")
  }

  @Test("a preview that cannot keep its plan fails, and leaves no plan", arguments: [128])
  func preview(_ kilobytes: Int) async throws {
    let (vendor, desk) = try fresh()
    defer { withExtendedLifetime(vendor) {} }
    let finished = try await Launch.start(
      "/usr/bin/prlimit", ["--fsize=\(kilobytes * 1024)", Products.patchbay, "preview", "pretalx/sessions", "--json"],
      environment: ["PATCHBAY_HOME": desk.home]
    ).finished()
    #expect(finished.code == 1)
    let run = try RunReport(finished)
    #expect(run.status == "failed")
    #expect(
      desk.plain(run.reason)
        == "Keeping what was fetched in 'HOME/plans/EID-1.raw' failed: the disk is full or a size limit was reached."
        + " Nothing was changed. Free space and run the command again.")
    #expect(try FileManager.default.contentsOfDirectory(atPath: desk.home + "/plans") == [])
    let apply = try desk.patchbay("sync", "pretalx/sessions", "--plan", "1", "--json")
    #expect(apply.code == 3)
  }

  @Test("an event that cannot be written is not there, not half there", arguments: [4, 16, 48])
  func event(_ kilobytes: Int) throws {
    let desk = try Operator()
    #expect(try desk.patchbay("connectors", "list").code == 0)
    let add = [
      "events", "add", "X", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", "Europe/Zurich", "--eid",
      Operator.eid,
    ]
    let finished = try Launch.run(
      "/usr/bin/prlimit", ["--fsize=\(kilobytes * 1024)", Products.patchbay] + add,
      environment: ["PATCHBAY_HOME": desk.home])
    #expect(finished.code == 1)
    #expect(
      desk.plain(finished.error).replacing(/db\.[0-9]+\.new/, with: "db.N.new")
        == "Writing 'HOME/events/EID.db.N.new' failed: the disk is full or a size limit was reached. Nothing was changed."
        + " Free space and run the command again.\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: desk.home + "/events") == [])
    #expect(
      try Launch.run(Products.patchbay, add, environment: ["PATCHBAY_HOME": desk.home]).code == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: desk.home + "/events") == ["\(Operator.eid).db"])
    #expect(try desk.sqlite("PRAGMA journal_mode") == "wal")
  }

  @Test("a disk that is full ends the run with a sentence and nothing applied", .enabled(if: canMount))
  func disk() async throws {
    let vendor = try Vendor("pretalx", people: 3000)
    let desk = try Operator()
    mkdir(desk.home, 0o700)
    #expect(mount("none", desk.home, "tmpfs", 0, "size=4m") == 0)
    defer { umount2(desk.home, Int32(MNT_DETACH)) }
    // The connector's copy alone would fill it; the folder of libraries stays on the other disk.
    let libraries = desk.folder.path + "/libraries"
    mkdir(libraries, 0o700)
    #expect(symlink(libraries, desk.home + "/libraries") == 0)
    try desk.connectPretalx(vendor)
    let filler = desk.home + "/filler"
    let free = try #require(
      FileManager.default.attributesOfFileSystem(forPath: desk.home)[.systemFreeSize] as? NSNumber
    ).intValue
    #expect(FileManager.default.createFile(atPath: filler, contents: Data(count: max(0, free - 600_000))))
    let before = try desk.dump()
    let finished = try await desk.start("sync", "pretalx/sessions", "--json").finished()
    #expect(finished.code == 1)
    let said = desk.plain(finished.output.isEmpty ? finished.error : try RunReport(finished).reason)
    #expect(said.trimmingCharacters(in: .newlines) == sentence)
    #expect(try desk.dump() == before)
    #expect(try desk.sqlite("PRAGMA integrity_check") == "ok")
    unlink(filler)
    let next = try RunReport(try await desk.start("sync", "pretalx/sessions", "--json").finished())
    #expect(next.words == "received 3000, created 1801, skipped 1199")
  }

  // MARK: Rights

  @Test("a home of another user", .enabled(if: geteuid() == 0)) func anotherUser() throws {
    let nobody = try Nobody()
    let locked = try nobody.home(mode: 0o700)
    let said = try nobody.run("events", "list", home: locked)
    #expect(said.code == 1)
    #expect(
      said.error
        == "'\(locked)' cannot be read by this user. Run the command as the user that owns it, or choose another"
        + " home with --home.\n")
    #expect(said.output == "")

    let empty = try nobody.home(mode: 0o555)
    let add = try nobody.run(
      "events", "add", "X", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", "Europe/Zurich",
      home: empty)
    #expect(add.code == 1)
    #expect(
      add.error
        == "'\(empty)/events' cannot be opened for writing. Check that the folder exists and that this user owns"
        + " it, or choose another with --home.\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: empty) == [])
  }

  @Test("a home that can be read and not written", .enabled(if: geteuid() == 0)) func readOnly() async throws {
    let fault = try FaultDesk()
    let nobody = try Nobody()
    let home = nobody.folder.path + "/copy"
    try FileManager.default.copyItem(atPath: fault.desk.home, toPath: home)
    _ = try Launch.run("/usr/bin/env", ["chmod", "-R", "a+rX,a-w", home])
    let before = try Launch.run("/usr/bin/sqlite3", [home + "/events/\(Operator.eid).db", ".dump"]).output
    func refused(_ file: String) -> Finished {
      Finished(
        code: 1, output: "",
        error:
          "'\(home)/\(file)' cannot be written: it is read-only for this user. Give this user the right to write it and"
          + " its folder.\n")
    }
    #expect(
      try nobody.run(["sync", "pretalx/sessions", "--force"], home: home) == refused("locks/\(Operator.eid)-1.lock"))
    let edit = ["events", "edit", Operator.eid, "--name", "X"]
    #expect(try nobody.run(edit, home: home) == refused("events/\(Operator.eid).db"))
    // What only reads goes on.
    let shown = try nobody.run(["events", "show", Operator.eid], home: home)
    #expect(shown.code == 0 && shown.error == "")
    #expect(try Launch.run("/usr/bin/sqlite3", [home + "/events/\(Operator.eid).db", ".dump"]).output == before)
  }

  @Test("an event that was read-only for a while can be written again", .enabled(if: geteuid() == 0))
  func writableAgain() async throws {
    let fault = try FaultDesk()
    let nobody = try Nobody()
    let home = nobody.folder.path + "/copy"
    try FileManager.default.copyItem(atPath: fault.desk.home, toPath: home)
    _ = try Launch.run("/usr/bin/env", ["chown", "-R", "65534:65534", home])
    let file = home + "/events/\(Operator.eid).db"
    for suffix in ["-shm", "-wal"] { unlink(file + suffix) }
    // As SQLite leaves it after a look at the file while that is read-only.
    #expect(FileManager.default.createFile(atPath: file + "-shm", contents: Data(count: 32768)))
    _ = try Launch.run("/usr/bin/env", ["chown", "65534:65534", file + "-shm"])
    chmod(file + "-shm", 0o400)
    let said = try nobody.run(["sync", "pretalx/sessions", "--force"], home: home)
    #expect(said.code == 0)
    #expect(said.error == "")
  }

  @Test("an erasure that cannot see the kept previews does not say that it took them", .enabled(if: geteuid() == 0))
  func unseenPlans() throws {
    let fault = try FaultDesk()
    let nobody = try Nobody()
    let home = nobody.folder.path + "/copy"
    try FileManager.default.copyItem(atPath: fault.desk.home, toPath: home)
    _ = try Launch.run("/usr/bin/env", ["chown", "-R", "65534:65534", home])
    chmod(home + "/plans", 0o300)
    let id = try fault.desk.sqlite("SELECT id FROM session ORDER BY id LIMIT 1")
    let said = try nobody.run(["records", "erase", Operator.eid, "session", id, "--yes", id], home: home)
    #expect(said.code == 1)
    #expect(
      said.error
        == "'\(home)/plans' cannot be read by this user. Run the command as the user that owns it, or choose another home"
        + " with --home.\n")
    let left = try Launch.run(
      "/usr/bin/sqlite3", [home + "/events/\(Operator.eid).db", "SELECT count(*) FROM session WHERE id='\(id)'"])
    #expect(left.output == "1\n")
  }

  @Test("a home that is a file") func file() throws {
    let desk = try Operator()
    #expect(FileManager.default.createFile(atPath: desk.home, contents: Data("x".utf8)))
    let said = try desk.patchbay("events", "list")
    #expect(said.code == 1)
    #expect(desk.plain(said.error) == "'HOME' is not a folder. Choose the folder of the home with --home.\n")
  }

  /// Whether this user may mount a file system here.
  static let canMount: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    guard mount("none", folder.path, "tmpfs", 0, "size=1m") == 0 else { return false }
    umount2(folder.path, Int32(MNT_DETACH))
    return true
  }()
}

/// A user without rights, with a copy of the program that it may run; only root can make one.
private struct Nobody {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    chmod(folder.path, 0o755)
    try Products.copy(to: folder.path)
  }

  /// A folder of root's.
  func home(mode: mode_t) throws -> String {
    let path = "\(folder.path)/home-\(mode)"
    mkdir(path, mode)
    chmod(path, mode)
    return path
  }

  func run(_ words: String..., home: String) throws -> Finished { try run(words, home: home) }

  func run(_ words: [String], home: String) throws -> Finished {
    try Launch.run(
      "/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", folder.path + "/patchbay"] + words,
      environment: ["PATCHBAY_HOME": home])
  }
}
