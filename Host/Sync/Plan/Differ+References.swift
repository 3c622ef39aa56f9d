import HostMapping
import HostModel
import HostStorage
import RecordJSON

// Records that point to others: a registration to its person and its session (DESIGN §2, skip rule).
extension Differ {
  enum ReferenceCheck {
    case fine
    /// It points at a record that was erased.
    case erased
    /// It points at one that is not stored; `isSkipped`: that is not wanted, or waits for a person.
    case waits(isSkipped: Bool)
  }

  /// Reads what a record points at into `referenceText`, and looks at it.
  func checkReferences(_ row: RecordRow) -> ReferenceCheck {
    referenceText.removeAll(keepingCapacity: true)
    var verdict = ReferenceIndex.Verdict.known
    for (number, reference) in compiled.references.enumerated() {
      if !reference.key.read(row, into: &referenceID) || isReplaced(referenceID) { referenceID.removeAll() }
      ReferenceText.append(referenceID, to: &referenceText, isFirst: number == 0)
      let found =
        referenceID.isEmpty
        ? .unknown : referenceID.withUnsafeBytes { references?.verdict(on: $0, of: number) } ?? .unknown
      verdict = max(verdict, found)
    }
    return switch verdict {
    case .known: .fine
    case .erased: .erased
    case .skipped: .waits(isSkipped: true)
    case .unknown: .waits(isSkipped: false)
    }
  }

  /// Why a record waits that points at what `referenceText` names: each reference that is not stored, in words.
  func reasonToWait() -> String {
    let ids = ReferenceText.ids(referenceText)
    var words: [String] = []
    for (number, reference) in compiled.references.enumerated() {
      let id = ids.indices.contains(number) ? ids[number] : []
      guard !id.isEmpty else {
        words.append("it names no \(reference.target)")
        continue
      }
      let shown = ShortText.shown(String(decoding: id, as: UTF8.self))
      switch id.withUnsafeBytes({ references?.verdict(on: $0, of: number) }) ?? .unknown {
      case .known: break
      case .skipped, .erased:
        words.append("\(reference.target) '\(shown)' is skipped or held among the \(reference.to)")
      case .unknown: words.append("\(reference.target) '\(shown)' is not among the stored \(reference.to)")
      }
    }
    return words.joined(separator: ", and ")
  }

  /// Keeps a record for later that points at one which is not stored. A stored version leaves, if that is what it points at
  /// too; else it stays (DESIGN §2, rule 6).
  func wait(
    _ row: RecordRow, _ print: Fingerprint128, _ status: PrintTable.Status, isSkipped: Bool, isSame: Bool, at index: Int
  ) throws {
    let leaves = try status == .live && (isSkipped || hasLostWhatItPointsAt(isSame)) && !kept.keepsIn(hashOfID)
    let reason = isSkipped ? "" : reasonToWait()
    if isSkipped {
      counts.skipped += 1
      if status == .live, !leaves { return try write(.keep, print, at: index) }
      // As it came before: it waits already.
      if isSame, status == .skipped, pending.contains(hashOfID) { return }
    } else {
      counts.invalid += 1
      try report(Problem(record: String(decoding: id, as: UTF8.self), reason: "Not taken: \(reason)."))
    }
    if leaves {
      leaving += 1
      if heldDeletions.contains(hashOfID) { leavingHeld += 1 }
    }
    compiled.mapping.map(row, into: &offer)
    strays += offer.strays
    StoredValues.create(offer, into: &body)
    let action: SpoolAction =
      switch (isSkipped, leaves) {
      case (true, true): .leaveToWait
      case (true, false): .wait
      case (false, true): .leaveToPend
      case (false, false): .pend
      }
    try write(action, print, waitingFor: isSkipped ? reasonToWait() : reason, at: index, withBody: true)
  }

  /// Spools a record that waits, with why.
  func write(
    _ action: SpoolAction, _ print: Fingerprint128, waitingFor reason: String, at index: Int, withBody: Bool = false
  ) throws {
    var reason = reason
    try reason.withUTF8 {
      try write(action, print, at: index, notes: UnsafeRawBufferPointer($0), withBody: withBody)
    }
  }

  /// True if the stored version points at a record that is not stored any more.
  private func hasLostWhatItPointsAt(_ isSame: Bool) throws -> Bool {
    guard let stored = try store.references(of: id, in: config.id) else { return isSame }
    return stored.withUnsafeBytes { references?.verdict(on: $0) } ?? .unknown != .known
  }
}
