/// What a connector is, what it asks operators for, and what it can fetch; the host reads it as one JSON document, whose
/// members PluginAPI/README.md lists.
public struct Describe: Sendable {
  /// Short id, `[a-z][a-z0-9-]{1,31}`; the file is `lib<id>.so`.
  public var id: String
  /// Shown to operators.
  public var name: String
  /// Who runs the API.
  public var vendor: String
  /// The connector's version, semantic.
  public var version: String
  /// Where requests go.
  public var endpoint: Endpoint
  /// Host names beside the endpoint's that may be asked.
  public var hosts: [String]
  /// Credential fields.
  public var auth: [FormField]
  /// Settings.
  public var settings: [FormField]
  /// Requests a minute the vendor allows; nil: as fast as it answers.
  public var requestsPerMinute: Int?
  /// What one account may ask in a window of time; nil: nothing is counted.
  public var quota: Quota?
  /// Requests at once, 1 if nil.
  public var concurrency: Int?
  /// What can be fetched.
  public var dataTypes: [DataType]

  /// Puts a description together.
  public init(
    id: String, name: String, vendor: String, version: String, endpoint: Endpoint, hosts: [String] = [],
    auth: [FormField], settings: [FormField] = [], requestsPerMinute: Int? = nil, quota: Quota? = nil,
    concurrency: Int? = nil, dataTypes: [DataType]
  ) {
    self.id = id
    self.name = name
    self.vendor = vendor
    self.version = version
    self.endpoint = endpoint
    self.hosts = hosts
    self.auth = auth
    self.settings = settings
    self.requestsPerMinute = requestsPerMinute
    self.quota = quota
    self.concurrency = concurrency
    self.dataTypes = dataTypes
  }

  /// How much one account may ask: credits in any window of so many seconds. The host counts for all connections with the
  /// same credentials, and leaves the last fifth to people.
  public struct Quota: Sendable {
    let credits: Int
    let seconds: Int
    let perCall: Int
    let calls: [(path: String, credits: Int)]

    /// - Parameters:
    ///   - perCall: what a call costs that no rule of `calls` names.
    ///   - calls: what calls cost whose path ends so; `*` stands for any one part: `/registrants/*`.
    public init(credits: Int, seconds: Int, perCall: Int = 1, calls: [(path: String, credits: Int)] = []) {
      self.credits = credits
      self.seconds = seconds
      self.perCall = perCall
      self.calls = calls
    }
  }

  /// The address that requests are sent to.
  public struct Endpoint: Sendable {
    let url: String
    let isEditable: Bool
    let help: String

    /// One address for everybody.
    public static func fixed(_ url: String) -> Endpoint { Endpoint(url: url, isEditable: false, help: "") }

    /// An address that an administrator may change, for vendors that can be self-hosted.
    public static func editable(_ url: String, help: String) -> Endpoint {
      Endpoint(url: url, isEditable: true, help: help)
    }
  }
}
