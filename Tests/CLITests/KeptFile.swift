import Glibc
import TestSupport

/// A program that keeps a SQLite file from the others, until it is let go.
final class KeptFile {
  private let holder: Running

  /// Keeps writers from the file, or with `fromReaders` everyone.
  init(_ path: String, fromReaders: Bool) async throws {
    let begin =
      fromReaders
      ? "c.execute('PRAGMA locking_mode=EXCLUSIVE'); c.execute('BEGIN EXCLUSIVE'); c.execute('UPDATE event SET name=name')"
      : "c.execute('BEGIN IMMEDIATE')"
    holder = try Launch.start(
      "/usr/bin/python3",
      [
        "-c",
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], timeout=60); \(begin); print('held', flush=True);"
          + " time.sleep(600)", path,
      ], environment: [:])
    let holder = holder
    try await eventually { holder.outputSoFar.contains("held") }
    guard holder.outputSoFar.contains("held") else {
      throw StepFailed(finished: Finished(code: 1, output: "", error: holder.errorSoFar))
    }
  }

  func letGo() {
    holder.signal(SIGKILL)
    _ = holder.wait()
  }

  deinit { holder.signal(SIGKILL) }
}
