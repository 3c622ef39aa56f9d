import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// Makes an event with an empty database file.
  package func addEvent(
    name: String, starts: String, ends: String, timeZone: String, eid: String?, node: String
  ) throws -> Event {
    guard !name.trimmingCharacters(in: .whitespaces).isEmpty else { throw InputRefused("An event needs a name.") }
    guard name.utf8.count <= 500, !name.hasControlCharacter else {
      throw InputRefused("This cannot be the name of an event: at most 500 bytes, no line break or control character.")
    }
    guard !node.isEmpty, node.utf8.count <= 64, !node.hasControlCharacter, !node.contains(where: \.isWhitespace) else {
      throw InputRefused("--node '\(node)' cannot be the name of a node: 1 to 64 bytes, no white space.")
    }
    guard let first = CalendarDate(starts) else {
      throw InputRefused("--starts '\(starts)' is not a date such as 2026-09-14.")
    }
    guard let last = CalendarDate(ends) else {
      throw InputRefused("--ends '\(ends)' is not a date such as 2026-09-16.")
    }
    guard first <= last else { throw InputRefused("The event would end (\(last)) before it starts (\(first)).") }
    try checkTimeZone(timeZone)
    let id: EventID
    if let eid {
      guard let given = EventID(eid) else { throw InputRefused("--eid '\(eid)' is not 32 lower-case hex digits.") }
      id = given
    } else {
      id = .random()
    }
    let event = Event(id: id, name: name, starts: first, ends: last, timeZone: timeZone, node: node)
    _ = try EventStore.create(event, in: home)
    return event
  }

  func checkTimeZone(_ name: String) throws(InputRefused) {
    guard !Self.isTimeZone(name) else { return }
    let near = Spelling.suggestion(for: name, among: TimeZone.knownTimeZoneIdentifiers)
    throw InputRefused("--time-zone '\(name)' is not a time zone such as Europe/Zurich.\(near)")
  }

  /// Foundation's list lacks names such as Asia/Kolkata and Etc/UTC, which it reads all the same; names without a region
  /// (EST, GMT+3) are offsets without summer time and are refused.
  private static func isTimeZone(_ name: String) -> Bool {
    if name == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(name) { return true }
    return name.contains("/") && TimeZone(identifier: name) != nil
  }

  /// All events of this home, by start date. A file that cannot be read is told, not hidden.
  package func events() -> [(id: EventID, event: Result<Event, Error>)] {
    EventStore.list(in: home).map { id in (id, Result { try EventStore.open(id, in: home).eventRow() }) }
      .sorted { a, b in
        guard case .success(let left) = a.event, case .success(let right) = b.event else { return false }
        return (left.starts, left.name) < (right.starts, right.name)
      }
  }

  /// Opens an event's store by id, or by a unique beginning of it.
  package func store(_ text: String) throws -> EventStore {
    if let id = EventID(text) { return try EventStore.open(id, in: home) }
    let matching = EventStore.list(in: home).filter { text.count >= 4 && $0.description.hasPrefix(text) }
    if text.count < 4, EventStore.list(in: home).contains(where: { !text.isEmpty && $0.description.hasPrefix(text) }) {
      throw InputRefused("'\(text)' is too short for the beginning of an event's id. Give at least 4 digits.")
    }
    guard let id = matching.first, matching.count == 1 else {
      throw InputRefused(
        matching.isEmpty
          ? "There is no event '\(text)'. See 'patchbay events list'."
          : "'\(text)' is the beginning of \(matching.count) events. Give more digits.")
    }
    return try EventStore.open(id, in: home)
  }

  /// Finds a data config by `EID/CONNECTION/DATATYPE` or a unique suffix of it; refuses one whose connection is frozen,
  /// unless it is only to be read.
  package func config(_ text: String, evenFrozen: Bool = false) throws -> (store: EventStore, config: DataConfig) {
    let found = try anyConfig(text)
    if !evenFrozen, let time = found.config.frozen { throw frozen(found.config.name, since: time) }
    return found
  }

  /// Why nothing but reading, erasing and removing can be done with what a removed connection left.
  func frozen(_ name: String, since time: Double) -> RunRefused {
    RunRefused(
      "\(name) is frozen since \(Date(timeIntervalSince1970: time).formatted(.iso8601)): its connection was removed and its"
        + " records were kept. It cannot be run or changed any more; its records stay in views and exports.")
  }

  private func anyConfig(_ text: String) throws -> (store: EventStore, config: DataConfig) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var found: [(store: EventStore, config: DataConfig)] = []
    var names: [String] = []
    let ids: [EventID] =
      if parts.count == 3, EventID(parts[0]) == nil { [try store(parts[0]).event] } else if parts.count == 3 {
        [EventID(parts[0])].compactMap { $0 }
      } else {
        EventStore.list(in: home)
      }
    for id in ids {
      let store = try EventStore.open(id, in: home)
      for config in try store.configs() {
        names.append(config.name)
        let own = [id.description, config.connectionName, config.dataType]
        let matches =
          parts.count == 3 ? Array(own.dropFirst()) == Array(parts.dropFirst()) : own.suffix(parts.count) == parts[...]
        if matches { found.append((store, config)) }
      }
    }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else {
      let all = found.map(\.config.name).prefix(5).joined(separator: ", ")
      throw InputRefused("'\(text)' fits \(found.count) data configs: \(all). Give more of the name.")
    }
    if parts.count == 1, (try? store(text)) != nil {
      throw InputRefused(
        "'\(text)' is an event. Name one of its data configs, as 'patchbay configs list \(text)' shows them; 'patchbay sync"
          + " \(text) --all' syncs them all.")
    }
    let near = Spelling.suggestion(for: text, among: names + names.map { String($0.drop { $0 != "/" }.dropFirst()) })
    throw InputRefused("There is no data config '\(text)'.\(near) See 'patchbay configs list EID'.")
  }

  /// Finds a connection by `EID/NAME`, or by a name that is unique in this home; refuses one that is frozen, unless it is
  /// only to be read.
  package func connection(
    _ text: String, evenFrozen: Bool = false
  ) throws -> (store: EventStore, connection: Connection) {
    let found = try anyConnection(text)
    if !evenFrozen, let time = found.connection.frozen {
      throw frozen("\(found.store.event)/\(found.connection.name)", since: time)
    }
    return found
  }

  private func anyConnection(_ text: String) throws -> (store: EventStore, connection: Connection) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let stores =
      parts.count == 2 ? [try store(parts[0])] : try EventStore.list(in: home).map { try EventStore.open($0, in: home) }
    let name = parts.last ?? ""
    var found: [(store: EventStore, connection: Connection)] = []
    var names: [String] = []
    for store in stores {
      for connection in try store.connections() {
        names.append(connection.name)
        if connection.name == name { found.append((store, connection)) }
      }
    }
    if found.count == 1 { return found[0] }
    guard found.isEmpty else { throw InputRefused("'\(text)' fits \(found.count) connections. Write EID/\(name).") }
    throw InputRefused(
      "There is no connection '\(text)'.\(Spelling.suggestion(for: name, among: names)) See 'patchbay connections list EID'."
    )
  }
}

/// Input of a person that cannot be used, and why. Nothing was changed.
package struct InputRefused: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ sentence: String) { description = sentence }
}
