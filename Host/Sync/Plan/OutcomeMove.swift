import HostMapping

/// Something in which two outcome versions differ.
enum OutcomeMove: Equatable {
  /// What a person can change, or what is known of zones, or the connector.
  case part(String)
  /// The host's own code: `number` has this revision now.
  case revision(Revisions.Used)
  /// What versions are made of: the other was made by a program that knew other parts.
  case form

  /// True if it moves by an upgrade of the program or of the connector, and not because a person changed the configuration.
  var isUpgrade: Bool {
    switch self {
    case .part(let name): name == "connector" || name == OutcomeVersion.zones
    case .revision, .form: true
    }
  }

  /// What moved, as a plan that is refused says it.
  var subject: String {
    switch self {
    // Another zone, other clocks in it, or an event that takes place when they go otherwise.
    case .part(OutcomeVersion.zones): "the time zone at the event's dates"
    case .part(let name): "the \(name)"
    case .revision, .form: "patchbay itself"
    }
  }

  /// What records are judged again by.
  var reason: String {
    switch self {
    case .part: subject
    case .revision(let used): "\(used.name) \(used.number)"
    case .form: "this version of patchbay"
    }
  }
}

extension OutcomeVersion {
  /// Parts that say which of the host's own code is used.
  private static let usingParts = ["mapping", "metadata", "skip rule"]

  /// In what it differs from an earlier version, revisions first.
  func moves(from earlier: OutcomeVersion) -> [OutcomeMove] {
    let now = Dictionary(revisions.map { ($0.name, $0.number) }) { first, _ in first }
    let before = Dictionary(earlier.revisions.map { ($0.name, $0.number) }) { first, _ in first }
    let hashes = Dictionary(earlier.parts.map { ($0.name, $0.hash) }) { first, _ in first }
    let moved = parts.filter { part in hashes[part.name].map { $0 != part.hash } ?? false }.map(\.name)
    // Another mapping, kind or rule uses other code: what only one of the versions uses was not revised between them.
    let usesOther = moved.contains { Self.usingParts.contains($0) }
    // What was never revised is named by neither.
    var moves: [OutcomeMove] = Set(now.keys).union(before.keys).sorted().compactMap { name in
      if usesOther, now[name] == nil || before[name] == nil { return nil }
      let number = now[name] ?? 1
      return number == before[name] ?? 1 ? nil : .revision(Revisions.Used(name: name, number: number))
    }
    moves += moved.map { .part($0) }
    if Set(parts.map(\.name)) != Set(hashes.keys) { moves.append(.form) }
    return moves
  }
}
