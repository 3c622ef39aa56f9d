import Foundation
import Glibc

/// The programs and connectors that were built, where users find them: side by side in one folder.
package enum Products {
  /// The folder of the test bundle, which is that of the products.
  package static let folder: String = {
    // What is started in the background of a script ignores Ctrl-C, and so would every program that it starts.
    for interruption in [SIGHUP, SIGINT, SIGQUIT] { signal(interruption, SIG_DFL) }
    if let given = ProcessInfo.processInfo.environment["PATCHBAY_BIN_DIR"], !given.isEmpty { return given }
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    var candidates = [program] + CommandLine.arguments
    // `swift test` runs a helper of the toolchain and names the bundle on its command line.
    candidates += CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
    for candidate in candidates {
      let folder = String(candidate[..<(candidate.lastIndex(of: "/") ?? candidate.startIndex)])
      if FileManager.default.isExecutableFile(atPath: folder + "/patchbay") { return folder }
    }
    return FileManager.default.currentDirectoryPath + "/.build/debug"
  }()

  package static var patchbay: String { folder + "/patchbay" }
  package static var worker: String { folder + "/patchbay-worker" }
  package static var sandbox: String { folder + "/patchbay-sandbox" }

  /// Copies the program and its worker into a folder, for a user who cannot reach where they were built.
  package static func copy(to folder: String) throws {
    for name in ["patchbay", "patchbay-worker"] {
      try FileManager.default.copyItem(atPath: "\(Self.folder)/\(name)", toPath: "\(folder)/\(name)")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/\(name)")
    }
  }
}

/// A folder of its own for a test, removed afterwards.
package final class TemporaryFolder {
  package let path: String

  package init() throws {
    path = NSTemporaryDirectory() + "patchbay-test-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
