import HostModel

/// What placeholders of one connection can name.
package struct Credentials: Sendable {
  /// Sealed credentials, opened, by key.
  package var secrets: [String: Secret]
  /// Credentials that are not secret, and settings, by key.
  package var texts: [String: String]

  package init(secrets: [String: Secret], texts: [String: String] = [:]) {
    self.secrets = secrets
    self.texts = texts
  }

  /// The value's bytes; nil if nothing has this key. The caller keeps them no longer than one request.
  func bytes(of key: String) -> [UInt8]? {
    if let secret = secrets[key] { return secret.reveal { Array($0) } }
    return texts[key].map { Array($0.utf8) }
  }
}
