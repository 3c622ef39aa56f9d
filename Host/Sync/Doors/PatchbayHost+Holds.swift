import HostModel
import HostStorage

extension PatchbayHost {
  /// What the guard holds, of an event or a data config.
  package func holds(_ text: String) throws -> [(
    config: DataConfig, hold: Hold, values: [(name: String, value: String)]
  )] {
    try configs(text).flatMap { store, config in
      try store.holds(of: config.id).map { hold in
        let values =
          hold.isDeletion
          ? try store.record(hold.record, of: config) : try store.heldRecord(hold.record, of: config)
        return (config, hold, values ?? [])
      }
    }
  }

  /// Applies what is held and the vendor still lacks: all of an event or a data config, or the records with these ids.
  /// Where the vendor was last asked for everything more than an hour ago it is asked first, by a sync of its own. Gives
  /// `each` every run as it ends.
  package func approve(
    _ text: String, ids: [String], progress: @escaping @Sendable (RunProgress) -> Void,
    each: (RunResult) throws -> Void
  ) throws {
    var refused: RunRefused?
    for (config, wanted) in try held(text, ids) {
      do {
        try goOn(config, wasDecided: "approved")
        try approve(config, wanted, progress, each)
      } catch let refusal as RunRefused {
        // One that cannot be approved keeps no other from it.
        refused = refused ?? refusal
      } catch let stopped as Stopped {
        guard let refused else { throw stopped }
        throw Stopped(description: "\(refused) \(stopped)")
      }
    }
    if let refused { throw refused }
  }

  /// Throws if no further data config is to be decided on: the one before was writing when the command was told to stop.
  private func goOn(_ config: DataConfig, wasDecided: String) throws {
    guard interruption.isRequested else { return }
    throw Stopped(
      description: "The command was told to stop: nothing of \(config.name) and of what comes after it was"
        + " \(wasDecided). What is held stays held.")
  }

  private func approve(
    _ config: DataConfig, _ wanted: [Hold], _ progress: @escaping @Sendable (RunProgress) -> Void,
    _ each: (RunResult) throws -> Void
  ) throws {
    try locked(config.name, .approve) { store, config in
      let asked = try store.lastJudged(config.id) ?? 0
      let decision = DecisionRun(host: self, store: store, config: config)
      guard try now - asked > Self.freshness || now < asked || mayPointAtNew(config, in: store) else {
        try each(
          decision.approve(try Self.still(wanted, in: store, config), reason: "As of the vendor's last whole answer.")
        )
        return
      }
      var sync = SyncRun(
        host: self, store: store, config: config, kind: .sync, isForced: false, wantsIncremental: false,
        progress: progress)
      sync.ignoresTheHour = true
      let synced = try sync.perform()
      try each(synced)
      guard !interruption.isRequested else {
        throw Stopped(
          description: "The command was told to stop: nothing of \(config.name) was approved. What is held stays held.")
      }
      guard (try store.lastJudged(config.id) ?? 0) > asked else {
        throw RunRefused(
          "Nothing of \(config.name) was approved: the vendor had to be asked again, and run \(synced.run.id), which did so,"
            + " could not tell what is missing. What is held stays held. Read that run's reason, then approve again.")
      }
      // The sync may have changed what the configuration says of itself.
      let current = try store.configs().first { $0.id == config.id } ?? config
      try each(
        DecisionRun(host: self, store: store, config: current).approve(
          try Self.still(wanted, in: store, config), reason: "The vendor was asked again by run \(synced.run.id)."))
    }
  }

  /// Keeps what is held from being applied: all of an event or a data config, or the records with these ids.
  package func discard(_ text: String, ids: [String], each: (RunResult) throws -> Void) throws {
    for (config, wanted) in try held(text, ids) {
      try goOn(config, wasDecided: "discarded")
      try locked(config.name, .edit) { store, config in
        let still = try Self.still(wanted, in: store, config)
        try each(DecisionRun(host: self, store: store, config: config).discard(still))
      }
    }
  }

  /// True if records came, or came back, that those of a data config may point at, since it was last run: what was held
  /// because they were missing need not leave any more.
  private func mayPointAtNew(_ config: DataConfig, in store: EventStore) throws -> Bool {
    guard let document = try hostStore().lastDescribe(of: config.connector),
      let type = try Describe(document: document).dataType(config.dataType), !type.references.isEmpty,
      let line = try store.referencesJudged(config.id)
    else { return false }
    return try store.hasArrival(inWhat: type, of: config, after: line)
  }

  /// Seconds for which the vendor's last whole answer may be acted on.
  private static let freshness = 3600.0

  /// Those of the holds that are held still, as they are now.
  private static func still(_ wanted: [Hold], in store: EventStore, _ config: DataConfig) throws -> [Hold] {
    let ids = Set(wanted.map { Array($0.record.utf8) })
    return try store.holds(of: config.id).filter { ids.contains(Array($0.record.utf8)) }
  }

  /// What is held, by data config; refuses ids of which nothing is held.
  private func held(_ text: String, _ ids: [String]) throws -> [(config: DataConfig, holds: [Hold])] {
    let wanted = Set(ids.map { Array($0.utf8) })
    var found: [(config: DataConfig, holds: [Hold])] = []
    var seen: Set<[UInt8]> = []
    for (store, config) in try configs(text) {
      let holds = try store.holds(of: config.id).filter { wanted.isEmpty || wanted.contains(Array($0.record.utf8)) }
      for hold in holds { seen.insert(Array(hold.record.utf8)) }
      if !holds.isEmpty { found.append((config, holds)) }
    }
    let unknown = ids.filter { !seen.contains(Array($0.utf8)) }
    guard unknown.isEmpty else {
      throw InputRefused(
        "Nothing is held of \(unknown.map { "'\($0)'" }.joined(separator: ", ")) in \(text). Nothing was changed. See"
          + " 'patchbay deletions list \(text)'.")
    }
    guard !found.isEmpty else { throw InputRefused("Nothing is held in \(text).") }
    return found
  }

  /// The data configs of an event, or one.
  func configs(_ text: String) throws -> [(store: EventStore, config: DataConfig)] {
    if text.contains("/") { return [try config(text, evenFrozen: true)] }
    let store = try store(text)
    return try store.configs().map { (store, $0) }
  }
}
