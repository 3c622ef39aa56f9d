import CSandbox
import Dispatch
import Glibc
import Synchronization

/// The thread that starts a worker and looks after it until it is reaped.
///
/// The kernel kills a worker when the thread that started it ends. That thread does nothing else, and ends after its worker:
/// so a worker ends with its host, and never before for the end of some other thread.
final class WorkerKeeper: Sendable {
  private struct State {
    var child = sandbox_child()
    /// A negative errno if it could not be started.
    var code: Int32 = 0
    var isReaped = false
    var isCrowded = false
  }

  private let state = Mutex(State())
  private let started = DispatchSemaphore(value: 0)
  private let over = DispatchSemaphore(value: 0)

  /// Starts `program`, of which at most `limit` threads are endured. The descriptors of `child` become the caller's, who must
  /// `reap` it.
  init(_ program: String, arguments: [String], environment: [String], threads limit: Int) throws(WorkerFault) {
    let code = Self.thread { [self] in
      state.withLock { state in
        state.code = withCStrings(arguments) { argv in
          withCStrings(environment) { envp in sandbox_spawn(program, argv, envp, &state.child) }
        }
      }
      started.signal()
      guard state.withLock({ $0.code == 0 }) else { return }
      while over.wait(timeout: .now() + 1) == .timedOut { look(threads: limit) }
    }
    if code == 0 { started.wait() }
    let refusal = code == 0 ? -state.withLock { $0.code } : code
    guard refusal == 0 else { throw .cannotStart(worker: program, reason: String(cString: strerror(refusal))) }
  }

  /// Runs `body` on a thread of its own; gives an errno if there can be none.
  private static func thread(_ body: @escaping @Sendable () -> Void) -> Int32 {
    final class Work: Sendable {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 256 << 10)
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { work in
        work.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    if code != 0 { work.release() }
    return code
  }

  /// The process and our ends of its channel and output.
  var child: sandbox_child { state.withLock { $0.child } }

  /// Whether it was killed for having too many threads.
  var isCrowded: Bool { state.withLock { $0.isCrowded } }

  /// Asks without waiting whether it ended; then its number may be another's.
  func reap() -> (status: Int32, usage: rusage)? {
    state.withLock { state in
      var status: Int32 = 0
      var usage = rusage()
      guard !state.isReaped, wait4(state.child.pid, &status, WNOHANG, &usage) == state.child.pid else { return nil }
      state.isReaped = true
      over.signal()
      return (status, usage)
    }
  }

  /// Sends a signal to it and to all of its group; nothing if it was reaped.
  func send(_ signal: Int32) {
    state.withLock { state in
      guard !state.isReaped else { return }
      kill(state.child.pid, signal)
      kill(-state.child.pid, signal)
    }
  }

  private func look(threads limit: Int) {
    state.withLock { state in
      guard !state.isReaped, let threads = ProcessStatus.threads(of: state.child.pid), threads > limit else { return }
      state.isCrowded = true
      kill(state.child.pid, SIGKILL)
    }
  }
}

/// Hands out `strings` as a NULL-terminated vector for the duration of `body`.
private func withCStrings<R>(
  _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> R
) -> R {
  var pointers = strings.map { strdup($0) }
  defer { for pointer in pointers { free(pointer) } }
  pointers.append(nil)
  return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
