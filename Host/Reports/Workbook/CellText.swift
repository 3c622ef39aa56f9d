/// A text as a cell can hold it.
///
/// Line ends become LF, as in every spreadsheet; control characters, which XML 1.0 §2.2 cannot hold, become their pictures
/// (␀ U+2400 …); U+FFFE and U+FFFF become U+FFFD. `_x0041_`, which readers take for `A` (ECMA-376-1 §22.9.2.19), is escaped.
/// More than 32,767 UTF-16 units are cut, with a note at the end.
enum CellText {
  static let limit = 32_767

  /// The text itself if there is nothing to change, else a changed one.
  static func fitting(_ text: String) -> String {
    var text = text
    let needsCare = text.withUTF8 { utf8 in
      utf8.count > limit || !isPlain(utf8)
    }
    guard needsCare else { return text }
    let clean = cleaned(text)
    return clean.utf16.count <= limit ? clean : cut(text, clean)
  }

  private static func isPlain(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in utf8 {
      if byte < 0x20, byte != 0x09, byte != 0x0A { return false }
      // U+FFFE and U+FFFF begin with EF BF; so do half-width forms, which only take the slower way.
      if previous == 0xEF, byte == 0xBF { return false }
      if previous == 0x5F, byte == 0x78 { return false }
      previous = byte
    }
    return true
  }

  private static func cleaned(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      switch scalar.value {
      case 0x0D:
        if index + 1 == scalars.count || scalars[index + 1].value != 0x0A { out.append("\n") }
      case 0x09, 0x0A: out.append(scalar)
      case 0..<0x20: out.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case 0xFFFE, 0xFFFF: out.append("\u{FFFD}")
      case 0x5F where looksEscaped(scalars[index...]): out.append(contentsOf: "_x005F_".unicodeScalars)
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  private static func looksEscaped(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    let start = rest.startIndex
    guard rest.count >= 7, rest[start + 1] == "x", rest[start + 6] == "_" else { return false }
    return rest[(start + 2)..<(start + 6)].allSatisfy { $0.properties.isASCIIHexDigit }
  }

  private static func cut(_ text: String, _ clean: String) -> String {
    let note = "… [cut here: the whole text has \(text.utf16.count) characters]"
    let room = limit - note.utf16.count
    var end = clean.startIndex
    var used = 0
    while end < clean.endIndex {
      let next = clean.index(after: end)
      let size = clean[end..<next].utf16.count
      guard used + size <= room else { break }
      used += size
      end = next
    }
    return clean[..<end] + note
  }
}
