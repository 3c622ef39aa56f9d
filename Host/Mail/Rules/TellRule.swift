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
      if before.contains(where: { $0.isSame(as: trouble) && $0.needsAll }) { trouble.needsAll = true }
      return trouble
    }
    let lasting = newest(before.filter { run.isLate || lasts($0, after: run) })
    guard occasion == .error else { return (.report, Told(merged(lasting, now), at: run.at)) }
    let isCovered = isCovered(run, by: before)
    let isWorse = now.contains { trouble in
      if isCovered, trouble.kind != .held { return false }
      return !before.contains { $0.isSame(as: trouble) && $0.count >= trouble.count }
    }
    if isWorse { return (.failure, Told(merged(lasting, now), at: run.at)) }
    // A newer run has said how it is, but for what is worse.
    if run.isLate { return nil }
    // As bad as they were told: fewer, and then as many again, is no news.
    let known = merged(merged(lasting, now), before.filter { old in now.contains { $0.isSame(as: old) } })
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
    guard !run.found.contains(where: { $0.isSame(as: trouble) }), trouble.kind != .held else { return false }
    return isBad(run.status) && run.status != .partial || trouble.needsAll && !run.asksForAll
  }

  /// True if all that a run found may be what an earlier version told of: it knew how its run ended and how much was wrong and
  /// held, not what.
  private static func isCovered(_ run: RunTroubles, by before: [Trouble]) -> Bool {
    let total = (run.found.filter { $0.kind != .ended } + run.held).reduce(0) { $0 + $1.count }
    return before.contains { $0.kind == .earlier && $0.what == run.status.rawValue && $0.count >= total }
  }

  /// Troubles that are remembered though the newest run did not find them: in all, and of those about how a run ended.
  private static let remembered = (all: 50, ended: 3)

  /// Those that were found last. A vendor whose error has other words each time must not make what is stored grow for ever.
  private static func newest(_ troubles: [Trouble]) -> [Trouble] {
    var ended = 0
    let newest = troubles.reversed().filter { trouble in
      guard trouble.kind == .ended else { return true }
      ended += 1
      return ended <= remembered.ended
    }
    return newest.prefix(remembered.all).reversed()
  }

  /// Both, each as bad as it is in either; what is among the others is last.
  private static func merged(_ some: [Trouble], _ others: [Trouble]) -> [Trouble] {
    var all = some
    for var other in others {
      if let index = all.firstIndex(where: { $0.isSame(as: other) }) {
        let known = all.remove(at: index)
        other.count = max(other.count, known.count)
        other.needsAll = other.needsAll || known.needsAll
      }
      all.append(other)
    }
    return all
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
