import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// What a person changes of an event; nil leaves a fact as it is.
  package struct EventEdit: Sendable {
    package var name: String?
    package var starts: String?
    package var ends: String?
    package var timeZone: String?
    package var node: String?
    /// Days, as typed.
    package var keepHistory: String?

    package init() {}

    var isEmpty: Bool { [name, starts, ends, timeZone, node, keepHistory].allSatisfy { $0 == nil } }
  }

  /// Changes facts of an event; gives it as it is then, with what follows from the change, as sentences.
  package func editEvent(_ text: String, _ edit: EventEdit) throws -> (event: Event, notes: [String]) {
    guard !edit.isEmpty else {
      throw InputRefused(
        "Nothing to change: give --name, --starts, --ends, --time-zone, --node or --keep-history.")
    }
    let found = try store(text)
    // A run under way reads times in the zone that it began with.
    let configs = edit.timeZone == nil ? [] : try found.configs().filter { $0.frozen == nil }
    return try whileIdle(configs, "an edit of the event") {
      let store = try EventStore.open(found.event, in: home)
      let (before, after) = try store.edit { try apply(edit, to: &$0) }
      return (after, notes(before, after) + (try notesOnAutoSync(before, after, in: store)))
    }
  }

  private func apply(_ edit: EventEdit, to event: inout Event) throws {
    if let name = edit.name {
      try checkEventName(name)
      event.name = name
    }
    if let starts = edit.starts {
      guard let date = CalendarDate(starts) else {
        throw InputRefused("--starts '\(starts)' is not a date such as 2026-09-14.")
      }
      event.starts = date
    }
    if let ends = edit.ends {
      guard let date = CalendarDate(ends) else {
        throw InputRefused("--ends '\(ends)' is not a date such as 2026-09-16.")
      }
      event.ends = date
    }
    guard event.starts <= event.ends else {
      throw InputRefused("The event would end (\(event.ends)) before it starts (\(event.starts)).")
    }
    if let zone = edit.timeZone {
      try checkTimeZone(zone)
      event.timeZone = zone
    }
    if let node = edit.node {
      try checkNode(node)
      event.node = node
    }
    if let text = edit.keepHistory {
      guard let days = Int(text), Event.historyDays.contains(days) else {
        throw InputRefused("--keep-history '\(text)' is not a number of days from 0 to 3650.")
      }
      event.keepHistory = days
    }
  }

  private func notes(_ before: Event, _ after: Event) -> [String] {
    var notes: [String] = []
    if before.timeZone != after.timeZone {
      notes.append(
        "Times that the vendor gives without an offset are read in \(after.timeZone) from the next sync on, which asks for"
          + " everything. Plans made before are refused.")
    }
    if before.historyEnd != after.historyEnd {
      let last = Self.day(after.historyEnd, in: after.timeZone)
      notes.append(
        after.historyEnd > now
          ? "The change log keeps values until \(last)."
          : "The change log was to keep values until \(last), which is over: the next run, or 'patchbay events tidy"
            + " \(after.id)', removes them for good.")
    }
    return notes
  }

  /// What becomes of automatic runs: where they run, and when they end.
  private func notesOnAutoSync(_ before: Event, _ after: Event, in store: EventStore) throws -> [String] {
    let autoSyncs = try store.autoSyncs().values
    guard !autoSyncs.isEmpty else { return [] }
    var notes: [String] = []
    if before.node != after.node {
      notes.append(
        "Automatic runs go on, on node \(after.node): 'patchbay serve --node \(after.node)' runs them, if it is there;"
          + " 'patchbay doctor' says so.")
    }
    let moved = autoSyncs.filter {
      $0.stop(ends: before.ends, timeZone: before.timeZone) != $0.stop(ends: after.ends, timeZone: after.timeZone)
    }
    let stops = Set(moved.map { $0.stop(ends: after.ends, timeZone: after.timeZone) }).sorted()
    for stop in stops {
      let last = Self.day(stop, in: after.timeZone)
      notes.append(
        stop > now
          ? "Automatic runs start until \(last) (\(after.timeZone)) now."
          : "Automatic runs would have started until \(last) (\(after.timeZone)), which is over: none starts any more.")
    }
    return notes
  }

  /// The last day before a midnight in a zone.
  static func day(_ midnight: Double, in zone: String) -> String {
    CalendarDate(at: midnight - 1, in: zone)?.description ?? ""
  }
}
