/// An event's use of one connector.
package struct Connection: Sendable, Hashable {
  package var id: Int64
  package var name: String
  package var connector: String
  package var endpoint: String
  package var settings: [String: String]
  /// True if an administrator allowed an endpoint with a private address.
  package var allowsPrivate: Bool
  /// When it was removed while its records stayed, in seconds since 1970; nil for one that is in use.
  package var frozen: Double?
  /// Counts up with every change of its credentials.
  package var credentialRevision: Int64

  package init(
    id: Int64 = 0, name: String, connector: String, endpoint: String, settings: [String: String],
    allowsPrivate: Bool = false, frozen: Double? = nil, credentialRevision: Int64 = 0
  ) {
    self.id = id
    self.name = name
    self.connector = connector
    self.endpoint = endpoint
    self.settings = settings
    self.allowsPrivate = allowsPrivate
    self.frozen = frozen
    self.credentialRevision = credentialRevision
  }

  /// Why a text cannot be the name of a connection, or nil.
  package static func problem(withName name: String) -> String? {
    let fits =
      !name.isEmpty && name.utf8.count <= 64 && !name.contains("/") && !name.contains(where: \.isWhitespace)
      && !name.hasControlCharacter && !name.hasPrefix("-")
    return fits ? nil : "1 to 64 bytes, no '/', no white space, and no '-' in front"
  }

  /// The name under which the records of a removed connection stay, so that another can have the old one:
  /// `NAME.frozen`, or with a number if that is `taken`.
  package static func frozenName(of name: String, taken: Set<String>) -> String {
    var number = 1
    while true {
      let suffix = number == 1 ? ".frozen" : ".frozen\(number)"
      var start = name
      while start.utf8.count + suffix.utf8.count > 64 { start.removeLast() }
      if !taken.contains(start + suffix) { return start + suffix }
      number += 1
    }
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
  /// When its connection was removed while its records stayed, in seconds since 1970; nil for one that can be run.
  package var frozen: Double?

  package var name: String { "\(event)/\(connectionName)/\(dataType)" }

  package init(
    id: Int64 = 0, event: EventID, connection: Int64, connectionName: String, connector: String, dataType: String,
    fpType: FPType, skip: [Condition], dedupe: DedupeRule? = nil, limits: GuardLimits = .standard, revision: Int64 = 0,
    frozen: Double? = nil
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
    self.frozen = frozen
  }
}

/// How many deletions a data config lets through at once.
package struct GuardLimits: Sendable, Hashable {
  /// More than this many are held.
  package var many: Int
  /// More than `some` are held if they are more than `percent` of what is stored.
  package var some: Int
  package var percent: Int

  /// What they may be.
  package static let counts = 0...1_000_000
  package static let percents = 0...100

  package init(many: Int, some: Int, percent: Int) {
    self.many = many
    self.some = some
    self.percent = percent
  }

  package static let standard = GuardLimits(many: 50, some: 10, percent: 5)
}
