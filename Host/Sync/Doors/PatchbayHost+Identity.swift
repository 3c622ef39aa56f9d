import HostModel
import HostPlugins
import HostStorage

// Whose records data configs read, so that who was erased stays out whichever connection brings them (DESIGN §2, rule 11).
extension PatchbayHost {
  /// Whose records a data config stores: what the last run that a person applied was made with says it, or else what is set
  /// now. Nil if nobody knows: its connection was frozen by a version that did not keep it.
  func identity(of config: DataConfig, in store: EventStore) throws -> VendorIdentity? {
    if config.frozen != nil { return try store.frozenIdentity(of: config.id) }
    guard let describe = try hostStore().lastDescribe(of: config.connector) else { return nil }
    return try identity(
      store.appliedSetup(of: config.id)?.setup ?? store.setup(of: config), Describe(document: describe), in: store)
  }

  /// Whose records a run with this setup reads.
  func identity(_ setup: RunSetup, _ describe: Describe, in store: EventStore) throws -> VendorIdentity {
    try identity(endpoint: setup.endpoint, setup.settings, describe, in: store)
  }

  /// Whose records a connection with this endpoint and these settings reads.
  func identity(
    endpoint: String, _ given: [String: String], _ describe: Describe, in store: EventStore
  ) throws -> VendorIdentity {
    try store.identity(
      connector: describe.id, origin: (try? WebAddress(endpoint))?.origin ?? endpoint,
      settings: settings(given, describe), keys: describe.identityKeys)
  }

  /// The erasure that keeps a record out of what a data config stores, or nil.
  func erasure(of record: [UInt8], in config: DataConfig, _ store: EventStore) throws -> Erasure? {
    try store.erasure(of: record, in: config, identity(of: config, in: store))
  }

  /// Lets erasures of a version that knew them by data config alone go by whose records they are, where that is known.
  func settleErasures(_ store: EventStore) throws {
    let unsettled = try store.configsWithErasures()
    guard !unsettled.isEmpty else { return }
    for config in try store.configs() where unsettled.contains(config.id) {
      if let identity = try identity(of: config, in: store) { try store.settleErasures(of: config, identity) }
    }
  }

  /// The data configs that store the same vendor's records as one, itself first: another connection to the same account, or
  /// one that is frozen.
  func configs(readingLike config: DataConfig, in store: EventStore) throws -> [DataConfig] {
    guard let identity = try identity(of: config, in: store) else { return [config] }
    let others = try store.configs().filter { other in
      other.id != config.id && other.connector == config.connector && other.dataType == config.dataType
    }
    return try [config]
      + others.filter { try self.identity(of: $0, in: store)?.isSame(as: identity) ?? false }
  }
}
