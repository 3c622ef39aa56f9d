import HostModel
import HostSync
import RecordJSON

/// `patchbay configs …`, `patchbay deletions …`
enum ConfigCommands {
  static let all: [Command] = [
    Command(
      "configs", "list", ["EID"], options: [.flag("json", "Print JSON.")], "List an event's data configs.",
      example: "patchbay configs list EID", run: list),
    Command(
      "configs", "show", ["CONFIG"], options: [.flag("json", "Print JSON.")],
      "Show a data config: mapping, skip rule, limits.",
      example: "patchbay configs show EID/pretalx/sessions", run: show),
    Command(
      "deletions", "list", ["EID|CONFIG"], options: [.flag("json", "Print JSON.")],
      "List held deletions and creations, by person.", example: "patchbay deletions list EID", run: deletions),
  ]

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let store = try session.host.store(arguments.operand(0) ?? "")
    try session.host.settleRuns(of: store)
    var rows: [[String]] = []
    var objects: [JSONTree] = []
    for config in try store.configs() {
      let live = try store.stateCounts(of: config.id).live
      let last = try store.runs(of: config.id, limit: 1).first
      let held = try store.holds(of: config.id).count
      let words = last.map { "\($0.kind.rawValue) \($0.status.rawValue), \(Report.time($0.started))" } ?? "never run"
      rows.append([config.name, config.fpType.rawValue, Report.grouped(live), Report.grouped(held), words])
      objects.append(
        .object([
          .init("config", .string(config.name)), .init("fpType", .string(config.fpType.rawValue)),
          .init("records", .number(String(live))), .init("held", .number(String(held))),
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
    let (store, config) = try session.host.config(arguments.operand(0) ?? "")
    if arguments.has("json") {
      session.print(json(config, try store.mapping(of: config.id)))
      return 0
    }
    session.print(config.name)
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

  private static func json(_ config: DataConfig, _ mapping: [MappingRow]) -> JSONTree {
    let rows = mapping.map { row in
      JSONTree.object([
        .init("from", .string(row.from.description)), .init("target", .string(row.target)),
        .init("transforms", .array(row.transforms.map { .string($0.description) })),
        .init("mode", .string(row.mode.rawValue)),
      ])
    }
    let limits = config.limits
    return .object([
      .init("config", .string(config.name)), .init("fpType", .string(config.fpType.rawValue)),
      .init(
        "limits",
        .object([
          .init("many", .number(String(limits.many))), .init("some", .number(String(limits.some))),
          .init("percent", .number(String(limits.percent))),
        ])), .init("skip", .array(config.skip.map(\.json))), .init("mapping", .array(rows)),
    ])
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
          config.name, hold.isDeletion ? "deletion" : "creation", Report.time(hold.since), hold.record,
          Report.telling(values).joined(separator: ", "),
        ]
      })
    return 0
  }
}
