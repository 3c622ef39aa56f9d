import Glibc
import HostMail
import HostModel
import HostSchedule
import HostSync
import RecordJSON

/// `patchbay autosync …`, `patchbay scheduler`
enum AutoSyncCommands {
  static let all: [Command] = [
    Command(
      "autosync", "on", ["CONFIG"],
      options: [
        .value("every", "TIME", "How often, from 15m to 1d (default: 60m)."),
        .value("from", "DATE", "The first day on which it runs, in the event's zone (default: at once)."),
        .value("until", "DATE", "The last day (default: the third day after the event's end)."),
        .flag("yes", "Switch it on without a question."),
      ], "Let a data config sync by itself; 'patchbay serve' runs it. Says when, and asks.",
      example: "patchbay autosync on EID/pretalx/sessions --every 15m", run: on),
    Command(
      "autosync", "off", ["CONFIG"], "Let a data config sync only by hand again.",
      example: "patchbay autosync off EID/pretalx/sessions", run: off),
    Command(
      "autosync", "list", ["[EID]"], options: [.flag("json", "Print JSON.")],
      "List what runs by itself, of an event or of all.", example: "patchbay autosync list", run: list),
    Command(
      "scheduler", "", ["EID"], options: [.flag("json", "Print JSON.")],
      "Say when each data config of an event runs by itself next, and why not sooner.",
      example: "patchbay scheduler EID", run: scheduler),
  ]

  @Sendable private static func on(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let offer = try session.host.offerAutoSync(
      arguments.operand(0) ?? "", every: arguments["every"], from: arguments["from"], until: arguments["until"])
    session.print(offer.config.name)
    session.print(fields: [
      ("frequency", offer.autoSync.words), ("first run", Report.time(offer.first)),
      ("last day", "\(offer.lastDay) (\(offer.timeZone))"),
      (
        "node",
        offer.nodeIsThere ? offer.node : "\(offer.node); no 'patchbay serve --node \(offer.node)' runs now"
      ),
    ])
    if !arguments.has("yes") {
      guard session.isTerminal, isatty(0) == 1 else {
        session.warn("Nothing was changed. Repeat the command with --yes to switch auto-sync on.")
        return 3
      }
      guard session.confirms(offer.isOn ? "Change auto-sync to this?" : "Switch auto-sync on?") else {
        session.print("Nothing was changed.")
        return 3
      }
    }
    try session.host.turnOnAutoSync(offer)
    session.print("Auto-sync is on. It uses what the last sync by hand was made with.")
    for note in try session.host.notes(onSubscribersOf: offer.config.name) { session.print(note) }
    return 0
  }

  @Sendable private static func off(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let config = try session.host.turnOffAutoSync(arguments.operand(0) ?? "")
    session.print("\(config.name): auto-sync is off. A run that goes on ends as it would have.")
    return 0
  }

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    try show(session.host.autoSyncs(arguments.operand(0)), arguments, session)
  }

  @Sendable private static func scheduler(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    try show([.success(session.host.scheduler(of: arguments.operand(0) ?? ""))], arguments, session)
  }

  private static func show(
    _ events: [Result<[SchedulerLine], any Error>], _ arguments: Arguments, _ session: Session
  ) throws -> Int32 {
    var lines: [SchedulerLine] = []
    var code: Int32 = 0
    for event in events {
      switch event {
      case .success(let found): lines += found
      case .failure(let error):
        session.warn("\(error)")
        code = 1
      }
    }
    if arguments.has("json") {
      session.print(JSONTree.array(lines.map(\.json)))
      return code
    }
    guard !lines.isEmpty else {
      if code == 0 { session.print("Nothing runs by itself. Switch it on with 'patchbay autosync on CONFIG'.") }
      return code
    }
    session.print(
      table: ["CONFIG", "FREQUENCY", "NODE", "LAST RUN", "NEXT RUN", "LAST DAY", "STATE"],
      lines.map { line in
        [
          line.config, line.autoSync.words, line.node,
          line.last.map { "\(Report.time($0.started)) \($0.status.rawValue)" } ?? "none",
          line.next.map(Report.time) ?? "-", line.lastDay, line.state,
        ]
      })
    // A node that is not there is the reason of many: it is told once.
    var alike: [String: [String]] = [:]
    for line in lines { alike[line.reason, default: []].append(line.config) }
    for line in lines {
      let all = alike[line.reason] ?? []
      if !line.reason.isEmpty, all.first == line.config {
        let more = all.count > 1 ? " and \((all.count - 1).grouped) more" : ""
        session.print("\(line.config)\(more): \(Shown.line(line.reason))")
      }
      if !line.waiting.isEmpty {
        session.print(
          "\(line.config): a newer \(line.waiting.joined(separator: " and ")) waits for a sync by hand; automatic runs do"
            + " not use it.")
      }
    }
    return code
  }
}
