extension HTMLText {
  /// The text with each character reference of HTML replaced, once: `&amp;lt;` becomes `&lt;`.
  ///
  /// References end with `;`, so that `a=1&copy=2` stays; all names of the HTML standard are known. Tab and line breaks
  /// become a blank. What would be another control character, half of a pair, or no character stays as it stands.
  static func decodingEntities(_ text: String) -> String {
    guard text.utf8.contains(0x26) else { return text }
    var out = ""
    var rest = text.utf8[...]
    while let start = rest.firstIndex(of: 0x26) {
      out += Substring(rest[..<start])
      rest = rest[start...]
      // The longest name has 31 letters.
      let window = rest.prefix(34)
      guard let end = window.firstIndex(of: 0x3B),
        let decoded = character(String(Substring(rest[rest.index(after: start)..<end])))
      else {
        out += "&"
        rest = rest.dropFirst()
        continue
      }
      out += decoded
      rest = rest[rest.index(after: end)...]
    }
    return out + Substring(rest)
  }

  private static func character(_ name: String) -> String? {
    guard name.utf8.first == 0x23 else { return EntityNames.text(of: name) }
    let isHex = name.utf8.dropFirst().first.map { $0 | 0x20 == 0x78 } ?? false
    let digits = name.dropFirst(isHex ? 2 : 1)
    guard 1...8 ~= digits.utf8.count, digits.utf8.allSatisfy({ Self.isDigit($0, hex: isHex) }),
      let code = UInt32(digits, radix: isHex ? 16 : 10)
    else { return nil }
    return character(code)
  }

  private static func isDigit(_ byte: UInt8, hex: Bool) -> Bool {
    0x30...0x39 ~= byte || hex && 0x61...0x66 ~= byte | 0x20
  }

  private static func character(_ code: UInt32) -> String? {
    switch code {
    case 0x09, 0x0A, 0x0C, 0x0D: return " "
    case 0..<0x20, 0x7F: return nil
    case 0x80...0x9F:
      // What old programs mean by these: windows-1252, as the HTML standard reads them.
      let scalar = windows1252[Int(code - 0x80)]
      return scalar == 0 ? nil : Unicode.Scalar(scalar).map { String($0) }
    default:
      guard let scalar = Unicode.Scalar(code), code & 0xFFFE != 0xFFFE, !(0xFDD0...0xFDEF ~= code) else { return nil }
      return String(scalar)
    }
  }

  private static let windows1252: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
  ]
}
