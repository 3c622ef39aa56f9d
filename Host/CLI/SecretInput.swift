import Foundation
import Glibc
import HostModel

/// Reads the values of `--secret` options: never from the command line itself, which other users can read.
enum SecretInput {
  /// `key` reads one line from standard input, or asks on the terminal without echo; `key=@FILE` reads a file.
  static func read(_ options: [String], connection: String) throws -> [(key: String, value: Secret)] {
    var secrets: [(key: String, value: Secret)] = []
    for option in options {
      let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
      let key = parts.first ?? ""
      guard parts.count == 2 else {
        secrets.append((key, try line(for: key, of: connection)))
        continue
      }
      guard parts[1].hasPrefix("@") else {
        throw UsageError(
          "A secret on the command line can be read by every user of this machine. Give '--secret \(key)' and type it, or"
            + " '--secret \(key)=@FILE'.")
      }
      let path = String(parts[1].dropFirst())
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw UsageError("The file '\(path)' for secret '\(key)' cannot be read.")
      }
      secrets.append((key, try secret(String(decoding: bytes, as: UTF8.self), key)))
    }
    return secrets
  }

  private static func line(for key: String, of connection: String) throws -> Secret {
    let asks = isatty(0) == 1
    var before = termios()
    if asks {
      Session.write("\(key) for \(connection): ", to: 2)
      tcgetattr(0, &before)
      var silent = before
      silent.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(0, TCSAFLUSH, &silent)
    }
    defer {
      if asks {
        tcsetattr(0, TCSAFLUSH, &before)
        Session.write("\n", to: 2)
      }
    }
    guard let line = readLine(strippingNewline: true) else {
      throw UsageError(
        "Secret '\(key)' is read from standard input, which is empty. Type it, or give '--secret \(key)=@FILE'.")
    }
    return try secret(line, key)
  }

  private static func secret(_ text: String, _ key: String) throws -> Secret {
    let trimmed = text.trimmingCharacters(in: .newlines)
    guard !trimmed.isEmpty else { throw UsageError("Secret '\(key)' is empty.") }
    return Secret(trimmed)
  }
}
