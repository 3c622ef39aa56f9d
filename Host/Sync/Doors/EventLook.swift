import HostModel
import HostStorage

/// A look into the events of a home, one after the other. One that cannot be read is told, once, and keeps none of the others
/// from being looked at.
struct EventLook {
  let home: Home
  /// Events that cannot be read, as far as is known by now.
  private var unread: Set<EventID> = []
  /// What is wrong with those that were found since `told`, as sentences; and whether any could be read since then.
  private var faults: [String] = []
  private var hasRead = false

  init(home: Home) { self.home = home }

  /// Hands every event that can be read to `body`; one that it throws at cannot be.
  mutating func each(_ body: (EventStore) throws -> Void) {
    for id in EventStore.list(in: home) where !unread.contains(id) {
      do {
        try body(EventStore.open(id, in: home))
        hasRead = true
      } catch {
        unread.insert(id)
        faults.append(String(describing: error))
      }
    }
  }

  /// What was found to be wrong since the last time, with what is said of the events that could be read; nil if nothing was.
  mutating func told(with others: String) -> String? {
    defer { (faults, hasRead) = ([], false) }
    guard !faults.isEmpty else { return nil }
    return faults.joined(separator: " ") + (hasRead ? " Of the others: \(others)" : "")
  }
}
