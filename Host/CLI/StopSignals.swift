import Foundation
import Glibc
import HostSync

/// Ctrl-C, and what else asks a program to end: a run ends as a run, with a row and a sentence; a wait ends at once, with a
/// sentence; whatever else goes on ends as it would by the signal.
enum StopSignals {
  /// Takes the signals from now on, on a thread of their own; called once, before any other thread is started. Signals that
  /// whoever started the program had ignored (nohup) stay ignored.
  static func lead(to interruption: Interruption) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(signal) { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    Thread.detachNewThread { [set] in
      var set = set
      while true {
        var signal: Int32 = 0
        guard sigwait(&set, &signal) == 0 else { return }
        if interruption.interrupt(by: signal == SIGINT ? .person : .end) { continue }
        SilentTerminal.showAgain()
        // Behind the question, or what the terminal shows of the key.
        if let words = interruption.lastWords { Screen.say((isatty(2) == 1 ? "\n" : "") + words, to: 2) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(signal)
      }
    }
  }

  /// Keeps the signals from ending the program from now on; what it gives waits for the first one. A second one, while the
  /// program stops, ends it at once. Called once, before any other thread is started.
  static func awaited() -> () -> Void {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP] where !isIgnored(signal) { sigaddset(&set, signal) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    return { [set] in
      var set = set
      var signal: Int32 = 0
      while sigwait(&set, &signal) == EINTR {}
      pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
