import HostModel
import HostSync
import RecordJSON

/// `patchbay runs …`
enum RunCommands {
  static let all: [Command] = [
    Command(
      "runs", "list", ["EID|CONFIG"],
      options: [.value("limit", "N", "How many at most (default: 50)."), .flag("json", "Print JSON.")],
      "List runs, newest first.",
      example: "patchbay runs list EID/pretalx/sessions", run: list),
    Command(
      "runs", "show", ["RUN"],
      options: [.value("event", "EID", "If several events have a run of this number."), .flag("json", "Print JSON.")],
      "Show one run with its problems, and what its connector logged and printed.", example: "patchbay runs show 12",
      run: show),
    Command(
      "runs", "report", ["RUN"],
      options: [
        .output("The workbook to write (.xlsx)."),
        .value("event", "EID", "If several events have a run of this number."),
      ], "Write the report of a run as a workbook; of a preview, as it was made, as long as it is kept.",
      example: "patchbay runs report 12 -o report.xlsx", run: report),
  ]

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let text = arguments["limit"] ?? "50"
    guard let limit = Int(text), limit > 0, limit < Int.max else {
      throw UsageError("--limit '\(text)' is not a number of runs from 1.")
    }
    // One more than asked for tells whether there are more.
    var runs = try session.host.runs(arguments.operand(0) ?? "", limit: limit + 1)
    let hasMore = runs.count > limit
    runs = Array(runs.prefix(limit))
    if arguments.has("json") {
      session.print(JSONTree.array(runs.map { Report.json($0) }))
    } else if runs.isEmpty {
      session.print("No runs yet.")
    } else {
      session.print(
        table: ["RUN", "STARTED", "KIND", "STATUS", "RECEIVED", "CREATED", "UPDATED", "DELETED", "CONFIG"],
        runs.map { run in
          [
            String(run.id), Report.time(run.started), run.isAutomatic ? "auto-sync" : run.kind.rawValue,
            run.status.rawValue,
            Report.grouped(run.counts.received), Report.grouped(run.counts.created), Report.grouped(run.counts.updated),
            Report.grouped(run.counts.deleted), run.config,
          ]
        })
      if hasMore {
        session.print("There are older ones: see them with --limit \(limit > Int.max / 10 ? limit : limit * 10).")
      }
    }
    return 0
  }

  @Sendable private static func report(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let text = arguments.operand(0) ?? ""
    guard let id = Int64(text) else { throw UsageError("'\(text)' is not the number of a run.") }
    guard let path = arguments["output"] else { throw UsageError("'patchbay runs report' needs -o FILE.xlsx.") }
    try ReportFile.check(path)
    let run = try session.host.reportedRun(id, event: arguments["event"])
    guard ![.running, .interrupted].contains(run.status) else {
      throw InputRefused("Run \(id) is \(run.status.rawValue): it has no report. See 'patchbay runs show \(id)'.")
    }
    if run.kind == .preview, ![.completed, .partial, .incomplete].contains(run.status) {
      throw InputRefused("Preview \(id) \(run.status.rawValue): there is no workbook. \(run.reason)")
    }
    try ReportFile.write(run, to: path, session)
    return 0
  }

  @Sendable private static func show(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let text = arguments.operand(0) ?? ""
    guard let id = Int64(text) else { throw UsageError("'\(text)' is not the number of a run.") }
    let (run, problems, count) = try session.host.run(id, event: arguments["event"])
    if arguments.has("json") {
      session.print(Report.json(run, problems: problems, count: count))
    } else {
      session.print(lines: Report.text(run))
      session.print(
        "  started \(Report.time(run.started))" + (run.finished.map { ", finished \(Report.time($0))" } ?? "")
          + (run.isForced ? ", with --force" : ""))
      if let hint = Report.authorHint(run) { session.print(hint) }
      let list = Report.text(problems, count: count, limit: problems.count)
      if !list.isEmpty { session.print(lines: list) }
      let output = Report.text(run.output)
      if !output.isEmpty { session.print(lines: output) }
    }
    return 0
  }
}
