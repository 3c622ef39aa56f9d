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
      "configs", "show", ["CONFIG"], options: [.flag("json", "Print JSON.")],
      "Show a data config: mapping, skip rule, limits.",
      example: "patchbay configs show EID/pretalx/sessions", run: show),
    Command(
      "configs", "set", ["CONFIG"],
      options: [
        .value("hold-above", "N", "Hold deletions when more than N would leave (standard: 50)."),
        .value("hold-some", "N", "Hold when more than N would leave and they are more than --hold-percent (10)."),
        .value("hold-percent", "P", "Per cent of what is stored, for --hold-some (5)."),
        .value(
          "skip", "RULE",
          "Skip records that meet this, as 'status is one of cancelled, refunded'; several, any of which.",
          repeats: true),
        .flag("skip-none", "Skip nothing."),
        .flag("skip-reset", "Skip what the connector suggests now; a newer one changes no rule by itself."),
        .value("dedupe", "RULE", "Which of two records with one id counts: first, last or 'newest by API_FIELD'."),
        .flag("dedupe-reset", "Let that count which the connector suggests."),
        .flag("dry-run", "Only count what the skip rule would do to the last preview; change nothing."),
      ], "Set a data config's skip rule, dedupe rule, and how many deletions it lets through without a person.",
      example: "patchbay configs set EID/pretalx/sessions --skip 'state is one of rejected, withdrawn'", run: set),
  ]

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let store = try session.host.store(arguments.operand(0) ?? "")
    try session.host.noteCutOff(in: store)
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
    if arguments.has("json") {
      session.print(json(config, try store.mapping(of: config.id)))
      return 0
    }
    session.print(config.name)
    if let time = config.frozen {
      session.print("  frozen since       \(Report.time(time)): its records stay, and it cannot be run any more")
    }
    session.print("  records become     \(config.fpType.rawValue)")
    let limits = config.limits
    session.print(
      "  deletions are held above \(limits.many), above \(limits.some) and \(limits.percent) %, and above half")
    showRules(config, session)
    session.print(
      table: ["  API FIELD", "TARGET", "TRANSFORMS", "MODE"],
      try store.mapping(of: config.id).map { row in
        let cells = MappingCommands.cells(row)
        return ["  " + cells[0]] + cells[1...]
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
        ])), .init("skip", .array(config.skip.map(\.json))),
      .init("dedupe", config.dedupe.map { .string($0.text) } ?? .null), .init("mapping", .array(rows)),
    ])
  }

  private static func showRules(_ config: DataConfig, _ session: Session) {
    session.print("  skipped is a record when")
    for condition in config.skip { session.print("    \(condition.sentence)") }
    if config.skip.isEmpty { session.print("    (never)") }
    session.print("  of two with one id counts \(config.dedupe?.text ?? "what the connector suggests")")
  }

  @Sendable private static func set(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    func number(_ option: String) throws -> Int? {
      guard let text = arguments[option] else { return nil }
      guard let number = Int(text) else { throw UsageError("--\(option) '\(text)' is no whole number.") }
      return number
    }
    func onlyOne(_ options: String...) throws {
      let given = options.filter { arguments.has($0) }
      guard given.count < 2 else { throw UsageError("--\(given[0]) and --\(given[1]) exclude each other.") }
    }
    try onlyOne("skip", "skip-none", "skip-reset")
    try onlyOne("dedupe", "dedupe-reset")
    let limits = (many: try number("hold-above"), some: try number("hold-some"), percent: try number("hold-percent"))
    let skip: PatchbayHost.SkipChoice? =
      arguments.has("skip-reset")
      ? .preset : arguments.has("skip") || arguments.has("skip-none") ? .rules(arguments.all("skip")) : nil
    let dedupe: PatchbayHost.DedupeChoice? =
      arguments.has("dedupe-reset") ? .preset : arguments["dedupe"].map { .rule($0) }
    let hasLimits = limits.many != nil || limits.some != nil || limits.percent != nil
    let isTrial = arguments.has("dry-run")
    guard !isTrial || !hasLimits else { throw UsageError("--dry-run is for --skip; limits are only set.") }
    let name = arguments.operand(0) ?? ""
    try PatchbayHost.checkLimits(many: limits.many, some: limits.some, percent: limits.percent)
    if skip != nil || dedupe != nil {
      let (config, ended, trial, notes) = try session.host.setRules(
        of: name, skip: skip, dedupe: dedupe, isTrial: isTrial)
      session.print("\(config.name)\(isTrial ? ", nothing was changed:" : "")")
      showRules(config, session)
      if !ended.isEmpty { session.print("  no longer skipped is a record when") }
      for condition in ended { session.print("    \(Shown.line(condition.sentence))") }
      for note in notes { session.print("  \(Shown.line(note))") }
      if let trial {
        session.print("  \(words(trial))")
      } else if skip != nil {
        session.print("  No preview is kept to count in. Make one: patchbay preview \(config.name)")
      }
    }
    if hasLimits || skip == nil && dedupe == nil {
      let config = try session.host.setLimits(
        of: name, many: limits.many, some: limits.some, percent: limits.percent)
      let limits = config.limits
      session.print(
        "\(config.name): deletions are held above \(limits.many), above \(limits.some) and \(limits.percent) %, and above half."
      )
    }
    return 0
  }

  private static func words(_ trial: SkipTrial) -> String {
    "It would skip \(Report.grouped(trial.skipped)) of \(Report.grouped(trial.received)) records of preview"
      + " \(trial.preview) (\(Report.time(trial.fetched))); the rule before skips \(Report.grouped(trial.skippedNow))."
  }
}
