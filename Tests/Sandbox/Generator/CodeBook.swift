/// Gives each index its own short code that looks random, as pretalx and pretix do.
///
/// A code is `index * multiplier + offset` modulo 28^length, which is reversible, so no table of codes is held.
struct CodeBook: Sendable {
  // The letters of pretalx's and pretix's codes, put in byte order so that numeric order is the order of the text.
  private static let letters = Array("3789ABCDEFGHJKLMNPQRSTUVWXYZ".utf8)

  private let length: Int
  private let modulus: UInt64
  private let multiplier: UInt64
  private let inverse: UInt64
  private let offset: UInt64

  /// A book of `28^length` codes; another `salt` gives other codes to the same indices.
  init(length: Int, dice: Dice, salt: Int) {
    self.length = length
    modulus = (0..<length).reduce(1) { product, _ in product * 28 }
    var candidate = UInt64(dice.roll(salt, .codes)) % modulus | 1
    while candidate % 7 == 0 { candidate += 2 }
    multiplier = candidate
    inverse = Self.inverse(of: candidate, modulo: modulus)
    offset = UInt64(dice.roll(salt + 1000, .codes)) % modulus
  }

  /// The code's place in the order of all codes.
  func rank(_ index: Int) -> UInt64 { (UInt64(index) % modulus * multiplier + offset) % modulus }

  func code(_ index: Int) -> String {
    var rest = rank(index)
    return String(unsafeUninitializedCapacity: length) { buffer in
      for place in stride(from: length - 1, through: 0, by: -1) {
        buffer[place] = Self.letters[Int(rest % 28)]
        rest /= 28
      }
      return length
    }
  }

  /// The index that has `code`, or nil if the text is no code at all.
  func index(of code: String) -> Int? {
    guard code.utf8.count == length else { return nil }
    var rank: UInt64 = 0
    for letter in code.utf8 {
      guard let digit = Self.letters.firstIndex(of: letter) else { return nil }
      rank = rank * 28 + UInt64(digit)
    }
    return Int((rank + modulus - offset) % modulus * inverse % modulus)
  }

  /// Indices sorted by their codes.
  func sorted(_ indices: [Int]) -> [Int] {
    // Rank and index share one word, so that the sort compares plain numbers.
    indices.map { rank($0) << 32 | UInt64($0) }.sorted().map { Int($0 & 0xFFFF_FFFF) }
  }

  private static func inverse(of value: UInt64, modulo modulus: UInt64) -> UInt64 {
    var (old, new) = (Int(value), Int(modulus))
    var (oldFactor, newFactor) = (1, 0)
    while new != 0 {
      let quotient = old / new
      (old, new) = (new, old - quotient * new)
      (oldFactor, newFactor) = (newFactor, oldFactor - quotient * newFactor)
    }
    return UInt64((oldFactor % Int(modulus) + Int(modulus)) % Int(modulus))
  }
}
