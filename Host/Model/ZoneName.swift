import Foundation

/// Names of time zones that operators may write: IANA names with a region, and UTC.
package enum ZoneName {
  /// Foundation's list lacks names such as Asia/Kolkata and Etc/UTC, which it reads all the same; names without a region
  /// (EST, GMT+3) are offsets without summer time and are refused.
  package static func isKnown(_ name: String) -> Bool {
    if name == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(name) { return true }
    return name.contains("/") && TimeZone(identifier: name) != nil
  }

  /// ` Did you mean 'Europe/Zurich'?`, or nothing.
  package static func suggestion(for name: String) -> String {
    Spelling.suggestion(for: name, among: TimeZone.knownTimeZoneIdentifiers)
  }
}
