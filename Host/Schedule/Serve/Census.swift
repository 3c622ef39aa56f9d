/// How much there is, for metrics: taken now and then, not at each change.
package struct Census: Sendable {
  /// Data configs of this node by the word of their state.
  package var jobs: [String: Int] = [:]
  /// What waits for a person, in all events of the home.
  package var heldDeletions = 0
  package var heldCreations = 0
  /// Events whose file cannot be read.
  package var unreadable = 0
  package var running = 0
  /// Mail that waits, and mail that was given up.
  package var mails = (waiting: 0, dead: 0)
  /// Mails and reports that were left out, of which nobody was told yet.
  package var leftOut = 0
  /// Credits that are left, by connector.
  package var quotaLeft: [String: Int] = [:]

  package init(unreadable: Int = 0) { self.unreadable = unreadable }
}
