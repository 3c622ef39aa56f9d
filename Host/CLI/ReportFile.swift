import Glibc
import HostModel
import HostReports
import HostSync

/// A run's report as a workbook.
enum ReportFile {
  /// Refuses a name that no workbook could be written under; called before the vendor is asked for anything.
  static func check(_ path: String?) throws {
    guard let path else { return }
    guard path.lowercased().hasSuffix(".xlsx") else {
      throw UsageError("-o '\(path)': a report is a workbook. Give a name that ends with .xlsx.")
    }
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    guard access(folder, W_OK | X_OK) == 0 else {
      throw UsageError(
        "-o '\(path)': nothing can be written in '\(folder)': \(String(cString: strerror(errno))). Give another folder."
      )
    }
  }

  /// Writes it if there is a name for it, with progress on a terminal: four sheets for a kept preview, else those of a sync.
  static func write(_ run: Run, to path: String?, _ session: Session, saysSo: Bool = true) throws {
    guard let path else { return }
    let line = ProgressLine("report", isTerminal: session.isTerminal)
    defer { line.end() }
    let progress: (WorkbookProgress) -> Void = { progress in
      switch progress {
      case .rows(let rows): line.show("\(Report.grouped(rows)) rows", isOneOfMany: true)
      case .packing(let rows): line.show("packing \(Report.grouped(rows)) rows", isOneOfMany: false)
      }
    }
    if run.kind == .preview {
      try PreviewWorkbook(session.host.previewReader(run)).write(to: path, progress: progress)
    } else {
      try SyncWorkbook(session.host.runReader(run)).write(to: path, progress: progress)
    }
    line.end()
    if saysSo { session.print("Wrote the report to '\(path)'.") }
  }
}
