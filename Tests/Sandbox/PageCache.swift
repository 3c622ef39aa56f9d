import Synchronization

/// Bodies already written, so that a second reader of the same pages waits for no generator; oldest out first.
final class PageCache: Sendable {
  private struct State {
    var bodies: [String: [UInt8]] = [:]
    var order: [String] = []
    var bytes = 0
  }

  private let limit: Int
  private let state = Mutex(State())

  init(megabytes: Int) { limit = megabytes * 1_000_000 }

  func body(_ key: String, _ make: () -> [UInt8]) -> [UInt8] {
    if let known = state.withLock({ $0.bodies[key] }) { return known }
    // Two readers of one page may both make it; that is cheaper than one waiting under the lock.
    let made = make()
    state.withLock { state in
      guard made.count <= limit / 4, state.bodies.updateValue(made, forKey: key) == nil else { return }
      state.order.append(key)
      state.bytes += made.count
      while state.bytes > limit, !state.order.isEmpty {
        state.bytes -= state.bodies.removeValue(forKey: state.order.removeFirst())?.count ?? 0
      }
    }
    return made
  }

  func clear() { state.withLock { $0 = State() } }
}
