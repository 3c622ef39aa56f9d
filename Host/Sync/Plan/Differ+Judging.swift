import HostMapping
import HostModel
import HostStorage
import RecordJSON

// What becomes of a record.
extension Differ {
  func judge(_ row: RecordRow, _ print: Fingerprint128, _ hash: UInt64, at index: Int) throws {
    let status = table.status(at: index)
    let isSame = status != .new && table.print(at: index) == print
    referenceText.removeAll(keepingCapacity: true)
    if isSame, compiled.references.isEmpty {
      if status == .live {
        counts.unchanged += 1
        try endKeptLeaving(print, hash, at: index)
        settle(hash)
        return
      }
      if status == .skipped {
        counts.skipped += 1
        settle(hash)
        return
      }
    }
    if compiled.skip.contains(where: { $0.holds(for: row) }) {
      try skip(print, status, isSame, at: index)
      settle(hash)
      return
    }
    if !compiled.references.isEmpty {
      switch checkReferences(row) {
      case .fine: break
      case .erased:
        try skipPointing(print, status, at: index)
        settle(hash)
        return
      case .waits(let isSkipped):
        try wait(row, print, status, isSkipped: isSkipped, isSame: isSame, at: index)
        return
      }
      if isSame, status == .live {
        counts.unchanged += 1
        try endKeptLeaving(print, hash, at: index)
        settle(hash)
        return
      }
    }
    try recognizing(row, at: index) { try map(row, print, status, at: index) }
    settle(hash)
  }

  private func settle(_ hash: UInt64) {
    if !pending.isEmpty, pending.contains(hash) { settled.insert(hash) }
  }

  func skip(_ print: Fingerprint128, _ status: PrintTable.Status, _ isSame: Bool, at index: Int) throws {
    counts.skipped += 1
    if status == .live, kept.keepsIn(hashOfID) {
      try write(.keep, print, at: index)
    } else if status == .live {
      leaving += 1
      if heldDeletions.contains(hashOfID) { leavingHeld += 1 }
      try write(.deleteSkipped, print, at: index)
    } else if status != .skipped || !isSame {
      try write(.skip, print, at: index)
    }
  }

  private func map(_ row: RecordRow, _ offered: Fingerprint128, _ status: PrintTable.Status, at index: Int) throws {
    compiled.mapping.map(row, into: &offer)
    strays += offer.strays
    var print = offered
    if !offer.misfits.isEmpty {
      let text = String(decoding: id, as: UTF8.self)
      for misfit in offer.misfits {
        try report(Problem(record: text, field: misfit.target, reason: "Left out: \(misfit.reason)."))
      }
      // So that the next run looks at it again and lists it again, instead of taking it for settled.
      print.lo ^= 1
    }
    try take(print, status, at: index)
  }

  /// Stores what `offer` holds, or finds that it is stored already.
  func take(_ print: Fingerprint128, _ status: PrintTable.Status, at index: Int) throws {
    guard status == .live else { return try create(print, status, at: index) }
    let ended = try decline()
    let (modes, kinds) = (compiled.mapping.modes, compiled.mapping.kinds)
    let merged = try id.withUnsafeBytes { id in
      try store.withStored(id, of: config.id) { number, stored in
        let changed = StoredValues.merge(
          stored, offer, modes: modes, kinds: kinds, tidies: true, ranges: &ranges, into: &body)
        noteUntaken(stored)
        if !changed.isEmpty, updatedExamples.count < Self.examplesKept { rememberUpdate(changed, stored) }
        return (number, changed)
      }
    }
    guard let (number, changed) = merged else {
      throw StoreError.damaged(
        path: store.database.path, detail: "record '\(String(decoding: id, as: UTF8.self))' has no values")
    }
    if changed.isEmpty {
      counts.unchanged += 1
      if table.print(at: index) != print || !ended.isEmpty {
        try write(.touch, print, at: index, row: number, ended: ended, untaken: untaken)
      }
    } else {
      counts.updated += 1
      try write(.update, print, at: index, row: number, ended: ended, untaken: untaken, withBody: true)
    }
  }

  func create(_ print: Fingerprint128, _ status: PrintTable.Status, at index: Int) throws {
    guard try !isKeptOut(print) else {
      counts.skipped += 1
      return try write(.keep, print, at: index)
    }
    counts.created += 1
    var ended = status == .new ? [] : try decline()
    if kept.keepsOut(hashOfID) { ended.append(.creation) }
    let (modes, kinds) = (compiled.mapping.modes, compiled.mapping.kinds)
    let earlier: Int64? =
      status == .new
      ? nil
      : try id.withUnsafeBytes { id in
        try store.withStored(id, of: config.id) { number, stored in
          _ = StoredValues.merge(
            stored, offer, modes: modes, kinds: kinds, tidies: true, ranges: &ranges, into: &body)
          noteUntaken(stored)
          return number
        }
      }
    if earlier == nil { StoredValues.create(offer, into: &body) }
    if createdExamples.count < Self.examplesKept { rememberCreation() }
    let isHeld = !heldCreations.isEmpty && heldCreations.contains(hashOfID)
    if isHeld { heldAgain += 1 }
    try write(
      isHeld ? .createHeld : .create, print, at: index, row: earlier ?? 0, ended: ended,
      untaken: earlier == nil ? [] : untaken, withBody: true)
  }

  private func noteUntaken(_ stored: UnsafeRawBufferPointer) {
    StoredValues.writeUntaken(
      stored, offer, modes: compiled.mapping.modes, kinds: compiled.mapping.kinds, ranges: ranges,
      kept: keptWithoutOffer,
      into: &untaken)
  }
}
