import HostModel
import HostStorage

extension PatchbayHost {
  /// Makes a token for the HTTP API; it can be seen this once.
  package func addToken(_ name: String, role: String) throws -> Secret {
    guard let role = Role(rawValue: role) else {
      throw InputRefused(
        "--role '\(role)' is not known. Known are: \(Role.allCases.map(\.rawValue).joined(separator: ", ")). Nothing was"
          + " changed.")
    }
    guard !name.isEmpty, name.utf8.count <= 64, !name.hasControlCharacter, !name.contains(where: \.isWhitespace) else {
      throw InputRefused(
        "'\(ShortText.shown(name))' cannot be the name of a token: 1 to 64 bytes, no white space. Nothing was changed.")
    }
    return try hostStore().addToken(name, role: role, at: now)
  }

  /// All tokens, by name; not what they are.
  package func tokens() throws -> [TokenEntry] { try hostStore().tokens() }

  /// Removes a token: from now on it opens nothing, in a serve that runs neither.
  package func removeToken(_ name: String) throws {
    guard try hostStore().removeToken(name) else {
      throw InputRefused(
        "There is no token '\(name)'.\(Spelling.suggestion(for: name, among: try tokens().map(\.name))) See 'patchbay tokens"
          + " list'.")
    }
  }

  /// The entry that a token belongs to, or nil; waits for at most `patience` seconds for who keeps the store.
  package func entry(of token: Secret, patience: Double) throws -> TokenEntry? {
    try HostStore(home: home, patience: patience).token(token, at: now)
  }
}
