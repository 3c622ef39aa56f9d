import Foundation
import HostModel
import HostSync
import RecordJSON

/// How runs are shown: as text for a person, as JSON for a program (DESIGN §6).
enum Report {
  static func json(_ run: Run) -> JSONTree {
    .object([
      .init("run", .number(String(run.id))), .init("config", .string(run.config)),
      .init("kind", .string(run.kind.rawValue)), .init("status", .string(run.status.rawValue)),
      .init("reason", .string(run.reason)),
      .init("counts", .object(run.counts.listed.map { .init($0.name, .number(String($0.count))) })),
      .init("started", .string(time(run.started))), .init("finished", run.finished.map { .string(time($0)) } ?? .null),
      .init("forced", .bool(run.isForced)), .init("automatic", .bool(run.isAutomatic)),
      .init("incremental", .bool(run.isIncremental)),
    ])
  }

  static func json(_ run: Run, problems: [Problem], count: Int, kept: KeptList? = nil) -> JSONTree {
    guard case .object(var members) = json(run) else { return .null }
    let list = problems.map { problem in
      JSONTree.object([
        .init("record", .string(problem.record)), .init("field", .string(problem.field)),
        .init("reason", .string(problem.reason)),
      ])
    }
    members += [.init("problemCount", .number(String(count))), .init("problems", .array(list))] + json(run.output)
    if let kept {
      let items = kept.items.map { item in
        JSONTree.object([
          .init("record", .string(item.record)), .init("field", .string(item.field)),
          .init("words", .string(item.words)), .init("run", .number(String(item.run))),
        ])
      }
      members += [.init("keptCount", .number(String(kept.count))), .init("kept", .array(items))]
    }
    return .object(members)
  }

  /// UTC, to the second.
  static func time(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(.iso8601)
  }

  static func text(_ run: Run, fpType: String? = nil) -> String {
    let title =
      switch run.kind {
      case .preview: "Preview of"
      case .sync: run.isAutomatic ? "Automatic sync of" : "Sync of"
      case .approve: "Approval for"
      case .undo: "Undo in"
      case .edit: "Edit in"
      }
    var lines = ["\(title) \(run.config): \(run.status.rawValue) (run \(run.id))"]
    if !run.reason.isEmpty { lines.append("  " + Shown.line(run.reason)) }
    guard [.completed, .partial, .incomplete].contains(run.status) else { return lines.joined(separator: "\n") }
    let c = run.counts
    let always: [(String, Int)] = [
      ("Received", c.received), ("Created", c.created), ("Unchanged", c.unchanged), ("Updated", c.updated),
      ("Deleted", c.deleted), ("Skipped", c.skipped),
    ]
    let rare: [(String, Int)] = [
      ("Invalid", c.invalid), ("Duplicated", c.duplicated), ("Held deletions", c.heldDeletions),
      ("Held creations", c.heldCreations),
    ]
    let cells = always + rare.filter { $0.1 > 0 }
    lines.append("  " + cells.map { "\($0.0) \(grouped($0.1))" }.joined(separator: " · "))
    if run.isIncremental { lines.append("  The vendor was asked only for what changed since the last run.") }
    if c.skipped > 0 {
      lines.append("  Skipped: by the skip rule ('patchbay configs show'), for what they point at, or as erased.")
    }
    return lines.joined(separator: "\n")
  }

  static func text(_ problems: [Problem], count: Int, limit: Int) -> String {
    guard count > 0 else { return "" }
    var lines = ["  Problems (\(grouped(count))):"]
    for problem in problems.prefix(limit) {
      let place = [ShortText.shown(problem.record), problem.field].filter { !$0.isEmpty }.joined(separator: " · ")
      lines.append("    " + Shown.line((place.isEmpty ? "" : place + ": ") + problem.reason))
    }
    if count > limit { lines.append("    … and \(grouped(count - min(limit, problems.count))) more.") }
    return lines.joined(separator: "\n")
  }

  static func text(_ kept: KeptList, limit: Int) -> String {
    guard kept.count > 0 else { return "" }
    var lines = ["  Kept by hand (\(grouped(kept.count))):"]
    for item in kept.items.prefix(limit) {
      let place = [ShortText.shown(item.record), item.field].filter { !$0.isEmpty }.joined(separator: " · ")
      lines.append("    " + Shown.line("\(place): \(item.words) (run \(item.run))"))
    }
    if kept.count > limit { lines.append("    … and \(grouped(kept.count - min(limit, kept.items.count))) more.") }
    return lines.joined(separator: "\n")
  }

  static func text(_ title: String, _ examples: [RecordExample]) -> String {
    guard !examples.isEmpty else { return "" }
    var lines = ["  \(title):"]
    for example in examples {
      // Sorting is by what tells a person most; it keeps the order of the rest.
      let sorted = example.fields.enumerated().sorted {
        (Telling.rank($0.element.name), $0.offset) < (Telling.rank($1.element.name), $1.offset)
      }
      let fields = sorted.map(\.element).prefix(5).map { field in
        field.before.isEmpty
          ? "\(field.name) \(cut(field.after))" : "\(field.name) \(cut(field.before)) → \(cut(field.after))"
      }
      lines.append("    \(Shown.line(ShortText.shown(example.id))): " + fields.joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
  }

  private static func cut(_ text: String) -> String { "'\(Shown.short(text, 40))'" }

  /// `1 page`, `12,345 pages`.
  static func counted(_ number: Int, _ noun: String) -> String { "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")" }

  /// `12,345`.
  static func grouped(_ number: Int) -> String { number.grouped }
}
