/// Why a call ended, as a status for the host and one sentence for the operator.
public struct ConnectorError: Error, Sendable, Equatable {
  /// What the host should do.
  public let status: Status
  /// What was tried, on what, why it failed, and the next step; empty if a host service gave the status, because the
  /// host has its own sentence then.
  public let sentence: String

  /// A fact of the connector's own. The sentence must not hold a secret; the connector is never given one.
  public init(_ status: Status, _ sentence: String) {
    self.status = status
    self.sentence = sentence
  }

  /// A status that a host service gave; thrown on, it reaches the host unchanged.
  init(fromHost status: Status) { self.init(status, "") }
}

/// Throws unless a host service succeeded.
func require(_ status: Int32) throws {
  if status != Status.ok.rawValue { throw ConnectorError(fromHost: Status(rawValue: status)) }
}
