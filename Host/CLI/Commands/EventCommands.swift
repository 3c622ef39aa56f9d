import HostModel
import HostStorage
import HostSync
import RecordJSON

/// `patchbay events …`
enum EventCommands {
  static let all: [Command] = [
    Command(
      "events", "add", ["NAME"],
      options: [
        .value("starts", "DATE", "First day, as 2026-09-14.", required: true),
        .value("ends", "DATE", "Last day.", required: true),
        .value("time-zone", "ZONE", "IANA name, as Europe/Zurich.", required: true),
        .value("eid", "EID", "32 hex digits (default: new ones)."),
        .value("node", "N", "Node whose serve runs its jobs (default: root)."), .flag("json", "Print JSON."),
      ], "Make an event.",
      example:
        "patchbay events add \"Nordic Summit\" --starts 2026-09-14 --ends 2026-09-16 --time-zone Europe/Helsinki",
      run: add),
    Command(
      "events", "list", options: [.flag("json", "Print JSON.")], "List the events of this home.",
      example: "patchbay events list", run: list),
    Command(
      "events", "show", ["EID"], options: [.flag("json", "Print JSON.")], "Show an event and where its data lies.",
      example: "patchbay events show 6f1e…", run: show),
  ]

  static func json(_ event: Event) -> JSONTree {
    .object([
      .init("eid", .string(event.id.description)), .init("name", .string(event.name)),
      .init("starts", .string(event.starts.description)), .init("ends", .string(event.ends.description)),
      .init("timeZone", .string(event.timeZone)), .init("node", .string(event.node)),
    ])
  }

  @Sendable private static func add(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let event = try session.host.addEvent(
      name: arguments.operand(0) ?? "", starts: arguments["starts"] ?? "", ends: arguments["ends"] ?? "",
      timeZone: arguments["time-zone"] ?? "", eid: arguments["eid"], node: arguments["node"] ?? "root")
    if arguments.has("json") {
      session.print(json(event))
    } else {
      session.print(
        "Event \(event.id) '\(event.name)' is ready. Its data lies in \(session.host.home.eventFile(event.id))")
    }
    return 0
  }

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let events = session.host.events()
    var code: Int32 = 0
    var rows: [[String]] = []
    var objects: [JSONTree] = []
    for (id, result) in events {
      switch result {
      case .success(let event):
        objects.append(json(event))
        rows.append([id.description, event.starts.description, event.ends.description, event.timeZone, event.name])
      case .failure(let error):
        session.warn("\(error)")
        code = 1
      }
    }
    if arguments.has("json") {
      session.print(JSONTree.array(objects))
    } else if rows.isEmpty, code == 0 {
      session.print(
        "No events yet. Make one with 'patchbay events add NAME --starts DATE --ends DATE --time-zone ZONE'.")
    } else {
      session.print(table: ["EID", "STARTS", "ENDS", "TIME ZONE", "NAME"], rows)
    }
    return code
  }

  @Sendable private static func show(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let store = try session.host.store(arguments.operand(0) ?? "")
    let event = try store.eventRow()
    if arguments.has("json") {
      session.print(json(event))
      return 0
    }
    session.print(
      "\(event.name)\n  eid        \(event.id)\n  dates      \(event.starts) to \(event.ends), \(event.timeZone)")
    session.print("  node       \(event.node)\n  data       \(session.host.home.eventFile(event.id))")
    for config in try store.configs() {
      let live = try store.stateCounts(of: config.id).live
      session.print(
        "  records    \(config.connectionName)/\(config.dataType): \(Report.grouped(live)) (\(config.fpType.rawValue))")
    }
    return 0
  }
}
