import Foundation
import HostModel
import RecordJSON

extension EventStore {
  /// All connections, by name.
  package func connections() throws -> [Connection] {
    try database.rows(
      """
      SELECT id, name, connector, endpoint, settings, allow_private, frozen, credential_revision FROM connection
      ORDER BY name
      """
    ) {
      Connection(
        id: try $0.number(0), name: $0.text(1), connector: $0.text(2), endpoint: $0.text(3),
        settings: try settings($0.text(4)), allowsPrivate: $0.integer(5) != 0, frozen: try $0.optionalTime(6),
        credentialRevision: try $0.number(7))
    }
  }

  /// Stores a new connection with its data configs, presets and the metadata that they need, in one transaction.
  package func add(_ connection: Connection, presets: [DataType], sealed: [(key: String, value: [UInt8])]) throws
    -> Connection
  {
    guard try !connections().contains(where: { $0.name == connection.name }) else {
      throw StoreError.exists(
        what: "Connection '\(connection.name)' of event \(event)",
        nextStep:
          "Give another name with --name, or change it with 'patchbay connections set \(event)/\(connection.name)'.")
    }
    var stored = connection
    try database.write {
      try database.run(
        "INSERT INTO connection(name, connector, endpoint, settings, allow_private, created) VALUES(?,?,?,?,?,?)",
        .text(connection.name), .text(connection.connector), .text(connection.endpoint),
        .text(Self.json(connection.settings)), .integer(connection.allowsPrivate ? 1 : 0),
        .real(Date().timeIntervalSince1970))
      stored.id = database.lastInsertedRow
      for (key, value) in sealed { try seal(value, key: key, of: stored.id) }
      for type in presets { try addConfig(type, of: stored.id) }
      for type in Set(presets.map(\.fpType)) { try Self.rebuildView(of: type, in: database) }
    }
    return stored
  }

  /// Stores changed settings, endpoint and credentials; each of them may mean another account, so any change discards the
  /// cursors of the connection, and what is held is not approved before the vendor was asked again. The identities are those
  /// of what it read before, and of what it reads now: another's list says nothing of what the former lacked.
  ///
  /// `former` is the connection as it was when this was decided; `moved` are credentials that stay and may be sent to
  /// another server from now on.
  package func update(
    _ connection: Connection, from former: Connection, sealed: [(key: String, value: [UInt8])], moved: [SealedMove],
    identity: (old: VendorIdentity, new: VendorIdentity)
  ) throws {
    try database.write {
      let stays = try moved.allSatisfy { move in
        try replace(move.before, with: move.after, key: move.key, of: connection.id)
      }
      guard try stays && connections().contains(former) else {
        throw StoreError.unknown(
          what: "\(event)/\(connection.name) was changed meanwhile. Nothing was changed. Run the command again.")
      }
      try follow(from: identity.old, to: identity.new)
      let text = Self.json(connection.settings)
      try database.run(
        """
        UPDATE config SET cursor=NULL, cursor_outcome=NULL, judged_at=NULL WHERE connection=?1 AND (?4 OR EXISTS(
          SELECT 1 FROM connection WHERE id=?1 AND (endpoint<>?2 OR settings<>?3)))
        """, .integer(connection.id), .text(connection.endpoint), .text(text), .integer(sealed.isEmpty ? 0 : 1))
      try database.run(
        """
        UPDATE connection SET endpoint=?, settings=?, allow_private=?, credential_revision=credential_revision+?
        WHERE id=?
        """, .text(connection.endpoint), .text(text), .integer(connection.allowsPrivate ? 1 : 0),
        .integer(sealed.isEmpty ? 0 : 1), .integer(connection.id))
      if !identity.new.isSame(as: identity.old) {
        try database.run(
          "DELETE FROM absent WHERE config IN (SELECT id FROM config WHERE connection=?)", .integer(connection.id))
      }
      for (key, value) in sealed { try seal(value, key: key, of: connection.id) }
      // What the vendor refused may be right now.
      try endCredentialWait(of: connection.id)
    }
  }

  /// A credential, sealed for another server than before.
  package struct SealedMove {
    let key: String
    let before: [UInt8]
    let after: [UInt8]

    package init(key: String, before: [UInt8], after: [UInt8]) {
      self.key = key
      self.before = before
      self.after = after
    }
  }

  /// The sealed credentials of a connection, by key.
  package func sealedCredentials(of connection: Int64) throws -> [(key: String, value: [UInt8])] {
    try database.rows("SELECT key, sealed FROM credential WHERE connection=? ORDER BY key", .integer(connection)) {
      (key: $0.text(0), value: $0.blob(1))
    }
  }

  private func seal(_ value: [UInt8], key: String, of connection: Int64) throws {
    try database.run(
      "INSERT INTO credential VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET sealed=excluded.sealed, changed=excluded.changed",
      .integer(connection), .text(key), .blob(value), .real(Date().timeIntervalSince1970))
  }

  private func addConfig(_ type: DataType, of connection: Int64) throws {
    let limits = GuardLimits.standard
    // Locks, runs and what was erased go by this number.
    let config = try next("config", above: 0)
    try database.run(
      """
      INSERT INTO config(id, connection, data_type, fp_type, skip, limit_many, limit_some, limit_percent)
      VALUES(?,?,?,?,?,?,?,?)
      """, .integer(config), .integer(connection), .text(type.id), .text(type.fpType.rawValue),
      .text(String(decoding: JSONTree.array(type.skip.map(\.json)).encoded(), as: UTF8.self)),
      .integer(Int64(limits.many)), .integer(Int64(limits.some)), .integer(Int64(limits.percent)))
    var known = try metadata(of: type.fpType)
    for (position, row) in type.mapping.enumerated() {
      try database.run(
        "INSERT INTO mapping VALUES(?,?,?,?,?,?)", .integer(config), .text(row.target), .integer(Int64(position)),
        .text(row.from.description), .text(Self.text(row.transforms)),
        .text(row.mode.rawValue))
      // One that would share a column with another is left out; its values are listed until a person decides.
      guard !known.contains(where: { $0.sharesColumn(with: row.target) }) else { continue }
      known.append(try addField(row.target, type.targetKinds[row.target] ?? .text, to: type.fpType))
    }
  }

  static func json(_ settings: [String: String]) -> String {
    let members = settings.sorted { $0.key < $1.key }.map { JSONTree.Member($0.key, .string($0.value)) }
    return String(decoding: JSONTree.object(members).encoded(), as: UTF8.self)
  }

  func settings(_ text: String) throws(StoreError) -> [String: String] {
    guard case .object(let members) = try? JSONTree.parse(Array(text.utf8)) else {
      throw damaged("the settings of a connection", text)
    }
    var settings: [String: String] = [:]
    for member in members { settings[member.key] = member.value.string }
    return settings
  }
}
