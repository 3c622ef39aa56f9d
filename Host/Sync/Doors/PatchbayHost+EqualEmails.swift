import HostMapping
import HostModel
import HostStorage

extension PatchbayHost {
  /// Live records of the event, of whatever fp_type, that have an e-mail of a record's, as `twin (v/people)`: perhaps the
  /// same person, but nobody knows. At most a few, with how many there are.
  func sameEmail(
    as record: [UInt8], of config: DataConfig, in store: EventStore
  ) throws -> (listed: [String], count: Int) {
    func emails(_ body: [UInt8], _ slots: [Int]) -> Set<String> {
      let values = StoredValues.slots(of: body)
      let texts = slots.filter(values.indices.contains).map { Self.text(values[$0]).lowercased() }
      return Set(texts.filter { !$0.isEmpty })
    }
    func slots(_ type: FPType) throws -> [Int] {
      try store.metadata(of: type).filter { $0.kind == .email }.map(\.slot)
    }
    let mine = emails(try store.stored(record, of: config.id)?.body ?? [], try slots(config.fpType))
    var (listed, count) = ([String](), 0)
    guard !mine.isEmpty else { return (listed, count) }
    for other in try store.configs() {
      let slots = try slots(other.fpType)
      guard !slots.isEmpty else { continue }
      try store.forEachLive(of: other.id) { id, body in
        guard other.id != config.id || !id.elementsEqual(record), !mine.isDisjoint(with: emails(Array(body), slots))
        else {
          return true
        }
        count += 1
        if listed.count < 10 {
          listed.append("\(String(decoding: id, as: UTF8.self)) (\(other.connectionName)/\(other.dataType))")
        }
        return true
      }
    }
    return (listed, count)
  }
}
