import Foundation
import HostModel
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
      try home.checkThere()
      _ = try hostStore()
      return home.path
    }
    // Of a home that is not there is nothing else to be said, and to look would make it.
    if home.isThere {
      add("key", keyState)
      add("events") {
        try home.checkReadable()
        let events = EventStore.list(in: home)
        for id in events { try EventStore.open(id, in: home).checkWhole() }
        return "\(events.count) \(events.count == 1 ? "file" : "files"), whole"
      }
      add("record ids", longIDsFinding)
      add("nodes") { try nodesFinding() }
      add("credentials", credentialsFinding)
      add("mail", mailFinding)
    }
    findings += sandboxFindings()
    return findings
  }

  /// Which records are stored under ids that no run takes any more.
  private func longIDsFinding() throws -> String {
    let limit = RecordID.longest.grouped
    var found: [String] = []
    for id in EventStore.list(in: home) {
      let store = try EventStore.open(id, in: home)
      for config in try store.configs() {
        let (first, count) = try store.longIDs(of: config.id)
        guard let first else { continue }
        found.append("\(count.grouped) of \(config.name), such as '\(ShortText.shown(first))'")
      }
    }
    guard !found.isEmpty else { return "none has more than \(limit) bytes" }
    throw InputRefused(
      "Live records have ids of more than \(limit) bytes: \(found.joined(separator: "; ")). They stay as they are, and no"
        + " run changes them while the vendor delivers them. Ask the connector's maker for shorter keys.")
  }

  /// Which nodes have jobs, and whether a serve runs on each.
  private func nodesFinding() throws -> String {
    var jobs: [String: Int] = [:]
    for id in EventStore.list(in: home) {
      let store = try EventStore.open(id, in: home)
      let event = try store.eventRow()
      let open = try store.autoSyncs().values.filter { $0.stop(ends: event.ends, timeZone: event.timeZone) > now }
      if !open.isEmpty { jobs[event.node, default: 0] += open.count }
    }
    let there = try hostStore().nodes()
    let missing = jobs.keys.filter { !there.contains($0) }.sorted()
    guard missing.isEmpty else {
      throw InputRefused(
        missing.map { node in
          let count = jobs[node] ?? 0
          return
            "\(count) data config\(count == 1 ? "" : "s") cannot run by \(count == 1 ? "itself" : "themselves"): no"
            + " 'patchbay serve --node \(node)' runs."
        }.joined(separator: " "))
    }
    guard !jobs.isEmpty else { return "nothing runs by itself" }
    return jobs.sorted { $0.key < $1.key }.map { "\($0.key) runs \($0.value) data config\($0.value == 1 ? "" : "s")" }
      .joined(separator: ", ")
  }

  /// Which connections' automatic runs wait because the vendor refused their credentials.
  private func credentialsFinding() throws -> String {
    let waiting = try EventStore.list(in: home).flatMap { id in
      let store = try EventStore.open(id, in: home)
      let waits = try store.credentialWaits()
      return waits.isEmpty ? [] : try store.connections().filter { waits[$0.id] != nil }.map { "\(id)/\($0.name)" }
    }
    guard let first = waiting.first else { return "no automatic run waits for any" }
    throw InputRefused(
      "The vendor refused those of \(waiting.joined(separator: ", ")): automatic runs wait. See 'patchbay connections test"
        + " \(first)', and set them anew with 'patchbay connections set'.")
  }

  /// Whether those who are told of syncs can be.
  private func mailFinding() throws -> String {
    let store = try hostStore()
    let (waiting, dead) = try store.mailCounts()
    guard dead == 0 else {
      throw InputRefused(
        "\(dead.grouped) \(dead == 1 ? "mail was" : "mails were") given up: 'patchbay mail list' says why, 'patchbay mail"
          + " retry --all' tries again.")
    }
    guard try store.mailServer() == nil else { return "\(waiting.grouped) \(waiting == 1 ? "waits" : "wait")" }
    let isWanted = try EventStore.list(in: home).contains { id in
      try EventStore.open(id, in: home).subscriptions().values.contains { !$0.isEmpty }
    }
    guard !isWanted else {
      throw InputRefused("Lists are to be told of syncs, and no mail can be sent: say where with 'patchbay mail set'.")
    }
    return "nobody is to be told"
  }

  /// How the key is that credentials are sealed with; throws if what is sealed cannot be opened with it.
  package func keyState() throws -> String {
    do {
      _ = try vault(opening: true)
      return "readable by this user alone"
    } catch VaultError.keyGone(let path) {
      guard try !hasCredentials() else { throw VaultError.keyGone(path: path) }
      return "not made yet: the first credential makes it"
    }
  }

  private func hasCredentials() throws -> Bool {
    if try hostStore().mailServer()?.password != nil { return true }
    return try EventStore.list(in: home).contains { id in
      let store = try EventStore.open(id, in: home)
      return try store.connections().contains { try !store.sealedCredentials(of: $0.id).isEmpty }
    }
  }
}
