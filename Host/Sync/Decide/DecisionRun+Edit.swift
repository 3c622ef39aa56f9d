import HostMapping
import HostModel
import HostStorage
import RecordJSON

// Values typed by hand, and what was kept given back to the vendor (DESIGN §2, rule 3).
extension DecisionRun {
  /// Gives a live record these values, canonical JSON by metadata slot.
  func set(_ values: [Int: [UInt8]], of record: [UInt8]) throws -> RunResult {
    let slots = try slots()
    return try perform(.edit) { records, outcome, run in
      let text = String(decoding: record, as: UTF8.self)
      guard let stored = try store.stored(record, of: config.id), stored.status == .live else {
        throw InputRefused("Record '\(text)' of \(config.name) is not there any more. Nothing was changed.")
      }
      let now = StoredValues.slots(of: stored.body)
      var changed: [Int: [UInt8]] = [:]
      for (slot, value) in values {
        let before = now.indices.contains(slot) ? now[slot] : StoredValues.null
        guard !slots.kinds.areSame(before, value, in: slot) else { continue }
        changed[slot] = value
        try keep(slot, of: record, value: value, before: before, run, slots)
      }
      guard !changed.isEmpty else {
        outcome.leftAlone = 1
        outcome.reason = "Record '\(text)' has these values already."
        return
      }
      let body = StoredValues.replacing(changed, in: stored.body)
      try record.withUnsafeBytes { id in
        try body.withUnsafeBytes { try records.update(id, nil, $0, row: stored.row) }
      }
      outcome.reason = "Record '\(text)' was edited by hand."
    }
  }

  /// Ends what is kept of a record, or of these subjects of it: the next sync asks for everything, and takes what the
  /// vendor offers.
  func release(_ subjects: [Kept], of record: [UInt8]) throws -> RunResult {
    try perform(.edit) { _, outcome, _ in
      for kept in subjects { try store.endKept(kept.subject, of: record, in: config.id) }
      try store.forgetOffer(of: record, in: config.id)
      let text = String(decoding: record, as: UTF8.self)
      outcome.reason = "Record '\(text)' is released: the next sync takes what the vendor offers."
    }
  }
}
