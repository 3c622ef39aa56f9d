import HostMapping
import HostModel
import HostStorage
import RecordJSON

// Records that this run did not deliver, and whose outcome may be another now: what they point at came or left.
extension Differ {
  /// Looks again at a record that waits; its values are read only if it waits no more.
  func retry(_ pending: UnsafeRawBufferPointer, pointingAt text: UnsafeRawBufferPointer) throws {
    let hash = compiled.idHash.hash(pending).lo
    if let index = table.find(hash), table.isSeen(at: index) { return }
    let verdict = references?.verdict(on: text) ?? .unknown
    guard verdict != .skipped else { return }
    id = Array(pending)
    referenceText = Array(text)
    guard verdict != .unknown else {
      // A person decided that it stays.
      guard !kept.keepsIn(hash) else { return }
      // Of far more than are told it is only counted that there are some.
      guard problems.count < Self.problemsKept || log != nil else { return problemCount += 1 }
      let reason = "Not taken: \(reasonToWait())."
      return try report(Problem(record: String(decoding: id, as: UTF8.self), reason: reason))
    }
    guard id.count <= RecordID.longest else { return try report(longProblem(isStored: false)) }
    guard let waiting = try store.pending(id, of: config.id) else { return }
    let index = table.place(of: hash)
    table.markSeen(at: index)
    settled.insert(hash)
    counts.received += 1
    if verdict == .erased { return try skipPointing(waiting.print, table.status(at: index), at: index) }
    offer.restore(StoredValues.inOneForm(waiting.body, compiled.mapping.kinds), width: compiled.mapping.width)
    // What was kept lacks empty fields and those that did not fit: whoever delivers the record next has it mapped anew.
    // Of one that waits as it was stored the print is that of a stored record, and may be such a mark already.
    var print = waiting.body.count > 2 ? waiting.print : Fingerprint128(lo: 0, hi: 0)
    print.lo ^= 1
    try take(print, table.status(at: index), at: index)
  }

  /// Spools that a stored record leaves and waits, as what it points at is not stored any more. It did not come, so what the
  /// vendor offers is what it offered last.
  func letWait(_ record: [UInt8], pointingAt text: [UInt8]) throws {
    guard let stored = try store.stored(record, of: config.id) else { return }
    id = record
    referenceText = text
    let verdict = text.withUnsafeBytes { references?.verdict(on: $0) } ?? .unknown
    let isSkipped = verdict == .skipped
    // Only records that came are marked as seen, so this place in the table is not looked at again.
    let index = table.place(of: hashOfID)
    // Nothing is said of what points at an erased one.
    guard verdict != .erased else { return try leaveErased(stored.print, at: index) }
    let reason = reasonToWait()
    // One that waits already is told as that.
    if !isSkipped, !pending.contains(hashOfID) {
      try report(Problem(record: String(decoding: id, as: UTF8.self), reason: "Not taken any more: \(reason)."))
    }
    try write(isSkipped ? .leaveToWait : .leaveToPend, stored.print, waitingFor: reason, at: index)
  }
}
