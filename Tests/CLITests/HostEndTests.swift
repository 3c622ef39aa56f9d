import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A worker ends with its host, whatever its connector does to stay") struct HostEndTests {
  @Test(
    "It stops itself, puts something else where the channel was, or takes back that it ends with its host",
    arguments: ["stop-itself", "reopen-channel", "forget-host"])
  func ends(_ fault: String) async throws {
    let vendor = try PeopleVendor([.init("1", "ann@example.org")])
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor, fault: fault)
    let host = try faulty.desk.start("sync", faulty.config)
    var worker: pid_t = 0
    try await eventually {
      worker = Self.settledChild(of: host.process.processIdentifier) ?? 0
      return worker > 0
    }
    try #require(worker > 0)
    defer { if Self.state(of: worker) != nil { kill(worker, SIGKILL) } }
    host.signal(SIGKILL)
    #expect(host.wait().code == 128 + SIGKILL)
    try await eventually { Self.state(of: worker) == nil }
    #expect(Self.state(of: worker) == nil)
  }

  @Test("As another user a worker's sandbox is complete too, and its host out of its reach") func anotherUser() throws {
    let vendor = try PeopleVendor([.init("1", "ann@example.org")])
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor)
    try faulty.set(fault: "parent-processors")
    faulty.desk.launcher = try AnotherUser(for: faulty.desk).launcher
    #expect(
      try Outcome(faulty.sync())
        == Outcome(
          code: 1, "failed",
          "faulty failed while fetching people: Operation not permitted. \(ConnectorFaultTests.nothing)"
            + " \(ConnectorFaultTests.report)"))
    let doctor = try faulty.desk.patchbay("doctor", "sandbox")
    #expect(
      doctor
        == Finished(
          code: 0,
          output: """
            ok   no_new_privs   in force
            ok   capabilities   in force
            ok   limits         in force
            ok   landlock       in force
            ok   seccomp        in force
            ok   sandbox        connectors run only if all of it is in force

            """, error: ""))
  }

  /// A child of a process that has named itself "settled".
  private static func settledChild(of host: pid_t) -> pid_t? {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.compactMap { pid_t($0) }.first {
      stat(of: $0).map { $0.name == "settled" && $0.parent == host } ?? false
    }
  }

  /// What it does, as `S` or `T`; nil if it is gone.
  private static func state(of process: pid_t) -> Character? {
    guard let state = stat(of: process)?.state, state != "Z", state != "X" else { return nil }
    return state
  }

  private static func stat(of process: pid_t) -> (name: String, state: Character, parent: pid_t)? {
    guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let match = line.firstMatch(of: /\((.*)\) (\S) (\d+)/), let parent = pid_t(match.3)
    else { return nil }
    return (String(match.1), match.2.first ?? " ", parent)
  }
}
