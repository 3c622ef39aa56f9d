import Foundation
import HostModel
import HostPlugins
import HostStorage

extension PatchbayHost {
  /// What a person gives for a connection.
  package struct ConnectionInput: Sendable {
    package var name: String?
    package var endpoint: String?
    package var settings: [(key: String, value: String)]
    package var secrets: [(key: String, value: Secret)]
    package var allowsPrivate: Bool
    /// True if secrets are taken as they were given, with blanks, quotes and all.
    package var keepsSecretsAsGiven: Bool

    package init(
      name: String? = nil, endpoint: String? = nil, settings: [(key: String, value: String)] = [],
      secrets: [(key: String, value: Secret)] = [], allowsPrivate: Bool = false, keepsSecretsAsGiven: Bool = false
    ) {
      self.name = name
      self.endpoint = endpoint
      self.settings = settings
      self.secrets = secrets
      self.allowsPrivate = allowsPrivate
      self.keepsSecretsAsGiven = keepsSecretsAsGiven
    }
  }

  /// Makes a connection of an event, its data configs with their presets, and the metadata that the presets need. Gives also
  /// what a person must know of the secrets that were given.
  package func addConnection(
    _ eventText: String, connector: String, _ input: ConnectionInput
  ) throws -> (Connection, remarks: [String]) {
    let store = try store(eventText)
    let (_, describe) = try describe(connector)
    let name = input.name ?? connector
    if let problem = Connection.problem(withName: name) {
      throw InputRefused("'\(name)' cannot be the name of a connection: \(problem).")
    }
    var connection = Connection(
      name: name, connector: connector, endpoint: describe.endpoint.url, settings: [:],
      allowsPrivate: input.allowsPrivate)
    let (sealed, remarks) = try apply(input, to: &connection, describe, event: store.event)
    let added = try store.add(connection, presets: describe.dataTypes, sealed: sealed)
    // Those of a connection of this name that was removed by a program that was killed before it came to that.
    try hostStore().forgetCrashes(under: "\(store.event)/\(name)/")
    return (added, remarks)
  }

  /// Changes endpoint, settings or credentials of a connection. Gives also what a person must know of who was erased, and of
  /// the secrets that were given.
  package func setConnection(_ text: String, _ input: ConnectionInput) throws -> (Connection, remarks: [String]) {
    var (store, connection) = try connection(text)
    let (_, describe) = try describe(connection.connector)
    try settleErasures(store)
    let old = try identity(endpoint: connection.endpoint, connection.settings, describe, in: store)
    let former = connection
    if input.allowsPrivate { connection.allowsPrivate = true }
    let (sealed, remarks) = try apply(input, to: &connection, describe, event: store.event)
    let moved = try moved(
      store.sealedCredentials(of: connection.id).filter { key, _ in !sealed.contains { $0.key == key } },
      from: former, to: connection, in: store)
    let new = try identity(endpoint: connection.endpoint, connection.settings, describe, in: store)
    try store.update(connection, from: former, sealed: sealed, moved: moved, identity: (old, new))
    // It may use another vendor account now. What was asked for is done; if this is not, its jobs wait for their time.
    try? hostStore().endQuotaWait("\(store.event)/\(connection.id)")
    let left = try store.configs().filter { $0.connection == connection.id }.reduce(0) { count, config in
      guard !new.isSame(as: old) else { return 0 }
      let still = Set(try store.erasures(of: config, new).map(\.hash))
      return try count + store.erasures(of: config, old).count { !still.contains($0.hash) }
    }
    return (connection, left == 0 ? remarks : remarks + [Self.remark(onErased: left)])
  }

  /// Credentials that stay as they are, sealed for the server that the connection leads to from now on; none if that is the
  /// same one. They open for where it led before; where the file was changed by another tool, and is put right now, for
  /// where it leads then.
  private func moved(
    _ credentials: [(key: String, value: [UInt8])], from former: Connection, to connection: Connection,
    in store: EventStore
  ) throws -> [EventStore.SealedMove] {
    guard former.origin != connection.origin, !credentials.isEmpty else { return [] }
    let vault = try vault(opening: true)
    return try credentials.map { key, value in
      let field = SealedField(event: store.event, connection, key: key)
      let secret: Secret
      do { secret = try store.open(value, key: key, of: former, with: vault) } catch let error as VaultError {
        guard case .elsewhere = error else { throw error }
        secret = try vault.open(value, of: field)
      }
      return EventStore.SealedMove(key: key, before: value, after: try vault.seal(secret, for: field))
    }
  }

