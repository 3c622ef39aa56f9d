import HostModel
import HostSync
import RecordJSON

/// `patchbay connections …`
enum ConnectionCommands {
  private static let inputs: [Option] = [
    .value("endpoint", "URL", "Address of the vendor's API (pre-filled by the connector)."),
    .value("set", "KEY=VALUE", "A setting of the connector.", repeats: true),
    .value(
      "secret", "KEY", "A credential: asked on the terminal or read from standard input; KEY=@FILE reads a file.",
      repeats: true),
    .flag("as-is", "Take secrets as they are given, with blanks, quotes or 'Bearer' that are left out otherwise."),
    .flag(
      "allow-private",
      "Allow private addresses, of the endpoint and of hosts that the connector lists (administrators)."),
  ]

  static let all: [Command] = [
    Command(
      "connections", "add", ["EID", "CONNECTOR"],
      options: [.value("name", "N", "Name of the connection (default: the connector's id).")] + inputs,
      "Connect an event with a vendor: endpoint, settings, credentials.",
      example: "patchbay connections add EID pretalx --set event=democon --secret token", run: add),
    Command(
      "connections", "set", ["CONNECTION"], options: inputs, "Change endpoint, settings or credentials.",
      example: "patchbay connections set EID/pretalx --secret token", run: set),
    Command(
      "connections", "list", ["EID"], options: [.flag("json", "Print JSON.")], "List an event's connections.",
      example: "patchbay connections list EID", run: list),
    Command(
      "connections", "show", ["CONNECTION"], options: [.flag("json", "Print JSON.")], "Show one connection.",
      example: "patchbay connections show EID/pretalx", run: show),
    Command(
      "connections", "test", ["CONNECTION"], options: [.flag("json", "Print JSON.")],
      "Ask the vendor whether address, credentials, rights and event are right.",
      example: "patchbay connections test EID/pretalx", run: test),
    Command(
      "connections", "remove", ["CONNECTION"],
      options: [
        .value("yes", "NAME", "The connection's name once more."),
        .flag("keep-records", "Remove all but the records, which nothing changes any more."),
      ], "Remove a connection with its records, credentials, mapping and history, for good.",
      example: "patchbay connections remove EID/pretalx --yes pretalx", run: remove),
  ]

  private static func input(
    _ arguments: Arguments, _ connection: String, _ describe: Describe
  ) throws -> PatchbayHost.ConnectionInput {
    let settings = try arguments.all("set").map { text in
      guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
        throw UsageError("--set '\(text)' is not KEY=VALUE.")
      }
      return (key: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }
    return PatchbayHost.ConnectionInput(
      name: arguments["name"], endpoint: arguments["endpoint"], settings: settings,
      secrets: try SecretInput.read(arguments.all("secret"), connection: connection, describe),
      allowsPrivate: arguments.has("allow-private"), keepsSecretsAsGiven: arguments.has("as-is"))
  }

  @Sendable private static func add(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let connector = arguments.operand(1) ?? ""
    let event = arguments.operand(0) ?? ""
    // Before a secret is asked for: nobody should have typed it for nothing.
    _ = try session.host.store(event)
    let describe = try session.host.describe(connector).describe
    let (connection, remarks) = try session.host.addConnection(
      event, connector: connector, try input(arguments, arguments["name"] ?? connector, describe))
    let store = try session.host.store(event)
    let types = try store.configs().filter { $0.connection == connection.id }.map(\.dataType)
    let lacks = try session.host.lacks("\(store.event)/\(connection.name)")
    session.print(
      "Connection \(store.event)/\(connection.name) is \(lacks.isEmpty ? "ready" : "made"), with presets for \(types.joined(separator: ", "))."
    )
    for field in try session.host.metadata(event, type: nil).missing where field.config.connection == connection.id {
      session.print(
        "'\(field.name)' of \(connection.name)/\(field.config.dataType) is not stored: the event has a field that differs from"
          + " it in case or accents alone. Map it to that one, or to another name.")
    }
    for sentence in lacks { session.print(sentence) }
    for remark in remarks { session.warn(remark) }
    session.print("Test it with 'patchbay connections test \(store.event)/\(connection.name)'.")
    return 0
  }

