import CSandbox
import Foundation
import HostChannel
import HostPlugins
import Testing

@Suite("A connector reaches nothing but its host") struct SandboxTests {
  /// What this kernel has: a test never skips a layer, it demands what is there.
  static let landlock = sandbox_landlock_version()

  struct Reach: CustomTestStringConvertible {
    var what: String
    var with = "allowed"
    var without: String?
    var testDescription: String { what }
    /// What is right on this kernel: reading files is Landlock's alone to refuse.
    var expected: String { SandboxTests.landlock > 0 ? with : without ?? with }
  }

  static let refused = "Operation not permitted"
  static let unreachable = "Permission denied"
  static let reaches =
    [
      "socket", "socketpair", "write-file", "remove-file", "exec", "spawn", "fork", "kill-parent", "ptrace-parent",
      "read-parent", "raise-limit", "parent-limits", "sigio-parent", "memfd", "io-uring", "bpf", "file-setattr",
      "file-getattr", "tree-attr", "parent-processors", "nobodys-processors", "name-file", "access", "readlink",
      "attributes", "file-system", "elsewhere", "watch", "aio", "timer", "death-signal", "dumps",
    ].map { Reach(what: $0, with: refused) }
    + ["read-file", "read-passwd", "own-memory", "list-root", "stat", "lstat", "old-stat", "old-lstat"].map {
      Reach(what: $0, with: unreachable, without: "allowed")
    } + ["clone3", "statx", "personality"].map { Reach(what: $0, with: "Function not implemented") }
    + ["shared-memory", "stack-memory"].map { Reach(what: $0, with: "Cannot allocate memory") }
    + [
      "thread", "own-limits", "own-processors", "own-commands", "thread-limit", "zones", "zone-stat", "old-zone-stat",
      "link-stat", "local-time", "library", "descriptors",
    ].map { Reach(what: $0) }

  @Test("What it may and may not", arguments: reaches) func reach(_ c: Reach) throws {
    let secret = TestConnectors.folder.appending(path: "secret-\(c.what)")
    try Data("secret".utf8).write(to: secret)
    var host = try TestHost(TestConnectors.faulty)
    _ = try host.create(fault: c.what, path: secret.path)
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 11)
    #expect(host.heard == [.setError(status: 11, sentence: c.expected), .end(status: 11)])
    #expect(try String(contentsOf: secret, encoding: .utf8) == "secret")
  }

  @Test("Every layer that the kernel has is in force") func layers() throws {
    let report = try TestHost(TestConnectors.minimal).worker.sandbox
    #expect(report.landlockVersion == Self.landlock)
    #expect(
      report
        == SandboxReport(
          noNewPrivileges: 0, capabilities: 0, limits: 0, landlock: min(Self.landlock, 0), seccomp: 0,
          landlockVersion: Self.landlock))
  }

  @Test("Where memory runs out a worker is ended before its host") func outOfMemory() throws {
    let host = try TestHost(TestConnectors.minimal)
    let score = try String(contentsOfFile: "/proc/\(host.worker.processID)/oom_score_adj", encoding: .utf8)
    #expect(score == "1000\n")
  }

  @Test("It stands before the library's constructors run") func constructor() throws {
    let marker = TestConnectors.folder.appending(path: "marker").path
    let host = try TestHost(.init(source: "faulty", definitions: ["CONSTRUCTOR=\"\(marker)\""]))
    try host.worker.send(.describe)
    while try host.worker.next() != .end(status: 0) {}
    host.worker.close()
    #expect(host.worker.printed == "constructor: file \(Self.refused)\nconstructor: socket \(Self.refused)\n")
    #expect(!FileManager.default.fileExists(atPath: marker))
  }

  /// The variable that names this computer's time zone, if the link /etc/localtime does.
  private static var zone: String {
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/etc/localtime"),
      let name = target.components(separatedBy: "/zoneinfo/").dropFirst().last,
      FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/" + name)
    else { return "" }
    return " TZ=" + name
  }

  @Test("Nothing of the host's environment is handed on; the name of the time zone is told") func environment() throws {
    var host = try TestHost(TestConnectors.faulty)
    _ = try host.create(fault: "environment")
    _ = try host.run(.check)
    let folders = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"].map { " LD_LIBRARY_PATH=\($0)" } ?? ""
    #expect(
      host.heard == [
        .setError(status: 11, sentence: "SWIFT_BACKTRACE=enable=no\(folders)\(Self.zone)"), .end(status: 11),
      ])
  }
}
