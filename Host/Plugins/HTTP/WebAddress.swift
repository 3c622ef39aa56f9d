/// An absolute http or https URL, taken apart and checked so strictly that no other reader can see another host in it.
///
/// Scheme and host in lower case; no userinfo, no fragment, no white space, no control characters.
package struct WebAddress: Sendable, Hashable, CustomStringConvertible {
  package enum Problem: Error, Equatable {
    case noScheme
    case scheme(String)
    case userInfo
    case fragment
    case host(String)
    case port(String)
    case character
  }

  package var isSecure: Bool
  /// A name in ASCII or an address; IPv6 without brackets.
  package var host: String
  package var port: Int
  /// Path and query, beginning with `/`.
  package var target: String

  package init(_ text: String) throws(Problem) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .character }
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { throw .noScheme }
    let scheme = text[..<colon].lowercased()
    guard scheme == "http" || scheme == "https" else { throw .scheme(scheme) }
    isSecure = scheme == "https"
    let rest = text[text.index(colon, offsetBy: 3)...]
    let end = rest.firstIndex { "/?#\\".contains($0) } ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains("@") else { throw .userInfo }
    guard !rest[end...].contains("#") else { throw .fragment }
    (host, port) = try Self.hostAndPort(authority, default: isSecure ? 443 : 80)
    let tail = rest[end...]
    guard !tail.hasPrefix("\\") else { throw .character }
    target = Self.escaped(tail.hasPrefix("/") ? String(tail) : "/" + tail)
  }

  /// Reads `host` or `host:port`.
  static func hostAndPort(_ text: Substring, default port: Int) throws(Problem) -> (String, Int) {
    var name = text
    var number: Substring?
    if text.hasPrefix("[") {
      guard let close = text.firstIndex(of: "]") else { throw .host(String(text)) }
      name = text[text.index(after: text.startIndex)..<close]
      let after = text[text.index(after: close)...]
      guard after.isEmpty || after.hasPrefix(":") else { throw .host(String(text)) }
      number = after.isEmpty ? nil : after.dropFirst()
      guard name.contains(":"), let address = IPAddress(String(name)) else { throw .host(String(text)) }
      name = Substring(address.description)
    } else {
      if let colon = text.firstIndex(of: ":") {
        name = text[..<colon]
        number = text[text.index(after: colon)...]
      }
      guard isName(name) else { throw .host(String(name)) }
    }
    guard let number else { return (name.lowercased(), port) }
    guard number.count <= 5, number.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(number),
      (1...65535).contains(value)
    else { throw .port(String(number)) }
    return (name.lowercased(), value)
  }

  /// Letters, digits, `-`, `_` and dots; a name whose last part is a number must be a dotted quad, since `127.1` and
  /// `0x7f000001` are addresses to some readers.
  private static func isName(_ name: Substring) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...253).contains(name.utf8.count), parts.allSatisfy({ (1...63).contains($0.utf8.count) }) else {
      return false
    }
    let isPlain = name.utf8.allSatisfy { byte in
      (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == 45 || byte == 46 || byte == 95
    }
    guard isPlain, let last = parts.last?.lowercased() else { return false }
    let isNumber = last.utf8.allSatisfy { (48...57).contains($0) } || last.hasPrefix("0x")
    return !isNumber || IPAddress(String(name)) != nil
  }

  /// Bytes beyond ASCII percent-encoded.
  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    return text.utf8.map { $0 < 0x80 ? String(UnicodeScalar($0)) : PercentCoding.escape($0) }.joined()
  }

  /// The literal address, if the host is one.
  package var address: IPAddress? { IPAddress(host) }

  /// True for `localhost` and literal loopback addresses.
  package var namesThisComputer: Bool { host == "localhost" || address?.reach == .loopback }

  /// True if scheme, host and port are the same.
  package func hasOrigin(of other: WebAddress) -> Bool {
    isSecure == other.isSecure && host == other.host && port == other.port
  }

  /// Scheme, host and, unless it is the scheme's own, port.
  package var origin: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return (isSecure ? "https://" : "http://") + name + (port == (isSecure ? 443 : 80) ? "" : ":\(port)")
  }

  package var description: String { origin + target }
}
