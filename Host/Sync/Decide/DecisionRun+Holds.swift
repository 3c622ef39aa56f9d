import HostMapping
import HostModel
import HostStorage
import RecordJSON

// What the guard holds is applied, or kept from being applied (DESIGN §2, rules 2 and 3).
extension DecisionRun {
  /// Applies these holds. Those that ended meanwhile are none any more, and nothing becomes of them.
  func approve(_ holds: [Hold], reason: String) throws -> RunResult {
    let unstorable = holds.count { !$0.isDeletion && $0.record.utf8.count > RecordID.longest }
    if unstorable > 0, holds.contains(where: \.isDeletion) {
      throw RunRefused(
        "Nothing of \(config.name) was approved: \(unstorable.grouped) of the held creations \(unstorable == 1 ? "has an id" : "have ids")"
          + " of more than \(RecordID.longest.grouped) bytes and cannot be stored, so the held deletions would leave nobody in"
          + " their place. What is held stays held. Approve the deletions by their ids if they are right, or 'patchbay"
          + " deletions discard \(config.name)'.")
    }
    let kinds = try slots().kinds
    return try perform(.approve) { records, outcome, _ in
      outcome.reason = reason
      for hold in holds {
        let id = Array(hold.record.utf8)
        let stored = try store.stored(id, of: config.id)
        let isLive = stored?.status == .live
        try id.withUnsafeBytes { bytes in
          switch hold.kind {
          case .absence where isLive: try records.leave(bytes, skippedAs: nil)
          case .skipped where isLive: try records.leave(bytes, skippedAs: hold.print)
          case .creation where id.count > RecordID.longest: outcome.report(.tooLong(id))
          case .creation where !isLive:
            guard let body = try store.heldBody(hold.record, of: config.id) else {
              throw store.damaged("a held creation", hold.record)
            }
            let references = try store.heldReferences(hold.record, of: config.id)
            try StoredValues.inOneForm(body, kinds).withUnsafeBytes { body in
              try references.withUnsafeBytes {
                try records.create(bytes, hold.print, body, row: stored?.row ?? 0, references: $0)
              }
            }
          default: outcome.leftAlone += 1
          }
        }
        try store.endHold(hold.record, of: config.id)
      }
      outcome.reason += try creationsLeft(after: holds)
    }
  }

  /// Sees to it that creations wait for a person that were held along with decided deletions; says so, beginning with a
  /// space, or nothing if there are none.
  private func creationsLeft(after decided: [Hold]) throws -> String {
    let deletions = decided.count { $0.isDeletion }
    try store.noteDecided(deletions: deletions, of: config.id)
    let left = try store.heldCounts(of: config.id)
    guard deletions > 0, left.creations > 0 else { return "" }
    let held = RunCounts.held(deletions: left.deletions, creations: left.creations)
    let count = left.deletions + left.creations
    return " \(held) \(count == 1 ? "stays" : "stay") held. \(Hold.waysOut(count, of: config))"
  }

  /// Keeps these holds from being applied: records whose deletion is held stay, those whose creation is held stay out.
  func discard(_ holds: [Hold]) throws -> RunResult {
    try perform(.edit) { records, outcome, run in
      let deletions = holds.count { $0.isDeletion }
      outcome.reason = Self.sentence(deletions: deletions, creations: holds.count - deletions)
      for hold in holds {
        try store.discard(hold, run: run)
        try records.logDecision(.discarded, of: Array(hold.record.utf8))
      }
      outcome.reason += try creationsLeft(after: holds)
    }
  }

  static func sentence(deletions: Int, creations: Int) -> String {
    func held(_ count: Int, _ what: String) -> String { "\(count.grouped) held \(what)\(count == 1 ? "" : "s")" }
    var parts: [String] = []
    if deletions > 0 {
      parts.append(
        "\(held(deletions, "deletion")) discarded: the \(deletions == 1 ? "record stays" : "records stay") until the vendor"
          + " delivers \(deletions == 1 ? "it" : "them") again.")
    }
    if creations > 0 {
      parts.append(
        "\(held(creations, "creation")) discarded: the \(creations == 1 ? "record stays" : "records stay") out until the"
          + " vendor offers something else.")
    }
    return parts.joined(separator: " ")
  }
}
