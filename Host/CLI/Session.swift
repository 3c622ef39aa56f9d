import Foundation
import Glibc
import HostSync
import RecordJSON

/// One invocation of the program: where its data lies, and the streams it talks through.
struct Session: Sendable {
  let host: PatchbayHost
  let isTerminal: Bool

  /// One line, whatever stands in it.
  func print(_ text: String) { Screen.say(Shown.line(text), to: 1) }
  func warn(_ text: String) { Screen.say(Shown.line(text), to: 2) }
  /// Lines of which each was made one with `Shown.line`, or holds no words but ours.
  func print(lines text: String) { Screen.say(text, to: 1) }
  func print(_ json: JSONTree) { Screen.say(json) }
  func print(document: String) { Screen.say(document: document) }

  /// Asks a question on the terminal; true for yes alone.
  func confirms(_ question: String) -> Bool { ["y", "yes"].contains(answer(to: question + " [y/N] ").lowercased()) }

  /// What is typed as an answer to a question, before which nothing has been changed.
  private func answer(to question: String) -> String {
    host.interruption.waiting("The command was told to stop before that was answered. Nothing was changed.") {
      Screen.ask(question)
      return readLine(strippingNewline: true) ?? ""
    }
  }

  /// How a person says that something may go: `--yes NAME`, or its name typed on a terminal.
  func confirmation(_ arguments: Arguments) -> Confirmation {
    let canAsk = isTerminal && isatty(0) == 1
    return Confirmation(
      given: arguments["yes"],
      ask: canAsk
        ? { removal in
          answer(to: "\(Shown.line(removal.consequence))\nType \(Shown.line(removal.word)) to do it: ")
        } : nil)
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
