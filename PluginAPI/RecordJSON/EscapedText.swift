/// The content of a JSON string (without quotes) that was validated, and may hold escapes.
enum EscapedText {
  /// The text, with half surrogate pairs as U+FFFD.
  static func string(_ content: UnsafeRawBufferPointer) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(content.count)
    append(content, to: &text, escaping: false)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the text as UTF-8; with `escaping`, what must stay escaped is escaped again in the shortest way.
  ///
  /// Safe on bytes that were never validated: what breaks the grammar is copied or becomes U+FFFD.
  static func append(_ content: UnsafeRawBufferPointer, to out: inout [UInt8], escaping: Bool) {
    var i = 0
    while i < content.count {
      var run = i
      while run < content.count, content[run] != .backslash { run += 1 }
      out.append(contentsOf: UnsafeRawBufferPointer(rebasing: content[i..<run]))
      guard run < content.count else { return }
      let scalar = scalar(in: content, at: &run)
      i = run
      if escaping, JSONText.mustEscape(scalar) {
        JSONText.appendEscape(UInt8(truncatingIfNeeded: scalar.value), to: &out)
      } else {
        out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  /// Whether half of a surrogate pair stands in it, which no text can hold.
  static func holdsHalfPair(_ content: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    while i < content.count {
      guard content[i] == .backslash else {
        i += 1
        continue
      }
      let unit = i + 1 < content.count && content[i + 1] == UInt8(ascii: "u") ? self.unit(in: content, at: i + 2) : nil
      // Only an escape of the replacement character itself is one without being half of a pair.
      if scalar(in: content, at: &i) == "\u{FFFD}", unit != 0xFFFD { return true }
    }
    return false
  }

  /// The scalar of the escape at `i`; moves `i` behind it.
  private static func scalar(in content: UnsafeRawBufferPointer, at i: inout Int) -> Unicode.Scalar {
    guard i + 1 < content.count else {
      i = content.count
      return "\u{FFFD}"
    }
    let letter = content[i + 1]
    i += 2
    switch letter {
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return unicode(in: content, at: &i)
    default: return Unicode.Scalar(letter)
    }
  }

  private static func unicode(in content: UnsafeRawBufferPointer, at i: inout Int) -> Unicode.Scalar {
    guard let unit = unit(in: content, at: i) else { return "\u{FFFD}" }
    i += 4
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, i + 1 < content.count, content[i] == .backslash, content[i + 1] == UInt8(ascii: "u"),
      let low = self.unit(in: content, at: i + 2), low & 0xFC00 == 0xDC00
    else { return "\u{FFFD}" }
    i += 6
    return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)) ?? "\u{FFFD}"
  }

  private static func unit(in content: UnsafeRawBufferPointer, at i: Int) -> UInt32? {
    guard i + 4 <= content.count else { return nil }
    var unit: UInt32 = 0
    for byte in content[i..<i + 4] {
      guard let digit = byte.hexValue else { return nil }
      unit = unit << 4 | digit
    }
    return unit
  }
}
