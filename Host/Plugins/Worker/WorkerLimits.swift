import Glibc

/// What a worker may use up before its host ends it, and what must have been taken from it before its connector is opened.
package struct WorkerLimits: Equatable, Sendable {
  /// Bytes of private memory (`RLIMIT_DATA`).
  package var memory: UInt64
  /// Seconds of processor time, whole process (`RLIMIT_CPU`).
  package var processorSeconds: UInt64
  /// Threads at once, its own included; they are counted every second.
  package var threads: Int
  /// Seconds that `next` waits for a frame.
  package var silence: Double
  /// Seconds from start to end, the vendor's answers included.
  package var total: Double
  /// Frames that need no answer and carry words (log, error) in one second. A worker keeps to 100 lines by itself.
  package var wordsPerSecond: Int
  /// Bytes written to stdout and stderr in one second.
  package var outputPerSecond: Int
  /// Whether a connector is opened though a layer of its sandbox is not in force here.
  package var mayBeIncomplete: Bool

  /// 64, or 16 more than the processors of the computer: libraries that compute start a thread for each.
  package static let threads = max(64, sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 16)

  package init(
    memory: UInt64 = 512 << 20, processorSeconds: UInt64 = 300, threads: Int = Self.threads, silence: Double = 60,
    total: Double = 4 * 3600, wordsPerSecond: Int = 1000, outputPerSecond: Int = 16 << 20, mayBeIncomplete: Bool = false
  ) {
    self.memory = memory
    self.processorSeconds = processorSeconds
    self.threads = threads
    self.silence = silence
    self.total = total
    self.wordsPerSecond = wordsPerSecond
    self.outputPerSecond = outputPerSecond
    self.mayBeIncomplete = mayBeIncomplete
  }
}
