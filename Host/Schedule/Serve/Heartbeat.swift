import Foundation
import HostModel
import HostStorage
import HostSync

/// Says again and again that a serve is there, until it is closed; then it leaves. One thread of its own.
///
/// `@unchecked Sendable`: its variables are used under `condition` alone.
final class Heartbeat: @unchecked Sendable {
  private let host: PatchbayHost
  private let node: String
  private let lease: Double
  private let report: @Sendable (JobEvent) -> Void
  private let condition = MonotonicCondition()
  private var number: Int64
  private var isStopping = false
  private var isDone = false

  /// Enters the serve among those of the home.
  init(host: PatchbayHost, node: String, lease: Double, report: @escaping @Sendable (JobEvent) -> Void) throws {
    self.host = host
    self.node = node
    self.lease = lease
    self.report = report
    number = try host.hostStore().enterServe(node: node, lease: lease)
    Thread.detachNewThread { [self] in beat() }
  }

  /// The serve's number among those of the home.
  var serve: Int64 {
    condition.lock()
    defer { condition.unlock() }
    return number
  }

  /// Says nothing any more; unless it `stays`, because something of it still goes on, it leaves the home's serves.
  func close(stays: Bool) {
    condition.lock()
    isStopping = true
    condition.broadcast()
    while !isDone { condition.wait(seconds: 0.1) }
    let number = number
    condition.unlock()
    if !stays { try? host.hostStore().leaveServe(number) }
  }

  private func beat() {
    var last = MachineClock.uptime
    var problem = ""
    while true {
      let now = MachineClock.uptime
      if now - last > lease { report(.stoodStill(seconds: now - last)) }
      last = now
      // If the store cannot be written others take this serve for gone, and their word counts: see ``RunTaken``.
      do {
        let store = try host.hostStore()
        if try !store.beat(serve) {
          let new = try store.enterServe(node: node, lease: lease)
          condition.lock()
          number = new
          condition.unlock()
        }
        if !problem.isEmpty { report(.heard) }
        problem = ""
      } catch {
        if problem.isEmpty { report(.unheard(reason: String(describing: error))) }
        problem = String(describing: error)
      }
      condition.lock()
      if !isStopping { condition.wait(seconds: lease / 6) }
      let stops = isStopping
      if stops {
        isDone = true
        condition.broadcast()
      }
      condition.unlock()
      if stops { return }
    }
  }
}
