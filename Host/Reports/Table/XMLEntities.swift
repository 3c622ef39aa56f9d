/// What stands for another character in XML: the five entities and character references; and in workbooks `_x000D_`.
enum XMLEntities {
  /// Appends a text with entities replaced and line ends as LF. Gives the first entity that stands for nothing, or nil.
  static func append(_ raw: UnsafeRawBufferPointer, to out: inout [UInt8]) -> String? {
    guard raw.contains(where: { $0 == 0x26 || $0 == 0x0D }) else {
      out.append(contentsOf: raw)
      return nil
    }
    var index = 0
    while index < raw.count {
      switch raw[index] {
      case 0x26:
        // The longest that stands for something is `&#x10FFFF;`; zeros may precede.
        let rest = raw[(index + 1)...].prefix(32)
        guard let end = rest.firstIndex(of: 0x3B), let scalar = scalar(rest[..<end]) else {
          return String(decoding: raw[index...].prefix(12).prefix { $0 > 0x20 }, as: UTF8.self)
        }
        out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        index = end
      case 0x0D:
        out.append(0x0A)
        if index + 1 < raw.count, raw[index + 1] == 0x0A { index += 1 }
      default: out.append(raw[index])
      }
      index += 1
    }
    return nil
  }

  /// Appends a text in which nothing is escaped, with line ends as LF.
  static func appendLines(_ raw: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    for (index, byte) in raw.enumerated() {
      if byte == 0x0A, index > 0, raw[index - 1] == 0x0D { continue }
      out.append(byte == 0x0D ? 0x0A : byte)
    }
  }

  private static func scalar(_ name: Slice<UnsafeRawBufferPointer>) -> Unicode.Scalar? {
    let name = String(decoding: name, as: UTF8.self)
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default:
      let number =
        name.hasPrefix("#x")
        ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
      guard let number, let scalar = Unicode.Scalar(number) else { return nil }
      // XML 1.0 §2.2: what a document may hold.
      return number >= 0x20 && number != 0xFFFE && number != 0xFFFF || [0x09, 0x0A, 0x0D].contains(number)
        ? scalar : nil
    }
  }

  /// Replaces `_xHHHH_` by the UTF-16 unit that it stands for (ECMA-376-1 §22.9.2.19).
  static func unescaped(_ text: String) -> String {
    var text = text
    guard text.withUTF8({ $0.contains(0x5F) }), text.contains("_x") else { return text }
    var out: [UInt16] = []
    let units = Array(text.utf16)
    var index = 0
    while index < units.count {
      if index + 6 < units.count, units[index] == 0x5F, units[index + 1] == 0x78, units[index + 6] == 0x5F,
        let unit = UInt16(hex: units[(index + 2)..<(index + 6)])
      {
        out.append(unit)
        index += 7
      } else {
        out.append(units[index])
        index += 1
      }
    }
    return String(decoding: out, as: UTF16.self)
  }
}

extension UInt16 {
  fileprivate init?(hex digits: ArraySlice<UInt16>) {
    var value: UInt16 = 0
    for digit in digits {
      switch digit {
      case 0x30...0x39: value = value << 4 | (digit - 0x30)
      case 0x41...0x46, 0x61...0x66: value = value << 4 | ((digit & 0xDF) - 0x37)
      default: return nil
      }
    }
    self = value
  }
}
