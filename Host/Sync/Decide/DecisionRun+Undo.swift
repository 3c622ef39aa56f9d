import HostMapping
import HostModel
import HostStorage
import RecordJSON

// What a run did is put back, field by field (DESIGN §2, rule 3).
extension DecisionRun {
  /// Puts back each value that is still the one that the run wrote, and holds again what it discarded; lists what was
  /// changed since, which stays.
  func undo(_ undone: Run) throws -> RunResult {
    let slots = try slots()
    return try perform(.undo, undoing: undone.id) { records, outcome, run in
      var changes = 0
      var decisions = UndoneDecisions()
      try store.forEachChange(of: undone.id) { change in
        changes += 1
        let before = records.created + records.updated + records.left
        let problems = outcome.problemCount
        switch change.kind {
        case .created, .returned: try takeOut(change, &records, &outcome, &decisions, run, slots.kinds)
        case .deleted: try bringBack(change, &records, &outcome, run)
        case .updated: try restore(change, &records, &outcome, run, slots)
        case .discarded: try holdAgain(change, of: undone, records, &outcome, &decisions)
        case .heldAgain: try discardAgain(change, records, &outcome, &decisions, run)
        }
        if records.created + records.updated + records.left == before, outcome.problemCount > problems {
          outcome.leftAlone += 1
        }
      }
      try store.forgetDecided(
        deletions: decisions.deletionsHeldAgain, of: config.id, heldUntil: undone.started)
      try store.noteDecided(deletions: decisions.discardedDeletions + decisions.endedDeletions, of: config.id)
      // What the vendor lacks and offers may be another since the discard: whoever approves it now asks first.
      if decisions.heldAgain > 0, try store.lastJudged(config.id) ?? 0 > undone.started {
        try store.forgetJudgement(of: config.id)
      }
      outcome.reason =
        changes == 0
        ? "Run \(undone.id) changed no record: there was nothing to undo."
        : "Undoes run \(undone.id).\(decisions.sentence(config.name))"
    }
  }

  typealias Words = (record: String, field: String)

  func leaveAlone(_ words: Words, _ why: String, _ outcome: inout Outcome) {
    outcome.report(Problem(record: words.record, field: words.field, reason: "Left as it is: \(why)."))
  }

  /// A record that the run created leaves, unless something of it was changed since.
  private func takeOut(
    _ change: RecordChange, _ records: inout RecordWriter, _ outcome: inout Outcome,
    _ decisions: inout UndoneDecisions, _ run: Run, _ kinds: SlotKinds
  ) throws {
    let words = (record: String(decoding: change.record, as: UTF8.self), field: "")
    guard let stored = try store.stored(change.record, of: config.id), stored.status == .live else {
      return leaveAlone(words, "it has left since", &outcome)
    }
    if let later = try lastChange(after: change, stored.body, kinds) {
      return leaveAlone(words, "run \(later) changed it since", &outcome)
    }
    try change.record.withUnsafeBytes { try records.leave($0, skippedAs: nil) }
    if try store.hold(words.record, of: config.id)?.isDeletion == true { decisions.endedDeletions += 1 }
    try store.endHold(words.record, of: config.id)
    // If it was kept from leaving, the vendor does not offer it, and there is nothing to keep out.
    if try !store.endKept(.leaving, of: change.record, in: config.id) {
      try store.keep(
        Kept(
          record: change.record, subject: .creation, offered: try offered(change.record, stored.body), run: run.id,
          since: run.started), in: config.id)
    }
  }

  /// What the vendor offers for a record: its values, but for those that are kept against the offer, or beside which
  /// another offer stands.
  private func offered(_ record: [UInt8], _ body: [UInt8]) throws -> [UInt8] {
    var offers = try store.untaken(of: record, in: config.id).filter { $0.value != StoredValues.null }
    for kept in try store.kept(of: record, in: config.id) {
      if case .field(let slot) = kept.subject { offers[slot] = kept.offered }
    }
    return offers.isEmpty ? body : StoredValues.replacing(offers, in: body)
  }

