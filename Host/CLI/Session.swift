import Foundation
import Glibc
import HostSync
import RecordJSON

/// One invocation of the program: where its data lies, and the streams it talks through.
struct Session: Sendable {
  let host: PatchbayHost
  let isTerminal: Bool

  func print(_ text: String) { Self.write(text + "\n", to: 1) }
  func warn(_ text: String) { Self.write(text + "\n", to: 2) }
  func print(_ json: JSONTree) { print(json.text) }

  /// Writes without a buffer, so that nothing is lost or out of order if the program is killed.
  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = Glibc.write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        sent += count
      }
    }
  }

  /// How a person says that something may go: `--yes NAME`, or its name typed on a terminal.
  func confirmation(_ arguments: Arguments) -> Confirmation {
    let canAsk = isTerminal && isatty(0) == 1
    return Confirmation(
      given: arguments["yes"],
      ask: canAsk
        ? { removal in
          Self.write("\(removal.consequence)\nType \(removal.word) to do it: ", to: 2)
          return readLine(strippingNewline: true) ?? ""
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
    for field in fields { print("  \(field.name.padded(to: width))\(field.value)") }
  }

  /// Rows under headers, each column as wide as its widest cell.
  func print(table headers: [String], _ rows: [[String]]) {
    let all = [headers] + rows
    let widths = headers.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
      let cells = row.enumerated().map { $0 == row.count - 1 ? $1 : $1.padded(to: widths[$0] + 2) }
      // No column's width after the last word.
      print(cells.joined().trimmingCharacters(in: .whitespaces))
    }
  }
}
