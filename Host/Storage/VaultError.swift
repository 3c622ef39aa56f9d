import HostModel

/// Why a key file or a sealed credential was refused.
package enum VaultError: Error, Equatable, CustomStringConvertible {
  /// `PATCHBAY_KEY_FILE` names a file that does not exist.
  case keyMissing(path: String)
  /// The home's own key file is gone, and credentials were sealed with it.
  case keyGone(path: String)
  case keyNotMade(path: String, problem: String)
  case keyUnreadable(path: String, problem: String)
  case keyNotAFile(path: String)
  /// `mode` is the file's permission bits.
  case keyOpenToOthers(path: String, mode: UInt32)
  case keyOfAnotherUser(path: String, owner: UInt32, user: UInt32)
  case keyWrongSize(path: String, size: Int)
  case wrongKey(field: SealedField, path: String)
  case damaged(field: SealedField)
  /// It was given for another connector or server than the file names now, which was not changed with patchbay.
  case elsewhere(field: SealedField, given: SealedDestination)
  /// Sealed by a newer program.
  case newer(field: SealedField, found: UInt8)
  case cryptography

  package var description: String {
    switch self {
    case .keyMissing(let path):
      "PATCHBAY_KEY_FILE names '\(path)', which does not exist. Put the key file of this home there, or make a new one:"
        + " (umask 077; head -c 32 /dev/urandom > '\(path)')."
    case .keyGone(let path):
      "The key file '\(path)' is missing, and the stored credentials were sealed with its key. Put it back from a backup,"
        + " or type each credential again with 'patchbay connections set EID/CONNECTION --secret KEY'."
    case .keyNotMade(let path, let problem):
      "The key file '\(path)' could not be made: \(problem). Give this user the right to write its folder, or name"
        + " another file in PATCHBAY_KEY_FILE."
    case .keyUnreadable(let path, let problem):
      "The key file '\(path)' could not be read: \(problem). Let the user that runs patchbay own it, with mode 0600."
    case .keyNotAFile(let path):
      "The key file '\(path)' is not a regular file. Name a file with 32 random bytes in PATCHBAY_KEY_FILE."
    case .keyOpenToOthers(let path, let mode):
      "The key file '\(path)' is open to other users (mode \(Self.octal(mode))), so its key may be known. If nobody could"
        + " read it, close it: chmod 600 '\(path)'."
    case .keyOfAnotherUser(let path, let owner, let user):
      "The key file '\(path)' belongs to user \(owner), and patchbay runs as user \(user). Run patchbay as its owner, or"
        + " change the owner: chown \(user) '\(path)'."
    case .keyWrongSize(let path, let size):
      "The key file '\(path)' has \(size) bytes and a key has \(VaultKey.size). Put the right file back from a backup."
    case .wrongKey(let field, let path):
      "Credential '\(field.key)' of connection \(field.event)/\(field.connection) was sealed with another key than the one"
        + " in '\(path)'. Put that key file back, or type the credential again: \(Self.again(field))."
    case .damaged(let field):
      "The stored credential '\(field.key)' of connection \(field.event)/\(field.connection) is damaged or was copied from"
        + " another place. Type it again: \(Self.again(field))."
    case .elsewhere(let field, let given) where field.event == .host:
      "It was given for \(ShortText.shown(given.address)), and the file names another server, which was not set with"
        + " patchbay: nothing is sent there."
    case .elsewhere(let field, let given):
      "Credential '\(field.key)' of connection \(field.event)/\(field.connection) was given for \(Self.words(given)), and the"
        + " file names \(Self.words(field.destination)), which was not set with patchbay: nothing is sent there. Put the"
        + " former back ('patchbay connections set \(field.event)/\(field.connection) --endpoint URL', or the file from a"
        + " backup). If the new one is right, type the credential again: \(Self.again(field))."
    case .newer(let field, let found):
      "Credential '\(field.key)' of connection \(field.event)/\(field.connection) was sealed by a newer patchbay (form"
        + " \(found); this one knows 2). Use the newer program."
    case .cryptography: "libsodium could not be started, so no credential can be opened. Reinstall libsodium."
    }
  }

  private static func again(_ field: SealedField) -> String {
    "patchbay connections set \(field.event)/\(field.connection) --secret \(field.key)"
  }

  private static func words(_ destination: SealedDestination) -> String {
    "\(ShortText.shown(destination.address)) (connector '\(ShortText.shown(destination.connector))')"
  }

  private static func octal(_ mode: UInt32) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
