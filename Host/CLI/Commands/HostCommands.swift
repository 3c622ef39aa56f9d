import HostStorage
import HostSync
import RecordJSON

/// `patchbay version`, `patchbay doctor`
enum HostCommands {
  static let all: [Command] = [
    Command(
      "doctor", "", ["[sandbox]"],
      options: [
        .flag("json", "Print JSON."),
        .flag(
          "allow-incomplete",
          "With 'sandbox': connectors may run though a layer of their sandbox is missing here (administrators)."),
        .flag("require-complete", "With 'sandbox': they may not any more; as it is at first."),
      ],
      "Say what protects this host: home, key, and the layers of the sandbox in which connectors run.",
      example: "patchbay doctor sandbox", run: doctor),
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
    let part = arguments.operand(0)
    if let part, part != "sandbox" { throw UsageError("'patchbay doctor' takes no '\(part)', only 'sandbox'.") }
    let allows = arguments.has("allow-incomplete")
    if allows || arguments.has("require-complete") {
      guard part != nil else { throw UsageError("That is decided by 'patchbay doctor sandbox', with that option.") }
      guard !arguments.has("allow-incomplete") || !arguments.has("require-complete") else {
        throw UsageError("--allow-incomplete and --require-complete exclude one another.")
      }
      session.print(try session.host.setSandbox(allowsIncomplete: allows))
      return 0
    }
    let findings = part == nil ? session.host.doctor() : session.host.sandboxFindings()
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
