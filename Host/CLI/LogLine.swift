import Foundation
import HostModel
import HostSync

/// One line of a log that a person reads and a machine parses: `time=… level=info event=run.ended config=… msg="…"`
/// (logfmt: name=value, a value with anything but plain characters in quotes, as JSON has them).
struct LogLine: Equatable {
  enum Level: String { case info, warning, error }

  let level: Level
  let event: String
  let fields: [(name: String, value: String)]

  init(_ level: Level = .info, _ event: String, _ fields: [(String, String)] = []) {
    self.level = level
    self.event = event
    self.fields = fields.map { (name: $0.0, value: $0.1) }
  }

  /// Characters of one value; what is longer ends with `…`.
  static let longest = 2000

  /// The line, without a line break; `time` in seconds since 1970.
  func text(at time: Double) -> String {
    let stamp = Date(timeIntervalSince1970: time).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    let all = [("time", stamp), ("level", level.rawValue), ("event", event)] + fields.map { ($0.name, $0.value) }
    return all.map { "\($0.0)=\(Self.shown($0.1))" }.joined(separator: " ")
  }

  private static func shown(_ value: String) -> String {
    let cut = value.count > longest ? value.prefix(longest) + "…" : value[...]
    let isPlain =
      !cut.isEmpty
      && cut.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F && $0 != "\"" && $0 != "=" && $0 != "\\" }
    guard !isPlain else { return String(cut) }
    let escaped = cut.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\t": "\\t"
      case "\r": "\\r"
      // What steers a terminal, or turns the order of a line around.
      case _ where scalar.steers:
        scalar.jsonEscape
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  static func == (a: LogLine, b: LogLine) -> Bool { a.text(at: 0) == b.text(at: 0) }
}
