import Synchronization

/// How often each path was asked for, and who followed a redirect.
final class RequestLog: Sendable {
  private struct State {
    var requests = 0
    var paths: [String: Int] = [:]
    var redirectsFollowed = 0
    var redirectsWithCredentials = 0
    /// Times of the latest minute's requests, for the rate limit.
    var recent: [ContinuousClock.Instant] = []
  }

  private let state = Mutex(State())

  /// Counts a request; false if it is one too many for `limit` requests a minute (0 for no limit).
  func count(_ request: Request, limit: Int) -> Bool {
    state.withLock { state in
      state.requests += 1
      state.paths[request.path, default: 0] += 1
      if request.query[Sandbox.redirectMark] != nil {
        state.redirectsFollowed += 1
        if request.headers["authorization"] != nil { state.redirectsWithCredentials += 1 }
      }
      guard limit > 0 else { return true }
      let now = ContinuousClock.now
      state.recent.removeAll { now - $0 > .seconds(60) }
      guard state.recent.count < limit else { return false }
      state.recent.append(now)
      return true
    }
  }

  func clear() { state.withLock { $0 = State() } }

  func write(into writer: inout JSONWriter) {
    let state = state.withLock { $0 }
    writer.object { w in
      w.number("requests", state.requests)
      w.object("paths") { w in
        for (path, count) in state.paths.sorted(by: { $0.key < $1.key }) { w.member(path) { w in w.number(count) } }
      }
      w.number("redirectsFollowed", state.redirectsFollowed)
      w.number("redirectsWithCredentials", state.redirectsWithCredentials)
    }
  }
}
