import HostModel
import HostStorage

/// What a run asks the vendor with. What was read with it is not applied once it is another: it may be another account's,
/// and its cursor would lead into a list that nobody reads any more.
struct VendorAccess: Equatable {
  let endpoint: String
  /// The settings that name account and event or that a person logs in with, nil for one that is not set; of an automatic
  /// run those of the login alone, since it goes on with the event that a person last applied.
  let settings: [String: String?]
  /// Counts up with every change of the credentials.
  let credentials: Int64

  init(_ connection: Connection, _ describe: Describe, isAutomatic: Bool = false) {
    endpoint = connection.endpoint
    let keys = describe.loginKeys.union(isAutomatic ? [] : describe.identityKeys)
    settings = Dictionary(uniqueKeysWithValues: keys.map { ($0, connection.settings[$0]) })
    credentials = connection.credentialRevision
  }

  /// Throws if a connection is not asked with this any more. Part of the transaction that applies what was read.
  func check(_ connection: Int64, in store: EventStore) throws {
    guard let now = try store.connections().first(where: { $0.id == connection }) else { return }
    var moved: [String] = []
    if now.endpoint != endpoint { moved.append("endpoint") }
    if settings.contains(where: { now.settings[$0.key] != $0.value }) { moved.append("settings") }
    if now.credentialRevision != credentials { moved.append("credentials") }
    guard moved.isEmpty else { throw ConnectionMoved(connection: now.name, moved: moved) }
  }
}

/// A connection that was changed while a run read from it.
struct ConnectionMoved: Error {
  let connection: String
  let moved: [String]

  func sentence(isAutomatic: Bool) -> String {
    // With another address or login an automatic run waits until a person has looked.
    let next =
      !isAutomatic
      ? "Run it again."
      : moved == ["credentials"] ? "It runs again at once." : "It runs again when a person has synced by hand."
    return
      "While it ran, the \(moved.joined(separator: " and ")) of connection '\(connection)' changed, so what it read may be"
      + " another account's. Nothing was applied. \(next)"
  }
}
