import Foundation
import HostMapping
import HostModel
import HostStorage
import HostSync

/// The first sheet of a preview: counts, how full each field is, and everything that should be looked at.
struct StatsSheet {
  let preview: PreviewReader
  let stats: PreviewStats
  /// API fields that the raw sheet has no column for.
  let columnsLeftOut: Int

  func write(to sheet: SheetWriter) throws {
    let run = preview.run
    try sheet.append([.text("Preview of \(preview.config.name)", .title)])
    try sheet.append([.text("Run"), .number(Int(run.id))])
    try sheet.append([.text("Status after a sync"), .text(run.status.rawValue)])
    try sheet.append([
      .text("Vendor asked at (UTC)"), .text(Date(timeIntervalSince1970: run.started).formatted(.iso8601)),
    ])
    try sheet.append([.text("Records become"), .text(preview.config.fpType.rawValue)])
    if !run.reason.isEmpty { try sheet.append([.text("Note"), .text(run.reason, .changed)]) }
    try writeCounts(to: sheet)
    try writeFields(to: sheet)
    try writeLists(to: sheet)
    try writeProblems(to: sheet)
  }

  private func heading(_ title: String, _ columns: [String], to sheet: SheetWriter) throws {
    try sheet.append([])
    try sheet.append([.text(title, .title)])
    if !columns.isEmpty { try sheet.append(columns.map { .text($0, .bold) }) }
  }

  private func writeCounts(to sheet: SheetWriter) throws {
    let counts = preview.run.counts
    try heading("What a sync would do", ["", "Records"], to: sheet)
    let lines: [(String, Int)] = [
      ("Received", counts.received), ("Created", counts.created), ("Unchanged", counts.unchanged),
      ("Updated", counts.updated), ("Deleted", counts.deleted), ("Skipped", counts.skipped),
      ("Invalid", counts.invalid),
      ("Duplicated", counts.duplicated), ("Held deletions", counts.heldDeletions),
      ("Held creations", counts.heldCreations), ("Kept by hand", stats.kept.count),
    ]
    let harmless: Set<String> = ["Received", "Created", "Unchanged", "Updated"]
    for (name, count) in lines {
      try sheet.append([.text(name), .number(count, count > 0 && !harmless.contains(name) ? .changed : .plain)])
    }
    try heading("Skipped is a record when", [], to: sheet)
    for rule in stats.skipRule.isEmpty ? ["(never)"] : stats.skipRule { try sheet.append([.text(rule)]) }
  }

  private func writeFields(to sheet: SheetWriter) throws {
    try heading(
      "How many records have a value", ["API field", "Target fields", "Filled", "Share", "Last good run", "Look at"],
      to: sheet)
    for fill in stats.fills {
      let before = fill.before.map { ReportCells.share($0.filled, of: $0.received) } ?? .text("-")
      try sheet.append([
        .text(fill.path), .text(fill.targets.joined(separator: ", ")), .number(fill.now.filled),
        ReportCells.share(fill.now.filled, of: fill.now.received), before,
        fill.warning.isEmpty ? .empty : .text(fill.warning, .changed),
      ])
    }
  }

  private func writeLists(to sheet: SheetWriter) throws {
    if !stats.missingMetadata.isEmpty {
      try heading("Mapped, but the event has no such field: values are left out", [], to: sheet)
      for name in stats.missingMetadata {
        try sheet.append([.text(name, .changed), .text("patchbay metadata add-missing \(preview.config.name)")])
      }
    }
    for (title, fields) in [
      ("New at the vendor: not in the connector's list, not in the preview before", stats.newFields),
      ("Gone at the vendor: in the preview before, not in this one", stats.goneFields),
    ] where !fields.isEmpty {
      try heading(title, [], to: sheet)
      for field in fields { try sheet.append([.text(field)]) }
    }
    if columnsLeftOut + stats.recordsLeftOut > 0 { try heading("Left out of the raw data", [], to: sheet) }
    if columnsLeftOut > 0 {
      try sheet.append([
        .text("The records have \(columnsLeftOut) fields more than the \(PreviewReader.mostColumns) that are shown.")
      ])
    }
    if stats.recordsLeftOut > 0 {
      let count = stats.recordsLeftOut
      try sheet.append([
        .text(
          count == 1
            ? "1 record that was erased, or names one that was."
            : "\(count) records that were erased, or name one that was.")
      ])
    }
    if stats.kept.count > 0 {
      try heading("Kept by hand (\(stats.kept.count))", ["Record", "Field", "What", "Since run"], to: sheet)
      for item in stats.kept.items {
        try sheet.append([.text(item.record), .text(item.field), .text(item.words), .number(Int(item.run))])
      }
    }
    if stats.equalEmailCount > 0 {
      try heading(
        "Equal e-mails under different ids (\(stats.equalEmailCount)): information, never merged", ["E-mail", "Ids"],
        to: sheet)
      for (email, ids) in stats.equalEmails { try sheet.append([.text(email), .text(ids.joined(separator: ", "))]) }
    }
  }

  private func writeProblems(to sheet: SheetWriter) throws {
    var count = 0
    try preview.forEachProblem { problem in
      if count == 0 { try heading("Problems", ["Record", "Field", "What"], to: sheet) }
      count += 1
      try sheet.append([.text(problem.record), .text(problem.field), .text(problem.reason)])
    }
  }
}
