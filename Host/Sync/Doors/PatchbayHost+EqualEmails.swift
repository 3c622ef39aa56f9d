import HostMapping
import HostModel
import HostStorage

extension PatchbayHost {
  /// Records of the event, of whatever fp_type, that have an e-mail of a record's and stay when it is erased, as
  /// `twin (v/people)`: perhaps the same person, but nobody knows. Live ones, and such as would come in later: held, or
  /// waiting for another. At most a few, with how many there are.
  func sameEmail(as record: ErasedRecord, in store: EventStore) throws -> (listed: [String], count: Int) {
    func emails(_ body: [UInt8], _ slots: [Int]) -> Set<String> {
      let values = StoredValues.slots(of: body)
      let texts = slots.filter(values.indices.contains).map { Self.text(values[$0]).lowercased() }
      return Set(texts.filter { !$0.isEmpty })
    }
    func slots(_ type: FPType) throws -> [Int] {
      try store.metadata(of: type).filter { $0.kind == .email }.map(\.slot)
    }
    var mine: Set<String> = []
    for place in record.places.map(\.config) {
      mine.formUnion(emails(try store.stored(record.id, of: place.id)?.body ?? [], try slots(place.fpType)))
    }
    var (listed, count) = ([String](), 0)
    guard !mine.isEmpty else { return (listed, count) }
    let own = Set((record.places.map(\.config) + record.undecided).map(\.id))
    for other in try store.configs() {
      let slots = try slots(other.fpType)
      guard !slots.isEmpty else { continue }
      func note(_ id: [UInt8], _ body: [UInt8], _ how: String) {
        guard !own.contains(other.id) || id != record.id, !mine.isDisjoint(with: emails(body, slots)) else { return }
        count += 1
        if listed.count < 10 {
          listed.append("\(String(decoding: id, as: UTF8.self)) (\(other.connectionName)/\(other.dataType)\(how))")
        }
      }
      try store.forEachLive(of: other.id) { id, body in
        note(Array(id), Array(body), "")
        return true
      }
      try store.forEachToCome(of: other.id) { id, body, isHeld in note(id, body, isHeld ? ", held" : ", waiting") }
    }
    return (listed, count)
  }
}
