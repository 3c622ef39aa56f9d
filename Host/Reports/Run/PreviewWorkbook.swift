import HostModel
import HostStorage
import HostSync

/// A kept preview as a workbook of four sheets: what a sync would do, what the vendor sent, what would be stored, and which
/// ids came twice (the seed document; DESIGN §6).
package struct PreviewWorkbook {
  private let preview: PreviewReader

  package init(_ preview: PreviewReader) { self.preview = preview }

  /// Writes it in constant memory; what was at `path` is replaced only by a whole workbook.
  package func write(to path: String, progress: @escaping (WorkbookProgress) throws -> Void = { _ in }) throws {
    let book = try WorkbookWriter(path, made: preview.run.finished, progress: progress)
    let (columns, more) = preview.columns
    let stats = try preview.stats()
    try StatsSheet(preview: preview, stats: stats, columnsLeftOut: more).write(
      to: try book.sheet("Stats", widths: [34, 34, 12, 12, 14, 26]))
    try writeRaw(columns, to: book)
    try writeSynced(to: book)
    try writeDuplicates(to: book)
    try book.close()
  }

  private func writeRaw(_ columns: [String], to book: WorkbookWriter) throws {
    let sheet = try book.sheet("Raw API Data", columns: columns.map { WorkbookColumn($0) })
    try preview.forEachRow(of: columns) { row in try sheet.append(row.map { ReportCells.cell($0) }) }
  }

  private func writeSynced(to book: WorkbookWriter) throws {
    let fields = preview.metadata
    let titles = ["id"] + fields.map(\.name) + ["Change", "Changed fields, with what they held"]
    let sheet = try book.sheet("Synced Data", columns: titles.map { WorkbookColumn($0) }, frozenColumns: 1)
    let names = Dictionary(fields.map { ($0.slot, $0.name) }) { first, _ in first }
    try preview.forEachSynced { record in
      let changed = Set(record.before.map(\.slot))
      let values = fields.map { field in
        record.values.indices.contains(field.slot)
          ? ReportCells.cell(stored: record.values[field.slot], changed.contains(field.slot) ? .changed : .plain)
          : .empty
      }
      let words = record.before.map { old in
        let before = PatchbayHost.text(old.value)
        return "\(names[old.slot] ?? "?"): \(before.isEmpty ? "(empty)" : "'\(before)'")"
      }
      let isQuiet = record.change == .unchanged
      try sheet.append(
        [.text(record.id)] + values + [
          .text(record.change.rawValue, isQuiet ? .plain : .changed), .text(words.joined(separator: "; ")),
        ])
    }
  }

  private func writeDuplicates(to book: WorkbookWriter) throws {
    let sheet = try book.sheet(
      "Duplicated Ids (failed)", columns: [WorkbookColumn("id"), WorkbookColumn("What came twice")])
    try preview.forEachDuplicate { try sheet.append([.text($0.record), .text($0.reason)]) }
  }
}
