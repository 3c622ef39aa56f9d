/// The address that a connection's requests go to: a checked URL without query.
package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
  package let address: WebAddress
  /// True if an administrator allowed private addresses for this connection.
  package let allowsPrivate: Bool

  /// Reads `https://host[:port][/path]`, or `http://` to this computer. A slash at the end makes no difference.
  package init(_ text: String, allowsPrivate: Bool = false) throws(EndpointError) {
    do {
      address = try WebAddress(text)
    } catch {
      throw EndpointError(url: text, problem: .malformed(error))
    }
    guard !address.target.contains("?") else { throw EndpointError(url: text, problem: .query) }
    guard address.isSecure || address.namesThisComputer else { throw EndpointError(url: text, problem: .notSecure) }
    if let literal = address.address, literal.reach == .private, !allowsPrivate {
      throw EndpointError(url: text, problem: .privateAddress(literal))
    }
    self.allowsPrivate = allowsPrivate
  }

  /// The endpoint's URL with this path and query after its own path; `target` begins with `/`.
  func appending(_ target: String) throws(WebAddress.Problem) -> WebAddress {
    var base = address.description
    while base.hasSuffix("/") { base.removeLast() }
    return try WebAddress(base + target)
  }

  package var description: String { address.description }
}

/// Why an endpoint was refused.
package struct EndpointError: Error, Equatable, CustomStringConvertible {
  package enum Problem: Equatable, Sendable {
    case malformed(WebAddress.Problem)
    case query
    case notSecure
    case privateAddress(IPAddress)
  }

  package let url: String
  package let problem: Problem

  package var description: String {
    switch problem {
    case .malformed(.userInfo):
      // The URL is not repeated: a password stands in it.
      "The endpoint holds a user name or password before '@'. Leave it out and set it as a credential."
    case .malformed(.noScheme): "The endpoint '\(url)' has no scheme. Write it as https://host/path."
    case .malformed(.scheme(let scheme)):
      "The endpoint '\(url)' uses '\(scheme)'. Only https is possible (and http to this computer)."
    case .malformed(.fragment): "The endpoint '\(url)' has a part after '#'. Leave it out."
    case .malformed(.host(let host)):
      "The endpoint '\(url)' has no valid host: '\(host)'. Write a host name in its ASCII form, or a whole IP address."
    case .malformed(.port(let port)): "The endpoint '\(url)' has port '\(port)'. A port is a number from 1 to 65535."
    case .malformed(.character): "The endpoint '\(url)' holds white space or a control character. Leave it out."
    case .query: "The endpoint '\(url)' has a part after '?'. Leave it out; the connector adds what it asks for."
    case .notSecure:
      "The endpoint '\(url)' uses http, which would send credentials readable by others. Write https:// instead; http is"
        + " possible only to this computer."
    case .privateAddress(let address):
      "The endpoint '\(url)' is \(address), a private address. If the vendor's server really stands in your own network,"
        + " an administrator can allow it with --allow-private."
    }
  }
}
