import HostModel
import HostReports
import HostSync

/// `patchbay mapping export`, `patchbay mapping import`
enum MappingFileCommands {
  static let all: [Command] = [
    Command(
      "mapping", "export", ["EID/CONNECTION"],
      options: [.output("The workbook to write (.xlsx).")],
      "Write the mappings of a connection to a workbook, a sheet for each data config, with the kinds of the target"
        + " fields.",
      example: "patchbay mapping export EID/pretalx -o mapping.xlsx", run: export),
    Command(
      "mapping", "import", ["EID/CONNECTION", "FILE"],
      options: [
        .flag(
          "add-metadata",
          "Add the target fields that the event does not have, of the kind that FILE names; where it names none, of the one"
            + " that the connector gives, else text."),
        .flag("yes", "Import without asking."),
      ],
      "Give each data config that FILE has a sheet for (.xlsx, or rows in .csv) exactly that mapping. Shows what changes,"
        + " and asks.", example: "patchbay mapping import EID/pretalx mapping.xlsx", run: importFile),
  ]

  @Sendable private static func export(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    guard let path = arguments["output"] else { throw UsageError("'patchbay mapping export' needs -o FILE.xlsx.") }
    let (connection, _, configs) = try session.host.mappings(of: arguments.operand(0) ?? "")
    let rows = try MappingWorkbook.write(configs, to: path)
    session.print(
      "Wrote \(rows) rows of \(configs.count) data configs of \(connection.name) to '\(path)'. Remove the sheets that are not"
        + " to be imported elsewhere.")
    return 0
  }

  @Sendable private static func importFile(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments.operand(0) ?? ""
    let path = arguments.operand(1) ?? ""
    let (connection, event, configs) = try session.host.mappings(of: name)
    let mappings: [ImportedMapping]
    do {
      mappings = try MappingFile(path, connector: connection.connector, dataTypes: configs.map(\.config.dataType))
        .read()
    } catch let fault as MappingFile.Fault {
      throw InputRefused(fault.description)
    } catch let fault as TableFault {
      throw InputRefused("\(fault) Nothing was imported.")
    }
    let changes = try session.host.importChanges(mappings, into: name, from: path)
    let adds = arguments.has("add-metadata")
    var differs = false
    for change in changes {
      if change.differences.isEmpty {
        session.print("\(change.config): no difference.")
      } else {
        differs = true
        session.print("\(change.config):")
        for difference in change.differences { session.print("  \(Shown.line(MappingCommands.words(difference)))") }
      }
      if adds {
        for (name, kind, question) in change.missingMetadata {
          session.print("  adds the target field \(Shown.line(name)) (\(kind.rawValue)).\(Shown.line(question))")
        }
      } else {
        for note in change.notes { session.print("  \(Shown.line(note))") }
      }
    }
    let left = configs.filter { config in !mappings.contains { $0.dataType == config.config.dataType } }
    if !left.isEmpty { session.print("Stay as they are: \(left.map(\.config.dataType).joined(separator: ", ")).") }
    let hasMissing = adds && changes.contains { !$0.missingMetadata.isEmpty }
    guard differs || hasMissing else {
      session.print("Nothing to import.")
      return 0
    }
    if !arguments.has("yes") {
      guard session.isTerminal, session.confirms("Import these into \(event)/\(connection.name)?") else {
        throw RunRefused(
          "Nothing was imported into \(event)/\(connection.name): it was not confirmed. Run it again with --yes.")
      }
    }
    try session.host.importMappings(mappings, into: name, from: path, addsMetadata: adds)
    session.print(
      "Imported. The mappings before are kept: see 'patchbay mapping history \(changes.first?.config ?? "")'.")
    return 0
  }
}
