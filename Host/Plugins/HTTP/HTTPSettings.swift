import HostModel

/// What a client is opened with: everything about one connection that its requests need.
package struct HTTPSettings: Sendable {
  /// `EID/CONNECTION`, for sentences.
  package var connection: String
  package var endpoint: Endpoint
  /// The hosts that describe lists, each with an optional port.
  package var hosts: [String]
  package var credentials: Credentials
  package var requestsPerMinute: Int?
  /// Gives a request to a path its turn among all that use the account; one that needs no sparing has no pace. Nil, or an
  /// answer of nil: nothing is known of others.
  package var turns: (@Sendable (_ path: String, _ pace: Pace?) -> Turn?)?
  /// What the account may spend, in words: `2,000 credits in 10 minutes`.
  package var budgetWords = ""
  /// Requests at once, 1 to 16.
  package var concurrency: Int
  package var limits: HTTPLimits
  /// The program's version, for `User-Agent`.
  package var version: String
  /// Proxy variables and `PATCHBAY_CA_FILE`, certificates that are trusted instead of the system's.
  package var environment: [String: String]
  /// Addresses for names, in libcurl's form `host:port:address`, before any name service is asked. They are checked like
  /// every other address.
  package var pinned: [String]

  package init(
    connection: String, endpoint: Endpoint, hosts: [String] = [], credentials: Credentials,
    requestsPerMinute: Int? = nil, concurrency: Int = 4, limits: HTTPLimits = HTTPLimits(), version: String,
    environment: [String: String], pinned: [String] = []
  ) {
    self.connection = connection
    self.endpoint = endpoint
    self.hosts = hosts
    self.credentials = credentials
    self.requestsPerMinute = requestsPerMinute
    self.concurrency = min(16, max(1, concurrency))
    self.limits = limits
    self.version = version
    self.environment = environment
    self.pinned = pinned
  }

  var caFile: String? { environment["PATCHBAY_CA_FILE"].flatMap { $0.isEmpty ? nil : $0 } }
}
