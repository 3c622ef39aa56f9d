/// What the holder of a token may do; each may do what those before it may.
package enum Role: String, Sendable, CaseIterable, Comparable {
  /// Sees what there is.
  case viewer
  /// Previews, syncs, decides.
  case `operator`
  /// Everything.
  case admin

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  package static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }
}

/// A token as it is listed: everything but what it is.
package struct TokenEntry: Sendable, Hashable {
  package let name: String
  package let role: Role
  /// Seconds since 1970; the last use to the minute, nil if it was never used.
  package let created: Double
  package let used: Double?

  package init(name: String, role: Role, created: Double, used: Double?) {
    self.name = name
    self.role = role
    self.created = created
    self.used = used
  }
}
