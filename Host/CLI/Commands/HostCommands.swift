import HostStorage
import HostSync
import RecordJSON

/// `patchbay version`, `patchbay doctor`
enum HostCommands {
  static let all: [Command] = [
    Command(
      "doctor", "", [], options: [.flag("json", "Print JSON.")],
      "Say what protects this host: sandbox layers, key, worker, home.", example: "patchbay doctor", run: doctor),
    Command(
      "version", "", [], options: [.flag("json", "Print JSON.")], "Print the version.", example: "patchbay version",
      run: version),
  ]

  @Sendable private static func version(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    if arguments.has("json") {
      session.print(JSONTree.object([.init("version", .string(Program.version))]))
    } else {
      session.print("patchbay \(Program.version)")
    }
    return 0
  }

  @Sendable private static func doctor(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let findings = session.host.doctor()
    if arguments.has("json") {
      session.print(
        JSONTree.array(
          findings.map {
            .object([
              .init("check", .string($0.check)), .init("ok", .bool($0.isFine)), .init("finding", .string($0.finding)),
            ])
          }))
    } else {
      for finding in findings {
        session.print("\(finding.isFine ? "ok  " : "BAD ") \(finding.check.padded(to: 14)) \(finding.finding)")
      }
    }
    return findings.allSatisfy(\.isFine) ? 0 : 1
  }
}
