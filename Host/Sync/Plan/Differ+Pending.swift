import HostMapping
import HostModel
import HostStorage
import RecordJSON

// Records that an earlier run could not take.
extension Differ {
  /// Tries a record again that an earlier run could not take and this one did not deliver.
  func retry(_ pending: PendingRecord) throws {
    let hash = pending.id.withUnsafeBytes { compiled.idHash.hash($0).lo }
    let index = table.place(of: hash)
    guard !table.isSeen(at: index) else { return }
    id = pending.id
    var isSkipped = false
    var isErased = false
    var isUnknown = false
    for reference in (try JSONTree.parse(pending.references)).elements ?? [] {
      guard let to = reference.elements?.first?.string, let other = reference.elements?.last?.string else { continue }
      switch references?.verdict(on: Array(other.utf8), of: to) ?? .unknown {
      case .known: break
      case .skipped: isSkipped = true
      case .erased: isErased = true
      case .unknown: isUnknown = true
      }
    }
    if isUnknown, !isSkipped, !isErased {
      try report(Problem(record: String(decoding: id, as: UTF8.self), reason: "Not taken: \(pending.reason)."))
      return
    }
    table.markSeen(at: index)
    settled.insert(hash)
    counts.received += 1
    if isErased { return try skipPointing(pending.print, table.status(at: index), false, at: index) }
    if isSkipped { return try skip(pending.print, table.status(at: index), false, at: index) }
    offer.restore(StoredValues.inOneForm(pending.body, compiled.mapping.kinds), width: compiled.mapping.width)
    // What was kept lacks empty fields and those that did not fit: whoever delivers the record next has it mapped anew.
    var print = pending.print
    print.lo ^= 1
    try take(print, table.status(at: index), at: index)
  }
}
