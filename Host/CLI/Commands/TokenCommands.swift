import HostModel
import HostSync
import RecordJSON

/// `patchbay tokens …`
enum TokenCommands {
  static let all: [Command] = [
    Command(
      "tokens", "add", ["NAME"],
      options: [.value("role", "ROLE", "viewer, operator or admin.", required: true)],
      "Make a token for the HTTP API of 'patchbay serve'. It is shown this once.",
      example: "patchbay tokens add prometheus --role viewer", run: add),
    Command(
      "tokens", "list", options: [.flag("json", "Print JSON.")], "List tokens: who has one, and when it was last used.",
      example: "patchbay tokens list", run: list),
    Command(
      "tokens", "remove", ["NAME"], "Remove a token; it opens nothing from then on.",
      example: "patchbay tokens remove prometheus", run: remove),
  ]

  @Sendable private static func add(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    let token = try session.host.addToken(name, role: arguments["role"] ?? "")
    // Standard output holds the token and nothing else, for whoever keeps it in a file.
    session.print(token.reveal { String(decoding: $0, as: UTF8.self) })
    session.warn("This is token '\(name)'. It cannot be shown again: keep it where only its user can read it.")
    return 0
  }

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let tokens = try session.host.tokens()
    if arguments.has("json") {
      session.print(
        JSONTree.array(
          tokens.map {
            .object([
              .init("name", .string($0.name)), .init("role", .string($0.role.rawValue)),
              .init("created", .string(Report.time($0.created))),
              .init("used", $0.used.map { .string(Report.time($0)) } ?? .null),
            ])
          }))
    } else if tokens.isEmpty {
      session.print("No tokens. Make one with 'patchbay tokens add NAME --role viewer'.")
    } else {
      session.print(
        table: ["NAME", "ROLE", "MADE", "LAST USED"],
        tokens.map { [$0.name, $0.role.rawValue, Report.time($0.created), $0.used.map(Report.time) ?? "never"] })
    }
    return 0
  }

  @Sendable private static func remove(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    try session.host.removeToken(name)
    session.print("Token '\(name)' is removed.")
    return 0
  }
}
