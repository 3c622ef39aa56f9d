import RecordJSON

/// What a host saw of one call of a connector.
package struct Observation: Sendable {
  /// A request as it left the connector, placeholders not filled in.
  package struct Request: Sendable, Equatable {
    /// The method.
    package var method: String
    /// The address.
    package var url: String
    /// Header fields in the order in which they were given.
    package var headers: [String]
    /// The body.
    package var body: String
    /// `page/pages/total`: where in the vendor's list it says to stand.
    package var place: String
  }

  /// The declaration that everything was emitted.
  package struct Completion: Sendable, Equatable {
    /// What the vendor announced, nil if it did not.
    package var total: UInt64?
    /// Whether full rights were proven.
    package var fullRights: Bool
    /// Whether the vendor confirmed that there is nothing.
    package var empty: Bool
    /// Whether the vendor delivered fewer than it announced.
    package var short: Bool

    /// Puts a declaration together.
    package init(total: UInt64?, fullRights: Bool, empty: Bool = false, short: Bool = false) {
      self.total = total
      self.fullRights = fullRights
      self.empty = empty
      self.short = short
    }
  }

  /// What the call returned.
  package var status: Int32 = 0
  /// What the operator would read.
  package var sentence: String?
  /// All requests in order.
  package var requests: [Request] = []
  /// Addresses that the vendor did not expect.
  package var unexpected: [String] = []
  /// All records in order.
  package var records: [JSONTree] = []
  /// What was to be put into the records, in order.
  package var joins: [JSONTree] = []
  /// How many pages were emitted.
  package var pages = 0
  /// Keys of records said to be gone.
  package var deleted: [JSONTree] = []
  /// The last checkpoint.
  package var cursor: String?
  /// The declaration, nil if there was none.
  package var completion: Completion?
  /// Lines of the log.
  package var log: [String] = []
  /// What broke the contract.
  package var violations: [String] = []

  /// The texts at a key of all records.
  package func texts(_ key: String) -> [String] { records.map { $0[key]?.string ?? $0[key]?.text ?? "-" } }
}
