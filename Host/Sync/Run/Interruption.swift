import Foundation

/// The wish, from another thread, that the run which goes on may stop.
///
/// `@unchecked Sendable`: every access to its state happens under `lock`.
package final class Interruption: @unchecked Sendable {
  private let lock = NSLock()
  private var isWished = false
  private var isRunning = false
  private var stop: (() -> Void)?

  package init() {}

  /// Stops the fetch of a run; a run that is already writing ends as planned. False if no run goes on, or if this one was
  /// asked before and has not ended: whoever insists may end the program.
  package func interrupt() -> Bool {
    lock.lock()
    defer { lock.unlock() }
    guard isRunning, !isWished else { return false }
    isWished = true
    stop?()
    return true
  }

  var isRequested: Bool {
    lock.lock()
    defer { lock.unlock() }
    return isWished
  }

  /// From here to `end` a wish is the run's to fulfil.
  func begin() {
    lock.lock()
    isRunning = true
    lock.unlock()
  }

  /// `stop` is what stops the fetch that goes on now; nil: none does.
  func whileFetching(_ stop: (() -> Void)?) {
    lock.lock()
    self.stop = stop
    if isWished { stop?() }
    lock.unlock()
  }

  func end() {
    lock.lock()
    (isRunning, isWished, stop) = (false, false, nil)
    lock.unlock()
  }
}

/// A run that was told to stop.
struct RunCancelled: Error {}
