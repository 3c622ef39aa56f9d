/// Where a connection's requests may go: its endpoint and the hosts that describe lists.
struct AllowedHosts: Sendable {
  let endpoint: Endpoint
  /// Lower-case host and port.
  private let listed: [(host: String, port: Int)]

  /// `hosts` are names, each with an optional port (443 if there is none); one that cannot be read allows nothing.
  init(endpoint: Endpoint, hosts: [String]) {
    self.endpoint = endpoint
    listed = hosts.compactMap { try? WebAddress.hostAndPort(Substring($0), default: 443) }
  }

  /// The address that a request's `url` means, as describe of the C header has it.
  ///
  /// Placeholders may stand in path and query; in the host they are refused like every other odd character.
  func resolve(_ url: String) throws(HTTPFault.Reason) -> WebAddress {
    let address: WebAddress
    do {
      address = try url.hasPrefix("/") ? endpoint.appending(url) : WebAddress(url)
    } catch {
      throw .badRequest("whose URL is not valid")
    }
    let home = endpoint.address
    if address.hasOrigin(of: home) { return address }
    if home.isSecure, !address.isSecure, address.host == home.host, address.port == 80 || address.port == home.port {
      // Servers behind a proxy often write http in their own links; the answer is the same over https.
      var secured = address
      secured.isSecure = true
      secured.port = home.port
      return secured
    }
    guard listed.contains(where: { $0 == (address.host, address.port) }) else {
      throw .hostNotAllowed(asked: address.origin, endpoint: home.origin)
    }
    guard address.isSecure || address.namesThisComputer else { throw .badRequest("which is not https") }
    return address
  }

  /// Says why a socket to this address must not be opened for `host`, or nil.
  func refusal(of address: IPAddress, for host: WebAddress) -> HTTPFault.Reason? {
    if host.namesThisComputer {
      return address.reach == .loopback ? nil : .notThisComputer(host: host.host, address: address.description)
    }
    if endpoint.allowsPrivate || address.reach == .public { return nil }
    return .privateAddress(host: host.host, address: address.description)
  }
}
