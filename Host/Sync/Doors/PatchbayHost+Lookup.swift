import Foundation
import HostModel
import HostStorage

// What a name stands for. A short name is taken only if every event of the home could be looked into: what cannot be read
// may fit too, and the wrong one must not be synced, undone or removed.
extension PatchbayHost {
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
    let event: EventID? = parts.count == 3 ? try EventID(parts[0]) ?? store(parts[0]).event : nil
    var names: [String] = []
    let (found, unread) = try look(in: event) { store in
      try store.configs().filter { config in
        names.append(config.name)
        let own = [config.connectionName, config.dataType]
        return event == nil ? own.suffix(parts.count) == parts[...] : own == Array(parts.dropFirst())
      }
    }
    if let only = found.first, found.count == 1 {
      guard let unread else { return (only.store, only.item) }
      throw unread.mayHold("'\(text)' fits \(only.item.name)", nextStep: "Write \(only.item.name).")
    }
    guard found.isEmpty else {
      let all = found.map(\.item.name).prefix(5).joined(separator: ", ")
      throw InputRefused("'\(text)' fits \(found.count) data configs: \(all). Give more of the name.")
    }
    if parts.count == 1, (try? store(text)) != nil {
      throw InputRefused(
        "'\(text)' is an event. Name one of its data configs, as 'patchbay configs list \(text)' shows them; 'patchbay sync"
          + " \(text) --all' syncs them all.")
    }
    if parts.count <= 2, let (store, connection) = try? connection(text) {
      let place = "\(store.event)/\(connection.name)"
      let own = try store.configs().filter { $0.connection == connection.id }.map(\.name)
      throw InputRefused(
        "'\(text)' is a connection. Name one of its data configs, such as \(own.first ?? place + "/TYPE"); 'patchbay sync"
          + " \(store.event) --all' syncs all of the event.")
    }
    if let unread { throw unread.error }
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
    let name = parts.last ?? ""
    var names: [String] = []
    let (found, unread) = try look(in: parts.count == 2 ? try store(parts[0]).event : nil) { store in
      try store.connections().filter { connection in
        names.append(connection.name)
        return connection.name == name
      }
    }
    if let only = found.first, found.count == 1 {
      guard let unread else { return (only.store, only.item) }
      throw unread.mayHold(
        "'\(text)' is a connection of \(only.store.event)", nextStep: "Write \(only.store.event)/\(name).")
    }
    guard found.isEmpty else { throw InputRefused("'\(text)' fits \(found.count) connections. Write EID/\(name).") }
    if let unread { throw unread.error }
    throw InputRefused(
      "There is no connection '\(text)'.\(Spelling.suggestion(for: name, among: names)) See 'patchbay connections list EID'."
    )
  }

  /// Finds a run by its number, which several events may have.
  func storedRun(_ id: Int64, event: String?) throws -> (store: EventStore, run: Run) {
    var gone: InputRefused?
    let (found, unread) = try look(in: try event.map { try store($0).event }) { store in
      try noteCutOff(in: store)
      let run = try store.run(id)
      if run == nil, gone == nil, try store.isGone(run: id) { gone = try goneRun(id, in: store) }
      return [run].compactMap { $0 }
    }
    guard let first = found.first else {
      throw unread?.error ?? gone ?? InputRefused("There is no run \(id). See 'patchbay runs list EID'.")
    }
    guard found.count == 1 else {
      throw InputRefused("Run \(id) exists in \(found.count) events. Say which with --event EID.")
    }
    guard let unread else { return (first.store, first.item) }
    throw unread.mayHold(
      "Run \(id) is one of \(first.store.event)", nextStep: "Say it with --event \(first.store.event).")
  }

  private func goneRun(_ id: Int64, in store: EventStore) throws -> InputRefused? {
    guard let day = try firstDayKept(in: store) else { return nil }
    return InputRefused(
      "Run \(id) is not kept any more, and can be neither shown nor undone: what runs before \(day) did was removed after"
        + " \(EventStore.daysKept.runs) days. 'patchbay runs list \(store.event)' shows what is kept.")
  }

  /// The day, in the event's zone, before which runs were removed because of their age; nil if none were.
  func firstDayKept(in store: EventStore) throws -> String? {
    let zone = try store.eventRow().timeZone
    return try store.goneBefore().flatMap { CalendarDate(at: $0, in: zone)?.description }
  }

  /// Looks into one event, or into all: then one that cannot be read is told beside what was found.
  private func look<Item>(
    in event: EventID?, for items: (EventStore) throws -> [Item]
  ) throws -> (found: [(store: EventStore, item: Item)], unread: UnreadEvent?) {
    var found: [(store: EventStore, item: Item)] = []
    var unread: UnreadEvent?
    for id in event.map({ [$0] }) ?? EventStore.list(in: home) {
      do {
        let store = try EventStore.open(id, in: home)
        found += try items(store).map { (store, $0) }
      } catch  where event == nil { unread = unread ?? UnreadEvent(id: id, error: error) }
    }
    return (found, unread)
  }
}

/// An event that could not be looked into while a name was looked up.
private struct UnreadEvent {
  let id: EventID
  /// Why: what is thrown if nothing was found elsewhere, for then it may well be there.
  let error: any Error

  func mayHold(_ found: String, nextStep: String) -> InputRefused {
    InputRefused("\(found), but event \(id) cannot be read and may have one too: \(error) \(nextStep)")
  }
}
