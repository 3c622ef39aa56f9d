/// The `--set key=value` options: facts about vendors that are disputed, and sizes.
struct Settings: Sendable {
  /// One setting: its default and what it does.
  struct Known: Sendable {
    let key: String
    let standard: String
    let summary: String
    /// The only values allowed; empty for a number or free text.
    var choices: [String] = []
    /// The whole numbers allowed; nil where the value is no number.
    var range: ClosedRange<Int>?

    static let counts = 0...1_000_000
  }

  struct Unusable: Error, Equatable { var message: String }

  private var values: [String: String] = [:]

  init(standardFor connector: ConnectorName) {
    for known in connector.settings { values[known.key] = known.standard }
  }

  init(_ pairs: [String], for connector: ConnectorName) throws(Unusable) {
    self.init(standardFor: connector)
    for pair in pairs {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2 else { throw Unusable(message: "Setting '\(pair)' has no value. Write key=value.") }
      guard let known = connector.settings.first(where: { $0.key == parts[0] }) else {
        let keys = connector.settings.map(\.key).joined(separator: ", ")
        throw Unusable(message: "Unknown setting '\(parts[0])' for \(connector.rawValue). Known are \(keys).")
      }
      guard known.choices.isEmpty || known.choices.contains(parts[1]) else {
        let choices = known.choices.joined(separator: ", ")
        throw Unusable(message: "Setting '\(known.key)' cannot be '\(parts[1])'. Possible are \(choices).")
      }
      if let range = known.range {
        guard let number = Int(parts[1]), range ~= number else {
          throw Unusable(
            message: "Setting '\(known.key)' needs a number from \(range.lowerBound) to \(range.upperBound).")
        }
      }
      values[known.key] = parts[1]
    }
  }

  subscript(key: String) -> String { values[key] ?? "" }
  func number(_ key: String) -> Int { Int(self[key]) ?? 0 }
  func words(_ key: String) -> [String] { self[key].split(separator: "+").map(String.init) }
}

/// The vendors the sandbox can be.
enum ConnectorName: String, CaseIterable, Sendable {
  case pretalx, pretix, certain

  var settings: [Settings.Known] { Self.common + own }

  private static let common: [Settings.Known] = [
    .init(key: "huge-mb", standard: "50", summary: "size of the page of fault huge-page", range: Settings.Known.counts),
    .init(key: "delay-ms", standard: "3000", summary: "wait of fault delay", range: Settings.Known.counts),
    .init(key: "slow-bytes", standard: "1024", summary: "bytes at a time of fault slow", range: Settings.Known.counts),
    .init(key: "slow-ms", standard: "50", summary: "milliseconds between them", range: Settings.Known.counts),
    .init(key: "latency-ms", standard: "0", summary: "wait before every list answer", range: Settings.Known.counts),
    .init(key: "cache-mb", standard: "256", summary: "memory for pages already written", range: Settings.Known.counts),
    .init(
      key: "rate-limit", standard: "0", summary: "requests a minute before 429; 0 for none",
      range: Settings.Known.counts),
    .init(key: "redirect-host", standard: "localhost", summary: "host name fault redirect-host leads to"),
  ]

  private var own: [Settings.Known] {
    switch self {
    case .pretalx:
      [
        .init(
          key: "page-max", standard: "250", summary: "largest page (docs say 50, 2025.2.2 gives 250)",
          range: Settings.Known.counts),
        .init(key: "limited", standard: "answers+reviews", summary: "lists that answer limited-token with 403"),
      ]
    case .pretix:
      [
        .init(
          key: "limited", standard: "orders+orderpositions+customers",
          summary: "lists that answer limited-token with 403")
      ]
    case .certain:
      [
        .init(
          key: "start-index", standard: "record", summary: "what start_index counts", choices: ["record", "page"]),
        .init(key: "empty", standard: "404", summary: "status of an empty list", choices: ["404", "200"]),
        .init(
          key: "singleton", standard: "array", summary: "how a list of one is written", choices: ["array", "object"]),
        .init(key: "max-results-limit", standard: "5000", summary: "largest page", range: Settings.Known.counts),
        .init(
          key: "max-results-default", standard: "25", summary: "page size when none is asked for",
          range: Settings.Known.counts),
        .init(
          key: "session-registrations", standard: "flat", summary: "a row per session, or per registrant",
          choices: ["flat", "nested"]),
        .init(key: "envelope-2", standard: "v1", summary: "wrapping of 2.0 lists", choices: ["v1", "bare"]),
        .init(key: "zone-hours", standard: "0", summary: "zone of zone-less times, hours east of UTC", range: -12...14),
        .init(
          key: "cancelled-active", standard: "false", summary: "isActive of cancelled registrations",
          choices: ["true", "false"]),
        .init(
          key: "wrong-event", standard: "404", summary: "status for an unknown account or event",
          choices: ["404", "403"]),
        .init(key: "callback", standard: "", summary: "name of a function wrapped around bodies (JSONP)"),
        .init(key: "limited", standard: "Supplier+speakers", summary: "objects that answer user 'limited' with 403"),
      ]
    }
  }
}
