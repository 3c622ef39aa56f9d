import HostStorage
import RecordJSON

// Records that did not come, and whose outcome may be another now: what they point at came or left (DESIGN §2, skip rule).
extension PlanMaker {
  /// Hashes of live records that did not come and that point at one which is not stored any more.
  func lostReferences() throws -> Set<UInt64> {
    guard differ.mayHaveLostReferences else { return [] }
    var lost: Set<UInt64> = []
    try differ.store.forEachReference(of: differ.config.id) { id, text in
      let verdict = differ.references?.verdict(on: text)
      guard verdict != .known else { return }
      let hash = differ.compiled.idHash.hash(id).lo
      guard let index = differ.table.find(hash), !differ.table.isSeen(at: index) else { return }
      if verdict == .erased || !differ.kept.keepsIn(hash) { lost.insert(hash) }
    }
    guard !lost.isEmpty, !differ.pending.isEmpty else { return lost }
    // What the vendor offered last may point at others, which are there: that counts.
    try differ.store.forEachPending(of: differ.config.id) { id, text in
      if differ.references?.verdict(on: text) == .known { lost.remove(differ.compiled.idHash.hash(id).lo) }
    }
    return lost
  }

  /// Spools that these records leave and wait.
  func letGo(_ lost: Set<UInt64>, _ absence: inout Absence) throws {
    guard !lost.isEmpty else { return }
    try differ.store.forEachReference(of: differ.config.id) { id, text in
      let hash = differ.compiled.idHash.hash(id).lo
      guard lost.contains(hash) else { return }
      if differ.references?.verdict(on: text) != .erased {
        absence.leaving += 1
        if differ.heldDeletions.contains(hash) { absence.leavingHeld.insert(hash) }
      } else {
        absence.heldOtherwise.insert(hash)
      }
      try differ.letWait(Array(id), pointingAt: Array(text))
    }
  }

  /// Records that wait and did not come: dropped by the vendor, or looked at again.
  func judgeWaiting(
    _ absence: inout Absence, doubtful: Bool, isListCertain: Bool, _ absentBefore: Set<UInt64>
  ) throws {
    guard !differ.pending.isEmpty else { return }
    // Of most runs all that is to be known: what is skipped is skipped still.
    if isIncremental, !differ.pending.hasNews, tombstones.isEmpty, differ.compiled.parentKey == nil { return }
    let goneForSure = tombstones
    try differ.store.forEachPending(of: differ.config.id) { id, text in
      let hash = differ.compiled.idHash.hash(id).lo
      let index = differ.table.find(hash)
      if let index, differ.table.isSeen(at: index) { return }
      let word = intake.word(on: id)
      let isDropped = !doubtful && (isListCertain || word == .listed || absentBefore.contains(hash))
      if goneForSure.contains(hash) || (isDropped && word != .silent) {
        absence.dropped.insert(hash)
        return
      }
      if absence.isJudged, word != .silent { try write(.markAbsent, id, row: 0) }
      // In a full run one with a stored version was judged by that.
      guard isIncremental || index.map({ differ.table.status(at: $0) }) != .live else { return }
      try differ.retry(id, pointingAt: text)
    }
  }
}
