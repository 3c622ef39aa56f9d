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
    var look = EventLook(home: home)
    func add(_ check: String, _ body: () throws -> String) {
      var finding: Finding
      do { finding = Finding(check: check, isFine: true, finding: try body()) } catch {
        finding = Finding(check: check, isFine: false, finding: String(describing: error))
      }
      if let words = look.told(with: finding.finding) { finding = Finding(check: check, isFine: false, finding: words) }
      findings.append(finding)
    }
    add("home") {
      try home.checkThere()
      _ = try hostStore()
      try checkOthersMayNotWrite()
      return home.path
    }
    // Of a home that is not there is nothing else to be said, and to look would make it.
    if home.isThere {
      add("key", keyState)
      add("events") {
        try home.checkReadable()
        var whole = 0
        look.each {
          try $0.checkWhole()
          whole += 1
        }
        return "\(whole) \(whole == 1 ? "file" : "files"), whole"
      }
      add("removals", removalsFinding)
      add("record ids") { try longIDsFinding(&look) }
      add("nodes") { try nodesFinding(&look) }
      add("credentials") { try credentialsFinding(&look) }
      add("mail") { try mailFinding(&look) }
    }
    findings += sandboxFindings()
    return findings
  }

  /// Throws if another user than this one could change what the host reads.
  private func checkOthersMayNotWrite() throws {
    let places = home.placesOfOthers()
    guard let first = places.first else { return }
    throw InputRefused(
      "Other users may change what is in this home, and so what is stored and what runs:"
        + " \(places.map(\.description).joined(separator: ", ")). Close \(places.count == 1 ? "it" : "each"):"
        + " \(first.cure(user: geteuid())).")
  }

  /// Whether an event that was removed has left its file.
  private func removalsFinding() throws -> String {
    let left = home.unfinishedRemovals()
    guard !left.isEmpty else { return "nothing is left of events that were removed" }
    let isOne = left.count == 1
    throw InputRefused(
      "\(left.map { "'\($0)'" }.joined(separator: ", ")) \(isOne ? "is what is" : "are what is") left of"
        + " \(isOne ? "an event that was" : "events that were") removed, with everybody's data, and cannot be removed now. See"
        + " to it that this user may read and write \(home.events), \(home.plans) and \(home.locks), and ask again.")
  }

  /// Which records are stored under ids that no run takes any more.
  private func longIDsFinding(_ look: inout EventLook) throws -> String {
    let limit = RecordID.longest.grouped
    var found: [String] = []
    look.each { store in
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
  private func nodesFinding(_ look: inout EventLook) throws -> String {
    var jobs: [String: Int] = [:]
    look.each { store in
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
  private func credentialsFinding(_ look: inout EventLook) throws -> String {
    var waiting: [String] = []
    look.each { store in
      let waits = try store.credentialWaits()
      guard !waits.isEmpty else { return }
      waiting += try store.connections().filter { waits[$0.id] != nil }.map { "\(store.event)/\($0.name)" }
    }
    guard let first = waiting.first else { return "no automatic run waits for any" }
    throw InputRefused(
      "The vendor refused those of \(waiting.joined(separator: ", ")): automatic runs wait. See 'patchbay connections test"
        + " \(first)', and set them anew with 'patchbay connections set'.")
  }

  /// Whether those who are told of syncs can be.
  private func mailFinding(_ look: inout EventLook) throws -> String {
    let store = try hostStore()
    let (waiting, dead) = try store.mailCounts()
    var faults: [String] = []
    if dead > 0 {
      faults.append(
        "\(dead.grouped) \(dead == 1 ? "mail was" : "mails were") given up: 'patchbay mail list' says why, 'patchbay mail"
          + " retry --all' tries again.")
    }
    if let leftOut = try store.mailLeftOut() { faults.append(leftOut.sentence) }
    guard faults.isEmpty else { throw InputRefused(faults.joined(separator: " ")) }
    guard try store.mailServer() == nil else { return "\(waiting.grouped) \(waiting == 1 ? "waits" : "wait")" }
    var isWanted = false
    look.each { store in
      if try store.subscriptions().values.contains(where: { !$0.isEmpty }) { isWanted = true }
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
    var unread: (any Error)?
    for id in EventStore.list(in: home) {
      do {
        let store = try EventStore.open(id, in: home)
        if try store.connections().contains(where: { try !store.sealedCredentials(of: $0.id).isEmpty }) { return true }
      } catch { unread = unread ?? error }
    }
    // One that cannot be read may have some.
    if let unread { throw unread }
    return false
  }
}
