import Foundation

/// What of the host itself decides what becomes of a vendor's values: the product's, or another for a test.
package struct HostRules: Sendable {
  package var revisions: Revisions
  /// What is known of a time zone by its IANA name. That changes with governments: see `ZoneOffsets`.
  package var zone: @Sendable (String) -> TimeZone?

  package init(
    revisions: Revisions = .product, zone: @escaping @Sendable (String) -> TimeZone? = { TimeZone(identifier: $0) }
  ) {
    self.revisions = revisions
    self.zone = zone
  }
}
