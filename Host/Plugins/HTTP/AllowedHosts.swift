/// Where a connection's requests may go: its endpoint and the hosts that describe lists.
struct AllowedHosts: Sendable {
  let endpoint: Endpoint
  private let listed: [ListedHost]

  /// A host that cannot be read allows nothing.
  init(endpoint: Endpoint, hosts: [String]) {
    self.endpoint = endpoint
    listed = hosts.compactMap { try? ListedHost($0) }
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
    guard let host = listed.first(where: { $0.isHost(of: address) }) else {
      throw .hostNotAllowed(asked: address.origin, endpoint: home.origin)
    }
    guard !host.isInner || endpoint.allowsPrivate else { throw .innerHost(host.description) }
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
