import HostModel
import HostStorage

/// A look into the events of a home, one after the other. One that cannot be read is told, once, and keeps none of the others
/// from being looked at.
struct EventLook {
  let home: Home
  /// Events that cannot be read, as far as is known by now.
  private var unread: Set<EventID> = []
  /// What is wrong with those that were found since `takeFaults`, as sentences.
  private var faults: [String] = []

  init(home: Home) { self.home = home }

  /// Hands every event that can be read to `body`; one that it throws at cannot be.
  mutating func each(_ body: (EventStore) throws -> Void) {
    for id in EventStore.list(in: home) where !unread.contains(id) {
      do { try body(EventStore.open(id, in: home)) } catch {
        unread.insert(id)
        faults.append(String(describing: error))
      }
    }
  }

  /// What was found to be wrong since the last time.
  mutating func takeFaults() -> String? {
    defer { faults = [] }
    return faults.isEmpty ? nil : faults.joined(separator: " ")
  }
}
