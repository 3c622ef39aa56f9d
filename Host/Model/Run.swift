/// What a run was for.
package enum RunKind: String, Sendable, CaseIterable {
  case preview, sync, approve, undo, edit

  /// `a preview`, `an approval`.
  package var withArticle: String {
    switch self {
    case .preview: "a preview"
    case .sync: "a sync"
    case .approve: "an approval"
    case .undo: "an undo"
    case .edit: "an edit"
    }
  }
}

/// How a run ended.
package enum RunStatus: String, Sendable, CaseIterable {
  case running
  /// Everything applied.
  case completed
  /// Applied, with problems, invalid records or holds.
  case partial
  /// The vendor failed midway: what came is applied, nothing was deleted.
  case incomplete
  /// Nothing applied.
  case failed
  case refused, cancelled, interrupted
}

/// What became of the records of a run.
package struct RunCounts: Sendable, Hashable {
  package var received = 0
  package var created = 0
  package var unchanged = 0
  package var updated = 0
  package var deleted = 0
  package var skipped = 0
  package var invalid = 0
  package var duplicated = 0
  package var heldDeletions = 0
  package var heldCreations = 0

  package init() {}

  /// True if every received record is counted once (DESIGN §6).
  package var addUp: Bool {
    received == created + unchanged + updated + skipped + invalid + duplicated + heldCreations
  }

  /// `1,011 deletions and 1 creation`.
  package static func held(deletions: Int, creations: Int) -> String {
    [(deletions, "deletion"), (creations, "creation")].filter { $0.0 > 0 }
      .map { "\($0.0.grouped) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: " and ")
  }

  /// The counts in the order of the report, with the names of the JSON form.
  package var listed: [(name: String, count: Int)] {
    [
      ("received", received), ("created", created), ("unchanged", unchanged), ("updated", updated),
      ("deleted", deleted), ("skipped", skipped), ("invalid", invalid), ("duplicated", duplicated),
      ("heldDeletions", heldDeletions), ("heldCreations", heldCreations),
    ]
  }
}

/// Something about one record, or one field of all, that a person should look at.
package struct Problem: Sendable, Hashable {
  /// Empty if it concerns the run or a record without id.
  package var record: String
  package var field: String
  package var reason: String
  /// True for a record that came twice in one run.
  package var isDuplicate: Bool

  package init(record: String = "", field: String = "", reason: String, isDuplicate: Bool = false) {
    self.record = record
    self.field = field
    self.reason = reason
    self.isDuplicate = isDuplicate
  }
}

/// One preview, sync, approval, undo or edit, as history keeps it.
package struct Run: Sendable, Hashable {
  package var id: Int64
  package var config: String
  package var kind: RunKind
  package var status: RunStatus
  /// One sentence; empty if there is nothing to say.
  package var reason: String
  package var counts: RunCounts
  /// Seconds since 1970, UTC.
  package var started: Double
  package var finished: Double?
  /// True if a person asked for it against the hour between manual syncs, or after three crashes.
  package var isForced: Bool
  /// True if it asked only for what had changed since the last one.
  package var isIncremental: Bool
  /// True if no person asked for it.
  package var isAutomatic: Bool
  /// What its connector logged and printed; empty in lists of runs.
  package var output = ConnectorOutput()

  package init(
    id: Int64, config: String, kind: RunKind, status: RunStatus, reason: String = "", counts: RunCounts = RunCounts(),
    started: Double, finished: Double? = nil, isForced: Bool = false, isAutomatic: Bool = false,
    isIncremental: Bool = false
  ) {
    self.id = id
    self.config = config
    self.kind = kind
    self.status = status
    self.reason = reason
    self.counts = counts
    self.started = started
    self.finished = finished
    self.isForced = isForced
    self.isIncremental = isIncremental
    self.isAutomatic = isAutomatic
  }
}
