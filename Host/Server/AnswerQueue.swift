import Foundation

/// Makes answers on threads of their own: a file that is waited for keeps nobody from being heard. The next is one of what
/// the fewest threads are making, and of those what was asked for first. One thing that many ask for has half of the threads
/// at most; where two such have them all, the next thread that is free makes something else, if anybody asks for that.
///
/// `@unchecked Sendable`: every access to its state happens under `condition`.
final class AnswerQueue: @unchecked Sendable {
  private static let threads = 4

  private let condition = NSCondition()
  private var waiting: [(what: String, make: @Sendable () -> Void)] = []
  private var making: [String: Int] = [:]
  private var isClosed = false
  private var running = AnswerQueue.threads

  init() {
    for _ in 0..<Self.threads {
      Thread.detachNewThread { [self] in
        while makeNext() {}
      }
    }
  }

  /// Has `make` called; false if the queue is closed, and it is not.
  func add(_ what: String, make: @escaping @Sendable () -> Void) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    guard !isClosed else { return false }
    waiting.append((what, make))
    condition.signal()
    return true
  }

  /// Takes nothing any more, and comes back when everything that was taken is made.
  func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
    while running > 0 { condition.wait() }
  }

  /// How many threads are making this; under `condition`.
  private func made(_ what: String) -> Int { making[what, default: 0] }

  /// False when the queue is closed and nothing is left for this thread.
  private func makeNext() -> Bool {
    condition.lock()
    while true {
      // Of several the first: `min` takes a later one only if it is less.
      if let next = waiting.indices.min(by: { made(waiting[$0].what) < made(waiting[$1].what) }),
        made(waiting[next].what) < Self.threads / 2
      {
        let (what, make) = waiting.remove(at: next)
        making[what, default: 0] += 1
        condition.unlock()
        make()
        condition.lock()
        making[what] = making[what].flatMap { $0 > 1 ? $0 - 1 : nil }
        // What had to wait for this one may be made by any thread.
        condition.broadcast()
        condition.unlock()
        return true
      }
      if isClosed, waiting.isEmpty { break }
      condition.wait()
    }
    running -= 1
    condition.broadcast()
    condition.unlock()
    return false
  }
}
