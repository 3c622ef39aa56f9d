import Foundation
import HostPlugins
import HostStorage

extension PatchbayHost {
  /// One thing that was looked at.
  package struct Finding: Sendable, Equatable {
    package let check: String
    package let isFine: Bool
    package let finding: String
  }

  /// Looks at what protects this host: home, key, worker, and each layer of its sandbox.
  package func doctor() -> [Finding] {
    var findings: [Finding] = []
    func add(_ check: String, _ body: () throws -> String) {
      do { findings.append(Finding(check: check, isFine: true, finding: try body())) } catch {
        findings.append(Finding(check: check, isFine: false, finding: String(describing: error)))
      }
    }
    add("home") {
      _ = try hostStore()
      return home.path
    }
    add("key") {
      do {
        _ = try vault(opening: true)
        return "readable by this user alone"
      } catch VaultError.keyGone(let path) {
        guard try !hasCredentials() else { throw VaultError.keyGone(path: path) }
        return "not made yet: the first credential makes it"
      }
    }
    add("events") {
      try home.checkReadable()
      let events = EventStore.list(in: home)
      for id in events { try EventStore.open(id, in: home).checkWhole() }
      return "\(events.count) \(events.count == 1 ? "file" : "files"), whole"
    }
    let candidates = (try? connectors()) ?? []
    guard let entry = candidates.first(where: { !$0.isRefused }) else {
      findings.append(
        Finding(check: "sandbox", isFine: false, finding: "not tried: there is no connector to open in it."))
      return findings
    }
    do throws(WorkerFault) {
      let worker = try WorkerProcess(worker: programFolder + "/patchbay-worker", connector: entry.path)
      defer { worker.close() }
      for layer in worker.sandbox.layers {
        let words = layer.code == 0 ? "in force" : "not in force: \(String(cString: strerror(-layer.code)))"
        findings.append(Finding(check: layer.name, isFine: layer.code == 0, finding: words))
      }
    } catch {
      findings.append(
        Finding(check: "worker", isFine: false, finding: error.sentence(connector: entry.id, while: .starting)))
    }
    return findings
  }

  private func hasCredentials() throws -> Bool {
    try EventStore.list(in: home).contains { id in
      let store = try EventStore.open(id, in: home)
      return try store.connections().contains { try !store.sealedCredentials(of: $0.id).isEmpty }
    }
  }
}
