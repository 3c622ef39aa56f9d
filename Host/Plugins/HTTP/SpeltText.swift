/// A text whose escapes can be resolved, one layer at a time, and which knows from where in the original each byte came.
///
/// Escapes are those of URLs (`%43`), JSON and its kin (`\u0043`, `\x43`, `\/`) and HTML (`&#67;`, `&#x43;`, `&amp;`).
struct SpeltText {
  let bytes: [UInt8]
  /// Where in the original each byte begins and ends; empty for the original itself.
  private let origins: [Range<Int>]

  init(_ bytes: [UInt8]) { self.init(bytes: bytes, origins: []) }

  private init(bytes: [UInt8], origins: [Range<Int>]) {
    self.bytes = bytes
    self.origins = origins
  }

  /// The part of the original that a part of this stands for.
  func source(of part: Range<Int>) -> Range<Int> {
    guard !origins.isEmpty, let last = part.last else { return part }
    return origins[part.lowerBound].lowerBound..<origins[last].upperBound
  }

  /// The text with one layer of escapes resolved; nil if it has none.
  func unescaped() -> SpeltText? {
    guard bytes.contains(where: Self.isSign) else { return nil }
    var plain: [UInt8] = []
    var places: [Range<Int>] = []
    plain.reserveCapacity(bytes.count)
    places.reserveCapacity(bytes.count)
    var isChanged = false
    var position = 0
    while position < bytes.count {
      let escape = Self.isSign(bytes[position]) ? escape(at: position) : nil
      let length = escape?.length ?? 1
      let origin = source(of: position..<(position + length))
      if let escape {
        plain += escape.bytes
        places += repeatElement(origin, count: escape.bytes.count)
      } else {
        plain.append(bytes[position])
        places.append(origin)
      }
      isChanged = isChanged || escape != nil
      position += length
    }
    return isChanged ? SpeltText(bytes: plain, origins: places) : nil
  }

  private typealias Escape = (bytes: [UInt8], length: Int)

  /// What an escape begins with: `%`, `\\` or `&`.
  private static func isSign(_ byte: UInt8) -> Bool { byte == 0x25 || byte == 0x5C || byte == 0x26 }

  private func escape(at start: Int) -> Escape? {
    switch bytes[start] {
    case UInt8(ascii: "%"): number(at: start + 1, digits: 2...2, radix: 16).map { ([UInt8($0.value)], 3) }
    case UInt8(ascii: "\\"): backslash(at: start)
    default: entity(at: start)
    }
  }

  private func backslash(at start: Int) -> Escape? {
    guard start + 1 < bytes.count else { return nil }
    switch bytes[start + 1] {
    case UInt8(ascii: "u"):
      guard let unit = number(at: start + 2, digits: 4...4, radix: 16) else { return nil }
      // Two halves of a pair are one character.
      if (0xD800...0xDBFF).contains(unit.value), start + 7 < bytes.count, bytes[start + 6] == UInt8(ascii: "\\"),
        bytes[start + 7] == UInt8(ascii: "u"), let low = number(at: start + 8, digits: 4...4, radix: 16),
        (0xDC00...0xDFFF).contains(low.value)
      {
        return Self.utf8(0x10000 + (unit.value - 0xD800) << 10 + (low.value - 0xDC00)).map { ($0, 12) }
      }
      return Self.utf8(unit.value).map { ($0, 6) }
    case UInt8(ascii: "x"):
      return number(at: start + 2, digits: 2...2, radix: 16).map { ([UInt8($0.value)], 4) }
    case let sign where "\"\\/'".utf8.contains(sign): return ([sign], 2)
    default: return nil
    }
  }

  private func entity(at start: Int) -> Escape? {
    guard start + 1 < bytes.count else { return nil }
    guard bytes[start + 1] == UInt8(ascii: "#") else {
      for (name, sign) in Self.names where bytes[(start + 1)...].starts(with: name) { return ([sign], 1 + name.count) }
      return nil
    }
    let isHex = start + 2 < bytes.count && bytes[start + 2] | 0x20 == UInt8(ascii: "x")
    let first = start + (isHex ? 3 : 2)
    guard let found = number(at: first, digits: 1...10, radix: isHex ? 16 : 10), let text = Self.utf8(found.value)
    else {
      return nil
    }
    let end = first + found.count
    return (text, end - start + (end < bytes.count && bytes[end] == UInt8(ascii: ";") ? 1 : 0))
  }

  /// Those that HTML writers must use.
  private static let names: [([UInt8], UInt8)] = [
    (Array("amp;".utf8), UInt8(ascii: "&")), (Array("lt;".utf8), UInt8(ascii: "<")),
    (Array("gt;".utf8), UInt8(ascii: ">")), (Array("quot;".utf8), UInt8(ascii: "\"")),
    (Array("apos;".utf8), UInt8(ascii: "'")),
  ]

  /// As many digits as there are, and the number that they make.
  private func number(at start: Int, digits: ClosedRange<Int>, radix: UInt32) -> (value: UInt32, count: Int)? {
    var value: UInt32 = 0
    var count = 0
    while count < digits.upperBound, start + count < bytes.count, let digit = Self.digit(bytes[start + count]),
      digit < radix
    {
      // No character has so large a number; leading zeros may be many.
      value = min(value, 0x11_0000) * radix + digit
      count += 1
    }
    return digits.contains(count) ? (value, count) : nil
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 48...57: UInt32(byte - 48)
    case 97...102: UInt32(byte - 87)
    case 65...70: UInt32(byte - 55)
    default: nil
    }
  }

  private static func utf8(_ number: UInt32) -> [UInt8]? { Unicode.Scalar(number).map { Array(String($0).utf8) } }
}
