import Glibc
import HostChannel

/// Bytes in and out, with the worker's output drained meanwhile: a worker that waits for its pipe to empty would
/// otherwise wait for us while we wait for it.
extension WorkerProcess {
  /// Milliseconds after which it is asked again whether anybody waits.
  private static let slice = 200.0

  func write(_ frame: [UInt8]) throws(WorkerFault) {
    let until = MonotonicClock.now() + limits.silence
    var done = 0
    while done < frame.count {
      let count = frame.withUnsafeBytes { bytes in
        // MSG_NOSIGNAL: a dead worker is an error here and must not kill the host.
        Glibc.send(
          channel, bytes.baseAddress?.advanced(by: done), bytes.count - done,
          Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
      }
      if count > 0 {
        done += count
      } else if errno == EAGAIN {
        try wait(for: POLLOUT, until, limits.silence) { false }
      } else if errno != EINTR {
        // It is gone. What it said last, which may be why, tells more than how it ended.
        while true { _ = try next() }
      }
    }
  }

  /// - Parameter atStart: whether the stream may end here without being cut within a frame.
  func read(
    _ count: Int, _ until: Double, _ patience: Double, atStart: Bool, _ cancelled: () -> Bool
  ) throws(WorkerFault) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        recv(channel, buffer.baseAddress?.advanced(by: filled), count - filled, Int32(MSG_DONTWAIT))
      }
      if got > 0 {
        filled += got
      } else if got < 0 && errno == EAGAIN {
        try wait(for: POLLIN, until, patience, cancelled)
      } else if got == 0 || errno != EINTR {
        throw fail(ended(withinFrame: !atStart || filled > 0))
      }
    }
    return bytes
  }

  private func wait(
    for event: Int32, _ until: Double, _ patience: Double, _ cancelled: () -> Bool
  ) throws(WorkerFault) {
    guard !cancelled() else { throw fail(.cancelled) }
    let now = MonotonicClock.now()
    guard now < end else { throw fail(.overtime(seconds: limits.total)) }
    guard now < until else { throw fail(.hung(seconds: patience)) }
    // A negative descriptor is skipped by poll.
    var waiting = [
      pollfd(fd: channel, events: Int16(event), revents: 0),
      pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let milliseconds = min((min(until, end) - now) * 1000 + 1, Self.slice)
    _ = poll(&waiting, 2, Int32(milliseconds))
    guard waiting[1].revents == 0 || output.drain(limit: limits.outputPerSecond) else {
      throw fail(.flooded(.output(bytesPerSecond: limits.outputPerSecond)))
    }
  }

  /// The worker's end of the channel is closed: says how it died, or that it did not.
  private func ended(withinFrame: Bool) -> WorkerFault {
    guard waitForEnd(seconds: 2), let exit = child.exit else { return .closedChannel }
    if child.isCrowded { return .tooManyThreads(limit: limits.threads) }
    if withinFrame, exit.signal == nil { return .garbage(.truncated) }
    return exit.fault(limits: limits, output: output.text)
  }

  /// Waits for the process to end and takes what it printed; false if it still lives after `seconds`.
  func waitForEnd(seconds: Double) -> Bool {
    let until = MonotonicClock.now() + seconds
    while !child.hasEnded() {
      guard MonotonicClock.now() < until else { return false }
      // Reading goes on, for the crash report must get through a full pipe.
      var waiting = pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0)
      if output.descriptor < 0 { usleep(1000) } else { _ = poll(&waiting, 1, 1) }
      _ = output.drain(limit: .max)
    }
    _ = output.drain(limit: .max)
    return true
  }
}

extension WorkerProcess {
  /// Seconds that a connector has to destroy its instance.
  private static let patienceWithDestroy = 1.0

  /// Ends the worker if it still lives, reaps it, and tells how it ended. May be called again.
  ///
  /// One whose commands have ended well is asked to destroy its instance and go, which takes it a second at most. Whatever
  /// does not go by itself: SIGTERM, two seconds, SIGKILL to the whole group.
  @discardableResult package func close() -> WorkerExit? {
    if !child.hasEnded() {
      child.lookAtMemory()
      if fault == nil, order.isIdle, order.hasInstance, (try? send(.shutdown)) != nil {
        _ = waitForEnd(seconds: Self.patienceWithDestroy)
      }
    }
    if !child.hasEnded() {
      child.send(SIGTERM)
      if !waitForEnd(seconds: 2) {
        child.send(SIGKILL)
        _ = waitForEnd(seconds: .infinity)
      }
    }
    if channel >= 0 {
      Glibc.close(channel)
      channel = -1
    }
    _ = output.drain(limit: .max)
    output.close()
    if fault == nil { fault = .closedChannel }
    return child.exit
  }
}
