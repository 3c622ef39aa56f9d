import Foundation
import Glibc
import HostSync
import RecordJSON
import Synchronization

/// One invocation of the program: where its data lies, and the streams it talks through.
struct Session: Sendable {
  let host: PatchbayHost
  let isTerminal: Bool

  func print(_ text: String) { Self.say(text, to: 1) }
  func warn(_ text: String) { Self.say(text, to: 2) }
  func print(_ json: JSONTree) { Self.write(Shown.json(json.text) + "\n", to: 1) }

  /// Writes text and a line break, made fit for a terminal.
  static func say(_ text: String, to descriptor: Int32) { write(Shown.text(text) + "\n", to: descriptor) }

  /// Writes without a buffer, so that nothing is lost or out of order if the program is killed.
  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else {
          // A reader that closes early (`| head`) has what it wanted.
          if descriptor == 1, errno != EPIPE { lost.store(errno, ordering: .relaxed) }
          return
        }
        sent += count
      }
    }
  }

  /// Asks a question on the terminal; true for yes alone.
  func confirms(_ question: String) -> Bool { ["y", "yes"].contains(answer(to: question + " [y/N] ").lowercased()) }

  /// What is typed as an answer to a question, before which nothing has been changed.
  private func answer(to question: String) -> String {
    host.interruption.waiting("It was told to stop before that was answered. Nothing was changed.") {
      Self.write(question, to: 2)
      return readLine(strippingNewline: true) ?? ""
    }
  }

  /// How a person says that something may go: `--yes NAME`, or its name typed on a terminal.
  func confirmation(_ arguments: Arguments) -> Confirmation {
    let canAsk = isTerminal && isatty(0) == 1
    return Confirmation(
      given: arguments["yes"],
      ask: canAsk
        ? { removal in answer(to: "\(removal.consequence)\nType \(removal.word) to do it: ") } : nil)
  }

  /// How a person agrees to something: `--yes`, or an answer on a terminal.
  func consent(_ arguments: Arguments, to question: String) -> Consent {
    let canAsk = isTerminal && isatty(0) == 1
    return Consent(
      given: arguments.has("yes"),
      ask: canAsk
        ? { sentences in
          warn(sentences)
          return confirms(question)
        } : nil)
  }

  /// Says what is still to do about something that is removed; gives the exit code.
  func remark(_ left: String?) -> Int32 {
    guard let left else { return 0 }
    warn(left)
    return 5
  }

  /// Names and values, the values under each other.
  func print(fields: [(name: String, value: String)]) {
    let width = (fields.map(\.name.count).max() ?? 0) + 2
    for field in fields { print("  \(field.name.padded(to: width))\(Shown.line(field.value))") }
  }

  /// Why standard output took less than everything: errno, 0 if it took all.
  private static let lost = Atomic<Int32>(0)

  /// The exit code of a program that would end with `code`: a file with half a list must not pass for a whole one.
  static func end(with code: Int32) -> Int32 {
    let problem = lost.load(ordering: .relaxed)
    guard problem != 0 else { return code }
    say(
      "The output could not be written: \(String(cString: strerror(problem))). It is not whole; what the command did stays"
        + " done.", to: 2)
    return code == 0 ? 1 : code
  }

  /// Rows under headers, each column as wide as its widest cell.
  func print(table headers: [String], _ rows: [[String]]) {
    let all = ([headers] + rows).map { $0.map(Shown.line) }
    let widths = headers.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
      let cells = row.enumerated().map { $0 == row.count - 1 ? $1 : $1.padded(to: widths[$0] + 2) }
      // No column's width after the last word.
      print(cells.joined().trimmingCharacters(in: .whitespaces))
    }
  }
}
