import HostModel

/// Text on its way to a terminal.
enum Shown {
  /// The text with `�` for each control character but line breaks.
  static func text(_ text: String) -> String { text.withoutSteering }

  /// The same on one line, so that a value cannot look like a line of the report.
  static func line(_ text: String) -> String { text.onOneLine }

  /// The beginning of a text on one line, for lists.
  static func short(_ text: String, _ most: Int = 60) -> String {
    let line = line(text)
    return line.count > most ? line.prefix(most - 1) + "…" : line
  }

  /// A JSON document that means the same, with escapes for what JSON itself lets pass.
  static func json(_ text: String) -> String { text.replacingSteering(\.jsonEscape) }
}
