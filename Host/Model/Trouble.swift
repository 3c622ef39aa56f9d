/// Something that is wrong with a data config until a run, or a person, ends it (DESIGN §7).
package struct Trouble: Sendable, Hashable {
  /// What a trouble is about, by the names under which it is stored.
  package enum Kind: String, Sendable {
    /// A run that failed, was refused or was cut: `what` says how and why.
    case ended
    /// Some records, whatever is wrong with each.
    case records
    /// A field of all records, which `what` names.
    case field
    /// The list as a whole: `what` says why.
    case list
    /// More than are told apart.
    case others
    /// What waits for a person: every run knows of it, whatever it asked for.
    case held
    /// Left by versions that knew of a run's status alone, which is `what`, that so much was wrong or held.
    case earlier
  }

  package let kind: Kind
  /// What it is, without its numbers: the same words of the same kind are the same trouble.
  package let what: String
  /// How many records, or problems, it is about.
  package var count: Int
  /// True if only a run that asks for everything can find that it has ended.
  package var needsAll: Bool

  package init(_ kind: Kind, _ what: String = "", count: Int = 1, needsAll: Bool) {
    self.kind = kind
    self.what = what
    self.count = count
    self.needsAll = needsAll
  }

  package static func held(deletions: Int, creations: Int) -> [Trouble] {
    [
      Trouble(.held, "deletions", count: deletions, needsAll: false),
      Trouble(.held, "creations", count: creations, needsAll: false),
    ].filter { $0.count > 0 }
  }

  /// True if the two differ in their numbers alone.
  package func isSame(as other: Trouble) -> Bool { kind == other.kind && what == other.what }
}

/// What those on a list know of a data config.
package struct Told: Sendable, Hashable {
  /// What is wrong with it, each as bad as they were told, in the order in which each was last found.
  package var troubles: [Trouble]
  /// When they were last told of a run, seconds since 1970.
  package var at: Double

  package init(_ troubles: [Trouble], at: Double) {
    self.troubles = troubles
    self.at = at
  }
}
