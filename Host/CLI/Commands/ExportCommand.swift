import HostModel
import HostReports

/// `patchbay records export`
enum ExportCommand {
  static let command = Command(
    "records", "export", ["EID", "FP_TYPE"],
    options: [
      .value("format", "FORMAT", "csv (RFC 4180, UTF-8), json (one array), or xlsx.", required: true),
      .output("Write to FILE, readable by you alone, instead of standard output; xlsx needs it."),
      .value("config", "CONFIG", "Only the records of this data config."),
      .flag("raw", "csv: leave texts as they are; otherwise a ' is put before what could be taken for a formula."),
    ],
    "Write stored records to a file: id, connection, data_type, and the metadata fields as columns.",
    example: "patchbay records export EID person --format xlsx -o people.xlsx", run: run)

  @Sendable private static func run(_ arguments: Arguments, _ session: Session) throws -> Int32 {
    let name = arguments["format"] ?? ""
    guard let format = ExportFormat(rawValue: name) else {
      let known = ExportFormat.allCases.map(\.rawValue)
      throw UsageError(
        "--format '\(name)' is none of \(known.joined(separator: ", ")).\(Spelling.suggestion(for: name, among: known))"
      )
    }
    guard format == .csv || !arguments.has("raw") else { throw UsageError("--raw is for csv alone.") }
    let path = arguments["output"]
    guard path != nil || format != .xlsx else { throw UsageError("A workbook needs a file: give -o FILE.xlsx.") }
    let line = ProgressLine("export", isTerminal: session.isTerminal && path != nil)
    defer { line.end() }
    let count = try session.host.export(
      arguments.operand(0) ?? "", arguments.operand(1) ?? "", config: arguments["config"],
      as: format, isRaw: arguments.has("raw"), to: path
    ) { progress in
      switch progress {
      case .rows(let rows): line.show("\(Report.grouped(rows)) records", isOneOfMany: true)
      case .packing(let rows): line.show("packing \(Report.grouped(rows)) records", isOneOfMany: false)
      }
    }
    line.end()
    if let path { session.print("Wrote \(Report.grouped(count)) record\(count == 1 ? "" : "s") to '\(path)'.") }
    return 0
  }
}
