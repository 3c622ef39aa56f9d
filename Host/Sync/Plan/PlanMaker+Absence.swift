import HostModel
import HostStorage
import RecordJSON

// What the vendor does not have any more (DESIGN §2, rule 1).
extension PlanMaker {
  /// What the vendor does not have any more.
  struct Absence {
    /// Live records that leave, and the hashes of those of them whose deletion an earlier run holds.
    var leaving = 0
    var leavingHeld: Set<UInt64> = []
    /// Live records that would leave at another time of the event, and are held.
    var heldForDoors = 0
    /// Hashes of records whose deletion an earlier run holds, and that this one holds anew for another reason or erases.
    var heldOtherwise: Set<UInt64> = []
    /// Live records that the vendor lacks and that stay because a person said so.
    var keptIn = 0
    /// Live records that did not come and do not leave: nothing may be deleted, or it takes another run to be sure.
    var missing = 0
    var isJudged = false
    /// Hashes of pending records that the vendor dropped.
    var dropped: Set<UInt64> = []
    /// Of the live records that leave and that no earlier run holds: those that this reading alone is proof of, those that
    /// the one before it lacked too, and those that a list lacks.
    var (provedGone, goneTwice, goneFromList) = (0, 0, 0)
  }

  /// Spools what the vendor does not have any more.
  func absences(_ end: FetchEnd, _ words: inout [Said]) throws -> Absence {
    var absence = Absence()
    let obstacle = completeness.doubt?.sentence
    var lost = try lostReferences()
    if isIncremental {
      // A list is complete in itself, so what it lacks has left, unless something makes the list doubtful.
      let orphans = intake.orphans.filter { id in
        isLiveAndUnseen(id) && id.withUnsafeBytes { intake.word(on: $0) != .silent }
      }
      if let obstacle, !orphans.isEmpty { try say(obstacle, &words) }
      var done: Set<UInt64> = []
      for id in tombstones.stored where isLiveAndUnseen(id) && done.insert(hash(id)).inserted {
        try write(.delete, id)
      }
      for id in obstacle == nil ? orphans : [] where !holdsAbsences && done.insert(hash(id)).inserted {
        if !differ.heldDeletions.contains(hash(id)) { absence.goneFromList += 1 }
        try write(.delete, id)
      }
      absence.leaving = done.count
      absence.leavingHeld = done.intersection(differ.heldDeletions)
      for id in obstacle == nil && holdsAbsences ? orphans : [] where done.insert(hash(id)).inserted {
        try write(.holdAbsent, id)
        absence.heldOtherwise.insert(hash(id))
        absence.heldForDoors += 1
      }
      try letGo(lost.subtracting(done), &absence)
      try judgeWaiting(&absence, doubtful: obstacle != nil, isListCertain: false, [])
      return absence
    }
    absence.isJudged = obstacle == nil
    let isListCertain = completeness.isCertain
    let absentBefore =
      isListCertain || obstacle != nil ? [] : try Set(differ.store.absent(of: differ.config.id).map(hash))
    let marked = try walk(&absence, isListCertain, absentBefore, &lost)
    try letGo(lost, &absence)
    if let obstacle, absence.missing > 0 || completeness.isToldAnyway { try say(obstacle, &words) }
    if case .likely(let question) = completeness.verdict {
      if marked > 0 {
        words.append(question.sentence(missing: marked))
      } else if case .repeats(let count) = question {
        words.append(Said(Completeness.sentence(repeats: count)))
      }
    }
    try judgeWaiting(&absence, doubtful: obstacle != nil, isListCertain: isListCertain, absentBefore)
    return absence
  }

  /// Decides on every stored record that did not come; gives how many live ones it takes another run to be sure of. In `lost`
  /// stay those that it does not decide on.
  private func walk(
    _ absence: inout Absence, _ isListCertain: Bool, _ absentBefore: Set<UInt64>, _ lost: inout Set<UInt64>
  ) throws -> Int {
    guard differ.liveBefore > differ.liveSeen || differ.skippedBefore > differ.skippedSeen else { return 0 }
    let goneForSure = tombstones
    var (leaving, heldForDoors, missing, marked, keptIn) = (0, 0, 0, 0, 0)
    var leavingHeld: Set<UInt64> = []
    var (provedGone, goneTwice, goneFromList) = (0, 0, 0)
    let isJudged = absence.isJudged
    // The walk must not write while it reads; the spool is a file of its own, so it may.
    try differ.store.forEachState(of: differ.config.id) { id, row, status in
      guard status != .gone else { return }
      let hash = differ.compiled.idHash.hash(id).lo
      guard let index = differ.table.find(hash), !differ.table.isSeen(at: index) else { return }
      if differ.kept.keepsIn(hash) {
        keptIn += 1
        return
      }
      let word = intake.word(on: id)
      // What an earlier run held is not let go because it is missing now: it waits for a person still.
      let isCertain =
        isJudged
        && (isListCertain || word == .listed || absentBefore.contains(hash) || differ.heldDeletions.contains(hash))
      if status == .live, holdsAbsences, isCertain, word != .silent, !goneForSure.contains(hash) {
        heldForDoors += 1
        lost.remove(hash)
        return try write(.holdAbsent, id, row: row)
      }
      if status == .live, goneForSure.contains(hash) || (isCertain && word != .silent) {
        leaving += 1
        lost.remove(hash)
        if differ.heldDeletions.contains(hash) {
          leavingHeld.insert(hash)
        } else if !goneForSure.contains(hash) {
          if isListCertain { provedGone += 1 } else if word == .listed { goneFromList += 1 } else { goneTwice += 1 }
        }
        return try write(.delete, id, row: row)
      }
      guard word != .silent, !lost.contains(hash) else { return }
      if status == .live { missing += 1 }
      if isCertain {
        try write(.forget, id, row: row)
      } else if isJudged {
        if status == .live { marked += 1 }
        try write(.markAbsent, id, row: row)
      }
    }
    absence.leaving += leaving
    absence.leavingHeld.formUnion(leavingHeld)
    absence.heldForDoors = heldForDoors
    absence.keptIn = keptIn
    absence.missing = missing
    (absence.provedGone, absence.goneTwice, absence.goneFromList) = (provedGone, goneTwice, goneFromList)
    return marked
  }

  /// Tells what keeps a run from being sure: in its reason and among its problems.
  func say(_ obstacle: String, _ words: inout [Said]) throws {
    words.append(Said(obstacle))
    try differ.report(Problem(reason: obstacle))
  }

  /// Which line of the table took out what leaves.
  func wordsOnLeft(_ absence: Absence) -> [Said] {
    var words: [Said] = []
    if absence.provedGone > 0, case .certain(let proof) = completeness.verdict {
      words.append(proof.sentence(left: absence.provedGone))
    }
    if absence.goneTwice > 0 { words.append(Completeness.sentence(leftAfterTwo: absence.goneTwice)) }
    if absence.goneFromList > 0 { words.append(Completeness.sentence(leftOfList: absence.goneFromList)) }
    return words
  }
}
