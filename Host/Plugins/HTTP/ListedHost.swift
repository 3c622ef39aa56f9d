/// A host that a connector lists beside the endpoint's: a name or an address, and a port.
package struct ListedHost: Sendable, Hashable, CustomStringConvertible {
  /// In lower case; IPv6 without brackets.
  private let host: String
  private let port: Int

  /// Reads `host` or `host:port`; without a port it is that of https.
  package init(_ text: String) throws(WebAddress.Problem) {
    (host, port) = try WebAddress.hostAndPort(Substring(text), default: 443)
  }

  /// True if a request to this address goes to it.
  func isHost(of address: WebAddress) -> Bool { host == address.host && port == address.port }

  /// True if it is this computer, or an address that the internet does not reach: no place for a vendor, unless an
  /// administrator says so.
  package var isInner: Bool {
    host == "localhost" || host.hasSuffix(".localhost") || IPAddress(host).map { $0.reach != .public } ?? false
  }

  /// `files.vendor.com`, or `files.vendor.com:8443`.
  package var description: String {
    (host.contains(":") ? "[\(host)]" : host) + (port == 443 ? "" : ":\(port)")
  }
}
