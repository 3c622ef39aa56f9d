import Foundation
import HostModel
import HostStorage
import HostSync

/// Asks vendors whether they take credentials again, a few at once, until it is closed.
///
/// `@unchecked Sendable`: its variables are used under `condition` alone.
final class CredentialChecks: @unchecked Sendable {
  private let host: PatchbayHost
  private let report: @Sendable (JobEvent) -> Void
  private let condition = MonotonicCondition()
  private var running: [Agenda.Check: Interruption] = [:]
  /// Until when one that could not be made is left alone, by the machine's own clock.
  private var pauses: [Agenda.Check: Double] = [:]
  private var isStopping = false

  /// Checks at once; seconds after which one that could not be made is tried again.
  private static let (limit, pause) = (4, 60.0)

  init(host: PatchbayHost, report: @escaping @Sendable (JobEvent) -> Void) {
    self.host = host
    self.report = report
  }

  /// Begins those for which there is room; the others are asked for again. `done` is told, from another thread, of each event
  /// whose file may say something else by then.
  func begin(_ checks: Set<Agenda.Check>, done: @escaping @Sendable (EventID) -> Void) {
    condition.lock()
    defer { condition.unlock() }
    let uptime = MachineClock.uptime
    pauses = pauses.filter { $0.value > uptime }
    for check in checks where !isStopping && running.count < Self.limit {
      guard running[check] == nil, pauses[check] == nil else { continue }
      let interruption = Interruption()
      running[check] = interruption
      let thread = Thread { [self] in make(check, host.interrupted(by: interruption), done) }
      // As much as the first thread of a program has.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private func make(_ check: Agenda.Check, _ host: PatchbayHost, _ done: (EventID) -> Void) {
    var place = check.event.description
    var failed = false
    do {
      if let found = try EventStore.open(check.event, in: host.home).connections().first(where: {
        $0.id == check.connection
      }) {
        place += "/\(found.name)"
      }
      if let (outcome, goesOn) = try host.checkAgain(check.connection, of: check.event, after: check.wait) {
        report(.checked(connection: place, outcome, goesOn: goesOn))
      }
    } catch {
      failed = true
      report(.notChecked(connection: place, reason: String(describing: error), again: Self.pause))
    }
    condition.lock()
    running[check] = nil
    if failed { pauses[check] = MachineClock.uptime + Self.pause }
    condition.broadcast()
    condition.unlock()
    done(check.event)
  }

  /// Stops those that go on, and waits for them, for at most so many seconds.
  func close(patience: Double = 5) {
    condition.lock()
    isStopping = true
    let end = MachineClock.uptime + patience
    while !running.isEmpty, MachineClock.uptime < end {
      for interruption in running.values { _ = interruption.interrupt(by: .end) }
      condition.wait(seconds: 0.1)
    }
    condition.unlock()
  }
}
