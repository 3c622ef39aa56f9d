// Attendees choose their own names, and vendors and servers their words: nothing in one may steer a terminal, hide a line, look
// like a line of ours, or turn round what stands beside it.
extension String {
  /// True if a terminal would take part of it for an order.
  package var hasControlCharacter: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }

  /// The text with `�` for each character that steers what is shown, but line feeds.
  package var withoutSteering: String { replacingSteering { $0 == "\n" ? "\n" : "\u{FFFD}" } }

  /// The same on one line.
  package var onOneLine: String {
    split(whereSeparator: \.isNewline).joined(separator: " ").withoutSteering
  }

  /// The text with something else for each character that steers what is shown.
  package func replacingSteering(_ replacement: (Unicode.Scalar) -> String) -> String {
    guard unicodeScalars.contains(where: \.steers) else { return self }
    var shown = ""
    for scalar in unicodeScalars {
      if scalar.steers { shown += replacement(scalar) } else { shown.unicodeScalars.append(scalar) }
    }
    return shown
  }
}

extension Unicode.Scalar {
  /// As it stands in a JSON text: `\u009b`.
  package var jsonEscape: String {
    let digits = String(value, radix: 16)
    return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// C0, DEL, C1, what separates lines and paragraphs, and the characters that set the direction of those that follow (UAX 9:
  /// embeddings, overrides, isolates).
  package var steers: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
