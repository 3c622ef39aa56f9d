import CSandbox
import Glibc

/// The child process of a worker: started, watched, and in every case reaped.
struct WorkerChild {
  let pid: pid_t
  private(set) var exit: WorkerExit?
  private var peakResident = 0

  init(pid: pid_t) { self.pid = pid }

  /// Starts `worker`; the descriptors become the caller's.
  static func start(worker: String, connector: String, limits: WorkerLimits) throws(WorkerFault) -> sandbox_child {
    let arguments = [worker, connector, String(limits.memory), String(limits.processorSeconds)]
    // Nothing of ours: the environment may hold what a connector must not see.
    var environment = ["SWIFT_BACKTRACE=enable=no"]
    if let folders = getenv("LD_LIBRARY_PATH") { environment.append("LD_LIBRARY_PATH=" + String(cString: folders)) }
    var child = sandbox_child()
    let code = withCStrings(arguments) { argv in
      withCStrings(environment) { envp in sandbox_spawn(worker, argv, envp, &child) }
    }
    guard code == 0 else { throw .cannotStart(worker: worker, reason: String(cString: strerror(-code))) }
    return child
  }

  /// Notes how much memory it has used at most so far. The process must not be reaped yet.
  mutating func lookAtMemory() {
    guard exit == nil else { return }
    peakResident = max(peakResident, ProcessStatus.peakResident(of: pid) ?? 0)
  }

  /// Asks whether it ended, without waiting.
  mutating func hasEnded() -> Bool {
    guard exit == nil else { return true }
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(pid, &status, WNOHANG, &usage) == pid else { return false }
    exit = WorkerExit(status: status, usage: usage, peakResident: peakResident)
    return true
  }

  /// Sends a signal to it and to all of its group; nothing if it was reaped, because the number may be another's then.
  func send(_ signal: Int32) {
    guard exit == nil else { return }
    kill(pid, signal)
    kill(-pid, signal)
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
