import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// Makes an event with an empty database file.
  package func addEvent(
    name: String, starts: String, ends: String, timeZone: String, eid: String?, node: String
  ) throws -> Event {
    try checkEventName(name)
    try checkNode(node)
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
      guard given != .host else {
        throw InputRefused("--eid '\(eid)' stands for the host itself. Leave --eid out for a new one, or give another.")
      }
      id = given
    } else {
      id = .random()
    }
    let event = Event(id: id, name: name, starts: first, ends: last, timeZone: timeZone, node: node)
    _ = try EventStore.create(event, in: home)
    return event
  }

  func checkTimeZone(_ name: String) throws(InputRefused) {
    guard !ZoneName.isKnown(name) else { return }
    throw InputRefused(
      "--time-zone '\(name)' is not a time zone such as Europe/Zurich.\(ZoneName.suggestion(for: name))")
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

  func checkEventName(_ name: String) throws(InputRefused) {
    guard !name.trimmingCharacters(in: .whitespaces).isEmpty else { throw InputRefused("An event needs a name.") }
    guard name.utf8.count <= 500, !name.hasControlCharacter else {
      throw InputRefused("This cannot be the name of an event: at most 500 bytes, no line break or control character.")
    }
  }

  func checkNode(_ name: String) throws(InputRefused) {
    guard let problem = ServeNode.problem(withName: name) else { return }
    throw InputRefused("--node '\(ShortText.shown(name))' cannot be the name of a node: \(problem).")
  }
}

/// Input of a person that cannot be used, and why. Nothing was changed.
package struct InputRefused: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ sentence: String) { description = sentence }
}
