import HostModel
import RecordJSON

// Records that were erased, and records that point at them: counted as skipped, and nothing of them is written or said
// (DESIGN §2, rule 11).
extension Differ {
  /// Counts a record that was erased; only that it came is remembered. One that is stored all the same leaves: it is
  /// another account's, which the connection read before.
  func receiveErased(_ hash: Fingerprint128) throws {
    referenceText.removeAll(keepingCapacity: true)
    let index = table.place(of: hash.lo)
    guard !table.isSeen(at: index) else {
      counts.duplicated += 1
      repeated.add(hash.lo)
      return
    }
    countDistinct()
    table.markSeen(at: index)
    guard table.status(at: index) == .live else {
      counts.skipped += 1
      return
    }
    liveSeen += 1
    try skip(Fingerprint128(lo: 0, hi: 0), .live, false, at: index)
  }

  /// Skips a record that points at an erased one. One that is stored leaves, and what is left of one that was goes: its id
  /// or its values may hold the erased id. Of one that is new nothing is stored.
  func skipPointing(_ print: Fingerprint128, _ status: PrintTable.Status, at index: Int) throws {
    counts.skipped += 1
    switch status {
    case .new: break
    case .live: try leaveErased(print, at: index)
    case .gone, .skipped: try write(.eraseRest, print, at: index)
    }
  }

  /// Spools that a live record goes with the erased one that it points at. A person decided that when they erased that one:
  /// the guard does not ask again, and nothing that was decided before keeps it.
  func leaveErased(_ print: Fingerprint128, at index: Int) throws {
    erasing += 1
    try write(.leaveErased, print, at: index)
  }

  /// True if the record at an index came before in this run and points at an erased one, so that it is nowhere, or goes.
  func pointsAtErased(at index: Int) throws -> Bool {
    let place = table.spoolPlace(at: index)
    guard place > 0 else { return table.status(at: index) == .new }
    return switch try spool.entry(at: place, { $0.action }) {
    case .leaveErased, .eraseRest: true
    default: false
    }
  }
}
