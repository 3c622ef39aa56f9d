/// Telephone numbers, as far as they can be tidied without guessing.
enum PhoneText {
  /// Without white space, round and square brackets, and characters that cannot be seen.
  ///
  /// Two kinds stay as they stand: what has a letter in it (`ext. 5`), and a number with `+` and `(0)`, for whether that
  /// zero is dialled depends on the country.
  static func bare(_ text: String) -> String {
    let scalars = text.unicodeScalars.filter { !isDropped($0) }
    let hasZero =
      scalars.first == "+" && String(text.unicodeScalars.filter { !$0.properties.isWhitespace }).contains("(0)")
    if hasZero || scalars.contains(where: \.properties.isAlphabetic) { return text.trimmed }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    "()[]".unicodeScalars.contains(scalar) || scalar.properties.isWhitespace
      || scalar.properties.generalCategory == .format
  }
}
