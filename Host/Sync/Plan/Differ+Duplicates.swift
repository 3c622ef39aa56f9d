import HostMapping
import HostModel
import HostStorage
import RecordJSON

// The same id twice in one run.
extension Differ {
  /// Takes back what an earlier record of the same id was counted as: a newer one replaces it.
  func retract(at index: Int) throws {
    settled.remove(hashOfID)
    let isMine = { [id] (text: String) in text.utf8.elementsEqual(id) }
    createdExamples.removeAll { isMine($0.id) }
    updatedExamples.removeAll { isMine($0.id) }
    try forgetProblems()
    let place = table.spoolPlace(at: index)
    guard place > 0 else {
      let isSkipped = try table.status(at: index) == .skipped || pointsAtErased(at: index)
      if isSkipped { counts.skipped -= 1 } else { counts.unchanged -= 1 }
      return
    }
    superseded.insert(place)
    switch try spool.entry(at: place, { $0.action }) {
    case .create: counts.created -= 1
    case .createHeld:
      counts.created -= 1
      heldAgain -= 1
    case .update: counts.updated -= 1
    case .touch: counts.unchanged -= 1
    case .skip, .keep, .wait, .eraseRest: counts.skipped -= 1
    case .deleteSkipped, .leaveToWait:
      counts.skipped -= 1
      takeBackLeaving()
    case .leaveErased:
      counts.skipped -= 1
      erasing -= 1
    case .leaveToPend:
      counts.invalid -= 1
      takeBackLeaving()
    case .pend: counts.invalid -= 1
    case .delete, .holdAbsent, .forget, .markAbsent, .renewKept: break
    }
    table.setSpoolPlace(0, at: index)
  }

  private func takeBackLeaving() {
    leaving -= 1
    if heldDeletions.contains(hashOfID) { leavingHeld -= 1 }
  }

  private static let twice = "Delivered twice with "

  func reportDuplicate(
    _ row: RecordRow, _ print: Fingerprint128, at index: Int, replaces: Bool
  ) throws {
    guard try !pointsAtErased(at: index) else { return }
    let place = table.spoolPlace(at: index)
    let first = place > 0 ? try spool.entry(at: place) { $0.print } : table.print(at: index)
    let text = String(decoding: id, as: UTF8.self)
    let rule =
      switch compiled.dedupe {
      case .newest: replaces ? "the newer one counts" : "the first one counts, it is not older"
      case .first: "the first one counts"
      case .last: "the last one counts"
      }
    if first == print || (first.lo == print.lo ^ 1 && first.hi == print.hi) {
      try report(
        Problem(record: text, reason: "\(Self.twice)the same content: \(rule).", isDuplicate: true))
      return
    }
    let names = try fieldsThatDiffer(row, at: index).map { $0.map { compiled.mapping.names[$0] } }
    let what =
      switch names {
      case nil: "different content"
      case []?: "the same values"
      case let names?: "different \(names.joined(separator: ", "))"
      }
    try report(Problem(record: text, reason: "\(Self.twice)\(what): \(rule).", isDuplicate: true))
  }

  /// The metadata slots in which a record would change the earlier one of its id; nil if that one was not to be stored.
  private func fieldsThatDiffer(_ row: RecordRow, at index: Int) throws -> [Int]? {
    compiled.mapping.map(row, into: &offer)
    _ = try decline()
    let (modes, kinds) = (compiled.mapping.modes, compiled.mapping.kinds)
    let place = table.spoolPlace(at: index)
    var isStored = place > 0 || table.status(at: index) == .live
    if place > 0 {
      let differing = try spool.entry(at: place) { entry -> [Int]? in
        switch entry.action {
        case .skip, .deleteSkipped, .leaveErased, .eraseRest: isStored = false
        default: break
        }
        return entry.body.isEmpty
          ? nil : StoredValues.merge(entry.body, offer, modes: modes, kinds: kinds, ranges: &ranges, into: &body)
      }
      if let differing { return differing }
    }
    guard isStored else { return nil }
    // The first one is as it is stored.
    return try id.withUnsafeBytes { id in
      try store.withStored(id, of: config.id) { _, stored in
        StoredValues.merge(stored, offer, modes: modes, kinds: kinds, ranges: &ranges, into: &body)
      }
    }
  }
}
