/// Strings: eight bytes at a time until one needs a look, then by rule.
extension Grammar {
  /// Where a string ends (behind its quote), and whether it holds a backslash.
  struct StringEnd {
    var end: BytePointer
    var isEscaped: Bool

    @inline(__always) var kind: JSONKind { isEscaped ? .escapedString : .string }
  }

  /// Passes over a string from behind its opening quote.
  @inline(__always) mutating func string(_ content: BytePointer) throws(Fault) -> StringEnd {
    let p = Self.plain(content)
    if p.pointee == .quote { return StringEnd(end: p + 1, isEscaped: false) }
    return try difficultString(p)
  }

  /// The first byte that is a quote, a backslash, below 0x20 or above 0x7F.
  ///
  /// The subtractions set the high bit of such bytes; a borrow reaches only bytes behind a hit: the first is exact.
  @inline(__always) private static func plain(_ content: BytePointer) -> BytePointer {
    var p = content
    while true {
      let word = loadWord(p)
      let control = word &- 0x2020_2020_2020_2020
      let quote = (word ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
      let backslash = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
      let hits = (word | control | quote | backslash) & 0x8080_8080_8080_8080
      if hits != 0 { return p + hits.trailingZeroBitCount >> 3 }
      p += 8
    }
  }

  @inline(never) private mutating func difficultString(_ place: BytePointer) throws(Fault) -> StringEnd {
    var p = place
    var isEscaped = false
    while true {
      let byte = p.pointee
      if byte == .quote { return StringEnd(end: p + 1, isEscaped: isEscaped) }
      if byte == .backslash {
        isEscaped = true
        p = try escape(p)
      } else if byte >= 0x80 {
        p = try sequence(p)
        while p.pointee >= 0x80 { p = try sequence(p) }
      } else {
        throw fault(.control, at: p)
      }
      p = Self.plain(p)
    }
  }

  /// Passes over one escape and counts a surrogate without its partner.
  private mutating func escape(_ place: BytePointer) throws(Fault) -> BytePointer {
    switch place[1] {
    case .quote, .backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      return place + 2
    case UInt8(ascii: "u"):
      let unit = try hexUnit(place + 2)
      let next = place + 6
      guard unit & 0xF800 == 0xD800 else { return next }
      if unit < 0xDC00, next[0] == .backslash, next[1] == UInt8(ascii: "u"),
        try hexUnit(next + 2) & 0xFC00 == 0xDC00
      {
        return next + 6
      }
      loneSurrogates += 1
      return next
    default: throw fault(.escape, at: place + 1)
    }
  }

  private func hexUnit(_ place: BytePointer) throws(Fault) -> UInt32 {
    var unit: UInt32 = 0
    for i in 0..<4 {
      guard let digit = place[i].hexValue else { throw fault(.escape, at: place + i) }
      unit = unit << 4 | digit
    }
    return unit
  }

  /// Passes over one UTF-8 sequence of two to four bytes; the ranges are those of RFC 3629 section 4.
  @inline(__always) private func sequence(_ p: BytePointer) throws(Fault) -> BytePointer {
    let second = p[1]
    switch p[0] {
    case 0xC2...0xDF:
      if Self.continues(second) { return p + 2 }
    case 0xE0...0xEF:
      let lowest: UInt8 = p[0] == 0xE0 ? 0xA0 : 0x80
      let highest: UInt8 = p[0] == 0xED ? 0x9F : 0xBF
      if second >= lowest, second <= highest, Self.continues(p[2]) { return p + 3 }
    case 0xF0...0xF4:
      let lowest: UInt8 = p[0] == 0xF0 ? 0x90 : 0x80
      let highest: UInt8 = p[0] == 0xF4 ? 0x8F : 0xBF
      if second >= lowest, second <= highest, Self.continues(p[2]), Self.continues(p[3]) { return p + 4 }
    default: break
    }
    throw brokenSequence(p)
  }

  /// A sequence that the end of the bytes cuts is told as such; all others are no UTF-8.
  private func brokenSequence(_ p: BytePointer) -> Fault {
    let length = p[0] < 0xC2 || p[0] > 0xF4 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4
    let isCut = end - p < length && (p + 1..<end).allSatisfy { Self.continues($0.pointee) }
    return isCut ? Fault(at: end, code: .truncated) : Fault(at: p, code: .invalidUTF8)
  }

  @inline(__always) private static func continues(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
