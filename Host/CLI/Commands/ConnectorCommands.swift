import HostModel
import HostPlugins
import HostSync
import RecordJSON

/// `patchbay connectors …`
enum ConnectorCommands {
  static let all: [Command] = [
    Command(
      "connectors", "list", options: [.flag("json", "Print JSON.")],
      "List connectors: installed, enabled, update available, quarantined, refused.",
      example: "patchbay connectors list",
      run: list),
    Command(
      "connectors", "info", ["ID"], options: [.flag("json", "Print the describe document.")],
      "Show what a connector asks for and what it has.", example: "patchbay connectors info pretalx", run: info),
    Command(
      "connectors", "enable", ["ID"],
      options: [
        .flag("accept-rekey", "Accept an update that changes keys of records in use (administrators)."),
        .flag("yes", "Accept an update that may reach more hosts or asks for more credentials, without a question."),
      ],
      "Enable a connector, or the update of one. Says which hosts it may reach and what it asks for; when an update adds to"
        + " that, it asks.", example: "patchbay connectors enable pretalx", run: enable),
    Command(
      "connectors", "disable", ["ID"], "Disable a connector; its connections and data stay.",
      example: "patchbay connectors disable pretalx", run: disable),
  ]

  private static func words(_ state: CatalogEntry.State) -> (name: String, reason: String) {
    switch state {
    case .installed: ("installed", "")
    case .enabled: ("enabled", "")
    case .updateAvailable:
      ("update available", "another file than the enabled one: 'patchbay connectors enable' takes it")
    case .missing(let isRefused):
      ("enabled", "its source file is \(isRefused ? "refused" : "gone"); the copy in the home is used")
    case .shadowed(let by): ("shadowed", "'\(by)' comes first")
    case .quarantined(let reason, let hasUpdate):
      ("quarantined", hasUpdate ? reason + " (another file is there: enabling it ends this)" : reason)
    case .refused(let reason), .copyReplaced(let reason): ("refused", reason)
    }
  }

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let entries = try session.host.connectors()
    defer { if let warning = try? session.host.sandboxWarning() { session.warn(warning) } }
    if arguments.has("json") {
      session.print(
        JSONTree.array(
          entries.map { entry in
            let (state, reason) = words(entry.state)
            return .object([
              .init("id", .string(entry.id)), .init("state", .string(state)), .init("reason", .string(reason)),
              .init("path", .string(entry.path)),
            ])
          }))
    } else if entries.isEmpty {
      session.print("No connectors in \(session.host.lookedIn).")
    } else {
      session.print(
        table: ["ID", "STATE", "FILE", "REASON"],
        entries.map { entry in
          let (state, reason) = words(entry.state)
          return [entry.id, state, entry.path, reason]
        })
    }
    return 0
  }

  @Sendable private static func info(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (entry, describe) = try session.host.connectorInfo(arguments.operand(0) ?? "")
    if arguments.has("json") {
      session.print(document: describe.document)
      return 0
    }
    session.print(
      "\(describe.name) \(describe.version) by \(describe.vendor) (\(describe.id), \(words(entry.state).name))")
    session.print("  file         \(entry.path)")
    let editable = describe.endpoint.editable ? "can be changed" : "fixed"
    session.print("  endpoint     \(describe.endpoint.url.isEmpty ? "yours" : describe.endpoint.url) (\(editable))")
    show(describe, session)
    let fields = (describe.auth + describe.settings).map { field in
      let option = field.kind == .secret ? "--secret \(field.key)" : "--set \(field.key)=…"
      let needed = field.required && field.defaultValue == nil ? "" : " (optional)"
      var words = [field.label + needed + "."]
      if !field.help.isEmpty { words.append(field.help) }
      if !field.choices.isEmpty { words.append("One of: \(field.choices.joined(separator: ", ")).") }
      if let usual = field.defaultValue, !usual.isEmpty { words.append("Without it: \(usual).") }
      return (option, words.joined(separator: " "))
    }
    let types = describe.dataTypes.map { type in
      let needs = type.requires.isEmpty ? "" : ", after \(type.requires.joined(separator: ", "))"
      return (type.id, "becomes \(type.fpType.rawValue), \(Report.counted(type.mapping.count, "field")) mapped\(needs)")
    }
    let width = (fields + types).map { $0.0.count }.max() ?? 0
    for (name, words) in fields + types { session.print("  \(name.padded(to: max(24, width + 1))) \(words)") }
    return 0
  }

  /// To where its requests may go, and what it asks for.
  private static func show(_ describe: Describe, _ session: Session) {
    let reach = ConnectorReach(describe)
    session.print("  may reach    \(Shown.line(reach.hostWords))")
    session.print("  credentials  \(Shown.line(reach.credentialWords))")
  }

  @Sendable private static func enable(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (describe, passedOver) = try session.host.enableConnector(
      arguments.operand(0) ?? "", acceptRekey: arguments.has("accept-rekey"),
      session.consent(arguments, to: "Enable it?"))
    session.print(
      "\(describe.name) \(describe.version) is enabled: \(describe.dataTypes.map(\.id).joined(separator: ", ")).")
    show(describe, session)
    for reason in passedOver { session.warn("Passed over: \(reason)") }
    return 0
  }

  @Sendable private static func disable(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let id = arguments.operand(0) ?? ""
    try session.host.disableConnector(id)
    session.print("\(id) is disabled. Its connections and their data stay.")
    return 0
  }
}
