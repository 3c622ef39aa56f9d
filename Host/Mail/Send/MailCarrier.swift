import Foundation
import HostModel
import HostSchedule
import HostSync

/// Sends queued mail, and raises alarms, until it is closed. One thread of its own.
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
    host: PatchbayHost, jobs: @escaping @Sendable () -> [StaleJob], report: @escaping @Sendable (Happening) -> Void
  ) {
    let thread = Thread { [self] in
      var sinceAlarm = 0.0
      while !waits(seconds: Self.pace.mail) {
        do {
          while let delivery = try host.deliverNext() {
            report(.delivered(delivery))
            if isStopping { break }
          }
        } catch { report(.failed(String(describing: error))) }
        sinceAlarm += Self.pace.mail
        guard sinceAlarm >= Self.pace.alarm else { continue }
        sinceAlarm = 0
        for problem in host.raiseAlarms(on: jobs()).problems { report(.failed(problem)) }
      }
      condition.lock()
      state.isDone = true
      condition.broadcast()
      condition.unlock()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Lets the mail that is being sent go, for at most so many seconds; what waits, waits for the next serve.
  package func close(patience: Double = 10) {
    condition.lock()
    state.isStopping = true
    condition.broadcast()
    var left = patience
    while !state.isDone, left > 0 {
      condition.wait(seconds: 0.1)
      left -= 0.1
    }
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
