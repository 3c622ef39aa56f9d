import Foundation

/// A program on a terminal of its own (pty(7)), as a person would sit before it.
package enum Terminal {
  /// Runs a program in a window of so many columns and gives all that the terminal showed, keys that were echoed included.
  ///
  /// - Parameters:
  ///   - keys: what is typed, each once its text has been shown after the keys before it: `\u{3}` is Ctrl-C.
  package static func run(
    _ program: String, _ arguments: [String], columns: Int = 80, keys: [(after: String, keys: String)] = [],
    environment: [String: String] = [:]
  ) throws -> String {
    var script = [String(columns), String(keys.count)]
    for (text, keys) in keys { script += [text, keys] }
    let finished = try Launch.run(
      "/usr/bin/env", ["python3", "-c", source] + script + [program] + arguments, environment: environment)
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return finished.output.replacingOccurrences(of: "\r\n", with: "\n")
  }

  private static let source = """
    import fcntl, os, pty, signal, struct, sys, termios
    columns, count = int(sys.argv[1]), int(sys.argv[2])
    script = [os.fsencode(word) for word in sys.argv[3:3 + 2 * count]]
    command = sys.argv[3 + 2 * count:]
    process, terminal = pty.fork()
    if process == 0:
        # Threads of the test's own process block signals, and programs inherit that.
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        os.execvp(command[0], command)
    shown, since = b"", 0
    while True:
        try: piece = os.read(terminal, 65536)
        except OSError: break
        if not piece: break
        shown += piece
        while script and script[0] in shown[since:]:
            since = len(shown)
            os.write(terminal, script[1])
            script = script[2:]
    os.waitpid(process, 0)
    sys.stdout.buffer.write(shown)
    """
}