  @Sendable private static func remove(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    let (removed, left) = try session.host.removeConnection(
      name, keepingRecords: arguments.has("keep-records"), session.confirmation(arguments))
    switch removed {
    case .gone(let records):
      session.print("Connection \(name) is removed, with \(Report.grouped(records)) record\(records == 1 ? "" : "s").")
    case .frozen(let frozen, let records):
      session.print(
        "Connection \(name) is removed. Its \(Report.grouped(records)) record\(records == 1 ? " stays" : "s stay"), frozen,"
          + " under the name '\(frozen)'.")
    }
    return session.remark(left)
  }

  @Sendable private static func set(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    guard inputs.contains(where: { $0.name != "as-is" && arguments.has($0.name) }) else {
      throw UsageError("There is nothing to change. Give --endpoint, --set, --secret or --allow-private.")
    }
    let connector = try session.host.connection(name).connection.connector
    let describe = try session.host.describe(connector).describe
    let (connection, remarks) = try session.host.setConnection(name, try input(arguments, name, describe))
    session.print("Connection \(connection.name) is changed.")
    for remark in remarks { session.warn(remark) }
    return 0
  }

  private static func json(_ connection: Connection, _ credentials: [String]) -> JSONTree {
    .object([
      .init("name", .string(connection.name)), .init("connector", .string(connection.connector)),
      .init("endpoint", .string(connection.endpoint)),
      .init(
        "settings", .object(connection.settings.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
      .init("credentials", .array(credentials.map { .string($0) })),
      .init("allowPrivate", .bool(connection.allowsPrivate)),
      .init("frozen", connection.frozen.map { .string(Report.time($0)) } ?? .null),
    ])
  }

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let connections = try session.host.connections(of: arguments.operand(0) ?? "")
    if arguments.has("json") {
      session.print(JSONTree.array(connections.map { json($0.connection, $0.credentials) }))
    } else if connections.isEmpty {
      session.print("No connections yet. Make one with 'patchbay connections add EID CONNECTOR'.")
    } else {
      session.print(
        table: ["NAME", "CONNECTOR", "CREDENTIALS", "ENDPOINT"],
        connections.map { connection, credentials in
          [
            connection.name, connection.connector, credentials.isEmpty ? "-" : credentials.joined(separator: ", "),
            connection.frozen.map { "(frozen since \(Report.time($0)))" } ?? connection.endpoint,
          ]
        })
    }
    return 0
  }

  @Sendable private static func show(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (store, connection) = try session.host.connection(arguments.operand(0) ?? "", evenFrozen: true)
    let credentials = try store.sealedCredentials(of: connection.id).map(\.key)
    if arguments.has("json") {
      session.print(json(connection, credentials))
      return 0
    }
    session.print("\(connection.name) (\(connection.connector))")
    if let time = connection.frozen {
      session.print("  frozen      since \(Report.time(time)): it was removed, and its records were kept")
      return 0
    }
    session.print("  endpoint    \(connection.endpoint)")
    for (key, value) in connection.settings.sorted(by: { $0.key < $1.key }) {
      session.print("  \(key.padded(to: 11)) \(value)")
    }
    for key in credentials { session.print("  \(key.padded(to: 11)) (sealed)") }
    return 0
  }

  @Sendable private static func test(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    let (code, sentence): (Int32, String) =
      switch try session.host.testConnection(name) {
      case .fine(let sentence): (0, sentence)
      case .failed(let sentence, let isCredentials): (isCredentials ? 4 : 1, sentence)
      }
    if arguments.has("json") {
      session.print(
        JSONTree.object([
          .init("connection", .string(name)), .init("ok", .bool(code == 0)), .init("credentials", .bool(code == 4)),
          .init("finding", .string(sentence)),
        ]))
    } else if code == 0 {
      session.print(sentence)
    } else {
      // A line for each list that was looked at.
      Screen.say(sentence, to: 2)
    }
    return code
  }
}
