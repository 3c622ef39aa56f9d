import HostModel
import Testing

@testable import HostStorage

@Suite("What a user is told about keys and sealed credentials") struct VaultMessageTests {
  static let field = EventID("00000000000000000000000000000001").map {
    SealedField(
      event: $0, connection: "main", key: "token",
      destination: SealedDestination(connector: "pretix", address: "https://evil.example"))
  }

  static func cases(_ field: SealedField) -> [(VaultError, String)] {
    [
      (
        .keyMissing(path: "/k"),
        "PATCHBAY_KEY_FILE names '/k', which does not exist. Put the key file of this home there, or make a new one: "
          + "(umask 077; head -c 32 /dev/urandom > '/k')."
      ),
      (
        .keyNotMade(path: "/h/key", problem: "Permission denied"),
        "The key file '/h/key' could not be made: Permission denied. Give this user the right to write its folder, or "
          + "name another file in PATCHBAY_KEY_FILE."
      ),
      (
        .keyUnreadable(path: "/k", problem: "Permission denied"),
        "The key file '/k' could not be read: Permission denied. Let the user that runs patchbay own it, with mode 0600."
      ),
      (
        .keyNotAFile(path: "/dev"),
        "The key file '/dev' is not a regular file. Name a file with 32 random bytes in PATCHBAY_KEY_FILE."
      ),
      (
        .keyOpenToOthers(path: "/k", mode: 0o40),
        "The key file '/k' is open to other users (mode 0040), so its key may be known. If nobody could read it, close "
          + "it: chmod 600 '/k'."
      ),
      (
        .keyOfAnotherUser(path: "/k", owner: 0, user: 1000),
        "The key file '/k' belongs to user 0, and patchbay runs as user 1000. Run patchbay as its owner, or change the "
          + "owner: chown 1000 '/k'."
      ),
      (
        .keyWrongSize(path: "/k", size: 33),
        "The key file '/k' has 33 bytes and a key has 32. Put the right file back from a backup."
      ),
      (
        .wrongKey(field: field, path: "/k"),
        "Credential 'token' of connection 00000000000000000000000000000001/main was sealed with another key than the "
          + "one in '/k'. Put that key file back, or type the credential again: patchbay connections set "
          + "00000000000000000000000000000001/main --secret token."
      ),
      (
        .damaged(field: field),
        "The stored credential 'token' of connection 00000000000000000000000000000001/main is damaged or was copied "
          + "from another place. Type it again: patchbay connections set 00000000000000000000000000000001/main --secret token."
      ),
      (
        .elsewhere(field: field, given: SealedDestination(connector: "pretix", address: "https://pretix.eu")),
        "Credential 'token' of connection 00000000000000000000000000000001/main was given for https://pretix.eu (connector"
          + " 'pretix'), and the file names https://evil.example (connector 'pretix'), which was not set with patchbay:"
          + " nothing is sent there. Put the former back ('patchbay connections set 00000000000000000000000000000001/main"
          + " --endpoint URL', or the file from a backup). If the new one is right, type the credential again: patchbay"
          + " connections set 00000000000000000000000000000001/main --secret token."
      ),
      (
        .newer(field: field, found: 3),
        "Credential 'token' of connection 00000000000000000000000000000001/main was sealed by a newer patchbay (form "
          + "3; this one knows 2). Use the newer program."
      ),
      (
        .cryptography,
        "libsodium could not be started, so no credential can be opened. Reinstall libsodium."
      ),
    ]
  }

  @Test func reads() throws {
    for (error, sentence) in Self.cases(try #require(Self.field)) { #expect(error.description == sentence) }
  }
}
