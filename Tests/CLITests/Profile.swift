import Foundation
import TestSupport

/// A container profile that refuses some system calls, as `Tests/Profile/profile.c` makes one around a program.
struct Profile {
  /// What a call answers.
  enum Answer: Int32 { case notPermitted = 1, notImplemented = 38 }

  /// Starts a program in it.
  let launcher: [String]

  /// - Parameter calls: names that `profile.c` knows.
  init(refusing calls: [String], with answer: Answer, in folder: String) throws {
    let program = folder + "/profile"
    let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Profile/profile.c").path
    let built = try Launch.run("/usr/bin/env", ["cc", "-O1", "-Wall", "-o", program, source])
    guard built.code == 0 else { throw StepFailed(finished: built) }
    launcher = [program, String(answer.rawValue), calls.joined(separator: ",")]
  }
}
