import Foundation
import Glibc
import Synchronization

/// The C connectors of Tests/Connectors, compiled for a test with the system's compiler.
package enum CConnector {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  private static let compiled = Mutex<[[String]: Data]>([:])

  /// Puts `Tests/Connectors/SOURCE/SOURCE.c`, compiled with `definitions` (`NAME` or `NAME=value`), at a path. Each variant
  /// is compiled once in a process. A file that is there is replaced.
  package static func put(_ source: String, _ definitions: [String] = [], at path: String) throws {
    let bytes = try compiled.withLock { compiled in
      if let bytes = compiled[[source] + definitions] { return bytes }
      let bytes = try compile(source, definitions)
      compiled[[source] + definitions] = bytes
      return bytes
    }
    unlink(path)
    try bytes.write(to: URL(filePath: path))
    chmod(path, 0o600)
  }

  private static func compile(_ source: String, _ definitions: [String]) throws -> Data {
    let folder = try TemporaryFolder()
    let file = "\(folder.path)/out.so"
    let finished = try Launch.run(
      "/usr/bin/env",
      [
        "cc", "-std=c11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-I",
        "\(root)/PluginAPI/ConnectorABI/include",
      ]
        + definitions.map { "-D" + $0 } + ["-o", file, "\(root)/Tests/Connectors/\(source)/\(source).c"])
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return try Data(contentsOf: URL(filePath: file))
  }

  /// A C string literal, for a definition's value.
  package static func literal(_ text: String) -> String {
    let escaped = text.utf8.map { byte in
      switch byte {
      case 0x22, 0x5C: "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7F: String(UnicodeScalar(byte))
      // Three digits: the next character can't be taken for one more.
      default: "\\" + String(byte >> 6, radix: 8) + String(byte >> 3 & 7, radix: 8) + String(byte & 7, radix: 8)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
