extension WorkbookCell {
  /// A number that is given as JSON writes it: a number if a cell keeps it exactly, else its text, as one with more than 15
  /// digits, or beyond what a double reaches at either end.
  package static func number(json text: String, _ style: Style = .plain) -> WorkbookCell {
    let digits = text.prefix { $0 != "e" && $0 != "E" }.filter { $0.isASCII && $0.isNumber }.drop { $0 == "0" }
    guard digits.count <= 15, let number = Double(text), number.isFinite, digits.isEmpty || number.isNormal else {
      return .text(text, style)
    }
    return .number(number, style)
  }
}
