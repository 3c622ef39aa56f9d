import HostModel
import HostStorage

// What a discard decided waits for a person again, and the other way round (DESIGN §2, rules 2 and 3).
extension DecisionRun {
  /// What an undo did with holds.
  struct UndoneDecisions {
    var heldAgain = 0
    var deletionsHeldAgain = 0
    var discardedDeletions = 0
    /// Held deletions of records that the undo took out itself.
    var endedDeletions = 0
    var discardedCreations = 0

    /// What to know of it, beginning with a space; empty if there is nothing.
    func sentence(_ config: String) -> String {
      var words = ""
      if heldAgain > 0 {
        words +=
          " \(heldAgain.grouped) record\(heldAgain == 1 ? " waits" : "s wait") for a decision again: see 'patchbay deletions list"
          + " \(config)'."
      }
      if discardedDeletions + discardedCreations > 0 {
        words += " " + DecisionRun.sentence(deletions: discardedDeletions, creations: discardedCreations)
      }
      return words
    }
  }

  /// What a run discarded is held again, unless the vendor or a person settled it since.
  func holdAgain(
    _ change: RecordChange, of undone: Run, _ records: RecordWriter, _ outcome: inout Outcome,
    _ decisions: inout UndoneDecisions
  ) throws {
    guard try store.holdAgain(change.record, of: config.id, discardedBy: undone.id) else {
      return leaveAlone(
        (String(decoding: change.record, as: UTF8.self), ""),
        "what was discarded does not stand any more, because the vendor has delivered or changed it since, or a person"
          + " decided otherwise", &outcome)
    }
    try records.logDecision(.heldAgain, of: change.record)
    decisions.heldAgain += 1
    let id = String(decoding: change.record, as: UTF8.self)
    if try store.hold(id, of: config.id)?.isDeletion == true { decisions.deletionsHeldAgain += 1 }
  }

  /// What an undo held again is discarded again, if it is held still.
  func discardAgain(
    _ change: RecordChange, _ records: RecordWriter, _ outcome: inout Outcome, _ decisions: inout UndoneDecisions,
    _ run: Run
  ) throws {
    let id = String(decoding: change.record, as: UTF8.self)
    guard let hold = try store.hold(id, of: config.id) else {
      return leaveAlone((id, ""), "nothing is held of it any more", &outcome)
    }
    try store.discard(hold, run: run)
    try records.logDecision(.discarded, of: change.record)
    if hold.isDeletion { decisions.discardedDeletions += 1 } else { decisions.discardedCreations += 1 }
  }
}
