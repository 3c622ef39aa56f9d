import Foundation
import Glibc
import TestSupport

/// A wall clock that a test sets for a program, as `Tests/Clock/clock.c` gives it one.
struct Clock {
  private let file: String
  private let library: String

  init(in folder: String) throws {
    file = folder + "/clock"
    library = folder + "/clock.so"
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Clock/clock.c").path
    let built = try Launch.run("/usr/bin/env", ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-o", library, source])
    guard built.code == 0 else { throw StepFailed(finished: built) }
    try set(0)
  }

  var environment: [String: String] { ["CLOCK_FILE": file] }
  /// For env(1), before the program: the library is for it alone, not for what starts it.
  var words: [String] { ["LD_PRELOAD=\(library)"] }

  /// Sets it so many seconds before the true one.
  func set(_ seconds: Int) throws {
    try "\(seconds)\n".write(toFile: file + ".new", atomically: false, encoding: .utf8)
    guard rename(file + ".new", file) == 0 else { throw POSIXError(.EIO) }
  }
}
