import HostModel

/// Whether those on a list are told of a run: a pure function (DESIGN §7).
package enum TellRule {
  /// What they are told.
  package enum Kind: String, Sendable {
    /// What a sync did, for those who want to know of each.
    case report
    /// It went wrong: for the first time, for another cause, or for more records.
    case failure
    /// It is still as wrong as a day ago.
    case again
    /// It is right again.
    case recovery
  }

  /// Ten minutes less than a day: what runs daily does so a little earlier or later, and would skip a day.
  static let day = 86_400.0 - 600

  /// - Parameters:
  ///   - told: what they were last told, nil for nothing.
  ///   - now: how the run ended.
  package static func kind(_ occasion: SubscriberList.Occasion, told: Told?, now: Told) -> Kind? {
    // One that was stopped, or cut off, is run again, and what then happens is told.
    guard ![.running, .cancelled, .interrupted].contains(now.status) else { return nil }
    switch occasion {
    case .never: return nil
    case .any: return .report
    case .error: break
    }
    guard isBad(now.status) else { return told.map { isBad($0.status) } ?? false ? .recovery : nil }
    guard let told, isBad(told.status) else { return .failure }
    if told.status != now.status || told.cause != now.cause || now.count > told.count { return .failure }
    // Also if the clock was put back behind the last mail.
    return now.at - told.at >= day || now.at < told.at ? .again : nil
  }

  package static func isBad(_ status: RunStatus) -> Bool {
    [.failed, .incomplete, .partial, .refused].contains(status)
  }

  /// A run's reason without its numbers, and with the servers alone of its addresses, so that another page of the same failure
  /// is no other cause. That an upgrade had records judged again is none at all.
  package static func cause(_ reason: String) -> String {
    let told = reason.replacing(/\ ?Judged again by [^:]*: [0-9,]+ changed\./, with: "")
    let places = told.replacing(/https?:\/\/([^\s\/'"?#]+)[^\s'"]*/) { $0.output.1 }
    return String(places.replacing(/[0-9][0-9,.:]*/, with: "#").prefix(500))
  }
}
