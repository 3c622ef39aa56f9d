import HostModel

// Credentials are sealed for the connector and the server that they were given for: whoever changes either with a tool of
// their own has them sent nowhere.
extension EventStore {
  /// Seals every credential of an earlier program anew, for where its connection leads now. What cannot be opened now stays,
  /// and says why when it is needed.
  func sealAnew(in home: Home) {
    let isDue = try? database.rows("SELECT 1 FROM credential WHERE substr(sealed, 1, 1)=x'01' LIMIT 1") { _ in true }
    guard isDue?.first == true, let vault = try? home.vault(opening: true) else { return }
    for connection in (try? connections()) ?? [] {
      for (key, value) in (try? sealedCredentials(of: connection.id)) ?? [] {
        _ = try? sealedAnew(value, key: key, of: connection, with: vault)
      }
    }
  }

  /// A credential in the form of today, in which it is stored then too.
  private func sealedAnew(
    _ value: [UInt8], key: String, of connection: Connection, with vault: Vault
  ) throws -> [UInt8] {
    guard let anew = try vault.sealAnew(value, for: SealedField(event: event, connection, key: key)) else {
      return value
    }
    try replace(value, with: anew, key: key, of: connection.id)
    return anew
  }

  /// Opens a credential of a connection.
  package func open(
    _ value: [UInt8], key: String, of connection: Connection, with vault: Vault
  ) throws -> Secret {
    let value = try sealedAnew(value, key: key, of: connection, with: vault)
    return try vault.open(value, of: SealedField(event: event, connection, key: key))
  }

  /// Replaces a sealed credential, if it is still that; false if it is another by now.
  @discardableResult
  func replace(_ value: [UInt8], with anew: [UInt8], key: String, of connection: Int64) throws -> Bool {
    try database.run(
      "UPDATE credential SET sealed=? WHERE connection=? AND key=? AND sealed=?", .blob(anew), .integer(connection),
      .text(key), .blob(value))
    return database.changes == 1
  }
}

extension HostStore {
  /// The same for the password of the mail server.
  func sealAnew(in home: Home) {
    guard let stored = try? mailServer(), let password = stored.password, Vault.isFormer(password),
      let vault = try? home.vault(opening: true),
      let anew = try? vault.sealAnew(password, for: .mailPassword(of: stored.server.url))
    else { return }
    try? database.run("UPDATE mail_server SET password=? WHERE password=?", .blob(anew), .blob(password))
  }
}

extension Home {
  /// The vault of this home; its key is made if there is none, unless it is for `opening` what was sealed before.
  package func vault(opening: Bool) throws -> Vault {
    let environment = namedKeyFile.map { ["PATCHBAY_KEY_FILE": $0] } ?? [:]
    return try Vault(key: VaultKey.located(homeKeyFile: keyFile, environment: environment, opening: opening))
  }
}
