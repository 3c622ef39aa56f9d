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

  /// Skips a record that points at an erased one. One that is stored leaves; of one that is not, nothing may be stored,
  /// because its id or its values may hold the erased id.
  func skipPointing(_ print: Fingerprint128, _ status: PrintTable.Status, _ isSame: Bool, at index: Int) throws {
    guard status == .new else { return try skip(print, status, isSame, at: index) }
    counts.skipped += 1
  }

  /// True if the record at an index came before in this run and points at an erased one, so that it is nowhere.
  func pointsAtErased(at index: Int) -> Bool { table.status(at: index) == .new && table.spoolPlace(at: index) == 0 }
}
