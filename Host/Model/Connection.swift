/// An event's use of one connector.
package struct Connection: Sendable, Hashable {
  package var id: Int64
  package var name: String
  package var connector: String
  package var endpoint: String
  package var settings: [String: String]
  /// True if an administrator allowed an endpoint with a private address.
  package var allowsPrivate: Bool

  package init(
    id: Int64 = 0, name: String, connector: String, endpoint: String, settings: [String: String],
    allowsPrivate: Bool = false
  ) {
    self.id = id
    self.name = name
    self.connector = connector
    self.endpoint = endpoint
    self.settings = settings
    self.allowsPrivate = allowsPrivate
  }
}

/// One data type of one connection. Its name is `EID/CONNECTION/DATATYPE`.
package struct DataConfig: Sendable, Hashable {
  package var id: Int64
  package var event: EventID
  package var connection: Int64
  package var connectionName: String
  package var connector: String
  package var dataType: String
  package var fpType: FPType
  package var skip: [Condition]
  /// Nil for the connector's preset.
  package var dedupe: DedupeRule?
  package var limits: GuardLimits
  /// Counts up with every run that changed stored records of this config.
  package var revision: Int64

  package var name: String { "\(event)/\(connectionName)/\(dataType)" }

  package init(
    id: Int64 = 0, event: EventID, connection: Int64, connectionName: String, connector: String, dataType: String,
    fpType: FPType, skip: [Condition], dedupe: DedupeRule? = nil, limits: GuardLimits = .standard, revision: Int64 = 0
  ) {
    self.id = id
    self.event = event
    self.connection = connection
    self.connectionName = connectionName
    self.connector = connector
    self.dataType = dataType
    self.fpType = fpType
    self.skip = skip
    self.dedupe = dedupe
    self.limits = limits
    self.revision = revision
  }
}

/// How many deletions a data config lets through at once.
package struct GuardLimits: Sendable, Hashable {
  /// More than this many are held.
  package var many: Int
  /// More than `some` are held if they are more than `percent` of what is stored.
  package var some: Int
  package var percent: Int

  package init(many: Int, some: Int, percent: Int) {
    self.many = many
    self.some = some
    self.percent = percent
  }

  package static let standard = GuardLimits(many: 50, some: 10, percent: 5)
}
