import HostMapping
import HostModel
import HostStorage
import RecordJSON

// What a person decided against the vendor's offer (DESIGN §2, rule 3).
extension Differ {
  /// Takes out of the offer what was decided against and is offered again unchanged; gives what ends to be kept, because
  /// something else is offered now.
  func decline() throws -> [Kept.Subject] {
    keptWithoutOffer.removeAll(keepingCapacity: true)
    guard !kept.isEmpty, kept.concernsStored(hashOfID) else { return [] }
    let modes = compiled.mapping.modes
    var ended: [Kept.Subject] = []
    for kept in try store.kept(of: id, in: config.id) {
      switch kept.subject {
      case .creation: break
      case .leaving: ended.append(.leaving)
      case .field(let slot):
        switch offer.repeats(kept.offered, in: slot, compiled.mapping.kinds) {
        case true?: offer.decline(slot)
        // An empty value is an offer only where empty values are taken.
        case false? where !offer.isEmpty(slot) || modes[slot] == .overwriteWithEmpty:
          guard isRecognized, let offered = offer.json(in: slot) else {
            ended.append(kept.subject)
            break
          }
          // The vendor offers what it offered then, and only the program makes something else of it.
          try renew(kept.subject, offered)
          offer.decline(slot)
        case false?: keptWithoutOffer.append(slot)
        case nil: break
        }
      }
    }
    return ended
  }

  /// True if a person decided against creating the record, and nothing else is offered than then.
  func isKeptOut(_ print: Fingerprint128) throws -> Bool {
    guard kept.keepsOut(hashOfID) else { return false }
    let declined = try store.kept(of: id, in: config.id).first { $0.subject == .creation }
    guard let declined else { return false }
    let everything = compiled.mapping.modes.map { $0.map { _ in MappingMode.overwrite } }
    let repeats = declined.offered.withUnsafeBytes {
      StoredValues.merge(
        $0, offer, modes: everything, kinds: compiled.mapping.kinds, ranges: &ranges, into: &body
      ).isEmpty
    }
    guard !repeats, isRecognized else { return repeats }
    try renew(.creation, Array(offer.values.bytes), print)
    return true
  }

  /// Has something kept against what is offered now, instead of what was offered then.
  private func renew(
    _ subject: Kept.Subject, _ offered: [UInt8], _ print: Fingerprint128 = Fingerprint128(lo: 0, hi: 0)
  ) throws {
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    try id.withUnsafeBytes { id in
      try offered.withUnsafeBytes { offered in
        _ = try spool.append(
          SpoolEntry(
            action: .renewKept, print: print, row: subject.code, id: id, body: offered, references: nothing,
            notes: nothing, offers: nothing))
      }
    }
  }

  /// A record that stays is delivered again: then there is no need to keep it any more.
  func endKeptLeaving(_ print: Fingerprint128, _ hash: UInt64, at index: Int) throws {
    if kept.keepsIn(hash) { try write(.touch, print, at: index, ended: [.leaving]) }
  }

  var hashOfID: UInt64 { id.withUnsafeBytes { compiled.idHash.hash($0).lo } }
}
