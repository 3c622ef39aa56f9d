/// Something that is wrong with a data config until a run, or a person, ends it (DESIGN §7).
package struct Trouble: Sendable, Hashable {
  /// What it is, without its numbers: the same words are the same trouble.
  package let what: String
  /// How many records, or problems, it is about.
  package var count: Int
  /// True if only a run that asks for everything can find that it has ended.
  package var needsAll: Bool

  package init(_ what: String, count: Int = 1, needsAll: Bool) {
    self.what = what
    self.count = count
    self.needsAll = needsAll
  }

  /// What waits for a person: every run knows of it, whatever it asked for.
  package static func held(deletions: Int, creations: Int) -> [Trouble] {
    [
      Trouble("held deletions", count: deletions, needsAll: false),
      Trouble("held creations", count: creations, needsAll: false),
    ].filter { $0.count > 0 }
  }

  package var isHeld: Bool { what.hasPrefix("held ") }

  /// Left by versions that knew of a run's status alone that something was wrong.
  package static func earlier(_ status: RunStatus) -> String { "earlier \(status.rawValue)" }

  package var isEarlier: Bool { what.hasPrefix("earlier ") }
}

/// What those on a list know of a data config.
package struct Told: Sendable, Hashable {
  /// What is wrong with it, each as bad as they were told, by ``Trouble/what``.
  package var troubles: [Trouble]
  /// When they were last told of a run, seconds since 1970.
  package var at: Double

  package init(_ troubles: [Trouble], at: Double) {
    self.troubles = troubles
    self.at = at
  }
}
