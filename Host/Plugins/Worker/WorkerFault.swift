import HostChannel

/// How a worker failed its host. `sentence` says it to an operator.
package enum WorkerFault: Error, Equatable, Sendable {
  /// Died of a signal; `place` is the innermost frame within the connector, as `libX.so(+0x5534)`.
  case crash(signal: Int32, place: String?)
  /// Ended its process without finishing its job.
  case exited(code: Int32)
  /// Closed the channel and stayed.
  case closedChannel
  /// Sent no frame for so many seconds.
  case hung(seconds: Double)
  /// The whole took longer than so many seconds.
  case overtime(seconds: Double)
  /// Was refused more than so many bytes of memory, and died of it.
  case outOfMemory(limit: UInt64)
  /// Used up so many seconds of processor time.
  case processorTime(limit: UInt64)
  /// Had more than so many threads at once.
  case tooManyThreads(limit: Int)
  /// Was not begun: not every layer of its sandbox is in force here, and the host does not allow that.
  case unprotected(SandboxReport)
  /// Ended by a signal that someone else sent: the system short of memory, a service being stopped.
  case killed(signal: Int32)
  /// Sent something that is no frame.
  case garbage(ChannelError)
  /// Returned a status that this ABI does not have.
  case unknownStatus(Int32)
  /// Sent more than so much a second: frames of words, or bytes of output.
  case flooded(Flood)
  /// The file was refused before it was opened.
  case refused(ConnectorFile.Refusal)
  /// The file was opened and could not be used.
  case unusable(LoadFailure)
  /// The worker itself could not be started: its path, and the system's reason.
  case cannotStart(worker: String, reason: String)
  /// Is waited for by nobody any more, which is no failing of its own.
  case cancelled
  /// Gave up by itself or broke the contract: its own words or the worker's; nil if there are none.
  case failed(String?)
  /// What the host wanted to send is longer than a frame: an answer of the vendor, as a rule.
  case tooLongToSend(bytes: UInt64)

  /// What a worker sent too much of.
  package enum Flood: Equatable, Sendable {
    case words(perSecond: Int)
    case output(bytesPerSecond: Int)
  }

  /// Whether it counts towards stopping the connector: being ended for time, memory or a vendor's answer does not.
  package var isCrash: Bool {
    switch self {
    case .crash, .exited, .closedChannel, .garbage, .flooded: true
    case .hung, .overtime, .outOfMemory, .processorTime, .killed, .unknownStatus, .refused, .unusable, .cannotStart,
      .failed, .tooLongToSend, .tooManyThreads, .unprotected, .cancelled:
      false
    }
  }
}
