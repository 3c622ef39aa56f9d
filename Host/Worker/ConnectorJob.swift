import ConnectorABI
import Glibc
import HostChannel
import Synchronization

/// The host's side of one job, as the connector sees it through `conn_host`: what may be called now, and what the
/// connector has borrowed.
final class ConnectorJob {
  /// What the connector is doing, which decides what it may ask for.
  enum Phase { case idle, describing, creating, checking, fetching, completed }

  /// A call that the contract forbids, as one sentence.
  struct Misuse: Error { var sentence: String }

  let link: HostLink
  let memory = BorrowedMemory()
  var log = LogAllowance()
  /// Handles that were given and neither released nor emitted.
  var handles: Set<UInt64> = []
  var glimpses = Glimpses()
  var phase = Phase.idle

  private let thread = pthread_self()
  private let wasCalledElsewhere = Atomic(false)
  /// Whether a rule was broken in the function that runs. The sentence about that is the run's: what the connector says
  /// afterwards is about what came of it.
  private(set) var isMisused = false

  init(_ link: HostLink) { self.link = link }

  /// What a connector gets to hold. Retained for the life of the process.
  private(set) lazy var handle = OpaquePointer(Unmanaged.passRetained(self).toOpaque())

  /// The job behind what a connector handed in; nil for NULL.
  static func behind(_ handle: OpaquePointer?) -> ConnectorJob? {
    handle.map { Unmanaged<ConnectorJob>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
  }

  /// Runs one function of the connector and returns its status, or CONN_INTERNAL if it broke the contract, whatever it
  /// returns: what it delivered is not to be trusted then, and one that blames the vendor would have it kept.
  func run(_ phase: Phase, _ function: () -> conn_status) -> conn_status {
    self.phase = phase
    isMisused = false
    errno = 0  // the crash handler takes ENOMEM for memory running out
    var status = function()
    self.phase = .idle
    if wasCalledElsewhere.exchange(false, ordering: .acquiringAndReleasing) {
      status = refuse("a host service was called from a thread that is not the job's")
    } else if isMisused {
      status = CONN_INTERNAL
    }
    // What a connector keeps to the end of its work is released for it: the host must know what was read of it.
    if phase != .creating {
      for handle in glimpses.read where handles.remove(handle) != nil {
        link.send(.release(handle: handle, glimpsed: glimpses.remove(handle)))
      }
    }
    if let dropped = log.takeDropped() { link.send(.log(level: CONN_LOG_WARNING, line: dropped)) }
    return status
  }

  /// Whether the calling thread is the job's. State may be touched only if so; another thread leaves just a mark.
  func isOwnThread() -> Bool {
    guard pthread_equal(thread, pthread_self()) == 0 else { return true }
    wasCalledElsewhere.store(true, ordering: .releasing)
    return false
  }

  /// Tells the host what the connector did wrong, if it is the first thing.
  func refuse(_ sentence: String) -> conn_status {
    if !isMisused { link.send(.setError(status: CONN_INTERNAL, sentence: sentence)) }
    isMisused = true
    return CONN_INTERNAL
  }

  /// A status that the host replied with: it judges some rules itself, and has its own sentence on each.
  func judged(_ status: conn_status) -> conn_status {
    if status == CONN_INTERNAL { isMisused = true }
    return status
  }

  /// Whether `service` may be called at this moment.
  func require(_ service: String, onlyInFetch: Bool = false) throws(Misuse) {
    switch phase {
    case .fetching: return
    case .creating, .checking:
      if onlyInFetch { throw Misuse(sentence: "'\(service)' was called outside of fetch") }
    case .completed: throw Misuse(sentence: "'\(service)' was called after 'complete'")
    case .idle, .describing: throw Misuse(sentence: "'\(service)' was called outside of a job")
    }
  }

  /// A handle that may be used.
  func require(_ handle: UInt64, for service: String) throws(Misuse) {
    guard handles.contains(handle) else {
      throw Misuse(
        sentence: "'\(service)' got handle \(handle), which was never given, or was released or emitted before")
    }
  }
}
