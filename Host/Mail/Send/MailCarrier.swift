import Foundation
import HostModel
import HostSchedule
import HostStorage
import HostSync

/// Sends queued mail, raises alarms, and tells of runs of which nobody has told, until it is closed. One thread of its own.
///
/// `@unchecked Sendable`: its one variable is used under `condition` alone.
package final class MailCarrier: @unchecked Sendable {
  /// What happened.
  package enum Happening: Sendable {
    case delivered(Delivery)
    case failed(String)
  }

  private let condition = MonotonicCondition()
  private var state = (isStopping: false, isDone: false)

  /// Seconds between two looks for mail that is due, and between two looks for data configs without a good run.
  private static let pace = (mail: 2.0, alarm: 30.0)

  package init(
    host: PatchbayHost, jobs: @escaping @Sendable () -> [StaleJob], untold: @escaping @Sendable () -> [UntoldRun],
    report: @escaping @Sendable (Happening) -> Void
  ) {
    let thread = Thread { [self] in
      var lookedAt = MachineClock.uptime
      // What was said, and is not said again while it stays so.
      var (unsent, unseen) = ("", Set<String>())
      while !waits(seconds: Self.pace.mail) {
        do {
          // A slow server must keep no alarm waiting.
          while MachineClock.uptime - lookedAt < Self.pace.alarm, let delivery = try host.deliverNext() {
            report(.delivered(delivery))
            if isStopping { break }
          }
          unsent = ""
        } catch {
          let problem = String(describing: error)
          if problem != unsent { report(.failed(problem)) }
          unsent = problem
        }
        guard MachineClock.uptime - lookedAt >= Self.pace.alarm else { continue }
        lookedAt = MachineClock.uptime
        let problems = Self.look(host, jobs(), untold())
        for problem in problems.subtracting(unseen).sorted() { report(.failed(problem)) }
        unseen = problems
      }
      condition.lock()
      state.isDone = true
      condition.broadcast()
      condition.unlock()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Queues what is to be told without a run that has just ended; gives what was in the way.
  private static func look(_ host: PatchbayHost, _ jobs: [StaleJob], _ untold: [UntoldRun]) -> Set<String> {
    var problems: Set<String> = []
    do { problems.formUnion(try host.raiseAlarms(on: jobs).problems) } catch {
      problems.insert(String(describing: error))
    }
    for run in untold {
      do { _ = try host.tell(of: run) } catch { problems.insert("Run \(run.run) of event \(run.event): \(error)") }
    }
    return problems
  }

  /// Lets the mail that is being sent go, for at most so many seconds; what waits, waits for the next serve.
  package func close(patience: Double = 10) {
    condition.lock()
    state.isStopping = true
    condition.broadcast()
    let end = MachineClock.uptime + patience
    while !state.isDone, MachineClock.uptime < end { condition.wait(seconds: 0.1) }
    condition.unlock()
  }

  private var isStopping: Bool {
    condition.lock()
    defer { condition.unlock() }
    return state.isStopping
  }

  /// True if it is to end.
  private func waits(seconds: Double) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if !state.isStopping { condition.wait(seconds: seconds) }
    return state.isStopping
  }
}
