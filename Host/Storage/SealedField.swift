import HostModel

/// The place that a sealed value belongs to; a value opens in no other.
package struct SealedField: Sendable, Hashable {
  package var event: EventID
  /// The connection's name.
  package var connection: String
  /// The key of the credential, as describe names it.
  package var key: String

  package init(event: EventID, connection: String, key: String) {
    self.event = event
    self.connection = connection
    self.key = key
  }

  /// The password of the mail server, which belongs to no event.
  package static let mailPassword = SealedField(event: .host, connection: "mail", key: "password")

  /// Each part with its length in front, so that no two places give the same bytes.
  var associatedData: [UInt8] {
    [event.description, connection, key].flatMap { Array("\($0.utf8.count):\($0)/".utf8) }
  }
}
