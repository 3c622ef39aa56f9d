import HostModel

extension NumberStyle {
  /// A number written in this style, as JSON writes it; exactly the digits that stand there.
  ///
  /// An optional sign, then either groups of three digits with the style's mark between all of them, or no marks at all,
  /// then optionally the fraction. Anything else, such as a currency or a per cent sign, is no number.
  func read(_ text: String) throws(Misfit) -> String {
    let text = text.trimmed
    guard let number = json(text) else {
      throw Misfit("\(text.shown) is not a number written as \(example)")
    }
    return number
  }

  private func json(_ text: String) -> String? {
    var scalars = text.unicodeScalars[...]
    var isNegative = false
    if let sign = scalars.first, "+-\u{2212}".unicodeScalars.contains(sign) {
      isNegative = sign != "+"
      scalars.removeFirst()
    }
    guard var number = whole(&scalars) else { return nil }
    if !scalars.isEmpty {
      guard scalars.popFirst() == fraction else { return nil }
      let digits = Self.digits(&scalars)
      guard !digits.isEmpty, scalars.isEmpty else { return nil }
      number += "." + digits
    }
    return isNegative && number.utf8.contains { 0x31...0x39 ~= $0 } ? "-" + number : number
  }

  /// The digits in front of the fraction, without zeros that do not count.
  private func whole(_ scalars: inout Substring.UnicodeScalarView) -> String? {
    var digits = Self.digits(&scalars)
    if let mark = scalars.first, groups.contains(mark) {
      guard 1...3 ~= digits.utf8.count else { return nil }
      while scalars.first == mark {
        scalars.removeFirst()
        let group = Self.digits(&scalars)
        guard group.utf8.count == 3 else { return nil }
        digits += group
      }
    }
    guard !digits.isEmpty else { return nil }
    guard digits.utf8.first == 0x30 else { return digits }
    let short = digits.drop { $0 == "0" }
    return short.isEmpty ? "0" : String(short)
  }

  private static func digits(_ scalars: inout Substring.UnicodeScalarView) -> String {
    var digits = String.UnicodeScalarView()
    while let scalar = scalars.first, 0x30...0x39 ~= scalar.value {
      digits.append(scalar)
      scalars.removeFirst()
    }
    return String(digits)
  }
}
