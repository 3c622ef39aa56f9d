import Foundation
import HostPlugins

/// A home and a program's folder that are removed afterwards, and connectors made with the system's C compiler.
final class ConnectorFolder: Sendable {
  let path: String
  var home: String { path + "/home/connectors" }
  var program: String { path + "/program" }
  var libraries: String { path + "/home/libraries" }
  /// Made by the constructor of every connector here, if anybody loads one.
  var trace: String { path + "/loaded" }

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/patchbay-catalog-\(UUID().uuidString)"
    for folder in [home, program, libraries, path + "/named"] {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
  }

  deinit {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: libraries)) ?? [] {
      try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: libraries + "/" + name)
    }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// A catalog of this home.
  func catalog(named: String? = nil) -> Catalog {
    Catalog(named: named, homeFolder: home, programFolder: program, libraries: libraries)
  }

  /// Compiles a connector; another `mark` gives another file.
  func connector(_ file: String, mark: String = "1", abi: Bool = true, major: Int = 1) throws {
    let headers =
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path + "/PluginAPI/ConnectorABI/include"
    let source = """
      #include <connector_abi.h>
      #include <fcntl.h>
      #undef CONN_ABI_MAJOR
      #define CONN_ABI_MAJOR \(major)
      \(abi ? "CONN_DECLARE_ABI();" : "")
      const char *mark = "\(mark)";
      __attribute__((constructor)) static void load(void) { creat("\(trace)", 0600); }
      """
    let code = path + "/source-\(UUID().uuidString).c"
    try source.write(toFile: code, atomically: false, encoding: .utf8)
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["clang", "-shared", "-fPIC", "-I", headers, "-o", file, code]
    try compiler.run()
    compiler.waitUntilExit()
    try FileManager.default.removeItem(atPath: code)
    guard compiler.terminationStatus == 0 else { throw POSIXError(.ENOEXEC) }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
  }
}
