import HostModel
import HostSync
import RecordJSON

/// `patchbay configs …`
enum ConfigCommands {
  static let all: [Command] = [
    Command(
      "configs", "list", ["EID"], options: [.flag("json", "Print JSON.")], "List an event's data configs.",
      example: "patchbay configs list EID", run: list),
    Command(
      "configs", "show", ["CONFIG"], "Show a data config: mapping, skip rule, limits.",
      example: "patchbay configs show EID/pretalx/sessions", run: show),
    Command(
      "configs", "set", ["CONFIG"],
      options: [
        .value("hold-above", "N", "Hold deletions when more than N would leave (standard: 50)."),
        .value("hold-some", "N", "Hold when more than N would leave and they are more than --hold-percent (10)."),
        .value("hold-percent", "P", "Per cent of what is stored, for --hold-some (5)."),
      ], "Set how many deletions a data config lets through without a person.",
      example: "patchbay configs set EID/pretalx/sessions --hold-above 20", run: set),
  ]

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let store = try session.host.store(arguments.operand(0) ?? "")
    var rows: [[String]] = []
    var objects: [JSONTree] = []
    for config in try store.configs() {
      let live = try store.stateCounts(of: config.id).live
      let last = try store.runs(of: config.id, limit: 1).first
      let held = try store.holds(of: config.id).count
      let words =
        config.frozen.map { "frozen since \(Report.time($0))" }
        ?? last.map { "\($0.kind.rawValue) \($0.status.rawValue), \(Report.time($0.started))" } ?? "never run"
      rows.append([config.name, config.fpType.rawValue, Report.grouped(live), Report.grouped(held), words])
      objects.append(
        .object([
          .init("config", .string(config.name)), .init("fpType", .string(config.fpType.rawValue)),
          .init("records", .number(String(live))), .init("held", .number(String(held))),
          .init("frozen", config.frozen.map { .string(Report.time($0)) } ?? .null),
          .init("lastRun", last.map { Report.json($0) } ?? .null),
        ]))
    }
    if arguments.has("json") {
      session.print(JSONTree.array(objects))
    } else if rows.isEmpty {
      session.print("No data configs yet: they come with a connection. See 'patchbay connections add --help'.")
    } else {
      session.print(table: ["CONFIG", "FP_TYPE", "RECORDS", "HELD", "LAST RUN"], rows)
    }
    return 0
  }

  @Sendable private static func show(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (store, config) = try session.host.config(arguments.operand(0) ?? "", evenFrozen: true)
    session.print(config.name)
    if let time = config.frozen {
      session.print("  frozen since       \(Report.time(time)): its records stay, and it cannot be run any more")
    }
    session.print("  records become     \(config.fpType.rawValue)")
    let limits = config.limits
    session.print(
      "  deletions are held above \(limits.many), above \(limits.some) and \(limits.percent) %, and above half")
    session.print("  skipped is a record when")
    for condition in config.skip { session.print("    \(condition.sentence)") }
    if config.skip.isEmpty { session.print("    (never)") }
    session.print(
      table: ["  API FIELD", "TARGET", "TRANSFORMS", "MODE"],
      try store.mapping(of: config.id).map { row in
        let transforms = row.transforms.map(\.description).joined(separator: ", ")
        return ["  " + row.from.description, row.target, transforms.isEmpty ? "-" : transforms, row.mode.rawValue]
      })
    return 0
  }

  @Sendable private static func set(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    func number(_ option: String) throws -> Int? {
      guard let text = arguments[option] else { return nil }
      guard let number = Int(text) else { throw UsageError("--\(option) '\(text)' is no whole number.") }
      return number
    }
    let config = try session.host.setLimits(
      of: arguments.operand(0) ?? "", many: number("hold-above"), some: number("hold-some"),
      percent: number("hold-percent"))
    let limits = config.limits
    session.print(
      "\(config.name): deletions are held above \(limits.many), above \(limits.some) and \(limits.percent) %, and above half."
    )
    return 0
  }
}
