import Foundation

/// One mailbox, however its address is spelt.
///
/// The domain may be in upper or lower case, in letters of its own or in those that DNS has for them (IDNA, `xn--…`), and end
/// with a dot. What stands before the `@` counts without case too: a server may tell `Ada` from `ada` (RFC 5321, section 2.4),
/// but nobody has a mailbox that differs from another's by that alone. `ada+desk` is not `ada`.
package struct Mailbox: Sendable, Equatable {
  /// As its owner spells it, without what other programs put around an address.
  package let spelling: String
  /// As a mail server is told of it.
  package let address: String
  /// The same for each spelling.
  package let key: String

  /// The mailbox of an address that a person gives, perhaps with `mailto:` before it, in angle brackets or with blanks around
  /// it; nil for what cannot be an address here. Stricter than RFC 5321: what could end a line, begin a second address or need
  /// quotes is none.
  package init?(_ text: String) {
    let spelling = Self.bare(text)
    let parts = spelling.split(separator: "@", omittingEmptySubsequences: false)
    // Letters beyond ASCII before the `@` would need a server that knows SMTPUTF8 (RFC 6531).
    let forbidden = Set("<>,;:\"()[]\\".utf8)
    guard parts.count == 2, !parts[0].isEmpty, !parts[0].hasPrefix("-"),
      parts[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !forbidden.contains($0) }),
      let domain = Self.domain(String(parts[1]))
    else { return nil }
    let address = "\(parts[0])@\(domain)"
    guard address.utf8.count <= 254 else { return nil }
    self.spelling = spelling
    self.address = address
    key = address.lowercased()
  }

  /// The mailbox of an address that is stored, be it one that nobody would take today.
  package init(stored text: String) {
    if let fine = Mailbox(text) { self = fine } else { (spelling, address, key) = (text, text, text.lowercased()) }
  }

  /// What a text must be to be an address here.
  package static let rule = "one address in plain letters, such as ada@example.org, without a name"

  /// Without `mailto:` and what may follow the address then, without `<…>`, and without blanks around each.
  private static func bare(_ text: String) -> String {
    var text = trimmed(text)
    // One may be in the other.
    for _ in 0..<2 {
      if text.lowercased().hasPrefix("mailto:") {
        let address = String(text.dropFirst("mailto:".count).prefix { $0 != "?" })
        text = trimmed(address.removingPercentEncoding ?? address)
      }
      if text.hasPrefix("<"), text.hasSuffix(">") { text = trimmed(String(text.dropFirst().dropLast())) }
    }
    return text
  }

  /// Without blanks, and characters that cannot be seen, at its ends.
  private static func trimmed(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    func isBlank(_ scalar: Unicode.Scalar) -> Bool {
      scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
    }
    guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(String.UnicodeScalarView(scalars[first...last]))
  }

  /// A domain in the letters of DNS, without a dot at its end; nil if it can be none.
  private static func domain(_ text: String) -> String? {
    var name = text
    if !text.utf8.allSatisfy({ $0 < 0x80 }) {
      // Foundation does IDNA (UTS 46) for hosts of URLs, and writes a `%` for what no host can have.
      var place = URLComponents()
      place.host = text
      name = place.encodedHost ?? ""
    }
    if name.hasSuffix(".") { name.removeLast() }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    let fits = labels.allSatisfy { label in
      (1...63).contains(label.utf8.count)
        && label.unicodeScalars.allSatisfy {
          $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
        }
    }
    return fits && (labels.count > 1 || name.lowercased() == "localhost") ? name : nil
  }
}
