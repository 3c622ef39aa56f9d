/// How a data config is synced by itself: how often, from when, until when (DESIGN §7).
package struct AutoSync: Sendable, Hashable {
  /// Whole minutes between two runs.
  package let every: Int
  /// The first and the last day on which runs start, in the event's zone; nil for at once, and for the third day after the
  /// event's end.
  package let from: CalendarDate?
  package let until: CalendarDate?
  /// When it was switched on, or last changed, in seconds since 1970.
  package let since: Double

  /// How often it may be, in minutes: vendors throttle, and a day without a run is no auto-sync.
  package static let frequencies = 15...1440
  package static let usual = 60
  /// Days after the event's last day on which runs still start, unless a person says otherwise.
  package static let daysAfterEnd = 3

  package init(every: Int, from: CalendarDate?, until: CalendarDate?, since: Double) {
    self.every = every
    self.from = from
    self.until = until
    self.since = since
  }

  /// 00:00 of the day after the last one on which runs start, in the event's zone, in seconds since 1970.
  package func stop(ends: CalendarDate, timeZone: String) -> Double {
    until.map { $0.start(plus: 1, in: timeZone) } ?? ends.start(plus: Self.daysAfterEnd + 1, in: timeZone)
  }

  /// Reads `15m`, `90`, `2h`, `1d`; nil if it is no whole number of minutes, hours or days that may be.
  package static func minutes(_ text: String) -> Int? {
    let unit = ["m": 1, "h": 60, "d": 1440][text.suffix(1).lowercased()]
    let digits = unit == nil ? text[...] : text.dropLast()
    guard !digits.isEmpty, digits.count <= 4, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(digits)
    else { return nil }
    let minutes = number * (unit ?? 1)
    return frequencies.contains(minutes) ? minutes : nil
  }

  /// `every 15 minutes`, `every 2 hours`, `every day`.
  package var words: String {
    switch every {
    case 1440: "every day"
    case 60: "every hour"
    case let minutes where minutes % 60 == 0: "every \(minutes / 60) hours"
    default: "every \(every) minutes"
    }
  }
}

/// What a data config is told by for good: its name changes with its connection's.
package struct JobKey: Sendable, Hashable {
  package let event: EventID
  package let config: Int64

  package init(event: EventID, config: Int64) {
    self.event = event
    self.config = config
  }

  package var text: String { "\(event)-\(config)" }
}

/// What became of the automatic runs of a data config since its auto-sync was last switched on or changed, as far as it
/// says when the next one is.
package struct JobHistory: Sendable, Hashable {
  /// When the last one started, and when it ended; nil if there was none, and while it runs.
  package var started: Double?
  package var ended: Double?
  /// Runs in a row, the last one included, that failed.
  package var failures: Int
  /// Runs in a row, the last one included, that were cut off: by a crash, by a node that went away.
  package var interruptions: Int
  /// True if the vendor refused the last one because of the credentials.
  package var wasRefused: Bool

  package init(
    started: Double? = nil, ended: Double? = nil, failures: Int = 0, interruptions: Int = 0, wasRefused: Bool = false
  ) {
    self.started = started
    self.ended = ended
    self.failures = failures
    self.interruptions = interruptions
    self.wasRefused = wasRefused
  }
}

/// The jobs of a connection wait, for the vendor refused its credentials or rights.
package struct CredentialWait: Sendable, Hashable {
  /// When the vendor said so, in seconds since 1970.
  package var since: Double
  /// How often the host has asked again since then, and when it last did.
  package var checks: Int
  package var lastCheck: Double?

  package init(since: Double, checks: Int = 0, lastCheck: Double? = nil) {
    self.since = since
    self.checks = checks
    self.lastCheck = lastCheck
  }
}
