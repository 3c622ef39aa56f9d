import Foundation
import Glibc
import HostStorage
import Synchronization

/// The connections of a listener. None of those who send slowly, read slowly or say nothing keeps others out: one that does
/// not come to an answer in time is ended, and where there are many the oldest makes room for the next.
///
/// One thread of its own, until it is closed.
final class OpenConnections: Sendable {
  /// Seconds from the beginning, or from the last answer, to the next one: whoever sends one byte every few seconds is never
  /// silent.
  private static let seconds = 20.0

  private struct Connection {
    /// Which one it is, of all that began.
    let number: Int
    /// When it must have come to an answer; nil while one is made.
    var end: Double?
  }

  private struct State {
    var open: [Int32: Connection] = [:]
    var began = 0
    var isClosed = false

    /// Under the lock, so that no socket is closed and given anew meanwhile.
    mutating func end(_ socket: Int32) {
      shutdown(socket, Int32(SHUT_RDWR))
      open[socket] = nil
    }
  }

  private let most: Int
  private let state = Mutex(State())

  /// With `most` connections the next one ends the oldest.
  init(most: Int) {
    self.most = most
    Thread.detachNewThread { [self] in
      while endLate() { usleep(500_000) }
    }
  }

  /// A connection began. The oldest has had its time: whoever sends a request is answered within milliseconds, long before so
  /// many others have come. By its last answer it would not do: who asks all the time would drive out who just came.
  func begin(_ socket: Int32) {
    state.withLock { state in
      if state.open.count >= most {
        if let oldest = state.open.min(by: { $0.value.number < $1.value.number }) { state.end(oldest.key) }
      }
      state.began += 1
      state.open[socket] = Connection(number: state.began, end: MachineClock.uptime + Self.seconds)
    }
  }

  /// A request came whole: how long its answer takes is not its client's doing.
  func make(_ socket: Int32) { state.withLock { $0.open[socket]?.end = nil } }

  /// False if a connection was ended, though its answer is still waited for, or all are closed.
  func isOpen(_ socket: Int32) -> Bool { state.withLock { !$0.isClosed && $0.open[socket] != nil } }

  /// A connection is given an answer.
  func answer(_ socket: Int32) { state.withLock { $0.open[socket]?.end = MachineClock.uptime + Self.seconds } }

  /// A connection is about to be closed: its socket's number may be another's right after.
  func forget(_ socket: Int32) { state.withLock { $0.open[socket] = nil } }

  /// Whatever is not being made by now comes too late.
  func close() { state.withLock { $0.isClosed = true } }

  /// False if it was closed.
  private func endLate() -> Bool {
    state.withLock { state in
      let now = MachineClock.uptime
      for (socket, connection) in state.open where connection.end.map({ $0 < now }) ?? false { state.end(socket) }
      return !state.isClosed
    }
  }
}
