import Foundation
import Glibc
import HostModel

/// Reads the values of `--secret` options: never from the command line itself, which other users can read.
enum SecretInput {
  /// Most bytes of a secret; more is no token or password but a wrong file.
  private static let limit = 16 << 10

  /// `key` reads one line from standard input, or asks on the terminal without echo; `key=@FILE` reads a file or a pipe.
  ///
  /// `describe` is the connector's: what is none of its fields may be the secret itself, and is not repeated.
  static func read(
    _ options: [String], connection: String, _ describe: Describe
  ) throws -> [(key: String, value: Secret)] {
    var secrets: [(key: String, value: Secret)] = []
    for option in options {
      let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
      let key = parts.first ?? ""
      try check(key, describe)
      guard parts.count == 2 else {
        secrets.append((key, try line(for: key, of: connection, alternative: ", or give '--secret \(key)=@FILE'")))
        continue
      }
      guard parts[1].hasPrefix("@") else {
        throw UsageError(
          "A secret on the command line can be read by every user of this machine. Give '--secret \(key)' and type it, or"
            + " '--secret \(key)=@FILE'.")
      }
      secrets.append((key, try file(String(parts[1].dropFirst()), key)))
    }
    return secrets
  }

  private static func check(_ key: String, _ describe: Describe) throws {
    let fields = describe.auth + describe.settings
    guard !fields.contains(where: { $0.key == key }) else { return }
    let secrets = fields.filter { $0.kind == .secret }.map(\.key)
    let near = Spelling.suggestion(for: key, among: secrets)
    guard near.isEmpty else { throw UsageError("\(describe.name) has no credential '\(key)'.\(near)") }
    let known = secrets.isEmpty ? "It has none." : "It has: \(secrets.joined(separator: ", "))."
    throw UsageError(
      "--secret wants the name of a credential of \(describe.name), and what was given is none. \(known) The value itself is"
        + " asked for, or read from standard input or, with KEY=@FILE, from a file.")
  }

  /// One line from standard input, or asked for on the terminal without echo.
  ///
  /// `alternative` is another way to give it, for who has no standard input; empty for none.
  static func line(for key: String, of connection: String, alternative: String = "") throws -> Secret {
    let bytes =
      if isatty(0) == 1 {
        SilentTerminal.ask("\(key) for \(connection): ") { take(upTo: UInt8(ascii: "\n"), $0) }
      } else { take(upTo: UInt8(ascii: "\n")) { byte(of: 0) } }
    guard let bytes else {
      throw UsageError(
        "Secret '\(key)' is read from standard input, which is empty. Type it\(alternative).")
    }
    return try secret(bytes, key)
  }

  private static func file(_ path: String, _ key: String) throws -> Secret {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    errno = file < 0 ? errno : 0
    let bytes = file < 0 ? nil : take(upTo: nil) { byte(of: file) }
    guard errno == 0 else {
      throw UsageError(
        "The file '\(path)' for secret '\(key)' cannot be read: \(String(cString: strerror(errno)))."
          + " Check its path and rights.")
    }
    return try secret(bytes ?? [], key)
  }

  /// What comes up to a byte or the end, at most one byte more than a secret may have; nil if nothing comes.
  private static func take(upTo end: UInt8?, _ next: () -> UInt8?) -> [UInt8]? {
    guard var byte = next() else { return nil }
    var bytes: [UInt8] = []
    while byte != end {
      bytes.append(byte)
      guard bytes.count <= limit, let more = next() else { break }
      byte = more
    }
    return bytes
  }

  /// One at a time, so that the next line is still there for the next secret.
  private static func byte(of descriptor: Int32) -> UInt8? {
    var byte: UInt8 = 0
    return Glibc.read(descriptor, &byte, 1) == 1 ? byte : nil
  }

  private static func secret(_ bytes: [UInt8], _ key: String) throws -> Secret {
    guard bytes.count <= limit else {
      throw UsageError("Secret '\(key)' is longer than \(Report.grouped(limit)) bytes. Check what was given for it.")
    }
    // What an editor puts in front of UTF-8, and what ends a line, is no part of it.
    let marked: [UInt8] = [0xEF, 0xBB, 0xBF]
    guard let text = String(validating: bytes.starts(with: marked) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
    else {
      throw UsageError("Secret '\(key)' is not UTF-8 text. Save it as UTF-8, or type it.")
    }
    let trimmed = text.trimmingCharacters(in: .newlines)
    guard !PastedSecret(trimmed).text.isEmpty else { throw UsageError("Secret '\(key)' is empty.") }
    return Secret(trimmed)
  }
}
