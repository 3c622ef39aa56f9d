import ConnectorABI

/// What the host should do; the numbers are those of `conn_status`, and one that is not named here passes unchanged.
public struct Status: RawRepresentable, Sendable, Equatable {
  /// The number that crosses.
  public let rawValue: Int32

  /// Takes any number.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// Done.
  public static let ok = Status(rawValue: CONN_OK)
  /// The host wants the job to end.
  public static let cancelled = Status(rawValue: CONN_CANCELLED)
  /// Credentials refused: ask the operator.
  public static let auth = Status(rawValue: CONN_AUTH)
  /// Credentials good, rights missing: ask the operator.
  public static let forbidden = Status(rawValue: CONN_FORBIDDEN)
  /// The vendor's quota is used up: come back later.
  public static let rateLimited = Status(rawValue: CONN_RATE_LIMITED)
  /// The vendor failed or could not be reached: what came is kept.
  public static let transient = Status(rawValue: CONN_TRANSIENT)
  /// A setting or the endpoint is wrong.
  public static let badConfig = Status(rawValue: CONN_BAD_CONFIG)
  /// The vendor's answer has not the promised shape.
  public static let badData = Status(rawValue: CONN_BAD_DATA)
  /// The event, account or list does not exist at the vendor.
  public static let notFound = Status(rawValue: CONN_NOT_FOUND)
  /// The cursor is not accepted any more: fetch everything.
  public static let stateInvalid = Status(rawValue: CONN_STATE_INVALID)
  /// This data type or service is not available here.
  public static let unsupported = Status(rawValue: CONN_UNSUPPORTED)
  /// A fault of the connector itself.
  public static let `internal` = Status(rawValue: CONN_INTERNAL)
}
