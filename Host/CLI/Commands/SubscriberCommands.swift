import HostMail
import HostModel
import HostSync
import RecordJSON

/// `patchbay subscribers …`
enum SubscriberCommands {
  static let all: [Command] = [
    Command(
      "subscribers", "add", ["EID", "NAME", "ADDRESS…"],
      options: [
        .value(
          "when", "WHEN",
          "any: after each sync; error: when something goes wrong or is right again, then daily; never.", required: true
        ),
        .flag("with-people", "Mails may name people and hold their values (else ids, fields and counts)."),
      ], "Make a list of those who are told of syncs.",
      example: "patchbay subscribers add EID desk --when error desk@example.org", run: add),
    Command(
      "subscribers", "set", ["EID", "NAME"],
      options: [
        .value("add", "ADDRESS", "One more on the list.", repeats: true),
        .value("drop", "ADDRESS", "One less.", repeats: true),
        .value("when", "WHEN", "any, error or never, as for 'subscribers add'."),
        .flag("with-people", "Mails may name people and hold their values."),
        .flag("without-people", "Take that back."),
      ], "Change who is on a list, and when they are told.",
      example: "patchbay subscribers set EID desk --add ada@example.org --drop eve@example.org", run: set),
    Command(
      "subscribers", "attach", ["EID", "NAME", "CONFIG"], "Let a list be told of a data config.",
      example: "patchbay subscribers attach EID desk EID/pretix/participants", run: attach),
    Command(
      "subscribers", "detach", ["EID", "NAME", "CONFIG"], "Let a list be told of a data config no more.",
      example: "patchbay subscribers detach EID desk EID/pretix/participants", run: detach),
    Command(
      "subscribers", "list", ["EID"], options: [.flag("json", "Print JSON.")],
      "List an event's lists, who is on them, and what they are told of.", example: "patchbay subscribers list EID",
      run: list),
    Command(
      "subscribers", "test", ["EID", "NAME"], "Send a mail to each address of a list.",
      example: "patchbay subscribers test EID desk", run: test),
    Command(
      "subscribers", "remove", ["EID", "NAME"], "Remove a list.", example: "patchbay subscribers remove EID desk",
      run: remove),
  ]

  @Sendable private static func add(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (list, notes) = try session.host.addList(
      arguments.operand(1) ?? "", of: arguments.operand(0) ?? "", when: arguments["when"] ?? "",
      addresses: arguments.operands(from: 2), withPeople: arguments.has("with-people"))
    session.print(
      "List '\(list.name)' has \(Report.counted(list.mailboxes.count, "subscriber")). Attach it to data configs with 'patchbay"
        + " subscribers attach', and try it with 'patchbay subscribers test'.")
    for note in notes { session.print(note) }
    return 0
  }

  @Sendable private static func set(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    guard !(arguments.has("with-people") && arguments.has("without-people")) else {
      throw UsageError("--with-people and --without-people exclude each other.")
    }
    guard ["add", "drop", "when", "with-people", "without-people"].contains(where: { arguments.has($0) }) else {
      throw UsageError("There is nothing to change. Give --add, --drop, --when, --with-people or --without-people.")
    }
    let (list, notes) = try session.host.setList(
      arguments.operand(1) ?? "", of: arguments.operand(0) ?? "", when: arguments["when"],
      adding: arguments.all("add"), dropping: arguments.all("drop"),
      withPeople: arguments.has("with-people") ? true : arguments.has("without-people") ? false : nil)
    session.print(
      "List '\(list.name)' has \(Report.counted(list.mailboxes.count, "subscriber")): \(list.addresses.joined(separator: ", "))."
        + " They are told: \(list.occasion.rawValue)\(list.withPeople ? ", with people" : "").")
    for note in notes { session.print(note) }
    return 0
  }

  @Sendable private static func attach(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(1) ?? ""
    let (config, notes) = try session.host.attach(
      name, of: arguments.operand(0) ?? "", to: arguments.operand(2) ?? "")
    session.print("List '\(name)' is told of \(config.name).")
    for note in notes { session.print(note) }
    return 0
  }

  @Sendable private static func detach(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(1) ?? ""
    let (config, notes) = try session.host.detach(
      name, of: arguments.operand(0) ?? "", from: arguments.operand(2) ?? "")
    session.print("List '\(name)' is told of \(config.name) no more.")
    for note in notes { session.print(note) }
    return 0
  }

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let lists = try session.host.subscriberLists(of: arguments.operand(0) ?? "")
    if arguments.has("json") {
      session.print(
        JSONTree.array(
          lists.map { list, configs in
            .object([
              .init("name", .string(list.name)), .init("when", .string(list.occasion.rawValue)),
              .init("withPeople", .bool(list.withPeople)),
              .init("addresses", .array(list.addresses.map { .string($0) })),
              .init("configs", .array(configs.map { .string($0) })),
            ])
          }))
    } else if lists.isEmpty {
      session.print("No lists. Make one with 'patchbay subscribers add EID NAME --when error ADDRESS'.")
    } else {
      session.print(
        table: ["NAME", "WHEN", "PEOPLE", "ADDRESSES", "TOLD OF"],
        lines(lists))
    }
    return 0
  }

  private static func lines(_ lists: [(list: SubscriberList, configs: [String])]) -> [[String]] {
    lists.map { list, configs in
      [
        list.name, list.occasion.rawValue, list.withPeople ? "yes" : "no", list.addresses.joined(separator: ", "),
        configs.isEmpty
          ? "nothing"
          : configs.map { $0.split(separator: "/").dropFirst().joined(separator: "/") }.joined(separator: ", "),
      ]
    }
  }

  @Sendable private static func test(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (addresses, mails) = try session.host.testList(arguments.operand(1) ?? "", of: arguments.operand(0) ?? "")
    session.print("Queued for \(addresses.joined(separator: ", ")).")
    return try MailCommands.send(session, only: mails)
  }

  @Sendable private static func remove(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(1) ?? ""
    try session.host.removeList(name, of: arguments.operand(0) ?? "")
    session.print("List '\(name)' is removed.")
    return 0
  }
}
