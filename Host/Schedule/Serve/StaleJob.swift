import HostModel

/// What says whether a data config has had a good run lately: facts for an alarm.
package struct StaleJob: Sendable {
  package let key: JobKey
  package let name: String
  package let autoSync: AutoSync
  /// When runs could first start, in seconds since 1970.
  package let since: Double
  /// Lists that are told of it.
  package let lists: [Int64]
  package let lastGood: Double?
  /// True if no run starts any more.
  package let isOver: Bool
  /// Why the next run is not simply at its time, as a sentence, or empty.
  package let reason: String
}

/// A run of which those who are to be told have not been.
package struct UntoldRun: Sendable, Hashable {
  package let event: EventID
  package let run: Int64
  /// Since when nobody else is at it, in seconds since 1970.
  package let since: Double
}
