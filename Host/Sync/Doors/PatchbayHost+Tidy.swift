import HostModel
import HostStorage

// What is due to go: of events that are over, of what was removed, and of what is old (DESIGN §2, rules 11 and 12).
extension PatchbayHost {
  /// What tidying an event came to.
  package struct Tidied: Sendable {
    package let event: Event
    /// Lines of the change log that lost their values.
    package let lines: Int
    /// The last day on which the change log keeps values.
    package let keepsUntil: String
    package let isOver: Bool
  }

  /// Removes what must not stay, whatever the host is asked for: previews' plans that are older than a day, with what the
  /// vendor sent, and what is left of events whose removal was cut short.
  package func removeLeavings() {
    home.finishRemovals()
    PlanFile.removeOld(in: home, now: now)
  }

  /// Removes what is due to go, of one event or of all: old plans, old runs and problems, change-log values, traces of what
  /// was removed. One event that fails keeps no other from being tidied.
  package func tidyEvents(_ text: String?) throws -> [Result<Tidied, any Error>] {
    removeLeavings()
    let host = try hostStore()
    try host.tidyMail(at: now)
    try host.forgetOldAccounts(at: now)
    try removeOldCopies()
    let ids = try text.map { [try store($0).event] } ?? EventStore.list(in: home)
    return ids.map { id in
      Result {
        let store = try EventStore.open(id, in: home)
        let event = try store.eventRow()
        while try store.dropOld(at: now) {}
        let lines = try store.dropHistory(at: now)
        try wipeTraces(in: store)
        return Tidied(
          event: event, lines: lines, keepsUntil: Self.day(event.historyEnd, in: event.timeZone),
          isOver: now >= event.historyEnd)
      }
    }
  }

  /// Sees to it that removed values stand in no file of the home any more.
  func wipeTraces(in store: EventStore) throws {
    guard try store.hasTraces() else { return }
    for plan in try store.stalePlans() {
      let file = PlanFile(home: home, event: store.event, run: plan.run)
      if plan.whole { file.remove() } else { file.removeSpool() }
    }
    // Before the store forgets that they must go.
    try Home.settle(home.plans)
    try store.wipeTraces()
  }

  /// Wipes what a removal that is done left behind; gives what a person must know if that was not possible now.
  func wiped(_ store: EventStore) -> String? {
    do {
      try wipeTraces(in: store)
      return nil
    } catch {
      return "What was removed is gone from the event, but may still be readable in free space of its file: \(error)"
        + " 'patchbay events tidy \(store.event)' tries again, and so does every run."
    }
  }

  /// What must be done before a run, on whatever is due by now.
  func tidyBeforeRun(_ store: EventStore) throws {
    // A serve may be the only program for months.
    home.finishRemovals()
    _ = try store.dropHistory(at: now)
    try settleErasures(store)
    try store.dropOld(at: now)
    // That the file is in use, or that there is no room for a copy, is no reason not to run: it is still due afterwards,
    // and 'events tidy' says what is in the way.
    try? wipeTraces(in: store)
  }
}
