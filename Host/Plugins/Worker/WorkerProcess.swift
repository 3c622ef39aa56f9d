import Glibc
import HostChannel

/// One worker with one connector: opened, spoken with, closed. It is used by one thread at a time.
///
/// Commands and replies go out by `send`, all that the worker says comes in by `next`; whoever drives it answers host
/// services in between. After a fault only `close` is left, and `next` repeats the fault.
package final class WorkerProcess {
  /// The connector's file.
  package let connector: String
  /// What bounds this worker.
  package let limits: WorkerLimits
  /// What the kernel granted, from the worker's first frame.
  package private(set) var sandbox = SandboxReport.unknown
  /// The ABI minor that the worker speaks.
  package private(set) var minor: UInt32 = 0

  /// The number of its process; another process may have it once this one is closed.
  package var processID: Int32 { child.pid }

  var child: WorkerChild
  var output: WorkerOutput
  var fault: WorkerFault?
  /// Our end of the channel, or -1 once closed.
  var channel: Int32
  let end: Double
  private var sent: UInt32 = 0
  private var received: UInt32 = 0
  private var words = RateMeter()
  private(set) var order = CallOrder()

  /// Starts a worker and waits for its greeting. The connector's file is looked at first, and opened by the worker
  /// after that: that it cannot be used is told by the first `next`.
  ///
  /// - Parameters:
  ///   - worker: path of `patchbay-worker`.
  ///   - connector: path of the library.
  package convenience init(
    worker: String, connector: String, limits: WorkerLimits = WorkerLimits()
  ) throws(WorkerFault) {
    if case .refused(let refusal) = ConnectorFile.inspect(connector) { throw .refused(refusal) }
    try self.init(worker, connector, limits)
    // The worker judges the same, and has opened nothing.
    guard sandbox.isComplete || limits.mayBeIncomplete else { throw fail(.unprotected(sandbox)) }
  }

  private init(_ worker: String, _ connector: String?, _ limits: WorkerLimits) throws(WorkerFault) {
    child = try WorkerChild(worker: worker, connector: connector, limits: limits)
    channel = child.channel
    output = WorkerOutput(descriptor: child.output)
    self.connector = connector ?? ""
    self.limits = limits
    end = MonotonicClock.now() + limits.total
    try greet(as: worker)
  }

  /// Which rights a worker can give up on this computer, as one says that opens no connector.
  package static func sandbox(worker: String) throws(WorkerFault) -> SandboxReport {
    try WorkerProcess(worker, nil, WorkerLimits()).sandbox
  }

  deinit { close() }

  /// What connector and worker printed, its last 64 KiB. The connector's words: to be shown, never to be believed.
  package var printed: String { output.text }

  /// Bytes that they printed before that.
  package var printedBefore: Int { output.lost }

  /// Sends one message, waiting at most as long as `next` would for the worker to take it.
  package func send(_ message: HostMessage) throws(WorkerFault) {
    if let fault { throw fault }
    let frame: [UInt8]
    do { frame = try message.frame(sequence: sent) } catch {
      guard case .tooLong(let bytes) = error else { throw .garbage(error) }
      throw .tooLongToSend(bytes: bytes)
    }
    sent &+= 1
    order.give(message)
    try write(frame)
  }

  /// The worker's next message.
  ///
  /// - Parameters:
  ///   - timeout: seconds to wait; `limits.silence` if nil.
  ///   - cancelled: whether nobody waits for it any more; asked now and then while it says nothing.
  package func next(
    timeout: Double? = nil, cancelled: () -> Bool = { false }
  ) throws(WorkerFault) -> WorkerMessage {
    if let fault { throw fault }
    let patience = timeout ?? limits.silence
    let until = MonotonicClock.now() + patience
    let head = try read(Frame.headerSize, until, patience, atStart: true, cancelled)
    let header = try decode { () throws(ChannelError) in try Frame.header(of: head, sequence: received) }
    received &+= 1
    let payload = try read(header.length, until, patience, atStart: false, cancelled)
    let message = try decode { () throws(ChannelError) in try WorkerMessage(type: header.type, payload: payload) }
    try judge(message)
    return message
  }

  private func decode<T>(_ body: () throws(ChannelError) -> T) throws(WorkerFault) -> T {
    do { return try body() } catch { throw fail(.garbage(error)) }
  }

  private func judge(_ message: WorkerMessage) throws(WorkerFault) {
    try decode { () throws(ChannelError) in try order.take(message) }
    switch message {
    case .unusable(let failure): throw fail(.unusable(failure))
    case .log, .setError:
      guard words.add(1, limit: limits.wordsPerSecond) else {
        throw fail(.flooded(.words(perSecond: limits.wordsPerSecond)))
      }
    case .end(let status):
      child.lookAtMemory()
      guard (0...11).contains(status) else { throw fail(.unknownStatus(status)) }
    default: break
    }
  }

  private func greet(as worker: String) throws(WorkerFault) {
    let greeting: WorkerMessage
    do { greeting = try next(timeout: min(limits.silence, 10)) } catch {
      // No code of a connector runs before the greeting.
      guard error == .exited(code: WorkerExit.usage) else { throw error }
      throw fail(.cannotStart(worker: worker, reason: "it is of another version"))
    }
    guard case .hello(let report, let minor) = greeting else { throw fail(.garbage(.badPayload("greeting"))) }
    sandbox = report
    self.minor = minor
  }

  /// Remembers the first fault.
  func fail(_ fault: WorkerFault) -> WorkerFault {
    self.fault = fault
    return fault
  }
}
