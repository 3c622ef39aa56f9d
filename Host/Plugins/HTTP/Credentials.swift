import HostModel

/// What placeholders of one connection can name.
package struct Credentials: Sendable {
  /// Sealed credentials, opened, by key.
  package var secrets: [String: Secret]
  /// Credentials that are not secret, and settings, by key.
  package var texts: [String: String]
  /// The connector, and the kinds of all fields that it asks for; nil: those that have values.
  package var declared: (connector: String, kinds: [String: InputField.Kind])?

  package init(
    secrets: [String: Secret], texts: [String: String] = [:],
    declared: (connector: String, kinds: [String: InputField.Kind])? = nil
  ) {
    self.secrets = secrets
    self.texts = texts
    self.declared = declared
  }

  /// Why a placeholder for this key cannot be filled.
  func refusal(of key: String) -> HTTPFault.Reason? {
    let kind = declared?.kinds[key]
    if let declared, kind == nil {
      return .undeclaredCredential(connector: declared.connector, key: ShortText.shown(ShownText.line(key)))
    }
    guard secrets[key] == nil, texts[key] == nil else { return nil }
    return kind == nil || kind == .secret ? .credentialMissing(key: key) : .settingMissing(key: key)
  }

  /// The value's bytes; nil if nothing has this key. The caller keeps them no longer than one request.
  func bytes(of key: String) -> [UInt8]? {
    if let secret = secrets[key] { return secret.reveal { Array($0) } }
    return texts[key].map { Array($0.utf8) }
  }
}