  /// The last run that made a record other than `change` left it, or nil if it is as it was then.
  private func lastChange(after change: RecordChange, _ body: [UInt8], _ kinds: SlotKinds) throws -> Int64? {
    let later = try store.changes(of: change.record, in: config.id, after: change.id).filter { !$0.kind.isDecision }
    var first: [Int: [UInt8]] = [:]
    for change in later {
      guard let fields = change.fields else { return change.run }
      for field in fields where first[field.slot] == nil { first[field.slot] = field.before }
    }
    let now = StoredValues.slots(of: body)
    let isSame = first.allSatisfy { slot, value in
      kinds.areSame(now.indices.contains(slot) ? now[slot] : StoredValues.null, value, in: slot)
    }
    return isSame ? nil : later.last?.run
  }

  /// A record that the run deleted becomes live again with the values it had.
  private func bringBack(
    _ change: RecordChange, _ records: inout RecordWriter, _ outcome: inout Outcome, _ run: Run
  ) throws {
    let words = (record: String(decoding: change.record, as: UTF8.self), field: "")
    guard let stored = try store.stored(change.record, of: config.id), stored.row > 0 else {
      return leaveAlone(words, "its values are no longer kept", &outcome)
    }
    guard stored.status != .live else {
      let later = try store.changes(of: change.record, in: config.id, after: change.id).last { $0.kind == .returned }
      return leaveAlone(words, later.map { "run \($0.run) brought it back" } ?? "it is back already", &outcome)
    }
    // An offer that the skip rule names must not be taken for the one that made the record.
    let print = stored.status == .skipped ? Fingerprint128(lo: 0, hi: 0) : stored.print
    try change.record.withUnsafeBytes { id in
      try stored.body.withUnsafeBytes { try records.create(id, print, $0, row: stored.row) }
    }
    // If it was kept out, the vendor does offer it, and there is nothing to keep in.
    if try !store.endKept(.creation, of: change.record, in: config.id) {
      try store.keep(
        Kept(record: change.record, subject: .leaving, offered: [], run: run.id, since: run.started), in: config.id)
    }
  }

  private func restore(
    _ change: RecordChange, _ records: inout RecordWriter, _ outcome: inout Outcome, _ run: Run, _ slots: Slots
  ) throws {
    let record = String(decoding: change.record, as: UTF8.self)
    guard let stored = try store.stored(change.record, of: config.id), stored.status == .live else {
      return leaveAlone((record, ""), "it has left since", &outcome)
    }
    guard let fields = change.fields else {
      return leaveAlone((record, ""), "its earlier values are no longer kept", &outcome)
    }
    let now = StoredValues.slots(of: stored.body)
    var wanted: [Int: [UInt8]] = [:]
    for field in fields {
      guard let name = slots.names[field.slot] else {
        leaveAlone((record, ""), "a field that it changed does not exist any more", &outcome)
        continue
      }
      let value = now.indices.contains(field.slot) ? now[field.slot] : StoredValues.null
      if slots.kinds.areSame(value, field.after, in: field.slot) {
        // What only spelt a value otherwise changed nothing.
        guard !slots.kinds.areSame(field.before, field.after, in: field.slot) else { continue }
        wanted[field.slot] = slots.kinds.oneForm(field.before, in: field.slot)
        try keep(field.slot, of: change.record, value: field.before, before: field.after, run, slots)
      } else {
        let later = try store.changes(of: change.record, in: config.id, after: change.id).last {
          $0.fields?.contains { $0.slot == field.slot } ?? true
        }
        leaveAlone((record, name), later.map { "run \($0.run) changed it since" } ?? "it was changed since", &outcome)
      }
    }
    guard !wanted.isEmpty else { return }
    let body = StoredValues.replacing(wanted, in: stored.body)
    try change.record.withUnsafeBytes { id in
      try body.withUnsafeBytes { try records.update(id, nil, $0, row: stored.row) }
    }
  }
}
