import Foundation

/// The wish, from another thread, that what goes on may stop. Once wished, it stays so: what would come next does not begin.
///
/// `@unchecked Sendable`: every access to its state happens under `lock`.
package final class Interruption: @unchecked Sendable {
  /// Who wishes it.
  package enum Cause: Sendable {
    /// A person, who wants no more of it.
    case person
    /// Whatever ends the program: the host goes down, a session is closed, someone kills it.
    case end
  }

  private let lock = NSLock()
  private var wish: Cause?
  private var isRunning = false
  private var stop: (() -> Void)?
  private var parting: String?

  package init() {}

  /// Stops the fetch of a run, or a look at a vendor; a run that is already writing ends as planned. False if nothing of that
  /// goes on, or if this one was asked before and has not ended: whoever insists may end the program.
  package func interrupt(by cause: Cause) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    guard isRunning, wish == nil else { return false }
    wish = cause
    stop?()
    return true
  }

  /// Who wished it; nil if nobody did.
  package var wished: Cause? {
    lock.lock()
    defer { lock.unlock() }
    return wish
  }

  var isRequested: Bool { wished != nil }

  /// From here to `end` a wish is fulfilled by what goes on.
  func begin() {
    lock.lock()
    isRunning = true
    lock.unlock()
  }

  /// `stop` is what stops the fetch that goes on now; nil: none does.
  func whileFetching(_ stop: (() -> Void)?) {
    lock.lock()
    self.stop = stop
    if wish != nil { stop?() }
    lock.unlock()
  }

  func end() {
    lock.lock()
    (isRunning, stop) = (false, nil)
    lock.unlock()
  }

  // MARK: Waits that end with the program

  /// What is to be said if the program is ended now; nil if there is nothing to say.
  package var lastWords: String? {
    lock.lock()
    defer { lock.unlock() }
    return parting
  }

  /// Waits for something outside, on which nothing of this program depends: a signal ends the program at once, with these
  /// words.
  package func waiting<Result: ~Copyable>(_ words: String, _ body: () throws -> Result) rethrows -> Result {
    let before = exchange(words)
    defer { _ = exchange(before) }
    return try body()
  }

  private func exchange(_ words: String?) -> String? {
    lock.lock()
    defer { lock.unlock() }
    defer { parting = words }
    return parting
  }
}

/// A run that was told to stop.
struct RunCancelled: Error {}

/// Something that was told to stop, and what became of it.
package struct Stopped: Error, Equatable, CustomStringConvertible {
  package let description: String
}
