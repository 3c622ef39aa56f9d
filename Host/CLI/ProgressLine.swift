import Foundation
import HostSync

/// A progress bar on a terminal; silent otherwise. Drawn on standard error, at most ten times a second.
final class ProgressLine: @unchecked Sendable {
  // `@unchecked Sendable`: every access to `last` and `isShown` happens under `lock`.
  private let lock = NSLock()
  private let name: String
  private let isTerminal: Bool
  private var last = Date.distantPast
  private var isShown = false

  init(_ name: String, isTerminal: Bool) {
    self.name = name
    self.isTerminal = isTerminal
  }

  func show(_ progress: RunProgress) {
    var isOneOfMany = false
    if case .fetching = progress { isOneOfMany = true }
    let text =
      switch progress {
      case .fetching(let pages, let records, let expected):
        bar(records, of: expected) + " \(Report.grouped(records)) records, \(pages) pages"
      case .fetchingAgain: "the vendor's total does not fit what came: fetching once more"
      case .applying(let records): "writing \(Report.grouped(records)) records"
      }
    show(text, isOneOfMany: isOneOfMany)
  }

  /// Shows a text; one of many is passed over if another was shown just now.
  func show(_ text: String, isOneOfMany: Bool) {
    guard isTerminal else { return }
    lock.lock()
    defer { lock.unlock() }
    if isOneOfMany, Date().timeIntervalSince(last) < 0.1 { return }
    last = Date()
    isShown = true
    Session.write("\r\u{1B}[K\(name): \(text)", to: 2)
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
    if isShown { Session.write("\r\u{1B}[K", to: 2) }
    isShown = false
  }
}
