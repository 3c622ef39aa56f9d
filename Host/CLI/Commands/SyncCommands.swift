import HostModel
import HostSync
import RecordJSON

/// `patchbay preview`, `patchbay sync`
enum SyncCommands {
  static let all: [Command] = [
    Command(
      "preview", "", ["CONFIG"],
      options: [.output("Write the preview as a workbook (.xlsx)."), .flag("json", "Print JSON.")],
      "Fetch, and show what a sync would do. Keeps the plan for 24 hours.",
      example: "patchbay preview EID/pretalx/sessions", run: preview),
    Command(
      "sync", "", ["CONFIG|EID"],
      options: [
        .flag("all", "Every data config of the event, in the order of their prerequisites."),
        .value("plan", "RUN", "Apply what this preview fetched, without asking the vendor again."),
        .flag("force", "Ask the vendor again within an hour of the last sync by hand."),
        .flag(
          "incremental", "Ask only for what changed, where the connector can; the next sync without it asks for all."),
        .output("Write the report of the run as a workbook (.xlsx)."),
        .flag("json", "Print JSON, one object a line."),
      ], "Fetch and apply.", example: "patchbay sync EID --all", run: sync),
  ]

  @Sendable private static func preview(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    try ReportFile.check(arguments["output"])
    let line = ProgressLine(name, isTerminal: session.isTerminal)
    defer { line.end() }
    let result = try session.host.preview(name) { line.show($0) }
    line.end()
    let isKept = result.exitCode == 0 || result.exitCode == 5
    let update = session.host.updateAvailable(for: result.run.config)
    if arguments.has("json") {
      session.print(result, asJSON: true)
      if let update { session.warn(update) }
      if isKept { try ReportFile.write(result.run, to: arguments["output"], session, saysSo: false) }
      return result.exitCode
    }
    session.print(result, asJSON: false)
    if isKept {
      try ReportFile.write(result.run, to: arguments["output"], session)
      session.print(
        "As of \(Report.time(result.fetched)). Apply exactly this: patchbay sync \(result.run.config) --plan \(result.run.id)"
      )
    }
    if let update { session.print(update) }
    return result.exitCode
  }

  @Sendable private static func sync(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    var options = PatchbayHost.SyncOptions()
    options.isForced = arguments.has("force")
    options.isIncremental = arguments.has("incremental")
    try ReportFile.check(arguments["output"])
    let line = ProgressLine(name, isTerminal: session.isTerminal)
    defer { line.end() }
    let isJSON = arguments.has("json")
    let print: (RunResult) -> Void = { result in
      line.end()
      session.print(result, asJSON: isJSON)
      session.tell(of: result)
    }
    if arguments.has("all") {
      guard arguments["plan"] == nil else { throw UsageError("--plan names one preview; it does not go with --all.") }
      guard arguments["output"] == nil else {
        throw UsageError("-o is for one data config; after --all, 'patchbay runs report RUN -o FILE.xlsx' writes each.")
      }
      var worst: Int32 = 0
      var updates: Set<String> = []
      let frozen = try session.host.syncAll(name, options, progress: { line.show($0) }) { result in
        print(result)
        if let update = session.host.updateAvailable(for: result.run.config), updates.insert(update).inserted {
          session.tell(update, asJSON: isJSON)
        }
        worst = worse(worst, result.exitCode)
      }
      line.end()
      if !isJSON { for config in frozen { session.print("\(config.name) is frozen and was not synced.") } }
      return worst
    }
    let result: RunResult
    if let plan = arguments["plan"] {
      guard let id = Int64(plan) else { throw UsageError("--plan '\(plan)' is not the number of a preview.") }
      result = try session.host.apply(plan: id, of: name) { line.show($0) }
    } else {
      result = try session.host.sync(name, options) { line.show($0) }
    }
    print(result)
    if result.exitCode == 0 || result.exitCode == 5 {
      try ReportFile.write(result.run, to: arguments["output"], session, saysSo: !isJSON)
    }
    // A plan is applied without the connector.
    if arguments["plan"] == nil, let update = session.host.updateAvailable(for: result.run.config) {
      session.tell(update, asJSON: isJSON)
    }
    return result.exitCode
  }

  /// Of two exit codes the one that says more is wrong: failed, credentials, refused, partial, completed.
  static func worse(_ a: Int32, _ b: Int32) -> Int32 {
    let order: [Int32] = [0, 5, 3, 4, 1]
    return (order.firstIndex(of: a) ?? 4) >= (order.firstIndex(of: b) ?? 4) ? a : b
  }
}
