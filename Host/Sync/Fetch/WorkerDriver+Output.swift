import HostChannel
import HostModel
import HostPlugins

// What a connector says, kept for people.
extension WorkerDriver {
  /// A text of the connector's without any secret, which it was never given, but may have found in an answer.
  func redacted(_ text: String) -> String { client?.redacted(text) ?? text }

  func note(_ level: UInt32, _ line: String) {
    output.log(ConnectorOutput.Level(rawValue: Int(level)) ?? .info, shown(line))
  }

  /// A sentence or a line for the log, for people.
  func shown(_ line: String) -> String {
    var text = redacted(line)
    // Whoever cut it may have cut a secret in two.
    if line.utf8.count > CallLimits.sentence - 4 { text = text.dropping(last: client?.secretReach ?? 0) }
    return ShownText.line(text)
  }

  func note(printedBy worker: WorkerProcess) {
    var text = worker.printed[...]
    let lost = worker.printedBefore
    // What is left of the first line may begin within a secret.
    if lost > 0 { text = text.drop { !$0.isNewline }.dropFirst() }
    let cut = lost + worker.printed.utf8.count - text.utf8.count
    let lines = redacted(String(text)).split(whereSeparator: \.isNewline).map { ShownText.line(String($0)) }
    output.print(
      CrashTrace.shortened(withoutCrashReport(lines), library: libraryName).filter { !$0.isEmpty }, after: cut)
  }

  private var libraryName: String { "lib\(job.describe.id).so" }

  /// The lines without the worker's own: its report on a crash, with all frames of the stack, of which the reason of the run
  /// has the one that tells.
  private func withoutCrashReport(_ lines: [String]) -> [String] {
    let mark = "patchbay-worker: signal "
    guard let begin = lines.firstIndex(where: { $0.hasPrefix(mark) }),
      let end = lines.lastIndex(where: { $0.hasPrefix(mark) })
    else { return lines.filter { !$0.hasPrefix("patchbay-worker: ") } }
    return Array(lines[..<begin] + lines[(end + 1)...])
  }
}
