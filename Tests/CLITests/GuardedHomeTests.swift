import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A home that others can reach") struct GuardedHomeTests {
  private func synced() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    return stand
  }

  @Test(
    "has no lock where a link leads out of it, and what that leads to stays", arguments: ["symbolic", "hard", "pipe"])
  func lock(_ kind: String) throws {
    let stand = try synced()
    let lock = "\(stand.desk.home)/locks/\(Operator.eid)-1.lock"
    let letter = stand.desk.folder.path + "/letter"
    try "of somebody".write(toFile: letter, atomically: false, encoding: .utf8)
    unlink(lock)
    switch kind {
    case "symbolic": #expect(symlink(letter, lock) == 0)
    case "hard": #expect(link(letter, lock) == 0)
    default: #expect(mkfifo(lock, 0o600) == 0)
    }
    let before = try stand.desk.dump()
    let refused = try stand.raw(["sync", "v/people", "--force"])
    #expect(
      refused
        == Finished(
          code: 3, output: "",
          error:
            "'\(lock)' is a link or no file, and cannot be a lock. Nothing was changed. Remove it and run the command"
            + " again.\n"))
    #expect(try String(contentsOfFile: letter, encoding: .utf8) == "of somebody")
    #expect(try stand.desk.dump() == before)
    unlink(lock)
    #expect(try stand.sync("people").words == "received 3, unchanged 3")
  }

  @Test(
    "is named by doctor, with what others may write to",
    arguments: ["", "/plans", "/host.db", "/events/\(Operator.eid).db"])
  func open(_ place: String) throws {
    let stand = try synced()
    let path = stand.desk.home + place
    #expect(try stand.raw(["doctor"]).output.contains("ok   home           \(stand.desk.home)\n"))
    for (mode, words) in [(0o777, "mode 0777"), (0o720, "mode 0720"), (0o702, "mode 0702")] {
      #expect(chmod(path, UInt32(mode)) == 0)
      let doctor = try stand.raw(["doctor"])
      #expect(doctor.code == 1)
      #expect(
        doctor.output.contains(
          "BAD  home           Other users may change what is in this home, and so what is stored and what runs: '\(path)'"
            + " (\(words)). Close it: chmod go-w '\(path)'.\n"))
    }
    #expect(chmod(path, 0o755) == 0)
    #expect(try stand.raw(["doctor"]).output.contains("ok   home           \(stand.desk.home)\n"))
  }

  @Test("gives no event the id of the host itself") func ownID() throws {
    let desk = try Operator()
    let zeros = String(repeating: "0", count: 32)
    let added = try desk.patchbay(
      "events", "add", "X", "--starts", "2030-01-01", "--ends", "2030-01-02", "--time-zone", "UTC", "--eid", zeros)
    #expect(
      added
        == Finished(
          code: 2, output: "",
          error: "--eid '\(zeros)' stands for the host itself. Leave --eid out for a new one, or give another.\n"))
    #expect(access(desk.home, F_OK) != 0)
  }
}
