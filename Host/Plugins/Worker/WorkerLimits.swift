/// What a worker may use up before its host ends it.
package struct WorkerLimits: Equatable, Sendable {
  /// Bytes of private memory (`RLIMIT_DATA`).
  package var memory: UInt64
  /// Seconds of processor time, whole process (`RLIMIT_CPU`).
  package var processorSeconds: UInt64
  /// Seconds that `next` waits for a frame.
  package var silence: Double
  /// Seconds from start to end, the vendor's answers included.
  package var total: Double
  /// Frames that need no answer and carry words (log, error) in one second. A worker keeps to 100 lines by itself.
  package var wordsPerSecond: Int
  /// Bytes written to stdout and stderr in one second.
  package var outputPerSecond: Int

  package init(
    memory: UInt64 = 512 << 20, processorSeconds: UInt64 = 300, silence: Double = 60, total: Double = 4 * 3600,
    wordsPerSecond: Int = 1000, outputPerSecond: Int = 16 << 20
  ) {
    self.memory = memory
    self.processorSeconds = processorSeconds
    self.silence = silence
    self.total = total
    self.wordsPerSecond = wordsPerSecond
    self.outputPerSecond = outputPerSecond
  }
}
