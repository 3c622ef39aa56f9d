import Foundation

/// The Swift connector of Tests/Connectors, `libstopping.so`, compiled for a test as a release or a debug build is, with the
/// kit as it was built with the programs.
package enum SwiftConnector {
  package static let source = root + "/Tests/Connectors/stopping/Stopping.swift"

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Compiles it into a folder.
  package static func build(isRelease: Bool, into folder: String) throws {
    let objects = try ["ConnectorKit", "RecordJSON", "ConnectorABI"].flatMap { name in
      let place = "\(Products.folder)/\(name).build"
      return try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".o") }.map {
        "\(place)/\($0)"
      }
    }
    let finished = try Launch.run(
      "/usr/bin/env",
      [
        "swiftc", "-emit-library", "-module-name", "Stopping", "-swift-version", "6", "-g", isRelease ? "-O" : "-Onone",
        "-module-cache-path", "\(folder)/modules", "-I", "\(Products.folder)/Modules", "-I",
        "\(root)/PluginAPI/ConnectorABI/include", "-o", "\(folder)/libstopping.so", source, "-Xlinker",
        "--version-script=\(root)/PluginAPI/ConnectorKit/connector.map",
      ] + objects)
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
  }
}
