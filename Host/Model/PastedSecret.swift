/// What a person gave for a secret, without what copying it from a page, a mail or a manual brought along.
package struct PastedSecret: Sendable, Equatable {
  package private(set) var text: String
  /// What was left out, in words: `white space at its ends`.
  package private(set) var leftOut: [String] = []

  /// Empty text is left of what has nothing else.
  package init(_ given: String) {
    text = given
    let visible = String(String.UnicodeScalarView(text.unicodeScalars.filter { !Self.isInvisible($0) }))
    take(visible, "characters that cannot be seen")
    // One stands around the other in any order; no text has so many.
    for _ in 0..<4 {
      let before = text
      take(Self.trimmed(text), "white space at its ends")
      for word in Self.words { takeWord(word) }
      takeQuotes()
      if text == before { break }
    }
  }

  /// Why it cannot be what was meant, or nil: continues "the secret ".
  package static func problem(with text: String) -> String? {
    for scalar in text.unicodeScalars {
      if scalar.properties.generalCategory == .control { return "holds a line break or control character" }
    }
    return nil
  }

  /// `a no-break space`: white space that is none of the keyboard's, amid a text, as pages and mails have it.
  package static func oddSpace(in text: String) -> String? {
    text.unicodeScalars.first { $0.properties.isWhitespace && $0 != " " }.map { scalar in
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
  }

  private mutating func take(_ shorter: String, _ words: String) {
    guard shorter != text else { return }
    text = shorter
    if !leftOut.contains(words) { leftOut.append(words) }
  }

  /// What stands in front of a token in a header, which a manual shows whole.
  private static let words = ["Authorization:", "Token", "Bearer"]

  private mutating func takeWord(_ word: String) {
    guard text.lowercased().hasPrefix(word.lowercased()) else { return }
    let rest = text.dropFirst(word.count)
    let value = Self.trimmed(String(rest))
    // A pass phrase may begin with such a word; a token has no white space in it.
    let isHeader = word.hasSuffix(":")
    guard !value.isEmpty, isHeader || (rest.first?.isWhitespace ?? false && !value.contains(where: \.isWhitespace))
    else { return }
    take(value, "'\(word)' in front of it")
  }

  private static let quotes: [(Character, Character)] = [
    ("\"", "\""), ("'", "'"), ("`", "`"), ("\u{201C}", "\u{201D}"), ("\u{201E}", "\u{201C}"),
    ("\u{2018}", "\u{2019}"), ("\u{AB}", "\u{BB}"),
  ]

  private mutating func takeQuotes() {
    let isQuoted = text.count > 2 && Self.quotes.contains { text.first == $0.0 && text.last == $0.1 }
    if isQuoted { take(String(text.dropFirst().dropLast()), "quotes around it") }
  }

  private static func trimmed(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
  }

  /// Soft hyphens, zero-width characters, marks of direction and of byte order.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF: true
    default: false
    }
  }
}
