import Foundation
import Glibc
import HostModel
import HostStorage

// Connections and events that go (DESIGN §2, rule 10).
extension PatchbayHost {
  /// What became of a connection that was removed.
  package enum RemovedConnection: Sendable, Equatable {
    case gone(records: Int)
    /// The records stay under another name.
    case frozen(name: String, records: Int)
  }

  /// Removes a connection with its records, or, to keep them, all but its records. Gives also what a person must know if
  /// traces of it could not be wiped yet.
  package func removeConnection(
    _ text: String, keepingRecords: Bool, _ confirmation: Confirmation
  ) throws -> (RemovedConnection, left: String?) {
    let (found, connection) = try connection(text, evenFrozen: true)
    let event = try found.eventRow()
    if keepingRecords, let time = connection.frozen { throw frozen("\(event.id)/\(connection.name)", since: time) }
    let counts = try found.recordCounts(of: connection.id)
    let records = counts.reduce(0) { $0 + $1.count }
    try confirmation.check(
      keepingRecords
        ? Removal(
          consequence: "Connection '\(connection.name)' of event '\(event.name)' would be removed, with its"
            + " credentials, settings and what it holds. What is stored would stay, frozen: \(Self.words(counts)).",
          word: connection.name)
        : Removal(
          consequence: "Connection '\(connection.name)' of event '\(event.name)' would be removed for good, with"
            + " \(Self.words(counts)), its credentials, settings, mapping and history.\(try staysOut(of: connection, in: found))",
          word: connection.name,
          alternative: connection.frozen != nil || records == 0
            ? "" : " To keep the records, add --keep-records too."))
    // All of the event: no run is to meet a file that is busy for long when it applies.
    return try whileIdle(found.configs(), "a removal") {
      let store = try EventStore.open(found.event, in: home)
      let configs = try store.configs().filter { $0.connection == connection.id }
      guard try store.connections().contains(connection) else {
        throw InputRefused("\(event.id)/\(connection.name) was changed or removed meanwhile. Nothing was changed.")
      }
      let plans = try keptPlans(of: configs, in: store)
      try settleErasures(store)
      // First: what fails here must not look as if the removal had failed.
      let host = try hostStore()
      try host.forgetCrashes(under: "\(event.id)/\(connection.name)/")
      try host.endQuotaWait("\(event.id)/\(connection.id)")
      for config in configs { try host.forgetAlarms(of: event.id, config: config.id) }
      let result: RemovedConnection
      if keepingRecords {
        let identities = try configs.compactMap { config in
          try identity(of: config, in: store).map { (config.id, $0) }
        }
        let name = try store.freeze(
          connection, identities: Dictionary(uniqueKeysWithValues: identities), at: now, stalePlans: plans)
        result = .frozen(name: name, records: records)
      } else {
        try store.remove(connection, stalePlans: plans)
        // What is left of them goes with the others that are old.
        try? host.dropMail(under: "\(event.id)/\(connection.name)/")
        result = .gone(records: records)
      }
      for config in configs where !keepingRecords { unlink(RunLock.path(of: config, in: home.locks)) }
      return (result, wiped(store))
    }
  }

  /// Removes an event with everything that the home has of it; gives its name, and how many records went.
  package func removeEvent(_ text: String, _ confirmation: Confirmation) throws -> (event: Event, records: Int) {
    let (event, configs, counts) = try contents(of: text)
    let known = try EventStore.open(event.id, in: home).erasureCount()
    let erasures =
      known == 0
      ? ""
      : " That \(known == 1 ? "one record was" : "\(known) records were") erased is forgotten, too: a new event would take"
        + " \(known == 1 ? "it" : "them") in."
    try confirmation.check(
      Removal(
        consequence: "Event '\(event.name)' (\(event.id)) would be removed for good, with \(Self.words(counts)), its"
          + " connections, credentials, mappings and history.\(erasures)", word: event.name))
    return try whileIdle(configs, "a removal") {
      // A connection that was added meanwhile could have a run under way.
      let (now, current, counts) = try contents(of: event.id.description)
      guard current.map(\.id) == configs.map(\.id), now.name == event.name else {
        throw RunRefused("Event \(event.id) was changed meanwhile. Nothing was removed. Run the command again.")
      }
      let host = try hostStore()
      try host.forgetCrashes(under: "\(event.id)/")
      try host.dropMail(of: event.id)
      try home.remove(event.id)
      return (event, counts.reduce(0) { $0 + $1.count })
    }
  }

  /// What there is of an event; its file is closed again.
  private func contents(
    of text: String
  ) throws -> (event: Event, configs: [DataConfig], counts: [(type: FPType, count: Int)]) {
    let store = try store(text)
    return (try store.eventRow(), try store.configs(), try store.recordCounts())
  }

  /// `3 records (2 person, 1 session)`.
  private static func words(_ counts: [(type: FPType, count: Int)]) -> String {
    let total = counts.reduce(0) { $0 + $1.count }
    guard total > 0 else { return "no records" }
    let parts = counts.map { "\($0.count) \($0.type.rawValue)" }.joined(separator: ", ")
    return "\(total) record\(total == 1 ? "" : "s") (\(parts))"
  }

  /// What becomes of erasures with a connection: those of which nobody knows whose records they were are forgotten with it.
  private func staysOut(of connection: Connection, in store: EventStore) throws -> String {
    var (kept, forgotten) = (0, 0)
    for config in try store.configs() where config.connection == connection.id {
      let identity = try identity(of: config, in: store)
      let count = try store.erasures(of: config, identity).count
      if identity == nil { forgotten += count } else { kept += count }
    }
    func records(_ count: Int) -> String { count == 1 ? "One erased record" : "\(count) erased records" }
    return
      (kept == 0
      ? ""
      : " \(records(kept)) \(kept == 1 ? "stays" : "stay") out of the event, whichever connection brings"
        + " \(kept == 1 ? "it" : "them").")
      + (forgotten == 0
        ? ""
        : " Of \(forgotten == 1 ? "one erased record" : "\(forgotten) erased records") nobody knows any more which account"
          + " \(forgotten == 1 ? "it was" : "they were") read from: another connection may bring"
          + " \(forgotten == 1 ? "it" : "them") in again, with or without this one.")
  }
}
