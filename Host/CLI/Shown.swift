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

  /// A JSON text on one line that means the same, with escapes for what JSON itself lets pass.
  static func json(_ text: String) -> String { text.replacingSteering(\.jsonEscape) }

  /// A JSON text as its author laid it out. Raw tabs and line breaks stand between its words only, as white space: a tab
  /// becomes a blank.
  static func document(_ text: String) -> String {
    text.replacing("\t", with: " ").split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
      .map { json(String($0)) }.joined(separator: "\n")
  }
}
