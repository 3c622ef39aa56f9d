import HostModel
import HostSync
import RecordJSON

/// `patchbay metadata …`
enum MetadataCommands {
  static let all: [Command] = [
    Command(
      "metadata", "list", ["EID", "[FP_TYPE]"], options: [.flag("json", "Print JSON.")],
      "List the fields that records of an event can have, and what is mapped to them.",
      example: "patchbay metadata list EID person", run: list),
    Command(
      "metadata", "add", ["EID", "FP_TYPE", "NAME"],
      options: [
        .value("kind", "KIND", "One of \(FieldKind.all).", required: true),
        .flag("anyway", "Also if a field with nearly this name exists."),
      ], "Add a field. What is mapped to it comes with the next sync.",
      example: "patchbay metadata add EID person badge_name --kind text", run: add),
    Command(
      "metadata", "remove", ["EID", "FP_TYPE", "NAME"],
      options: [.value("yes", "NAME", "The field's name once more, if records hold a value in it.")],
      "Remove a field with all its values, for good.",
      example: "patchbay metadata remove EID person badge_name --yes badge_name", run: remove),
    Command(
      "metadata", "add-missing", ["CONFIG"],
      "Add every field that a data config maps something to and the event lacks, of the kind that the connector gives, else"
        + " text.",
      example: "patchbay metadata add-missing EID/pretalx/sessions", run: addMissing),
  ]

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (fields, missing) = try session.host.metadata(arguments.operand(0) ?? "", type: arguments.operand(1))
    if arguments.has("json") {
      session.print(
        JSONTree.array(
          fields.map { listed in
            .object([
              .init("fpType", .string(listed.field.fpType.rawValue)), .init("name", .string(listed.field.name)),
              .init("kind", .string(listed.field.kind.rawValue)),
              .init("mappedBy", .array(listed.mappedBy.map { .string($0) })),
            ])
          }))
      return 0
    }
    if fields.isEmpty {
      session.print("No fields yet: they come with a connection, or with 'patchbay metadata add'.")
    } else {
      session.print(
        table: ["FP_TYPE", "NAME", "KIND", "MAPPED BY"],
        fields.map { listed in
          [
            listed.field.fpType.rawValue, listed.field.name, listed.field.kind.rawValue,
            listed.mappedBy.isEmpty ? "-" : listed.mappedBy.joined(separator: ", "),
          ]
        })
    }
    for field in missing {
      session.print(
        "\(field.config.name) maps '\(field.name)', which no \(field.config.fpType.rawValue) has. See 'patchbay metadata"
          + " add-missing --help'.")
    }
    return 0
  }

  @Sendable private static func add(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let field = try session.host.addMetadata(
      arguments.operand(0) ?? "", arguments.operand(1) ?? "", arguments.operand(2) ?? "", kind: arguments["kind"] ?? "",
      anyway: arguments.has("anyway"))
    session.print("The \(field.fpType.rawValue) field '\(field.name)' (\(field.kind.rawValue)) is added.")
    return 0
  }

  @Sendable private static func remove(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let removed = try session.host.removeMetadata(
      arguments.operand(0) ?? "", arguments.operand(1) ?? "", arguments.operand(2) ?? "",
      session.confirmation(arguments))
    let values =
      removed.records == 0
      ? "" : ", with its value in \(Report.grouped(removed.records)) record\(removed.records == 1 ? "" : "s")"
    session.print("The \(removed.field.fpType.rawValue) field '\(removed.field.name)' is removed\(values).")
    for config in removed.mappedBy {
      session.print(
        "\(config) still maps '\(removed.field.name)': the row stays, and each run lists it under Problems until the row is"
          + " removed or the field added again.")
    }
    return session.remark(removed.left)
  }

  @Sendable private static func addMissing(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (config, added, refused) = try session.host.addMissingMetadata(arguments.operand(0) ?? "")
    for field in added {
      session.print("Added the \(field.fpType.rawValue) field '\(field.name)' (\(field.kind.rawValue)).")
    }
    for sentence in refused { session.warn(sentence) }
    if added.isEmpty, refused.isEmpty { session.print("\(config.name) lacks no field.") }
    if !added.isEmpty { session.print("The next sync of \(config.name) fills what it maps.") }
    return refused.isEmpty ? 0 : added.isEmpty ? 3 : 5
  }
}
