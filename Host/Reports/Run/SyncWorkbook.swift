import Foundation
import HostModel
import HostStorage
import HostSync

/// An applied run as a workbook: its counts, what it did to whom, and what should be looked at (DESIGN §6).
package struct SyncWorkbook {
  private let reader: RunReader
  /// False: ids, fields and counts alone, no name and no value.
  private let withPeople: Bool

  package init(_ reader: RunReader, withPeople: Bool = true) {
    self.reader = reader
    self.withPeople = withPeople
  }

  /// Writes it in constant memory; what was at `path` is replaced only by a whole workbook.
  package func write(to path: String, progress: @escaping (WorkbookProgress) throws -> Void = { _ in }) throws {
    let book = try WorkbookWriter(path, made: reader.run.finished, progress: progress)
    try writeStatus(to: book)
    if reader.run.counts.created + reader.run.counts.updated + reader.run.counts.deleted > 0 {
      try writeChanges(to: book)
    }
    if reader.problemCount > 0 { try writeProblems(to: book) }
    if !reader.holds.isEmpty { try writeHolds(to: book) }
    if reader.kept.count > 0 { try writeKept(to: book) }
    try book.close()
  }

  private func writeStatus(to book: WorkbookWriter) throws {
    let (run, counts) = (reader.run, reader.run.counts)
    let titles = [
      "Status", "fp_type", "Received", "Created", "Unchanged", "Updated", "Deleted", "Skipped", "Invalid", "Duplicated",
      "Held deletions", "Held creations", "Reason", "Data config", "Run", "Kind", "Started (UTC)", "Finished (UTC)",
    ]
    let sheet = try book.sheet("Sync report", columns: titles.map { WorkbookColumn($0) })
    func time(_ seconds: Double?) -> WorkbookCell {
      seconds.map { .text(Date(timeIntervalSince1970: $0).formatted(.iso8601)) } ?? .empty
    }
    try sheet.append(
      [.text(run.status.rawValue, run.status == .completed ? .plain : .changed), .text(reader.config.fpType.rawValue)]
        + counts.listed.map { .number($0.count) }
        + [
          .text(run.reason), .text(run.config), .number(Int(run.id)), .text(run.kind.rawValue), time(run.started),
          time(run.finished),
        ])
  }

  private func writeChanges(to book: WorkbookWriter) throws {
    let titles = ["id", "Who", "What", "Field", "Before", "After"]
    let sheet = try book.sheet("Changes", columns: titles.map { WorkbookColumn($0) }, frozenColumns: 2)
    try reader.forEachChange { change in
      try sheet.append([
        .text(change.record), .text(withPeople ? change.who : ""), .text(Self.word(change.kind)), .text(change.field),
        .text(withPeople ? change.before : ""), .text(withPeople ? change.after : ""),
      ])
    }
  }

  private static func word(_ kind: RecordChange.Kind) -> String {
    switch kind {
    case .created: "created"
    case .updated: "updated"
    case .deleted: "deleted"
    case .returned: "came back"
    case .discarded: "discarded"
    case .heldAgain: "held again"
    }
  }

  private func writeProblems(to book: WorkbookWriter) throws {
    let sheet = try book.sheet("Problems", columns: ["id", "Field", "What"].map { WorkbookColumn($0) })
    for problem in reader.problems {
      // What is said of a record's field quotes its value.
      let quotes = !problem.record.isEmpty && !problem.field.isEmpty
      let words = quotes && !withPeople ? "its value does not fit" : problem.reason
      try sheet.append([.text(problem.record), .text(problem.field), .text(words)])
    }
    let more = reader.problemCount - reader.problems.count
    if more > 0 { try sheet.append([.empty, .empty, .text("… and \(more) more, of which only the number is kept.")]) }
  }

  private func writeHolds(to book: WorkbookWriter) throws {
    let sheet = try book.sheet("Held", columns: ["id", "What", "Since run", "Why"].map { WorkbookColumn($0) })
    for hold in reader.holds {
      try sheet.append([
        .text(hold.record), .text(hold.isDeletion ? "deletion" : "creation"), .number(Int(hold.run)),
        .text(hold.reason),
      ])
    }
  }

  private func writeKept(to book: WorkbookWriter) throws {
    let sheet = try book.sheet(
      "Kept by hand", columns: ["id", "Field", "What", "Since run"].map { WorkbookColumn($0) })
    for item in reader.kept.items {
      try sheet.append([
        .text(item.record), .text(item.field), .text(withPeople ? item.words : ""), .number(Int(item.run)),
      ])
    }
    let more = reader.kept.count - reader.kept.items.count
    if more > 0 { try sheet.append([.empty, .empty, .text("… and \(more) more.")]) }
  }
}
