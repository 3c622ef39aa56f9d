/// A text of somebody else's where people read it: whole, or its beginning and how long it is.
package enum ShortText {
  /// More bytes than these are not shown.
  private static let limit = 100
  private static let beginning = 60

  /// `abc… (1,000,000 bytes)`
  package static func shown(_ text: String) -> String {
    guard text.utf8.count > limit else { return text }
    return String(text.unicodeScalars.prefix(beginning)) + "… (\(text.utf8.count.grouped) bytes)"
  }
}
