import HostModel
import HostSync
import RecordJSON

/// `patchbay deletions …`, `patchbay undo`
enum DeletionCommands {
  static let all: [Command] = [
    Command(
      "deletions", "list", ["EID|CONFIG"], options: [.flag("json", "Print JSON.")],
      "List held deletions and creations, by person.", example: "patchbay deletions list EID", run: deletions),
    Command(
      "deletions", "approve", ["EID|CONFIG", "[ID…]"], options: [.flag("json", "Print JSON, one object a line.")],
      "Apply what is held and the vendor still lacks: all, or these records. Asks the vendor again if its last whole"
        + " answer is more than an hour old.", example: "patchbay deletions approve EID/pretalx/speakers", run: approve),
    Command(
      "deletions", "discard", ["EID|CONFIG", "[ID…]"], options: [.flag("json", "Print JSON, one object a line.")],
      "Keep what is held from being applied: all, or these records. They stay as they are until the vendor offers"
        + " something else.", example: "patchbay deletions discard EID/pretalx/speakers 3DAQ3P", run: discard),
    Command(
      "undo", "", ["RUN"],
      options: [.value("event", "EID", "If several events have a run of this number."), .flag("json", "Print JSON.")],
      "Put back each value that a run wrote and nothing has changed since; list the others. What a run discarded is held"
        + " again.",
      example: "patchbay undo 12",
      run: undo),
  ]

  @Sendable private static func approve(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    let line = ProgressLine(name, isTerminal: session.isTerminal)
    defer { line.end() }
    var worst: Int32 = 0
    var before: RunResult?
    try session.host.approve(name, ids: arguments.operands(from: 1), progress: { line.show($0) }) { result in
      line.end()
      session.print(result, asJSON: arguments.has("json"))
      session.tell(of: result)
      // What the sync before an approval held is what the approval decides on.
      if result.run.kind == .approve { worst = SyncCommands.worse(worst, result.exitCode) } else { before = result }
    }
    if let before, before.exitCode != 5 { worst = SyncCommands.worse(worst, before.exitCode) }
    return worst
  }

  @Sendable private static func discard(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    var worst: Int32 = 0
    try session.host.discard(arguments.operand(0) ?? "", ids: arguments.operands(from: 1)) { result in
      session.print(result, asJSON: arguments.has("json"))
      worst = SyncCommands.worse(worst, result.exitCode)
    }
    return worst
  }

  @Sendable private static func undo(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let text = arguments.operand(0) ?? ""
    guard let id = Int64(text) else { throw UsageError("'\(text)' is not the number of a run.") }
    let result = try session.host.undo(id, event: arguments["event"])
    session.print(result, asJSON: arguments.has("json"))
    return result.exitCode
  }

  @Sendable private static func deletions(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let holds = try session.host.holds(arguments.operand(0) ?? "")
    if arguments.has("json") {
      session.print(
        JSONTree.array(
          holds.map { config, hold, values in
            .object([
              .init("config", .string(config.name)), .init("record", .string(hold.record)),
              .init("kind", .string(hold.isDeletion ? "deletion" : "creation")),
              .init("since", .string(Report.time(hold.since))), .init("run", .number(String(hold.run))),
              .init("reason", .string(hold.reason)),
              .init("values", .object(values.map { .init($0.name, .string($0.value)) })),
            ])
          }))
      return 0
    }
    guard !holds.isEmpty else {
      session.print("Nothing is held.")
      return 0
    }
    session.print(
      table: ["CONFIG", "HELD", "SINCE", "ID", "RECORD"],
      holds.map { config, hold, values in
        [
          config.name, hold.isDeletion ? "deletion" : "creation", Report.time(hold.since),
          ShortText.shown(hold.record), Telling.few(of: values).map { Shown.short($0) }.joined(separator: ", "),
        ]
      })
    return 0
  }
}
