import Glibc
import TestSupport

/// A program that keeps a SQLite file from the others, or reads it all the while, until it is let go.
final class KeptFile {
  /// What it keeps others from; `cleaning` alone: whoever wants to take back the log or free space waits for a reader.
  enum From { case reading, writing, cleaning }
  private let holder: Running

  init(_ path: String, from others: From) async throws {
    let begin =
      switch others {
      case .reading:
        "c.execute('PRAGMA locking_mode=EXCLUSIVE'); c.execute('BEGIN EXCLUSIVE'); c.execute('UPDATE event SET name=name')"
      case .writing: "c.execute('BEGIN IMMEDIATE')"
      case .cleaning: "c.execute('BEGIN'); c.execute('SELECT count(*) FROM sqlite_schema').fetchall()"
      }
    holder = try Launch.start(
      "/usr/bin/python3",
      [
        "-c",
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None); \(begin);"
          + " print('held', flush=True); time.sleep(600)", path,
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
