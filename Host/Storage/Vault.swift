import CSodium
import HostModel

/// Seals credentials for storing and opens them again (XChaCha20-Poly1305, random nonce).
///
/// A sealed value is bound to its ``SealedField``: copied to another event, connection or key it does not open, and for
/// another connector or server than it was given for it is refused.
/// Safe from any thread.
///
/// Form 2: version (1), id of the key (8), destination, nonce (24), ciphertext, tag (16). Version, key id, destination and
/// field are authenticated. Form 1, of earlier programs, has no destination, and is only sealed anew.
package struct Vault: Sendable {
  private static let (former, version): (UInt8, UInt8) = (1, 2)
  private static let keyIDSize = 8
  private static let nonceSize = Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
  private static let tagSize = Int(crypto_aead_xchacha20poly1305_ietf_ABYTES)
  private static let headerSize = 1 + keyIDSize

  private let key: VaultKey
  /// Tells a wrong key file from a damaged value without telling anything of the key.
  private let keyID: [UInt8]

  package init(key: VaultKey) throws(VaultError) {
    guard sodium_init() >= 0 else { throw .cryptography }
    self.key = key
    var digest = [UInt8](repeating: 0, count: Int(crypto_generichash_BYTES))
    let context = Array("patchbay key id".utf8)
    let status = key.secret.reveal {
      crypto_generichash(
        &digest, digest.count, context, UInt64(context.count), $0.bindMemory(to: UInt8.self).baseAddress, $0.count)
    }
    guard status == 0 else { throw .cryptography }
    keyID = Array(digest.prefix(Self.keyIDSize))
  }

  /// Seals a value for one field; each call gives other bytes.
  package func seal(_ secret: Secret, for field: SealedField) throws(VaultError) -> [UInt8] {
    guard let destination = field.destination.bytes else { throw .cryptography }
    let header = [Self.version] + keyID + destination
    var nonce = [UInt8](repeating: 0, count: Self.nonceSize)
    randombytes_buf(&nonce, nonce.count)
    let associated = header + field.associatedData
    var sealed = [UInt8](repeating: 0, count: secret.count + Self.tagSize)
    let status = secret.reveal { text in
      key.secret.reveal { key -> Int32 in
        guard let key = key.bindMemory(to: UInt8.self).baseAddress else { return -1 }
        return crypto_aead_xchacha20poly1305_ietf_encrypt(
          &sealed, nil, text.bindMemory(to: UInt8.self).baseAddress, UInt64(text.count), associated,
          UInt64(associated.count), nil, nonce, key)
      }
    }
    guard status == 0 else { throw .cryptography }
    return header + nonce + sealed
  }

  /// A mark of texts that only those who have the key can make: 16 bytes, the same for the same texts in the same order.
  package func mark(of texts: [Secret]) throws(VaultError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 16)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
    defer {
      sodium_memzero(memory, crypto_generichash_statebytes())
      memory.deallocate()
    }
    let state = OpaquePointer(memory)
    var status = key.secret.reveal {
      crypto_generichash_init(state, $0.bindMemory(to: UInt8.self).baseAddress, $0.count, digest.count)
    }
    for text in texts {
      // Each with its length in front, so that no two lists give the same bytes.
      let length = Array("\(text.count):".utf8)
      status |= crypto_generichash_update(state, length, UInt64(length.count))
      status |= text.reveal {
        crypto_generichash_update(state, $0.bindMemory(to: UInt8.self).baseAddress, UInt64($0.count))
      }
    }
    status |= crypto_generichash_final(state, &digest, digest.count)
    guard status == 0 else { throw .cryptography }
    return digest
  }

  /// Opens a value that was sealed for this field; tells a wrong key file from a damaged value, and from one that was given
  /// for another destination.
  package func open(_ sealed: [UInt8], of field: SealedField) throws(VaultError) -> Secret {
    guard let version = sealed.first else { throw .damaged(field: field) }
    guard version == Self.version else {
      throw version > Self.version && version < 16 ? .newer(field: field, found: version) : .damaged(field: field)
    }
    var rest = sealed.dropFirst(Self.headerSize)
    guard let destination = SealedDestination(takingFrom: &rest) else { throw .damaged(field: field) }
    let secret = try open(rest, under: Array(sealed[..<rest.startIndex]), of: field)
    guard destination == field.destination else { throw .elsewhere(field: field, given: destination) }
    return secret
  }

  /// True for a value that an earlier program sealed, without saying for whom.
  static func isFormer(_ sealed: [UInt8]) -> Bool { sealed.first == former }

  /// Seals a value of an earlier program for its field; nil if that is done.
  package func sealAnew(_ sealed: [UInt8], for field: SealedField) throws(VaultError) -> [UInt8]? {
    guard sealed.first == Self.former else { return nil }
    let header = Array(sealed.prefix(Self.headerSize))
    return try seal(open(sealed.dropFirst(Self.headerSize), under: header, of: field), for: field)
  }

  /// Opens nonce, ciphertext and tag that stand behind a header.
  private func open(
    _ rest: ArraySlice<UInt8>, under header: [UInt8], of field: SealedField
  ) throws(VaultError) -> Secret {
    guard rest.count >= Self.nonceSize + Self.tagSize else { throw .damaged(field: field) }
    guard Array(header[1..<Self.headerSize]) == keyID else { throw .wrongKey(field: field, path: key.path) }
    let nonce = Array(rest.prefix(Self.nonceSize))
    let body = Array(rest.dropFirst(Self.nonceSize))
    let associated = header + field.associatedData
    return try Secret(count: body.count - Self.tagSize) { text throws(VaultError) in
      let status = key.secret.reveal { key -> Int32 in
        guard let key = key.bindMemory(to: UInt8.self).baseAddress else { return -1 }
        return crypto_aead_xchacha20poly1305_ietf_decrypt(
          text.bindMemory(to: UInt8.self).baseAddress, nil, nil, body, UInt64(body.count), associated,
          UInt64(associated.count), nonce, key)
      }
      guard status == 0 else { throw .damaged(field: field) }
    }
  }
}
