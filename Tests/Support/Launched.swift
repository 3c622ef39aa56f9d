import Foundation
import Glibc

/// What a program did: exit code (128 + signal if one ended it), standard output, standard error.
package struct Finished: Sendable, Equatable {
  package let code: Int32
  package let output: String
  package let error: String

  /// What a test expects.
  package init(code: Int32, output: String, error: String) {
    self.code = code
    self.output = output
    self.error = error
  }

  /// The last line of standard output, without the newline.
  package var lastLine: String { output.split(separator: "\n").last.map(String.init) ?? "" }
}

package enum Launch {
  /// Runs a program to its end. The environment is `PATH`, `HOME` and what is given, nothing else.
  package static func run(
    _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> Finished {
    let process = try start(program, arguments, input: input, environment: environment)
    return process.wait()
  }

  /// Starts a program and goes on.
  package static func start(
    _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> Running {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let inherited = ProcessInfo.processInfo.environment
    process.environment = ["PATH": inherited["PATH"] ?? "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) {
      $1
    }
    let running = Running(process: process)
    let stdin = Pipe()
    process.standardInput = stdin
    try process.run()
    stdin.fileHandleForWriting.write(Data(input.utf8))
    try? stdin.fileHandleForWriting.close()
    return running
  }
}

/// A program under way; its output goes to files, so that no pipe can fill up.
package final class Running {
  package let process: Process
  private let output: String
  private let error: String

  init(process: Process) {
    self.process = process
    output = NSTemporaryDirectory() + "patchbay-out-" + UUID().uuidString
    error = output + "-err"
    for path in [output, error] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: error)
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    for path in [output, error] { unlink(path) }
  }

  package var outputSoFar: String { (try? String(contentsOfFile: output, encoding: .utf8)) ?? "" }
  package var errorSoFar: String { (try? String(contentsOfFile: error, encoding: .utf8)) ?? "" }

  /// Waits for the end.
  package func wait() -> Finished {
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return Finished(
      code: process.terminationStatus + (signalled ? 128 : 0), output: outputSoFar,
      error: (try? String(contentsOfFile: error, encoding: .utf8)) ?? "")
  }

  /// Sends a signal, if it has not ended: its number may be another's by then.
  package func signal(_ number: Int32) { if process.isRunning { kill(process.processIdentifier, number) } }
}
