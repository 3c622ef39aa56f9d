import HostModel
import HostPlugins

/// What a connector wants: the hosts that its requests, and the secrets in them, may go to, and the credentials that it asks
/// people for.
package struct ConnectorReach {
  /// The endpoint that it brings, and the hosts that it lists.
  private let hosts: [Wish]
  /// True if a connection may have another endpoint than that.
  private let hasOtherEndpoints: Bool
  private let credentials: [Wish]

  private struct Wish {
    /// By what it is compared.
    let name: String
    /// For people.
    let words: String
  }

  package init(_ describe: Describe) {
    var hosts: [Wish] = []
    if let address = try? WebAddress(describe.endpoint.url) {
      hosts.append(Wish(name: Self.name(of: address), words: address.origin))
    }
    for text in describe.hosts {
      guard let host = try? ListedHost(text), !hosts.contains(where: { $0.name == host.description }) else { continue }
      let remark = host.isInner ? " (this computer or a private address: only with a connection's --allow-private)" : ""
      hosts.append(Wish(name: host.description, words: host.description + remark))
    }
    self.hosts = hosts
    hasOtherEndpoints = describe.endpoint.editable
    credentials = (describe.auth + describe.settings.filter { $0.kind == .secret }).map { field in
      let label = ShortText.shown(ShownText.line(field.label))
      let remark = field.kind == .secret ? "" : ", which it sees"
      let words = "\(ShortText.shown(ShownText.line(field.key))) (\(label)\(remark))"
      // What is no secret any more would be given to the connector.
      return Wish(name: field.key + (field.kind == .secret ? "" : "\0"), words: words)
    }
  }

  /// As a listed host would be written.
  private static func name(of address: WebAddress) -> String {
    (address.host.contains(":") ? "[\(address.host)]" : address.host) + (address.port == 443 ? "" : ":\(address.port)")
  }

  /// The hosts, for a line under a heading.
  package var hostWords: String {
    (hosts.map(\.words) + (hasOtherEndpoints ? ["the endpoint that a connection names"] : [])).joined(separator: ", ")
  }

  /// The credentials, for a line under a heading.
  package var credentialWords: String {
    credentials.isEmpty ? "none" : credentials.map(\.words).joined(separator: ", ")
  }

  /// What it wants that another did not: `may reach a and b, and asks for c`; nil if that is nothing.
  func more(than old: ConnectorReach?) -> String? {
    func added(_ wishes: [Wish], _ old: [Wish]?) -> [String] {
      wishes.filter { wish in !(old ?? []).contains { $0.name == wish.name } }.map(\.words)
    }
    let parts = [
      ("may reach", added(hosts, old?.hosts)), ("asks for", added(credentials, old?.credentials)),
    ].filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: " and "))" }
    return parts.isEmpty ? nil : parts.joined(separator: ", and ")
  }
}
