import ConnectorABI
import HostChannel

/// Which messages may come from a worker now, by the command that it was given: the order of the C header, as the worker
/// keeps it. Whoever breaks it wrote past the worker.
struct CallOrder {
  private enum Phase { case greeting, idle, describing, creating, checking, fetching, completed }

  private var phase = Phase.greeting
  /// True once a command has ended well or badly: the library is in use.
  private var isInUse = false
  /// True while the connector has an instance that `shutdown` would let it destroy.
  private(set) var hasInstance = false

  /// True while no command is under way.
  var isIdle: Bool { phase == .idle }

  mutating func give(_ message: HostMessage) {
    switch message {
    case .describe: phase = .describing
    case .create: phase = .creating
    case .check: phase = .checking
    case .fetch: phase = .fetching
    case .httpReply, .bytesReply, .ack, .shutdown: break
    }
  }

  /// Notes what came; throws if it has no place here.
  mutating func take(_ message: WorkerMessage) throws(ChannelError) {
    guard isAllowed(message) else { throw .outOfPlace(message.name) }
    switch message {
    case .hello: phase = .idle
    case .complete: phase = .completed
    case .end(let status):
      if phase == .creating { hasInstance = status == CONN_OK }
      (phase, isInUse) = (.idle, true)
    default: break
    }
  }

  private func isAllowed(_ message: WorkerMessage) -> Bool {
    switch message {
    case .hello: phase == .greeting
    // The library is opened after the greeting, when a first command may be on its way already.
    case .unusable: !isInUse && phase != .greeting
    case .described: phase == .describing
    case .http, .read, .body: phase == .creating || phase == .checking || phase == .fetching
    case .emitPage, .emitRecords, .join, .emitDeleted, .checkpoint, .complete: phase == .fetching
    case .release, .setError, .log, .end: phase != .greeting && phase != .idle
    }
  }
}
