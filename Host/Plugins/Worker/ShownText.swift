/// Text of a connector, made fit for a terminal and a report.
package enum ShownText {
  /// One line without control characters: nothing in it moves a cursor, rings a bell or looks like another sentence's line.
  package static func line(_ text: String) -> String {
    let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
    return String(String.UnicodeScalarView(scalars)).split(separator: " ").joined(separator: " ")
  }
}
