import HostModel
import HostSync
import RecordJSON

/// `patchbay mapping …`
enum MappingCommands {
  private static let json = Option.flag("json", "Print JSON.")

  static let all: [Command] = [
    Command(
      "mapping", "list", ["CONFIG"], options: [json], "List a data config's mapping: API field, target field.",
      example: "patchbay mapping list EID/pretalx/speakers", run: list),
    Command(
      "mapping", "set", ["CONFIG", "API", "TARGET"],
      options: [
        .value("transform", "T", "What becomes of the value; several in their order.", repeats: true),
        .flag("no-transforms", "Take the value as it is."),
        .value("mode", "MODE", "overwrite, overwrite_with_empty, only_if_empty or only_on_create."),
      ], "Map an API field to a target field.",
      example: "patchbay mapping set EID/pretalx/speakers email email --transform trim --transform lower", run: set),
    Command(
      "mapping", "remove", ["CONFIG", "TARGET"], "End the mapping to a target field; the values it wrote stay.",
      example: "patchbay mapping remove EID/pretalx/speakers biography", run: remove),
    Command(
      "mapping", "reset", ["CONFIG"],
      "Take the mapping that the connector suggests, in place of yours. A newer connector changes no mapping by itself; its skip"
        + " rule comes with 'patchbay configs set CONFIG --skip-reset'.",
      example: "patchbay mapping reset EID/pretalx/speakers", run: reset),
    Command(
      "mapping", "suggest", ["CONFIG"], options: [json],
      "Suggest API fields for target fields that nothing is mapped to.",
      example: "patchbay mapping suggest EID/pretalx/speakers", run: suggest),
    Command(
      "mapping", "history", ["CONFIG"], options: [json], "List every version of a mapping: when, who, what changed.",
      example: "patchbay mapping history EID/pretalx/speakers", run: history),
    Command(
      "mapping", "diff", ["CONFIG", "VERSION"], options: [json], "Show how today's mapping differs from a version.",
      example: "patchbay mapping diff EID/pretalx/speakers 1", run: diff),
    Command(
      "mapping", "rollback", ["CONFIG", "VERSION"], "Go back to a version of a mapping.",
      example: "patchbay mapping rollback EID/pretalx/speakers 1", run: rollback),
  ]

  @Sendable private static func list(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let (config, rows, notes) = try session.host.mapping(of: arguments.operand(0) ?? "")
    if arguments.has("json") {
      session.print(.array(rows.map(object)))
      return 0
    }
    if rows.isEmpty {
      session.print("Nothing of \(config.name) is mapped.")
    } else {
      session.print(table: ["API FIELD", "TARGET", "TRANSFORMS", "MODE"], rows.map(cells))
    }
    for note in notes { session.print(note) }
    return 0
  }

  /// A row's cells for a table.
  static func cells(_ row: MappingRow) -> [String] {
    let transforms = row.transforms.map(\.description).joined(separator: ", ")
    return [row.from.description, row.target, transforms.isEmpty ? "-" : transforms, row.mode.rawValue]
  }

  private static func object(_ row: MappingRow) -> JSONTree {
    .object([
      .init("from", .string(row.from.description)), .init("to", .string(row.target)),
      .init("transforms", .array(row.transforms.map { .string($0.description) })),
      .init("mode", .string(row.mode.rawValue)),
    ])
  }

  @Sendable private static func set(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let transforms = arguments.all("transform")
    guard transforms.isEmpty || !arguments.has("no-transforms") else {
      throw UsageError("--transform and --no-transforms exclude each other.")
    }
    let change = try session.host.map(
      arguments.operand(1) ?? "", to: arguments.operand(2) ?? "", of: arguments.operand(0) ?? "",
      transforms: arguments.has("no-transforms") ? [] : transforms.isEmpty ? nil : transforms, mode: arguments["mode"])
    show(change, session)
    return 0
  }

  @Sendable private static func remove(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    show(try session.host.unmap(arguments.operand(1) ?? "", of: arguments.operand(0) ?? ""), session)
    session.print("The values that it wrote stay.")
    return 0
  }

  @Sendable private static func reset(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    show(try session.host.resetMapping(of: arguments.operand(0) ?? ""), session)
    return 0
  }

  @Sendable private static func rollback(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    show(
      try session.host.rollbackMapping(of: arguments.operand(0) ?? "", to: try version(arguments)), session)
    return 0
  }

  @Sendable private static func diff(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let differences = try session.host.mappingDifference(
      of: arguments.operand(0) ?? "", since: try version(arguments))
    if arguments.has("json") {
      session.print(.array(differences.map(object)))
    } else if differences.isEmpty {
      session.print("No difference.")
    } else {
      for difference in differences { session.print(words(difference)) }
    }
    return 0
  }

  private static func version(_ arguments: Arguments) throws -> Int64 {
    let text = arguments.operand(1) ?? ""
    guard let version = Int64(text) else { throw UsageError("'\(text)' is not the number of a version.") }
    return version
  }

  @Sendable private static func history(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let history = try session.host.mappingHistory(of: arguments.operand(0) ?? "")
    if arguments.has("json") {
      session.print(
        .array(
          history.map { version, differences in
            .object([
              .init("version", .number(String(version.number))), .init("made", .string(Report.time(version.made))),
              .init("who", .string(version.who)), .init("what", .string(version.what)),
              .init("differences", .array(differences.map(object))),
            ])
          }))
    } else if history.isEmpty {
      session.print("It was never changed.")
    } else {
      for (version, differences) in history.reversed() {
        let who = version.who.isEmpty ? "" : " by \(version.who)"
        session.print("Version \(version.number), \(Report.time(version.made))\(who): \(version.what)")
        for difference in differences { session.print("  \(words(difference))") }
      }
    }
    return 0
  }

  @Sendable private static func suggest(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let suggestions = try session.host.suggestMapping(of: arguments.operand(0) ?? "")
    if arguments.has("json") {
      session.print(
        .array(
          suggestions.map { suggestion in
            .object([
              .init("to", .string(suggestion.target)),
              .init("from", .array(suggestion.candidates.map { .string($0.path) })),
            ])
          }))
    } else if suggestions.isEmpty {
      session.print("Something is mapped to every target field.")
    } else {
      for suggestion in suggestions {
        session.print("\(suggestion.target):\(suggestion.candidates.isEmpty ? " no API field looks like it." : "")")
        for candidate in suggestion.candidates {
          let example = candidate.example.isEmpty ? "" : ", for example \(candidate.example)"
          session.print("  \(candidate.path) (\(candidate.label)\(example))")
        }
      }
    }
    return 0
  }

  // MARK: Changes in words

  private static func show(_ change: MappingChange, _ session: Session) {
    if change.differences.isEmpty {
      session.print("The mapping of \(change.config) is like this already.")
    } else {
      session.print("Mapping of \(change.config), version \(change.version):")
      for difference in change.differences { session.print("  \(words(difference))") }
    }
    for note in change.notes { session.print(note) }
  }

  static func words(_ difference: MappingDifference) -> String {
    switch (difference.before, difference.after) {
    case (let before?, let after?): "changed: \(after.sentence), was \(before.sentence)"
    case (nil, let after?): "new: \(after.sentence)"
    case (let before?, nil): "gone: \(before.sentence)"
    case (nil, nil): ""
    }
  }

  private static func object(_ difference: MappingDifference) -> JSONTree {
    .object([
      .init("to", .string(difference.target)), .init("before", difference.before.map(object) ?? .null),
      .init("after", difference.after.map(object) ?? .null),
    ])
  }
}
