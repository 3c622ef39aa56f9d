import Glibc

/// How a worker's process ended.
package struct WorkerExit: Equatable, Sendable {
  /// The code of a worker that does not understand how it was started.
  static let usage: Int32 = 64

  /// What it exited with, or nil if a signal ended it.
  package var code: Int32?
  /// What ended it, or nil if it exited.
  package var signal: Int32?
  /// Processor seconds, user and system.
  package var processorSeconds: Double
  /// The most memory in use, in bytes, as last seen while it lived; 0 if it was never looked at. (The kernel's own
  /// figure for an ended process includes what the host used when it started it.)
  package var peakResident: Int

  init(status: Int32, usage: rusage, peakResident: Int) {
    let low = status & 0x7f  // the layout behind WIFEXITED and its sisters, which are macros
    code = low == 0 ? (status >> 8) & 0xff : nil
    signal = low == 0 ? nil : low
    processorSeconds =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    self.peakResident = peakResident
  }

  /// The fault of a worker that ended by itself.
  func fault(limits: WorkerLimits, output: String) -> WorkerFault {
    guard let signal else { return .exited(code: code ?? 0) }
    let line = CrashLine(signal: signal, in: output)
    if line?.isOutOfMemory == true { return .outOfMemory(limit: limits.memory) }
    // A connector that catches SIGXCPU gets SIGKILL a second later.
    if signal == SIGXCPU || (signal == SIGKILL && processorSeconds >= Double(limits.processorSeconds)) {
      return .processorTime(limit: limits.processorSeconds)
    }
    if [SIGKILL, SIGTERM, SIGINT, SIGHUP].contains(signal) { return .killed(signal: signal) }
    return .crash(signal: signal, place: line?.place)
  }
}
