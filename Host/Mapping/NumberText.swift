import Foundation

/// Numbers as JSON writes them, in the one form in which they are stored, and what two of them mean.
///
/// A stored number is one that survives as an SQLite value: a whole one of 64 bits, or one whose double shows the same digits
/// again. Up to 15 digits that is every number, with 16 or 17 those that were a double at the vendor's.
enum NumberText {
  /// Why a number cannot be stored.
  enum Obstacle: Error, Equatable {
    /// No number, or one beyond what a double reaches.
    case none
    case tooManyDigits
    /// So near to zero that a double has fewer digits for it, or none.
    case tooSmall
  }

  /// Digits behind which nothing is worth writing out: doubles end at 1e308 and 1e-308.
  private static let reach = 400

  /// A number without exponent, without zeros that mean nothing, and without `-0`; nil for what is no JSON number or would
  /// have hundreds of digits.
  static func plain(_ json: UnsafeRawBufferPointer) -> [UInt8]? {
    var rest = json[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest.removeFirst() }
    var digits = Array(rest.prefix { $0 &- 0x30 < 10 })
    rest.removeFirst(digits.count)
    guard !digits.isEmpty else { return nil }
    // Where the point stands in `digits`.
    var point = digits.count
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      let fraction = rest.prefix { $0 &- 0x30 < 10 }
      guard !fraction.isEmpty else { return nil }
      digits += fraction
      rest.removeFirst(fraction.count)
    }
    if let mark = rest.first {
      guard mark | 0x20 == UInt8(ascii: "e"), let exponent = exponent(rest.dropFirst()) else { return nil }
      point += exponent
    }
    let leading = digits.prefix { $0 == 0x30 }.count
    digits.removeFirst(leading)
    point -= leading
    while digits.last == 0x30 { digits.removeLast() }
    guard !digits.isEmpty else { return [0x30] }
    guard -reach...reach ~= point else { return nil }
    return (isNegative ? [UInt8(ascii: "-")] : []) + written(digits, point: point)
  }

  private static func written(_ digits: [UInt8], point: Int) -> [UInt8] {
    let dot = UInt8(ascii: ".")
    if point <= 0 { return [0x30, dot] + Array(repeating: 0x30, count: -point) + digits }
    if point >= digits.count { return digits + Array(repeating: 0x30, count: point - digits.count) }
    return digits[..<point] + [dot] + digits[point...]
  }

  /// The number behind `e`; one that is too long for anything counts as a million.
  private static func exponent(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
    var digits = text
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    let value = digits.reduce(0) { min($0 * 10 + Int($1 - 0x30), 1_000_000) }
    return isNegative ? -value : value
  }

  /// A number in its stored form, or why it has none.
  static func stored(_ json: String) throws(Obstacle) -> String {
    var json = json
    guard let plain = json.withUTF8({ plain(UnsafeRawBufferPointer($0)) }) else {
      throw Double(json).map { $0.magnitude < 1 } == true ? .tooSmall : .none
    }
    let text = String(decoding: plain, as: UTF8.self)
    if Int64(text) != nil { return text }
    guard let value = Double(text), value.isFinite else { throw .none }
    guard value.magnitude >= Double.leastNormalMagnitude else { throw .tooSmall }
    let count = significantDigits(plain)
    guard count <= 17 else { throw .tooManyDigits }
    if count > 15 {
      var shown = String(format: "%.\(count - 1)e", value)
      guard shown.withUTF8({ Self.plain(UnsafeRawBufferPointer($0)) }) == plain else { throw .tooManyDigits }
    }
    return text
  }

  private static func significantDigits(_ plain: [UInt8]) -> Int {
    var digits = plain.filter { $0 &- 0x30 < 10 }.drop { $0 == 0x30 }
    while digits.last == 0x30 { digits.removeLast() }
    return digits.count
  }

  /// Whether two numbers, whichever way they are written, are the same as SQLite reads them. Of 16 and 17 digits each stands
  /// for the double that it was: `0.1` is the same as `0.10000000000000001`.
  static func mean(_ a: UnsafeRawBufferPointer, theSameAs b: UnsafeRawBufferPointer) -> Bool {
    guard let a = plain(a), let b = plain(b) else { return false }
    if a == b { return true }
    guard max(significantDigits(a), significantDigits(b)) > 15 else { return false }
    let (first, second) = (String(decoding: a, as: UTF8.self), String(decoding: b, as: UTF8.self))
    guard Int64(first) == nil, Int64(second) == nil, let first = Double(first) else { return false }
    return first == Double(second)
  }

  /// True if these bytes of JSON are a number that is stored as it stands, as can be seen at a glance.
  @inline(__always)
  static func isPlain(_ json: UnsafeRawBufferPointer) -> Bool {
    guard json.count <= 18 else { return false }
    let start = json.first == UInt8(ascii: "-") ? 1 : 0
    var point = -1
    for index in start..<json.count where json[index] &- 0x30 >= 10 {
      guard json[index] == UInt8(ascii: "."), point < 0 else { return false }
      point = index
    }
    guard json.count > start else { return false }
    if point < 0 { return start == 0 || json[1] != 0x30 }
    // 15 digits with the point among them; of a small number fewer count.
    return json.count - start <= 16 && json[json.count - 1] != 0x30
  }
}
