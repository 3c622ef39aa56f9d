import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// The records that point at one record, as far as their ids, their values or what they wait for tell: a person's
/// registrations.
struct PointingRecords {
  /// Ids by data config, configs in their order.
  private(set) var found: [(config: DataConfig, ids: [[UInt8]])] = []

  /// Those of them that are live.
  private(set) var live = 0

  /// Looks through every data config of the connection whose data type points at the record's.
  ///
  /// - Parameter describe: what the connector says of itself; nil finds nothing.
  init(at record: [UInt8], of config: DataConfig, in store: EventStore, describe: Describe?) throws {
    for (other, type) in try Self.pointing(at: config, in: store, describe) {
      let tests = try type.references.enumerated().filter { $1.to == config.dataType }.map {
        try Test($1, number: $0, record: String(decoding: record, as: UTF8.self), type: type, config: other, store)
      }
      var ids: Set<[UInt8]> = []
      try store.forEachMention(of: other.id) { id, values, references in
        if tests.contains(where: { $0.holds(id, values, references) }) { ids.insert(id) }
      }
      found.append((other, ids.sorted { $0.lexicographicallyPrecedes($1) }))
      live += try ids.count { try store.stored($0, of: other.id)?.status == .live }
    }
  }

  /// The data configs whose records can point at those of one.
  static func pointing(
    at config: DataConfig, in store: EventStore, _ describe: Describe?
  ) throws -> [(config: DataConfig, type: DataType)] {
    try store.configs().compactMap { other in
      guard other.connection == config.connection, let type = describe?.dataType(other.dataType),
        type.references.contains(where: { $0.to == config.dataType })
      else { return nil }
      return (other, type)
    }
  }

  /// Whether a record points at the one in question by one reference.
  private struct Test {
    let record: String
    /// Its place among the references of the data type.
    let number: Int
    /// Where the parts of the reference stand in the key of the pointing record, if all do.
    var places: [Int]?
    let parts: Int
    /// The slot that holds the reference as it is, if one does.
    var slot: Int?

    init(
      _ reference: DataType.Reference, number: Int, record: String, type: DataType, config: DataConfig,
      _ store: EventStore
    ) throws {
      self.record = record
      self.number = number
      let own = type.explode == nil ? type.primaryKey : type.primaryKey.map(\.seenFromChild)
      let key = own + (type.explode?.key ?? [])
      parts = key.count
      // A part that may stand in several places is in no one place of a key.
      let found = reference.key.compactMap { part in
        part.alternatives.count == 1 ? part.alternatives.first.flatMap { key.firstIndex(of: $0) } : nil
      }
      if found.count == reference.key.count { places = found }
      if reference.key.count == 1 {
        let row = try store.mapping(of: config.id).first { row in
          row.from.alternatives == reference.key.first?.alternatives
            && row.transforms.allSatisfy { $0.step == .trim }
        }
        slot = try store.metadata(of: config.fpType).first { $0.name == row?.target }?.slot
      }
    }

    func holds(_ id: [UInt8], _ values: [UInt8], _ references: [UInt8]) -> Bool {
      if let places {
        let own = RecordID.split(String(decoding: id, as: UTF8.self), parts: parts)
        if own.count == parts, RecordID.join(places.map { own[$0] }) == record { return true }
      }
      if let slot, !values.isEmpty {
        let stored = StoredValues.slots(of: values)
        if stored.indices.contains(slot), PatchbayHost.text(stored[slot]) == record { return true }
      }
      let ids = ReferenceText.ids(references)
      return ids.indices.contains(number) && ids[number].elementsEqual(record.utf8)
    }
  }
}
