import HostModel
import HostStorage

/// One record that is to be erased, wherever the event has it: a person is the same through every connection to the same
/// account, and in what is left of one.
struct ErasedRecord {
  let id: [UInt8]
  /// Each data config that reads the record's account, the one that was named first; with what points at the record there.
  let places: [(config: DataConfig, pointing: PointingRecords)]
  /// Those of the others that have the record.
  let others: [DataConfig]
  /// Those that have a record of this id and of which nobody knows which account they read: frozen by an earlier version.
  let undecided: [DataConfig]
  /// Whose record it is; nil if nobody knows, so that only its own data config can keep it out.
  let identity: VendorIdentity?

  /// What is true of an erasure of which nobody knows whose record it was.
  static let mayReturn =
    "Nobody knows any more which account its connection read, so another connection may bring it in again."

  /// How many live records point at it.
  var pointing: Int { places.reduce(0) { $0 + $1.pointing.live } }

  /// - Parameter describe: what the connector says of itself.
  init(_ id: [UInt8], of config: DataConfig, in store: EventStore, _ host: PatchbayHost, describe: Describe?) throws {
    self.id = id
    identity = try host.identity(of: config, in: store)
    let configs = try host.configs(readingLike: config, in: store)
    places = try configs.map { ($0, try PointingRecords(at: id, of: $0, in: store, describe: describe)) }
    others = try configs.dropFirst().filter { try store.knows(id, in: $0.id) }
    undecided = try store.configs().filter { other in
      try other.id != config.id && other.connector == config.connector && other.dataType == config.dataType
        && host.identity(of: other, in: store) == nil && store.knows(id, in: other.id)
    }
  }

  /// Connections that it, or what points at it, goes from.
  var connections: Set<Int64> { Set(places.map(\.config.connection)) }
}
