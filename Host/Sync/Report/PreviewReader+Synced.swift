import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// A record as it would be after a sync.
package struct SyncedRecord: Sendable, Equatable {
  package enum Change: String, Sendable, CaseIterable {
    case unchanged, updated, created, deleted
    case heldCreation = "creation held"
    case heldDeletion = "stays, deletion held"
    /// The vendor lacks it, and it takes another run to be sure.
    case missing = "stays, missing at the vendor"
    /// A person decided against the vendor's offer.
    case kept = "kept by hand"
  }

  package let id: String
  /// Canonical JSON by metadata slot; empty where nothing is stored.
  package let values: [[UInt8]]
  package let change: Change
  /// For an updated record, the changed slots with what they held before.
  package let before: [(slot: Int, value: [UInt8])]

  package static func == (a: SyncedRecord, b: SyncedRecord) -> Bool {
    a.id == b.id && a.values == b.values && a.change == b.change && a.before.map(\.slot) == b.before.map(\.slot)
      && a.before.map(\.value) == b.before.map(\.value)
  }
}

// What a sync would make of it.
extension PreviewReader {
  /// Gives every record that the data config would have after the sync, in the order of ids, then those that would be new,
  /// then those that would be gone.
  package func forEachSynced(_ body: (SyncedRecord) throws -> Void) throws {
    let entries = try plannedChanges()
    let kept = try KeptIndex(store: store, config: config.id, idHash: compiled.idHash)
    var leaving: [[UInt8]] = []
    try store.forEachLive(of: config.id) { id, stored in
      let hash = compiled.idHash.hash(id).lo
      let values = StoredValues.slots(of: Array(stored))
      /// What it is if the plan does nothing with it.
      var stays: SyncedRecord.Change {
        if !standingDeletions.isEmpty, standingDeletions.contains(Array(id)) { return .heldDeletion }
        return kept.concernsStored(hash) ? .kept : .unchanged
      }
      guard let place = entries[hash] else {
        try body(record(id, values, stays))
        return true
      }
      try plan.spool.entry(at: place) { entry in
        switch entry.action {
        case .update: try body(updated(id, values, StoredValues.slots(of: Array(entry.body))))
        case .leaveErased:
          if plan.isComplete { leaving.append(Array(id)) } else { try body(record(id, values, stays)) }
        case .delete, .deleteSkipped, .leaveToWait, .leaveToPend:
          if plan.holdsDeletions || plan.deletes && heldDeletions.contains(Array(id)) {
            try body(record(id, values, .heldDeletion))
          } else if plan.deletes {
            leaving.append(Array(id))
          } else {
            try body(record(id, values, stays))
          }
        case .markAbsent: try body(record(id, values, .missing))
        default: try body(record(id, values, stays))
        }
      }
      return true
    }
    try plan.spool.forEach { entry, place in
      guard !plan.superseded.contains(place), entry.action == .create || entry.action == .createHeld else { return }
      let values = StoredValues.slots(of: Array(entry.body))
      try body(record(entry.id, values, plan.holds(entry.action) ? .heldCreation : .created))
    }
    for id in leaving {
      let values = StoredValues.slots(of: try store.stored(id, of: config.id)?.body ?? [])
      try id.withUnsafeBytes { try body(record($0, values, .deleted)) }
    }
  }

  /// Where the spool has what becomes of a live record, by the hash of its id: a few bytes each.
  private func plannedChanges() throws -> [UInt64: UInt32] {
    var places: [UInt64: UInt32] = [:]
    try plan.spool.forEach { entry, place in
      guard !plan.superseded.contains(place) else { return }
      switch entry.action {
      case .update, .delete, .deleteSkipped, .leaveToWait, .leaveToPend, .leaveErased:
        places[compiled.idHash.hash(entry.id).lo] = place
      case .markAbsent:
        // One that leaves for what it points at may be marked besides.
        let hash = compiled.idHash.hash(entry.id).lo
        if places[hash] == nil { places[hash] = place }
      default: break
      }
    }
    return places
  }

  private func record(
    _ id: UnsafeRawBufferPointer, _ values: [[UInt8]], _ change: SyncedRecord.Change
  ) -> SyncedRecord {
    SyncedRecord(id: String(decoding: id, as: UTF8.self), values: values, change: change, before: [])
  }

  private func updated(_ id: UnsafeRawBufferPointer, _ before: [[UInt8]], _ after: [[UInt8]]) -> SyncedRecord {
    let changed = after.indices.compactMap { slot -> (slot: Int, value: [UInt8])? in
      let old = before.indices.contains(slot) ? before[slot] : StoredValues.null
      return old == after[slot] ? nil : (slot, old)
    }
    return SyncedRecord(
      id: String(decoding: id, as: UTF8.self), values: after, change: .updated, before: changed)
  }
}
