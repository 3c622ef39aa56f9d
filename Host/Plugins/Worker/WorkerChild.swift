import CSandbox
import Glibc

/// The child process of a worker: started, watched, and in every case reaped.
struct WorkerChild {
  let pid: pid_t
  /// Our ends of its channel and of its output; they are the caller's to close.
  let channel: Int32
  let output: Int32
  private(set) var exit: WorkerExit?
  private let keeper: WorkerKeeper
  private var peakResident = 0

  /// Starts `worker` for a connector's file; without one it only tells which rights can be given up here.
  init(worker: String, connector: String?, limits: WorkerLimits) throws(WorkerFault) {
    // Nothing of ours: the environment may hold what a connector must not see.
    var environment = ["SWIFT_BACKTRACE=enable=no"]
    if let folders = getenv("LD_LIBRARY_PATH") { environment.append("LD_LIBRARY_PATH=" + String(cString: folders)) }
    keeper = try WorkerKeeper(
      worker,
      arguments: [
        worker, connector ?? "", String(limits.memory), String(limits.processorSeconds),
        limits.mayBeIncomplete ? "incomplete" : "complete",
      ], environment: environment, threads: limits.threads)
    let child = keeper.child
    (pid, channel, output) = (child.pid, child.channel, child.output)
  }

  /// Whether it was killed for having too many threads.
  var isCrowded: Bool { keeper.isCrowded }

  /// Notes how much memory it has used at most so far. The process must not be reaped yet.
  mutating func lookAtMemory() {
    guard exit == nil else { return }
    peakResident = max(peakResident, ProcessStatus.peakResident(of: pid) ?? 0)
  }

  /// Asks whether it ended, without waiting.
  mutating func hasEnded() -> Bool {
    guard exit == nil else { return true }
    guard let (status, usage) = keeper.reap() else { return false }
    exit = WorkerExit(status: status, usage: usage, peakResident: peakResident)
    return true
  }

  /// Sends a signal to it and to all of its group; nothing if it was reaped, because the number may be another's then.
  func send(_ signal: Int32) { keeper.send(signal) }
}
