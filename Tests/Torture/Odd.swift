import TestSupport

/// Values at which programs stumble.
enum Odd {
  /// As JSON or SQL has them.
  static let numbers = [
    "0", "1", "-1", "2", "-5", "7", "59", "60", "100", "101", "255", "256", "1440", "3651", "16383", "16384", "65536",
    "1000000", "1000000001", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296", "9007199254740991",
    "9007199254740993", "4611686018427387904", "9223372036854775806", "9223372036854775807", "-9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "18446744073709551615", "1.5", "-0.0", "1e15", "1e18", "1e19",
    "-1e19", "1e300", "-1e300", "1e308", "1e-308", "253402300800", "-62135596801", "123456789012345678901234567890",
  ]

  static let words = [
    "", " ", "0", "-1", "9223372036854775807", "9223372036854775808", "99999999999999999999", "1e400", "nan", "inf",
    "a",
    "\u{0}", "\u{7F}", "\u{FFFD}", "é", "e\u{301}", "👩‍👩‍👧", "\u{202E}", "../../etc/passwd", "[*]", "[0]", "[1000000]",
    "[1000001]", "a[-1]", "a[99999999999999999999]", "a.b[*].c", "^^", "^", "a[b=c].d", "a | b", "|", "'", "\"", "\\",
    "{",
    "{{secret.token}}", "date()", "date(DD.MM.YYYY)", "date(YYYYYYYYY)", "number(de)", "template({a} {b[*]})",
    "lookup(=)",
    "lookup(a=b; c=d)", "default()", "split(,)", "join(, )", "trim", "[a-z]{1000}", "[a-z]{1001}", "(a{1000}){1000}",
    "a{2,1}",
    "(((((((a)))))))", "[^", "[z-a]", "2026-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "+02:00",
    "Europe/Zurich",
    "https://x.example", "http://[::1", "https://x.example:99999/",
  ]

  static func number(_ chance: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<8, using: &chance) {
    case 0: String(Int64.random(in: .min ... .max, using: &chance))
    case 1: String(Int64.random(in: -3000...3000, using: &chance))
    case 2: String(Double(bitPattern: UInt64.random(in: 0 ... .max, using: &chance)))
    default: numbers.randomElement(using: &chance) ?? "0"
    }
  }

  static func word(_ chance: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<6, using: &chance) {
    case 0:
      String(
        String.UnicodeScalarView(
          (0..<Int.random(in: 0..<40, using: &chance)).map { _ in
            Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &chance)) ?? "x"
          }))
    case 1: String(repeating: words.randomElement(using: &chance) ?? "", count: Int.random(in: 0..<200, using: &chance))
    default: words.randomElement(using: &chance) ?? ""
    }
  }

  /// A text with a few characters taken out, doubled, or put in.
  static func changed(_ text: String, _ chance: inout SeededGenerator) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 1...3, using: &chance) {
      let place = Int.random(in: 0...scalars.count, using: &chance)
      switch Int.random(in: 0..<3, using: &chance) {
      case 0 where place < scalars.count: scalars.remove(at: place)
      case 1 where place < scalars.count: scalars.insert(scalars[place], at: place)
      default: scalars.insert(contentsOf: word(&chance).unicodeScalars.prefix(8), at: place)
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// Bytes with a few of them changed, or cut off.
  static func damage(_ bytes: inout [UInt8], _ chance: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 0...3, using: &chance) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &chance)
      switch Int.random(in: 0..<5, using: &chance) {
      case 0: bytes[place] = .random(in: 0...255, using: &chance)
      case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
      case 2: bytes.removeSubrange(place...)
      case 3:
        let number: UInt32 =
          [0, 1, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF]
          .randomElement(using: &chance) ?? 0
        for (offset, byte) in withUnsafeBytes(of: number.littleEndian, { Array($0) }).enumerated()
        where place + offset < bytes.count { bytes[place + offset] = byte }
      default: bytes.insert(contentsOf: [UInt8](repeating: 0xFF, count: .random(in: 1...9, using: &chance)), at: place)
      }
    }
  }
}
