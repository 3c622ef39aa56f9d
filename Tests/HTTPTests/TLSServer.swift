import Foundation

/// `openssl s_server` with a certificate made for the occasion; answers every GET with a page of its own.
final class TLSServer {
  let port: Int
  /// The certificate's file, to be trusted or not.
  let certificate: String
  private let process: Process
  private let input = Pipe()
  private let folder: String

  /// `names` is the certificate's subjectAltName: `DNS:vendor.example,IP:127.0.0.1`.
  init(names: String) throws {
    folder = FileManager.default.temporaryDirectory.path + "/patchbay-tls-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    certificate = folder + "/certificate.pem"
    let make = Self.openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
      "/CN=patchbay-test", "-addext", "subjectAltName=\(names)", "-keyout", folder + "/key.pem", "-out", certificate)
    make.standardError = FileHandle.nullDevice
    try make.run()
    make.waitUntilExit()
    process = Self.openssl(
      "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", folder + "/key.pem", "-www")
    let output = Pipe()
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var said = ""
    var found: Int?
    while found == nil {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw POSIXError(.EPIPE) }
      said += String(decoding: data, as: UTF8.self)
      // "ACCEPT 127.0.0.1:41234"
      let line = said.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") }
      if said.hasSuffix("\n") { found = line?.split(separator: ":").last.flatMap { Int($0) } }
    }
    port = found ?? 0
  }

  deinit {
    process.terminate()
    try? FileManager.default.removeItem(atPath: folder)
  }

  private static func openssl(_ arguments: String...) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["openssl"] + arguments
    return process
  }
}
