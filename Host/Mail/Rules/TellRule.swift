import HostModel

/// Whether those on a list are told of a run: a pure function (DESIGN §7).
package enum TellRule {
  /// What they are told.
  package enum Kind: String, Sendable {
    /// What a sync did, for those who want to know of each.
    case report
    /// It went wrong: for the first time, for another cause, or for more records.
    case failure
    /// It is still as wrong as a day ago.
    case again
    /// It is right again.
    case recovery
    /// Nothing.
    case silence
  }

  /// Ten minutes less than a day: what runs daily does so a little earlier or later, and would skip a day.
  static let day = 86_400.0 - 600
  /// Runs that ask for everything come up to a quarter of a day before the day is over, so that the next one is not late.
  static let dayOfAll = 64_800.0

  /// What those on a list are told of a run, if anything, and what they know then.
  ///
  /// - Parameter told: what they know, nil if they were never told of a run.
  package static func judge(
    _ occasion: SubscriberList.Occasion, told: Told?, run: RunTroubles
  ) -> (kind: Kind, told: Told)? {
    // One that was stopped, or cut off, is run again, and what then happens is told.
    guard occasion != .never, ![.running, .cancelled, .interrupted].contains(run.status) else { return nil }
    let before = told?.troubles ?? []
    let now = (run.found + run.held).map { trouble in
      var trouble = trouble
      if before.contains(where: { $0.what == trouble.what && $0.needsAll }) { trouble.needsAll = true }
      return trouble
    }
    let lasting = before.filter { lasts($0, after: run) }
    guard occasion == .error else { return (.report, Told(merged(lasting, now), at: run.at)) }
    let isWorse = now.contains { trouble in
      // What an earlier version knew by its run's status is taken for what this run found.
      !before.contains {
        $0.what == trouble.what && $0.count >= trouble.count || $0.what == Trouble.earlier(run.status)
      }
    }
    if isWorse { return (.failure, Told(merged(lasting, now), at: run.at)) }
    // As bad as they were told: fewer, and then as many again, is no news.
    let known = merged(merged(lasting, now), before.filter { old in now.contains { $0.what == old.what } })
    if known.isEmpty { return before.isEmpty ? nil : (.recovery, Told([], at: run.at)) }
    guard let told, isBad(run.status) else { return (.silence, Told(known, at: told?.at ?? run.at)) }
    // Also if the clock was put back behind the last mail.
    let passed = run.at - told.at
    let isDue = passed >= day || passed < 0 || run.asksForAll && passed >= dayOfAll
    return isDue ? (.again, Told(merged(lasting, now), at: run.at)) : (.silence, Told(known, at: told.at))
  }

  package static func isBad(_ status: RunStatus) -> Bool {
    [.failed, .incomplete, .partial, .refused].contains(status)
  }

  /// True if a run that did not find a trouble cannot tell that it has ended either.
  private static func lasts(_ trouble: Trouble, after run: RunTroubles) -> Bool {
    guard !run.found.contains(where: { $0.what == trouble.what }), !trouble.isHeld else { return false }
    // What was wrong then is among what is wrong now, or is over.
    if trouble.isEarlier, isBad(run.status) { return false }
    return isBad(run.status) && run.status != .partial || trouble.needsAll && !run.asksForAll
  }

  /// Both, each as bad as it is in either.
  private static func merged(_ some: [Trouble], _ others: [Trouble]) -> [Trouble] {
    var all = some
    for other in others {
      guard let index = all.firstIndex(where: { $0.what == other.what }) else {
        all.append(other)
        continue
      }
      all[index].count = max(all[index].count, other.count)
      all[index].needsAll = all[index].needsAll || other.needsAll
    }
    return all.sorted { $0.what < $1.what }
  }

  /// A run's reason without its numbers, and with the servers alone of its addresses, so that another page of the same failure
  /// is no other cause. That an upgrade had records judged again is none at all.
  package static func cause(_ reason: String) -> String {
    let mended = reason.replacing(/\ ?Judged again by [^:]*: [0-9,]+ changed\./, with: "")
    // How far it came, and what is held, is no part of why it was cut.
    let told = mended.replacing(/\ ?Before that .*/, with: "")
    let places = told.replacing(/https?:\/\/([^\s\/'"?#]+)[^\s'"]*/) { $0.output.1 }
    return String(places.replacing(/[0-9][0-9,.:]*/, with: "#").prefix(500))
  }
}