  private static func remark(onErased count: Int) -> String {
    let records = count == 1 ? "1 erased record stays" : "\(count) erased records stay"
    return
      "\(records) out only of what the connection read before: at another address, or of another account or event, the"
      + " same id is another record."
  }

  /// The connections of an event with the names of their stored credentials.
  package func connections(of eventText: String) throws -> [(connection: Connection, credentials: [String])] {
    let store = try store(eventText)
    return try store.connections().map { ($0, try store.sealedCredentials(of: $0.id).map(\.key)) }
  }

  /// Checks what was given against the connector's fields; gives the sealed secrets, and what was left out of them.
  private func apply(
    _ input: ConnectionInput, to connection: inout Connection, _ describe: Describe, event: EventID
  ) throws -> (sealed: [(key: String, value: [UInt8])], remarks: [String]) {
    if let endpoint = input.endpoint {
      guard !endpoint.isEmpty else {
        throw InputRefused("--endpoint is empty. Give the address of the vendor's API, or leave the option out.")
      }
      guard describe.endpoint.editable || endpoint == describe.endpoint.url else {
        throw InputRefused("The endpoint of \(describe.name) is \(describe.endpoint.url) and cannot be changed.")
      }
      connection.endpoint = endpoint
    }
    guard !connection.endpoint.isEmpty else {
      throw InputRefused(
        "\(describe.name) has no endpoint of its own: give yours with --endpoint. \(describe.endpoint.help)")
    }
    try checkEndpoint(connection)
    let fields = describe.auth + describe.settings
    for (key, value) in input.settings {
      guard let field = fields.first(where: { $0.key == key }) else {
        throw InputRefused(
          "\(describe.name) has no field '\(key)'.\(Spelling.suggestion(for: key, among: fields.map(\.key)))"
            + " See 'patchbay connectors info \(describe.id)'.")
      }
      guard field.kind != .secret else {
        throw InputRefused("'\(key)' of \(describe.name) is a secret: give it with --secret \(key).")
      }
      try check(value, field, describe)
      connection.settings[key] = value
    }
    let secrets = try GivenSecret.read(input, describe)
    guard !secrets.isEmpty else { return ([], []) }
    let vault = try vault()
    let sealed = try secrets.map { secret in
      (secret.key, try vault.seal(secret.value, for: SealedField(event: event, connection, key: secret.key)))
    }
    return (sealed, secrets.compactMap(\.remark))
  }

  private func check(_ value: String, _ field: InputField, _ describe: Describe) throws {
    guard !field.required || value.contains(where: { !$0.isWhitespace }) else {
      throw InputRefused("'\(field.key)' (\(field.label)) of \(describe.name) cannot be empty. \(field.help)")
    }
    let bytes = value.utf8.count
    guard bytes <= InputField.valueLimit else {
      throw InputRefused(
        "The value of '\(field.label)' of \(describe.name) has \(bytes.grouped) bytes, and may have"
          + " \(InputField.valueLimit.grouped).")
    }
    if field.kind == .choice, !field.choices.contains(value) {
      throw InputRefused(
        "'\(value)' is no choice for '\(field.key)' of \(describe.name). Choose one of:"
          + " \(field.choices.joined(separator: ", ")).")
    }
    guard field.accepts(value) else {
      throw InputRefused(
        "'\(ShortText.shown(value))' does not look like '\(field.label)' of \(describe.name)\(field.form)")
    }
  }

  private func checkEndpoint(_ connection: Connection) throws {
    do throws(EndpointError) {
      _ = try Endpoint(connection.endpoint, allowsPrivate: connection.allowsPrivate)
    } catch {
      throw InputRefused(error.description)
    }
  }
}
