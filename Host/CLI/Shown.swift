/// Text on its way to a terminal. Attendees choose their own names: nothing in one may move the cursor, hide a line or
/// turn round what stands beside it.
enum Shown {
  /// The text with `�` for each control character but line breaks.
  static func text(_ text: String) -> String { replacing(text) { $0 == "\n" ? "\n" : "\u{FFFD}" } }

  /// The same on one line, so that a value cannot look like a line of the report.
  static func line(_ text: String) -> String {
    Self.text(text.split(whereSeparator: \.isNewline).joined(separator: " "))
  }

  /// The beginning of a text on one line, for lists.
  static func short(_ text: String, _ most: Int = 60) -> String {
    let line = line(text)
    return line.count > most ? line.prefix(most - 1) + "…" : line
  }

  /// A JSON document that means the same, with escapes for what JSON itself lets pass.
  static func json(_ text: String) -> String {
    replacing(text) { scalar in
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
  }

  private static func replacing(_ text: String, _ replacement: (Unicode.Scalar) -> String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar) { shown += replacement(scalar) } else { shown.unicodeScalars.append(scalar) }
    }
    return shown
  }

  /// C0, DEL, C1, and the characters that set the direction of those that follow (UAX 9: embeddings, overrides, isolates).
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
