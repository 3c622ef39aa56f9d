import HostModel

/// The place that a sealed value belongs to, and where it may be sent; a value opens in no other.
package struct SealedField: Sendable, Hashable {
  package var event: EventID
  /// The connection's name.
  package var connection: String
  /// The key of the credential, as describe names it.
  package var key: String
  package var destination: SealedDestination

  package init(event: EventID, connection: String, key: String, destination: SealedDestination) {
    self.event = event
    self.connection = connection
    self.key = key
    self.destination = destination
  }

  /// A credential of a connection, for its connector and the server that its endpoint names now.
  package init(event: EventID, _ connection: Connection, key: String) {
    self.init(
      event: event, connection: connection.name, key: key,
      destination: SealedDestination(connector: connection.connector, address: connection.origin))
  }

  /// The password of a mail server, which belongs to no event.
  package static func mailPassword(of server: String) -> SealedField {
    SealedField(
      event: .host, connection: "mail", key: "password",
      destination: SealedDestination(connector: "mail", address: server))
  }

  /// Each part with its length in front, so that no two places give the same bytes.
  var associatedData: [UInt8] {
    [event.description, connection, key].flatMap { Array("\($0.utf8.count):\($0)/".utf8) }
  }
}

/// Who may send a sealed value, and to which server. It stands in the sealed value, readable and unchangeable, so that a
/// person can be told what it was typed for.
package struct SealedDestination: Sendable, Hashable {
  package var connector: String
  /// Scheme, host and port.
  package var address: String

  package init(connector: String, address: String) {
    self.connector = connector
    self.address = address
  }

  /// Two texts, each behind its length as two bytes; nil for one that is too long.
  var bytes: [UInt8]? {
    var bytes: [UInt8] = []
    for text in [connector, address] {
      guard let length = UInt16(exactly: text.utf8.count) else { return nil }
      bytes += [UInt8(length >> 8), UInt8(length & 0xFF)] + Array(text.utf8)
    }
    return bytes
  }

  /// Reads what `bytes` gave from the beginning of `bytes`, and takes it away there.
  init?(takingFrom bytes: inout ArraySlice<UInt8>) {
    func text() -> String? {
      guard bytes.count >= 2 else { return nil }
      let length = Int(bytes.removeFirst()) << 8 | Int(bytes.removeFirst())
      guard bytes.count >= length else { return nil }
      defer { bytes = bytes.dropFirst(length) }
      return String(validating: bytes.prefix(length), as: UTF8.self)
    }
    guard let connector = text(), let address = text() else { return nil }
    self.init(connector: connector, address: address)
  }
}

extension Connection {
  /// The server of the endpoint: scheme, host and port. Endpoints that `WebAddress` takes have the same one only if they
  /// lead to the same server.
  package var origin: String {
    guard let colon = endpoint.firstRange(of: "://") else { return endpoint.lowercased() }
    // As `WebAddress` ends the host.
    let end = endpoint[colon.upperBound...].firstIndex { "/?#\\".contains($0) } ?? endpoint.endIndex
    let origin = endpoint[..<end].lowercased()
    for (scheme, port) in [("https://", ":443"), ("http://", ":80")]
    where origin.hasPrefix(scheme) && origin.hasSuffix(port) { return String(origin.dropLast(port.utf8.count)) }
    return origin
  }
}
