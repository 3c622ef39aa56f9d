/// One vendor: a describe document and one function that fetches. All state lies in the value; no globals.
///
/// The worker calls everything here on one thread, one call at a time. Whatever is thrown ends the call: a
/// ``ConnectorError`` with its status and sentence, anything else as a fault of the connector.
public protocol Connector {
  /// What the connector is, what it asks for, and what it can fetch.
  static var describe: Describe { get }

  /// Takes what the operator entered. Asks nothing of the vendor: there is no host yet.
  init(_ configuration: Configuration) throws

  /// Proves with one cheap request that address, credentials and event are right, or throws what is wrong. Whether each
  /// list can be seen the host finds out by itself: it fetches one record of each data type.
  func check(_ host: borrowing Host) throws

  /// Fetches one data type: requests pages, emits them, and calls ``Host/complete(total:fullRights:confirmedEmpty:)``
  /// last, once everything has been emitted. A fetch cut short by ``FetchRequest/limit`` returns without it.
  func fetch(_ request: FetchRequest, using host: borrowing Host) throws
}
