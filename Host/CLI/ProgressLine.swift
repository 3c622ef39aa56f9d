import Foundation
import Glibc
import HostStorage
import HostSync

/// A progress bar on a terminal; silent otherwise. Drawn on standard error, at most ten times a second.
final class ProgressLine: @unchecked Sendable {
  // `@unchecked Sendable`: every access to `last` and `isShown` happens under `lock`.
  private let lock = NSLock()
  private let name: String
  private let isTerminal: Bool
  private var last = -Double.infinity
  private var isShown = false

  init(_ name: String, isTerminal: Bool) {
    // The event is the one that was asked for; what may be long is what the eye looks for.
    self.name = name.count > 33 && name.dropFirst(32).hasPrefix("/") ? String(name.dropFirst(33)) : name
    self.isTerminal = isTerminal
  }

  func show(_ progress: RunProgress) {
    var isOneOfMany = false
    if case .fetching = progress { isOneOfMany = true }
    let text =
      switch progress {
      case .waiting(let holder): "waiting for \(holder)"
      case .fetching(let pages, let records, let expected):
        bar(records, of: expected) + " \(Report.counted(records, "record")), \(Report.counted(pages, "page"))"
      case .fetchingAgain: "the vendor's total does not fit what came: fetching once more"
      case .applying(let records): "writing \(Report.counted(records, "record"))"
      }
    // Half a minute without a word looks like a fault, in a script's log too.
    if case .waiting = progress, !isTerminal { Screen.say(Shown.line("\(name): \(text)"), to: 2) }
    show(text, isOneOfMany: isOneOfMany)
  }

  /// Shows a text; one of many is passed over if another was shown just now.
  func show(_ text: String, isOneOfMany: Bool) {
    guard isTerminal else { return }
    lock.lock()
    defer { lock.unlock() }
    let now = MachineClock.uptime
    if isOneOfMany, now - last < 0.1 { return }
    last = now
    isShown = true
    Screen.draw(cut(Shown.line("\(name): \(text)")))
  }

  /// What fits on one line: one that wraps could not be drawn over, and each drawing would leave a line behind.
  private func cut(_ line: String) -> String {
    var window = winsize()
    let columns = ioctl(2, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0 ? Int(window.ws_col) : 80
    return line.count < columns ? line : String(line.prefix(max(0, columns - 2))) + "…"
  }

  private func bar(_ done: Int, of expected: Int) -> String {
    guard expected > 0 else { return "fetching" }
    let filled = min(20, done * 20 / expected)
    return "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: 20 - filled) + "]"
  }

  /// Clears the line.
  func end() {
    lock.lock()
    defer { lock.unlock() }
    if isShown { Screen.draw("") }
    isShown = false
  }
}
