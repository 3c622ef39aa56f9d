import Foundation
import Glibc
import HostStorage
import Synchronization

/// Ends connections that do not come to an answer in time: whoever sends one byte every few seconds is never silent, and a
/// few dozen such would keep everyone else out. One thread of its own, until it is closed.
final class Deadlines: Sendable {
  /// Seconds from the beginning, or from the last answer, to the next one.
  private static let seconds = 20.0

  private let state = Mutex((ends: [Int32: Double](), isClosed: false))

  init() {
    Thread.detachNewThread { [self] in
      while endLate() { usleep(500_000) }
    }
  }

  /// A connection began, or was answered.
  func begin(_ socket: Int32) { state.withLock { $0.ends[socket] = MachineClock.uptime + Self.seconds } }

  /// A connection is about to be closed: its socket's number may be another's right after.
  func forget(_ socket: Int32) { state.withLock { $0.ends[socket] = nil } }

  func close() { state.withLock { $0.isClosed = true } }

  /// False if it was closed. Under the lock, so that no socket is closed and given anew meanwhile.
  private func endLate() -> Bool {
    state.withLock { state in
      let now = MachineClock.uptime
      for (socket, end) in state.ends where end < now {
        shutdown(socket, Int32(SHUT_RDWR))
        state.ends[socket] = nil
      }
      return !state.isClosed
    }
  }
}
