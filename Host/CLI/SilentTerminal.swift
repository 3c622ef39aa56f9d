import Glibc
import Synchronization

/// A question on the terminal whose answer is not shown.
///
/// However it ends, by an answer or by a signal (Ctrl-C, Ctrl-Z), the terminal shows again what is typed. One question at
/// a time, on the main thread. What ends the program is taken by ``StopSignals``; the others are taken here.
enum SilentTerminal {
  /// The signal that came while the echo was off.
  private static let caught = Atomic<Int32>(0)
  private static let signals = [SIGQUIT, SIGTSTP]
  /// How the terminal was before the question that is asked now; nil: none is.
  private static let before = Mutex<termios?>(nil)

  /// Lets the terminal show again what is typed, for whoever ends the program during a question.
  static func showAgain() {
    before.withLock { before in
      guard var usual = before else { return }
      tcsetattr(0, TCSAFLUSH, &usual)
      Screen.say("", to: 2)
      // Nothing is to hide it once more.
      before = nil
    }
  }

  /// Asks and gives what `read` gives, which is called with each byte to come, and gives nil once there is no more.
  static func ask<Answer>(_ question: String, _ read: (_ next: () -> UInt8?) -> Answer) -> Answer {
    while true {
      caught.store(0, ordering: .relaxed)
      // Blocked, but while it is waited for a key: a signal between looking and waiting would be missed.
      var blocked = sigset_t()
      var usualMask = sigset_t()
      sigemptyset(&blocked)
      for signal in signals { sigaddset(&blocked, signal) }
      pthread_sigmask(SIG_BLOCK, &blocked, &usualMask)
      let before = signals.map { ($0, handle($0)) }
      var usual = termios()
      tcgetattr(0, &usual)
      // Both under the lock, so that whoever ends the program finds the terminal as it is noted. Before the question: who
      // pastes at once must not see it.
      Self.before.withLock { [usual] before in
        before = usual
        var silent = usual
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSAFLUSH, &silent)
      }
      Screen.ask(question)
      let answer = read { key(usualMask) }
      showAgain()
      for (signal, action) in before {
        var action = action
        sigaction(signal, &action, nil)
      }
      pthread_sigmask(SIG_SETMASK, &usualMask, nil)
      let signal = caught.load(ordering: .relaxed)
      guard signal != 0 else { return answer }
      // Ends the program, or stops it until it is continued; then the question is put again.
      raise(signal)
    }
  }

  /// The next byte; nil at the end, or when a signal came.
  private static func key(_ mask: sigset_t) -> UInt8? {
    var mask = mask
    var waiting = fd_set()
    // Descriptor 0 is the lowest bit.
    withUnsafeMutableBytes(of: &waiting) { $0[0] = 1 }
    guard pselect(1, &waiting, nil, nil, nil, &mask) > 0, caught.load(ordering: .relaxed) == 0 else { return nil }
    var byte: UInt8 = 0
    return read(0, &byte, 1) == 1 ? byte : nil
  }

  /// Notes the signal instead of what it does; gives what was done before.
  private static func handle(_ signal: Int32) -> sigaction {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { SilentTerminal.caught.store($0, ordering: .relaxed) }
    var before = sigaction()
    sigaction(signal, &action, &before)
    return before
  }
}
