import HostModel
import HostSync
import RecordJSON

/// `patchbay records …`
enum RecordCommands {
  private static let config = Option.value(
    "config", "CONFIG", "If several data configs of the event have records of this fp_type.")
  private static let json = Option.flag("json", "Print JSON.")
  private static let place = ["EID", "FP_TYPE", "ID"]

  static let all: [Command] = [
    Command(
      "records", "list", ["EID", "FP_TYPE"],
      options: [
        config, .value("limit", "N", "Print at most N records."), .flag("json", "Print JSON, one object a line."),
      ],
      "List stored records.", example: "patchbay records list EID person --limit 20", run: list),
    Command(
      "records", "show", place, options: [config, json], "Show one record's values.",
      example: "patchbay records show EID person 3DAQ3P", run: show),
    Command(
      "records", "explain", place, options: [config, json],
      "Show where each value of a record comes from: API field, run, earlier values, kept or not, and whether the vendor"
        + " still has one; or why a record is left out.",
      example: "patchbay records explain EID person 3DAQ3P", run: explain),
    Command(
      "records", "set", place + ["NAME=VALUE…"], options: [config, json],
      "Give a record other values by hand; they are kept until the vendor offers something else.",
      example: "patchbay records set EID person 3DAQ3P badge_name='Ada L.'", run: set),
    Command(
      "records", "release", place + ["[NAME…]"], options: [config, json],
      "End what is kept of a record, or of these fields: the next sync takes what the vendor offers.",
      example: "patchbay records release EID person 3DAQ3P badge_name", run: release),
    Command(
      "records", "erase", place, options: [config, .value("yes", "ID", "The record's id once more."), json],
      "Erase a record with all that is known of it, for good; later runs keep it out.",
      example: "patchbay records erase EID person 3DAQ3P --yes 3DAQ3P", run: erase),
  ]

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    var limit = Int.max
    if let text = arguments["limit"] {
      guard let number = Int(text), number >= 0 else { throw UsageError("--limit '\(text)' is no number of records.") }
      limit = number
    }
    var count = 0
    try session.host.records(
      arguments.operand(0) ?? "", arguments.operand(1) ?? "", config: arguments["config"]
    ) { config, id, values in
      guard count < limit else { return false }
      count += 1
      if arguments.has("json") {
        session.print(Self.object(config.name, id, values))
      } else {
        let values = Telling.few(of: values).map { Shown.short($0) }
        session.print(([Shown.line(ShortText.shown(id))] + values).joined(separator: "  "))
      }
      return true
    }
    if count == 0, !arguments.has("json"), limit > 0 { session.print("No records.") }
    return 0
  }

  @Sendable private static func show(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let account = try account(arguments, session)
    let values = account.fields.filter { !$0.value.isEmpty }.map { (name: $0.name, value: $0.value) }
    if arguments.has("json") {
      session.print(object(account.config, account.id, values))
    } else {
      session.print("\(ShortText.shown(account.id)) in \(account.config)")
      for words in account.state { session.print("  \(words)") }
      session.print(fields: values)
    }
    return 0
  }

  @Sendable private static func explain(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let account = try account(arguments, session)
    if arguments.has("json") {
      session.print(json(account))
      return 0
    }
    session.print("\(ShortText.shown(account.id)) in \(account.config)")
    for words in account.state { session.print("  \(words)") }
    for field in account.fields {
      session.print("  \(field.name): \(field.value.isEmpty ? "(empty)" : Shown.line(field.value))")
      for line in lines(field) { session.print("    \(Shown.line(line))") }
    }
    return 0
  }

  private static func lines(_ field: RecordAccount.Field) -> [String] {
    var lines: [String] = []
    if let row = field.mapping {
      let transforms = row.transforms.map { ", \($0)" }.joined()
      lines.append("from \(row.from)\(transforms) (\(row.mode.rawValue))")
    } else {
      lines.append("nothing is mapped to it")
    }
    if let writer = field.writer {
      lines.append("written by \(writer.kind.rawValue) \(writer.run), \(Report.time(writer.time))")
    }
    if let offer = field.keptAgainst {
      lines.append(
        field.offer == .none
          ? "kept by hand; the vendor has none now\(offer.isEmpty ? "" : ", it last offered \(offer)")"
          : "kept by hand; the vendor offers \(offer.isEmpty ? "nothing" : offer)")
    } else {
      switch field.offer {
      case .same: break
      case .none: lines.append("the vendor has none now, and the value stays")
      case .other(let value): lines.append("the vendor offers \(value), which this mode does not take")
      case .misfit(let reason): lines.append("what the vendor offers does not fit. \(reason)")
      }
    }
    for earlier in field.earlier {
      let run = earlier.replacedBy
      lines.append(
        "before \(run.kind.rawValue) \(run.run), \(Report.time(run.time)): \(earlier.value.isEmpty ? "(empty)" : earlier.value)"
      )
    }
    return lines
  }

  @Sendable private static func set(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let values = try arguments.operands(from: 3).map { word in
      guard let equals = word.firstIndex(of: "=") else { throw UsageError("'\(word)' is not NAME=VALUE.") }
      return (name: String(word[..<equals]), text: String(word[word.index(after: equals)...]))
    }
    let result = try session.host.set(
      values, of: arguments.operand(2) ?? "", arguments.operand(0) ?? "", arguments.operand(1) ?? "",
      config: arguments["config"])
    session.print(result, asJSON: arguments.has("json"))
    return result.exitCode
  }

  @Sendable private static func release(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let result = try session.host.release(
      arguments.operands(from: 3), of: arguments.operand(2) ?? "", arguments.operand(0) ?? "",
      arguments.operand(1) ?? "", config: arguments["config"])
    session.print(result, asJSON: arguments.has("json"))
    return result.exitCode
  }

  @Sendable private static func erase(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (result, twins, left) = try session.host.erase(
      arguments.operand(2) ?? "", arguments.operand(0) ?? "", arguments.operand(1) ?? "", config: arguments["config"],
      session.confirmation(arguments))
    session.print(result, asJSON: arguments.has("json"))
    if let twins { session.warn(Shown.line(twins)) }
    return max(session.remark(left), result.exitCode)
  }

  private static func account(_ arguments: Arguments, _ session: Session) throws -> RecordAccount {
    try session.host.explain(
      arguments.operand(2) ?? "", arguments.operand(0) ?? "", arguments.operand(1) ?? "", config: arguments["config"])
  }

  private static func object(_ config: String, _ id: String, _ values: PatchbayHost.NamedValues) -> JSONTree {
    .object([
      .init("config", .string(config)), .init("id", .string(id)),
      .init("values", .object(values.map { .init($0.name, .string($0.value)) })),
    ])
  }

  private static func json(_ account: RecordAccount) -> JSONTree {
    func writer(_ writer: RecordAccount.Writer) -> JSONTree {
      .object([
        .init("run", .number(String(writer.run))), .init("kind", .string(writer.kind.rawValue)),
        .init("time", .string(Report.time(writer.time))),
      ])
    }
    let fields = account.fields.map { field in
      let notTaken: JSONTree = if case .other(let value) = field.offer { .string(value) } else { .null }
      let misfit: JSONTree = if case .misfit(let reason) = field.offer { .string(reason) } else { .null }
      return JSONTree.object([
        .init("name", .string(field.name)), .init("value", .string(field.value)),
        .init("from", field.mapping.map { .string($0.from.description) } ?? .null),
        .init("transforms", .array((field.mapping?.transforms ?? []).map { .string($0.description) })),
        .init("mode", field.mapping.map { .string($0.mode.rawValue) } ?? .null),
        .init("writtenBy", field.writer.map(writer) ?? .null),
        .init("keptAgainst", field.keptAgainst.map { .string($0) } ?? .null),
        .init("vendorHasNone", .bool(field.offer == .none)),
        .init("notTaken", notTaken), .init("doesNotFit", misfit),
        .init(
          "earlier",
          .array(
            field.earlier.map { earlier in
              .object([.init("value", .string(earlier.value)), .init("replacedBy", writer(earlier.replacedBy))])
            })),
      ])
    }
    return .object([
      .init("config", .string(account.config)), .init("id", .string(account.id)),
      .init("state", .array(account.state.map { .string($0) })), .init("fields", .array(fields)),
    ])
  }
}
