import Foundation
import Glibc

/// A vendor sandbox on loopback, started for a test and ended with it.
package final class Vendor {
  private let running: Running
  /// `http://127.0.0.1:PORT`
  package let address: String

  /// Starts `patchbay-sandbox CONNECTOR` on a free port.
  package init(_ connector: String, people: Int, _ options: [String] = []) throws {
    running = try Launch.start(
      Products.sandbox, [connector, "--port", "0", "--people", String(people)] + options)
    var line = ""
    // Waits for a condition, not for time: the sandbox prints its address once it listens.
    for _ in 0..<2000 where !line.contains("\n") {
      line = running.outputSoFar
      usleep(5000)
    }
    guard let found = line.split(separator: " ").last, line.hasPrefix("listening on ") else {
      throw VendorNotReady(printed: line)
    }
    address = found.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit { running.signal(SIGKILL) }

  /// Sets faults from now on; an empty text ends them.
  package func fault(_ spec: String) throws { try post("/_sandbox/faults?spec=\(spec)") }

  /// Moves the event on to its state after `round` rounds of changes.
  package func move(to round: Int) throws { try post("/_sandbox/round?n=\(round)") }

  /// What a complete sync should find, from the generator, as JSON.
  package func expected(withIDs: Bool = false) throws -> [String: Any] {
    let finished = try Launch.run("/usr/bin/curl", ["-sS", address + "/_sandbox/expected" + (withIDs ? "?ids=1" : "")])
    let json = try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
    return json as? [String: Any] ?? [:]
  }

  private func post(_ path: String) throws {
    let finished = try Launch.run("/usr/bin/curl", ["-sS", "-f", "-X", "POST", address + path])
    guard finished.code == 0 else { throw VendorNotReady(printed: finished.error) }
  }
}

package struct VendorNotReady: Error {
  package let printed: String
}
