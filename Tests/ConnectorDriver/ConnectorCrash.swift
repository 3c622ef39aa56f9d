import Foundation
import HostPlugins

/// A connector's crash, as its author needs it: with function, file and line, or with what is missing to tell them. Debug
/// information is read by a script for authors, and never by the host.
package struct ConnectorCrash: Error, CustomStringConvertible {
  package let fault: WorkerFault
  /// `: in segv at /src/faulty.c:99.`, or why nobody can say.
  private let source: String

  package var description: String {
    guard case .crash(let signal, let place) = fault else { return String(describing: fault) }
    return "The connector crashed (signal \(signal)\(place.map { " at \($0)" } ?? ""))\(source)"
  }

  /// Nil if it did not crash.
  init?(_ fault: WorkerFault, of library: String) {
    guard case .crash(_, let place) = fault else { return nil }
    self.fault = fault
    source = place.map { Self.source(of: $0, in: library) } ?? "."
  }

  /// What the script says of a place such as `libX.so(+0x5534)`.
  private static func source(of place: String, in library: String) -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    let (said, complaint) = (Pipe(), Pipe())
    process.executableURL = root.appending(path: "PluginAPI/Scripts/crashed-at")
    process.arguments = [library, place]
    process.standardOutput = said
    process.standardError = complaint
    do {
      try process.run()
      let words = try said.fileHandleForReading.readToEnd() ?? Data()
      let why = try complaint.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      let line = String(decoding: words, as: UTF8.self).split(separator: "\n").first ?? ""
      guard let colon = line.firstRange(of: "): ") else { return ". " + String(decoding: why, as: UTF8.self) }
      return ": \(line[colon.upperBound...])."
    } catch { return ". crashed-at was not run: \(error)." }
  }
}
