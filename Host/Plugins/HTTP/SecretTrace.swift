/// One form in which a secret value may stand in a text whose escapes are resolved.
struct SecretTrace {
  private enum Form {
    /// Compared without case.
    case folded
    /// Base64, whose case matters; whether the character before and the one after belong to it in part.
    case base64(sharesFirst: Bool, sharesLast: Bool)
  }

  private let bytes: [UInt8]
  /// Bytes of its beginning that tell too much: two thirds.
  private let telling: Int
  private let borders: [Int]
  private let form: Form

  /// `bytes` are not empty.
  private init(bytes: [UInt8], form: Form) {
    self.bytes = bytes
    self.form = form
    telling = max(Self.leastBeginning, (2 * bytes.count + 2) / 3)
    borders = Self.borders(of: bytes)
  }

  /// Texts of fewer bytes hold nothing of it that would be found.
  var shortest: Int { min(bytes.count, telling) }

  /// All forms of a value: itself and in hex without case, with blanks as forms send them, and in base64.
  static func all(of value: [UInt8]) -> [SecretTrace] {
    let folded = Redactor.folded(value)
    var traces = [SecretTrace(bytes: folded, form: .folded)]
    if folded.contains(0x20) {
      traces.append(SecretTrace(bytes: folded.map { $0 == 0x20 ? UInt8(ascii: "+") : $0 }, form: .folded))
    }
    traces.append(SecretTrace(bytes: hex(value), form: .folded))
    guard value.count >= leastAmidText else {
      let whole = Base64.encode(value).filter { value.count < shortest || $0 != UInt8(ascii: "=") }
      return traces + [SecretTrace(bytes: whole, form: .base64(sharesFirst: false, sharesLast: false))]
    }
    // Where other bytes come before, base64 begins a character's part later: three ways, of which the inner ones are whole.
    for shift in 0..<3 {
      let coded = Base64.encode([UInt8](repeating: 0, count: shift) + value)
      let first = (8 * shift + 5) / 6
      let end = 8 * (shift + value.count) / 6
      traces.append(
        SecretTrace(
          bytes: Array(coded[first..<end]),
          form: .base64(sharesFirst: shift > 0, sharesLast: 8 * (shift + value.count) % 6 > 0)))
    }
    return traces
  }

  /// A shorter beginning of a secret could be that of another word: of an event's code, say, that a password begins with.
  private static let leastBeginning = 16
  /// Values of fewer bytes are no more than a word's beginning.
  private static let shortest = 4
  /// Values of fewer bytes could be met by chance within base64 of something else.
  private static let leastAmidText = 6

  /// Where it stands in a text: `folded` is without case, `coded` as it is with the standard signs of base64.
  func places(folded: [UInt8], coded: [UInt8]) -> [Range<Int>] {
    switch form {
    case .folded: occurrences(in: folded).filter { stands(in: folded, at: $0) }
    case .base64(let sharesFirst, let sharesLast):
      occurrences(in: coded).map { place in
        var (first, end) = (place.lowerBound, place.upperBound)
        if sharesFirst, first > 0 { first -= 1 }
        if sharesLast, end < coded.count, Self.isBase64(coded[end]) { end += 1 }
        while end < min(coded.count, place.upperBound + 3), coded[end] == UInt8(ascii: "=") { end += 1 }
        return first..<end
      }
    }
  }

  /// All, also where one overlaps the next, and beginnings of it that are too much to be chance: whoever quotes an answer
  /// may have cut it. In time that grows with the text's length (Knuth, Morris and Pratt).
  private func occurrences(in text: [UInt8]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var matched = 0
    for (position, byte) in text.enumerated() {
      if matched >= telling, bytes[matched] != byte { Self.add((position - matched)..<position, to: &found) }
      while matched > 0, bytes[matched] != byte { matched = borders[matched - 1] }
      if bytes[matched] == byte { matched += 1 }
      guard matched == bytes.count else { continue }
      Self.add((position + 1 - matched)..<(position + 1), to: &found)
      matched = borders[matched - 1]
    }
    if matched >= telling { Self.add((text.count - matched)..<text.count, to: &found) }
    return found
  }

  /// Adds a place behind the others, or to the last if it begins in that.
  private static func add(_ place: Range<Int>, to found: inout [Range<Int>]) {
    if let last = found.last, place.lowerBound < last.upperBound {
      found[found.count - 1] = min(last.lowerBound, place.lowerBound)..<place.upperBound
    } else {
      found.append(place)
    }
  }

  /// Of each beginning of a text how many bytes at its end are a beginning, too.
  private static func borders(of bytes: [UInt8]) -> [Int] {
    var borders = [Int](repeating: 0, count: bytes.count)
    var matched = 0
    for position in bytes.indices.dropFirst() {
      while matched > 0, bytes[matched] != bytes[position] { matched = borders[matched - 1] }
      if bytes[matched] == bytes[position] { matched += 1 }
      borders[position] = matched
    }
    return borders
  }

  /// Whether a short form that was found is the value, and not a part of another word.
  private func stands(in text: [UInt8], at place: Range<Int>) -> Bool {
    guard bytes.count < Self.shortest, let first = bytes.first, let last = bytes.last else { return true }
    let joinsBefore = place.lowerBound > 0 && Self.isInWord(text[place.lowerBound - 1]) && Self.isInWord(first)
    let joinsAfter = place.upperBound < text.count && Self.isInWord(text[place.upperBound]) && Self.isInWord(last)
    return !joinsBefore && !joinsAfter
  }

  /// Letters, digits, `_`, and every byte beyond ASCII.
  private static func isInWord(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 0x5F || byte >= 0x80
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    (97...122).contains(byte | 0x20) || (48...57).contains(byte) || "+/".utf8.contains(byte)
  }

  private static func hex(_ value: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return value.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }
}
