import CSandbox
import Foundation
import Synchronization
import Testing

/// The C connectors of Tests/Connectors, compiled once per variant, and the worker that was built with these tests.
enum TestConnectors {
  /// Where `swift build` put `patchbay-worker`: beside the file that this code was loaded from.
  static let worker: String = {
    let image = sandbox_file_holding(#dsohandle).map { String(cString: $0) } ?? ""
    return URL(filePath: image).deletingLastPathComponent().appending(path: "patchbay-worker").path
  }()

  static let minimal = Variant(source: "minimal")
  static let faulty = Variant(source: "faulty")

  /// A source and what it is compiled with.
  struct Variant: Hashable {
    var source: String
    var definitions: [String] = []
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let compiled = Mutex<[Variant: String]>([:])

  /// A folder of this test run that only its user can write to.
  static let folder: URL = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "patchbay-worker-tests-\(getpid())")
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    atexit { try? FileManager.default.removeItem(at: TestConnectors.folder) }
    return folder
  }()

  /// The library of a variant, as `lib<source>.so` in a folder of its own.
  static func library(_ variant: Variant) throws -> String {
    try compiled.withLock { compiled in
      if let path = compiled[variant] { return path }
      let folder = folder.appending(path: "variant\(compiled.count)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let path = folder.appending(path: "lib\(variant.source).so").path
      let (code, output) = try run(
        "cc",
        ["-std=c11", "-O1", "-fPIC", "-shared", "-fvisibility=hidden", "-I"]
          + [root.appending(path: "PluginAPI/ConnectorABI/include").path] + variant.definitions.map { "-D\($0)" }
          + ["-o", path, root.appending(path: "Tests/Connectors/\(variant.source)/\(variant.source).c").path])
      try #require(code == 0, "\(output)")
      compiled[variant] = path
      return path
    }
  }

  /// Runs a program of the system and returns its exit code and what it printed.
  static func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
