import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What a person is told when the home is not as it should be") struct FaultHomeTests {
  private func desk() throws -> FaultDesk { try FaultDesk() }

  private func sync(_ fault: FaultDesk) throws -> (code: Int32, error: String) {
    let finished = try fault.desk.patchbay("sync", "pretalx/sessions", "--force")
    #expect(finished.output == "")
    return (finished.code, fault.plain(finished.error))
  }

  // MARK: No home

  static let needsHome: [[String]] = [
    ["events", "list"], ["runs", "list", "x"], ["serve", "--listen", "none"], ["autosync", "list"], ["mail", "list"],
    ["tokens", "list"], ["sync", "v/people"], ["connectors", "disable", "pretalx"],
  ]

  @Test("a home that was named and is not there is no host without events", arguments: needsHome)
  func missing(_ words: [String]) throws {
    let folder = try TemporaryFolder()
    let home = folder.path + "/typo"
    let said = try Launch.run(Products.patchbay, words + ["--home", home], environment: [:])
    #expect(
      said
        == Finished(
          code: 2, output: "",
          error: "There is no home at '\(home)'. Check --home and PATCHBAY_HOME; 'patchbay connectors enable' and"
            + " 'patchbay events add' begin a new one.\n"))
    #expect(access(home, F_OK) != 0)
  }

  @Test("what tells of a host without a home makes none") func looks() throws {
    let folder = try TemporaryFolder()
    let home = folder.path + "/typo"
    let list = try Launch.run(Products.patchbay, ["connectors", "list"], environment: ["PATCHBAY_HOME": home])
    #expect(list.code == 0 && list.output.contains("pretalx"))
    let doctor = try Launch.run(Products.patchbay, ["doctor"], environment: ["PATCHBAY_HOME": home])
    #expect(doctor.code == 1)
    #expect(
      doctor.output.hasPrefix(
        "BAD  home           There is no home at '\(home)'. Check --home and PATCHBAY_HOME; 'patchbay connectors enable' and"
          + " 'patchbay events add' begin a new one.\n"))
    #expect(!doctor.output.contains("nodes"))
    #expect(access(home, F_OK) != 0)
    // Where nobody named one there may be none yet.
    let usual = try Launch.run(Products.patchbay, ["events", "list"], environment: ["XDG_DATA_HOME": folder.path])
    #expect(usual.code == 0)
  }

  @Test("what is decided of the sandbox may come before all else, as where an image is made") func sandbox() throws {
    let folder = try TemporaryFolder()
    let home = folder.path + "/home"
    let allowed = try Launch.run(
      Products.patchbay, ["doctor", "sandbox", "--allow-incomplete"], environment: ["PATCHBAY_HOME": home])
    #expect(allowed.code == 0)
    #expect(access(home + "/host.db", F_OK) == 0)
  }

  // MARK: The event's file

  @Test("a database of a newer program is left alone", arguments: ["events/\(Operator.eid).db", "host.db"])
  func newer(_ file: String) throws {
    let fault = try desk()
    let path = "\(fault.desk.home)/\(file)"
    let known = try Launch.run("/usr/bin/sqlite3", [path, "PRAGMA user_version"]).output.prefix { $0 != "\n" }
    _ = try Launch.run("/usr/bin/sqlite3", [path, "PRAGMA user_version=99"])
    let before = try fault.desk.dump()
    let sentence =
      "'\(fault.plain(path))' has schema 99, made by a newer patchbay; this one knows schema"
      + " \(known). Use the newer program."
    let said = try fault.desk.patchbay("sync", "pretalx/sessions", "--force")
    #expect(said.code == (file == "host.db" ? 1 : 3))
    // An event that can be written keeps the failed run.
    #expect(
      fault.plain(said.output + said.error)
        == (file == "host.db"
          ? "Sync of EID/pretalx/sessions: failed (run 2)\n  \(sentence)\n" : sentence + "\n"))
    #expect(try fault.desk.dump() == before)
  }

  static let spoilt: [(what: String, sentence: String, code: Int32)] = [
    (
      "another database",
      "is not a Patchbay database. Nothing was changed. Restore it from a backup, or move it out of the home.", 3
    ),
    (
      "a text",
      "is not a Patchbay database. Nothing was changed. Restore it from a backup, or move it out of the home.", 3
    ),
    ("nothing", "is damaged (it is empty). Stop using it and restore it from a backup.", 1),
    ("a part", "is damaged (database disk image is malformed). Stop using it and restore it from a backup.", 1),
  ]

  @Test("a file that is not the event's database is told, listed and not touched", arguments: spoilt)
  func notOurs(_ c: (what: String, sentence: String, code: Int32)) throws {
    let fault = try desk()
    let path = fault.desk.database
    let whole = try #require(FileManager.default.contents(atPath: path))
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    switch c.what {
    case "another database": _ = try Launch.run("/usr/bin/sqlite3", [path, "CREATE TABLE other(a)"])
    case "a text":
      try String(repeating: "This is no database. ", count: 20).write(toFile: path, atomically: false, encoding: .utf8)
    case "nothing": #expect(FileManager.default.createFile(atPath: path, contents: nil))
    default: try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path))
    }
    let before = FileManager.default.contents(atPath: path)
    let sentence = "'HOME/events/EID.db' \(c.sentence)\n"
    let said = try sync(fault)
    #expect(said == (c.code, sentence))
    let list = try fault.desk.patchbay("events", "list")
    #expect(list.code == 1)
    #expect(fault.plain(list.error) == sentence)
    let doctor = try fault.desk.patchbay("doctor")
    #expect(doctor.code == 1)
    #expect(fault.plain(doctor.output).contains("BAD  events         \(sentence)"))
    #expect(FileManager.default.contents(atPath: path) == before)
  }

  @Test("an event whose file is gone is an event that is not there") func missing() throws {
    let fault = try desk()
    for suffix in ["", "-wal", "-shm"] { unlink(fault.desk.database + suffix) }
    let all = try fault.desk.patchbay("sync", Operator.eid, "--all")
    #expect(all.code == 2)
    #expect(fault.plain(all.error) == "There is no event EID in 'HOME'. See 'patchbay events list'.\n")
    let one = try fault.desk.patchbay("sync", "pretalx/sessions")
    #expect(one.code == 2)
    #expect(one.error == "There is no data config 'pretalx/sessions'. See 'patchbay configs list EID'.\n")
  }

  @Test("without HOME the home is below the user's own folder, never below /", arguments: ["", "relative"])
  func withoutHome(_ home: String) throws {
    let own = try #require(getpwuid(geteuid()).map { String(cString: $0.pointee.pw_dir) })
    let shown = try Launch.run(Products.patchbay, ["events", "show", Operator.eid], environment: ["HOME": home])
    #expect(shown.code == 2)
    #expect(
      shown.error
        == "There is no event \(Operator.eid) in '\(own)/.local/share/patchbay'. See 'patchbay events list'.\n")
  }

  @Test("damage within the file ends the run, and doctor finds it") func damaged() throws {
    let fault = try desk()
    _ = try fault.desk.sqlite("PRAGMA wal_checkpoint(TRUNCATE)")
    let size = try #require(FileManager.default.contents(atPath: fault.desk.database)).count
    let file = try #require(FileHandle(forWritingAtPath: fault.desk.database))
    try file.seek(toOffset: 24 * 4096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: size - 25 * 4096))
    try file.close()
    let said = try fault.desk.patchbay("sync", "pretalx/sessions", "--force")
    #expect(said.code == 1)
    #expect(
      fault.plain(said.output + said.error).contains(
        "'HOME/events/EID.db' is damaged (database disk image is malformed). Stop using it and restore it from a backup.\n"
      ))
    let doctor = try fault.desk.patchbay("doctor")
    #expect(doctor.code == 1)
    #expect(fault.plain(doctor.output).contains("BAD  events         'HOME/events/EID.db' is damaged ("))
  }

  // MARK: The key

  static let keys: [(what: String, sentence: String)] = [
    (
      "open to others",
      "The key file 'HOME/key' is open to other users (mode 0644), so its key may be known. If nobody could read it, close"
        + " it: chmod 600 'HOME/key'."
    ),
    (
      "another",
      "Credential 'token' of connection EID/pretalx was sealed with another key than the one in 'HOME/key'. Put that key"
        + " file back, or type the credential again: patchbay connections set EID/pretalx --secret token."
    ),
    ("short", "The key file 'HOME/key' has 31 bytes and a key has 32. Put the right file back from a backup."),
    (
      "missing",
      "The key file 'HOME/key' is missing, and the stored credentials were sealed with its key. Put it back from a backup,"
        + " or type each credential again with 'patchbay connections set EID/CONNECTION --secret KEY'."
    ),
    (
      "a folder",
      "The key file 'HOME/key' is not a regular file. Name a file with 32 random bytes in PATCHBAY_KEY_FILE."
    ),
  ]

  @Test("a key file that does not fit is told, changes nothing and is never replaced", arguments: keys)
  func key(_ c: (what: String, sentence: String)) throws {
    let fault = try desk()
    let path = fault.desk.home + "/key"
    let key = try #require(FileManager.default.contents(atPath: path))
    unlink(path)
    switch c.what {
    case "open to others":
      #expect(FileManager.default.createFile(atPath: path, contents: key, attributes: [.posixPermissions: 0o644]))
    case "another":
      #expect(
        FileManager.default.createFile(
          atPath: path, contents: Data(repeating: 7, count: 32), attributes: [.posixPermissions: 0o600]))
    case "short":
      #expect(
        FileManager.default.createFile(atPath: path, contents: key.dropLast(), attributes: [.posixPermissions: 0o600]))
    case "a folder": #expect(mkdir(path, 0o700) == 0)
    default: break
    }
    let before = try fault.desk.dump()
    let finished = try fault.desk.patchbay("sync", "pretalx/sessions", "--force", "--json")
    let run = try RunReport(finished)
    #expect(finished.code == 4)
    #expect(run.status == "failed")
    #expect(fault.plain(run.reason) == c.sentence)
    #expect(try fault.desk.dump() == before)
    let doctor = try fault.desk.patchbay("doctor")
    // That a key is another one shows only when something is opened with it.
    let finding =
      c.what == "another" ? "ok   key            readable by this user alone" : "BAD  key            \(c.sentence)"
    #expect(fault.plain(doctor.output).contains(finding + "\n"))
    #expect(access(path, F_OK) == (c.what == "missing" ? -1 : 0))
    guard c.what == "missing" || c.what == "another" else { return }
    // What the sentence advises helps.
    let set = try fault.desk.patchbay("connections", "set", "pretalx", "--secret", "token", input: "sandbox-token\n")
    #expect(set.code == 0)
    #expect(try RunReport(fault.desk.patchbay("sync", "pretalx/sessions", "--force", "--json")).status == "completed")
  }

  @Test("a key file that was named and is not there is not made") func namedKey() throws {
    let fault = try desk()
    let path = fault.desk.folder.path + "/elsewhere"
    fault.desk.environment["PATCHBAY_KEY_FILE"] = path
    let run = try RunReport(fault.desk.patchbay("sync", "pretalx/sessions", "--force", "--json"))
    #expect(
      run.reason
        == "PATCHBAY_KEY_FILE names '\(path)', which does not exist. Put the key file of this home there, or make a new one:"
        + " (umask 077; head -c 32 /dev/urandom > '\(path)').")
    #expect(access(path, F_OK) != 0)
  }
}
