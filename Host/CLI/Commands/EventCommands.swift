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
    Command(
      "events", "edit", ["EID"],
      options: [
        .value("name", "NAME", "Another name."), .value("starts", "DATE", "First day, as 2026-09-14."),
        .value("ends", "DATE", "Last day."), .value("time-zone", "ZONE", "IANA name, as Europe/Zurich."),
        .value("node", "N", "Node whose serve runs its jobs."),
        .value("keep-history", "DAYS", "Days after the end for which the change log keeps values (30)."),
        .flag("json", "Print JSON."),
      ], "Change an event's name, dates, zone, node, or how long the change log keeps values.",
      example: "patchbay events edit EID --ends 2026-09-17", run: edit),
    Command(
      "events", "remove", ["EID"], options: [.value("yes", "NAME", "The event's name once more.")],
      "Remove an event with everything that belongs to it, for good.",
      example: "patchbay events remove EID --yes \"Nordic Summit\"", run: remove),
    Command(
      "events", "tidy", ["[EID]"],
      "Remove what is due to go: old runs, problems and plans, change-log values of events that are over, traces of what"
        + " was removed. Every run does so, too.", example: "patchbay events tidy", run: tidy),
  ]

  static func json(_ event: Event) -> JSONTree {
    .object([
      .init("eid", .string(event.id.description)), .init("name", .string(event.name)),
      .init("starts", .string(event.starts.description)), .init("ends", .string(event.ends.description)),
      .init("timeZone", .string(event.timeZone)), .init("node", .string(event.node)),
      .init("keepHistory", .number(String(event.keepHistory))),
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
    session.print(event.name)
    session.print("  eid        \(event.id)")
    session.print("  dates      \(event.starts) to \(event.ends), \(event.timeZone)")
    session.print("  node       \(event.node)")
    session.print("  data       \(session.host.home.eventFile(event.id))")
    session.print("  history    values stay in the change log for \(event.keepHistory) days after the end")
    for config in try store.configs() {
      let live = try store.stateCounts(of: config.id).live
      session.print(
        "  records    \(config.connectionName)/\(config.dataType): \(Report.grouped(live)) (\(config.fpType.rawValue))"
          + (config.frozen == nil ? "" : ", frozen"))
    }
    return 0
  }

  @Sendable private static func edit(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    var edit = PatchbayHost.EventEdit()
    edit.name = arguments["name"]
    edit.starts = arguments["starts"]
    edit.ends = arguments["ends"]
    edit.timeZone = arguments["time-zone"]
    edit.node = arguments["node"]
    edit.keepHistory = arguments["keep-history"]
    let (event, notes) = try session.host.editEvent(arguments.operand(0) ?? "", edit)
    if arguments.has("json") {
      session.print(json(event))
    } else {
      session.print(
        "Event \(event.id) is '\(event.name)', \(event.starts) to \(event.ends), \(event.timeZone), node \(event.node)."
      )
      for note in notes { session.print(note) }
    }
    return 0
  }

  @Sendable private static func remove(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (event, records) = try session.host.removeEvent(arguments.operand(0) ?? "", session.confirmation(arguments))
    session.print(
      "Event '\(event.name)' (\(event.id)) is removed, with \(Report.grouped(records)) record\(records == 1 ? "" : "s")."
    )
    return 0
  }

  @Sendable private static func tidy(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let events = try session.host.tidyEvents(arguments.operand(0))
    var code: Int32 = 0
    for result in events {
      switch result {
      case .success(let tidied): session.print("\(tidied.event.id) '\(tidied.event.name)': \(words(tidied))")
      case .failure(let error):
        session.warn("\(error)")
        code = 1
      }
    }
    if events.isEmpty { session.print("No events.") }
    return code
  }

  private static func words(_ tidied: PatchbayHost.Tidied) -> String {
    guard tidied.isOver else { return "the change log keeps values until \(tidied.keepsUntil)." }
    guard tidied.lines > 0 else { return "the change log keeps no values." }
    let lines = "\(Report.grouped(tidied.lines)) change\(tidied.lines == 1 ? "" : "s")"
    return "removed the values of \(lines); counts stay."
  }
}
