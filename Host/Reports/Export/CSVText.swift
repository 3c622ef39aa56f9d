/// What must not stand as it is in a csv that people open in a spreadsheet program.
enum CSVText {
  /// True if nothing of that kind can be in it, as can be seen at a glance.
  static func isPlain(_ utf8: UnsafeRawBufferPointer) -> Bool {
    guard let first = utf8.first else { return true }
    // What begins with a letter, a digit or another sign of ASCII, or like a letter of the West or of Greek. Marks that are
    // put above letters lie between them; one of them cannot be seen.
    let isHarmless =
      0x21...0x7E ~= first && !isSign(Unicode.Scalar(first)) || 0xC3...0xCB ~= first || first == 0xCE
    return isHarmless
      && utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0xC2 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  /// True for a text that a spreadsheet program could take for a formula: it begins with `= + - @`, or the wide or small form
  /// of one, be it behind white space and characters that cannot be seen; or with a tab, a line feed or CR, which programs
  /// skip along with whatever else they skip.
  static func looksLikeFormula(_ utf8: UnsafeRawBufferPointer) -> Bool {
    let text = String(decoding: utf8, as: UTF8.self).unicodeScalars
    guard let first = text.first else { return false }
    if first == "\t" || first == "\n" || first == "\r" { return true }
    return text.first { !isSkipped($0) }.map(isSign) ?? false
  }

  /// With pictures of control characters, as in workbooks: they move cursors, and many programs end a text at them.
  static func shown(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: out.append(scalar)
      case 0..<0x20: out.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0x7F: out.append("\u{2421}")
      case 0x80..<0xA0: out.append("\u{FFFD}")
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  private static func isSkipped(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    return properties.isWhitespace || properties.isDefaultIgnorableCodePoint
      || [.control, .format].contains(properties.generalCategory)
  }

  private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{FE66}", "\u{FE62}", "\u{FE63}",
      "\u{FE6B}":
      true
    default: false
    }
  }
}
