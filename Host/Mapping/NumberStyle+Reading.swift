import HostModel

extension NumberStyle {
  /// A number written in this style, as JSON writes it; exactly the digits that stand there.
  ///
  /// An optional sign, then either groups of three digits with the style's mark between all of them, or no marks at all,
  /// then optionally the fraction. Anything else, such as a currency or a per cent sign, is no number.
  func read(_ text: String) throws(Misfit) -> String {
    let text = text.trimmed
    guard let number = json(text[...]) else {
      throw Misfit("\(text.shown) is not a number written as \(example)")
    }
    return number
  }

  private func json(_ text: Substring) -> String? {
    var text = text
    var isNegative = false
    if let sign = text.first, "+-\u{2212}".contains(sign) {
      isNegative = sign != "+"
      text.removeFirst()
    }
    let parts = text.split(separator: fraction, omittingEmptySubsequences: false)
    guard 1...2 ~= parts.count, let whole = whole(parts[0]) else { return nil }
    var number = whole
    if parts.count == 2 {
      guard Self.isDigits(parts[1]) else { return nil }
      number += "." + parts[1]
    }
    return isNegative && number.contains(where: { $0 != "0" && $0 != "." }) ? "-" + number : number
  }

  private func whole(_ text: Substring) -> String? {
    var digits = text[...]
    if let mark = text.first(where: { groups.contains($0) }) {
      let parts = text.split(separator: mark, omittingEmptySubsequences: false)
      guard parts.dropFirst().allSatisfy({ $0.count == 3 }), 1...3 ~= parts[0].count else { return nil }
      digits = Substring(parts.joined())
    }
    guard Self.isDigits(digits) else { return nil }
    let short = digits.drop { $0 == "0" }
    return short.isEmpty ? "0" : String(short)
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { 0x30...0x39 ~= $0 }
  }
}
