import CSodium
import HostModel

// Tokens of the HTTP API: only a hash of each is kept.
extension HostStore {
  /// Makes a token with 256 random bits, as `pb_` and 43 letters, digits, `-` and `_`: the only time that it can be seen.
  package func addToken(_ name: String, role: Role, at now: Double) throws -> Secret {
    guard try !tokens().contains(where: { $0.name == name }) else {
      throw StoreError.exists(
        what: "A token named '\(name)'",
        nextStep: "Give another name, or remove that one with 'patchbay tokens remove'.")
    }
    guard sodium_init() >= 0 else { throw VaultError.cryptography }
    var random = [UInt8](repeating: 0, count: 32)
    randombytes_buf(&random, random.count)
    var text = [CChar](repeating: 0, count: 64)
    sodium_bin2base64(&text, text.count, random, random.count, sodium_base64_VARIANT_URLSAFE_NO_PADDING)
    let letters = Array("pb_".utf8) + text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let token = letters.withUnsafeBytes { Secret(copying: $0) }
    sodium_memzero(&random, random.count)
    try database.run(
      "INSERT INTO token(name, role, hash, created) VALUES(?,?,?,?)", .text(name), .text(role.rawValue),
      .blob(try Self.hash(token)), .real(now))
    return token
  }

  /// All tokens, by name.
  package func tokens() throws -> [TokenEntry] {
    try database.rows("SELECT name, role, created, used FROM token ORDER BY name") {
      guard let role = Role(rawValue: $0.text(1)) else {
        throw StoreError.damaged(path: database.path, detail: "the role '\($0.text(1))' in it is not known")
      }
      return TokenEntry(name: $0.text(0), role: role, created: try $0.time(2), used: try $0.optionalTime(3))
    }
  }

  /// False if there is none of that name.
  package func removeToken(_ name: String) throws -> Bool {
    try database.run("DELETE FROM token WHERE name=?", .text(name))
    return database.changes == 1
  }

  /// The entry that a token belongs to, or nil. Its use is written down, at most once a minute.
  ///
  /// Looking up a hash tells by its time nothing that helps to guess the token.
  package func token(_ token: Secret, at now: Double) throws -> TokenEntry? {
    let hash = SQLValue.blob(try Self.hash(token))
    guard let name = try database.rows("SELECT name FROM token WHERE hash=?", hash, row: { $0.text(0) }).first else {
      return nil
    }
    let entry = try tokens().first { $0.name == name }
    if let entry, entry.used.map({ abs(now - $0) >= 60 }) ?? true {
      // Someone may be asking while the disk is full: that is when they must see something.
      try? passing().run("UPDATE token SET used=? WHERE hash=?", .real(now), hash)
    }
    return entry
  }

  /// BLAKE2b, 256 bits. A slow hash is for what people think up: nobody tries out 2^256 random tokens.
  private static func hash(_ token: Secret) throws(VaultError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = token.reveal {
      crypto_generichash(
        &digest, digest.count, $0.bindMemory(to: UInt8.self).baseAddress, UInt64($0.count), nil, 0)
    }
    guard status == 0 else { throw .cryptography }
    return digest
  }
}
