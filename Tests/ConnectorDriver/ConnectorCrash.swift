import Foundation
import HostPlugins

/// A connector's crash, as its author needs it: with function, file and line where a tool for that is installed. Debug
/// information is read here, in a tool for authors, and never by the host.
package struct ConnectorCrash: Error, CustomStringConvertible {
  package let fault: WorkerFault
  /// `segv at /src/faulty.c:99`, or nil.
  package let source: String?

  package var description: String {
    guard case .crash(let signal, let place) = fault else { return String(describing: fault) }
    let words = place.map { " at \($0)" } ?? ""
    return "The connector crashed (signal \(signal)\(words))" + (source.map { ": in \($0)" } ?? "") + "."
  }

  /// Nil if it did not crash.
  init?(_ fault: WorkerFault, of library: String) {
    guard case .crash(_, let place) = fault else { return nil }
    self.fault = fault
    source = place.flatMap { Self.source(of: $0, in: library) }
  }

  /// What the first tool that is installed says of a place such as `libX.so(+0x5534)`.
  private static func source(of place: String, in library: String) -> String? {
    guard let match = place.firstMatch(of: /\(\+0x([0-9a-f]+)\)$/), let address = UInt(match.1, radix: 16), address > 0
    else { return nil }
    // Of a call it is the place where it returns to: the one before still belongs to the call.
    let inside = "0x" + String(address - 1, radix: 16)
    for tool in [
      ["llvm-symbolizer", "--obj=\(library)", "--output-style=GNU", "--functions", "--demangle", inside],
      ["addr2line", "--exe=\(library)", "--functions", "--demangle", inside],
    ] {
      guard let lines = output(of: tool)?.split(separator: "\n"), lines.count >= 2, lines[0] != "??" else { continue }
      return "\(lines[0]) at \(lines[1])"
    }
    return nil
  }

  private static func output(of words: [String]) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil, let data = try? pipe.fileHandleForReading.readToEnd() else { return nil }
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }
}
