import Foundation
import HostModel
import HostStorage

extension PatchbayHost {
  /// How a sync was asked for.
  package struct SyncOptions: Sendable {
    /// Ask the vendor again within an hour, or after three crashes.
    package var isForced = false
    /// Use the stored cursor where the connector has one, as automatic runs do.
    package var isIncremental = false

    package init() {}
  }

  /// Fetches a data config and says what a sync would do; keeps the plan for `apply`.
  package func preview(_ name: String, progress: @escaping @Sendable (RunProgress) -> Void) throws -> RunResult {
    try run(name, .preview, SyncOptions(), progress) { try $0.perform() }
  }

  /// Fetches a data config and applies what came.
  package func sync(
    _ name: String, _ options: SyncOptions, progress: @escaping @Sendable (RunProgress) -> Void
  ) throws -> RunResult {
    try run(name, .sync, options, progress) { try $0.perform() }
  }

  /// Applies a kept preview without asking the vendor again.
  package func apply(
    plan: Int64, of name: String, progress: @escaping @Sendable (RunProgress) -> Void
  ) throws -> RunResult {
    try run(name, .sync, SyncOptions(), progress) { try $0.apply(plan: plan) }
  }

  /// Syncs every data config of an event in the order of their prerequisites; a type that failed stops its dependants,
  /// not the rest. Gives those that were left out because their connection is frozen.
  @discardableResult
  package func syncAll(
    _ event: String, _ options: SyncOptions, progress: @escaping @Sendable (RunProgress) -> Void,
    each: (RunResult) throws -> Void
  ) throws -> [DataConfig] {
    let all = try store(event).configs()
    var failed: Set<String> = []
    for config in ordered(all.filter { $0.frozen == nil }) {
      // The one before was writing when it was told to stop.
      if interruption.isRequested {
        throw Stopped(
          description: "The command was told to stop: \(config.name) and what comes after it were not synced.")
      }
      let requires = requirements(of: config)
      let broken = requires.filter { failed.contains("\(config.connection)/\($0)") }
      if !broken.isEmpty {
        failed.insert("\(config.connection)/\(config.dataType)")
        try each(
          try refuse(config, "\(config.name) needs \(broken.joined(separator: ", ")), which failed. It was not run."))
        continue
      }
      let result: RunResult
      do {
        result = try sync(config.name, options, progress: progress)
      } catch {
        // One that cannot even begin, or whose store fails, must not keep the others from running.
        result = try refuse(config, String(describing: error), error is RunRefused ? .refused : .failed)
      }
      if result.run.status == .failed || result.run.status == .refused && result.refusal != .early {
        failed.insert("\(config.connection)/\(config.dataType)")
      }
      try each(result)
      if [.cancelled, .interrupted].contains(result.run.status) { break }
    }
    return all.filter { $0.frozen != nil }
  }

  private func ordered(_ configs: [DataConfig]) -> [DataConfig] {
    var done: [DataConfig] = []
    var waiting = configs
    while !waiting.isEmpty {
      let ready = waiting.filter { config in
        let requires = requirements(of: config)
        return !waiting.contains { $0.connection == config.connection && requires.contains($0.dataType) }
      }
      // A circle of requirements cannot be ordered: take the rest as it is, each run says what it misses.
      let next = ready.isEmpty ? waiting : ready
      done += next
      waiting.removeAll { config in next.contains(config) }
    }
    return done
  }

  /// The data types that must have been synced before this one; none if its connector is not enabled, which its run says.
  private func requirements(of config: DataConfig) -> [String] {
    (try? describe(config.connector))?.describe.dataType(config.dataType)?.requires ?? []
  }

  /// Writes down a run that could not even begin; one that began has its row already.
  private func refuse(
    _ config: DataConfig, _ reason: String, _ status: RunStatus = .refused, kind: RunKind = .sync,
    _ options: SyncOptions = SyncOptions()
  ) throws -> RunResult {
    let store = try EventStore.open(config.event, in: home)
    let last = try store.runs(of: config.id, limit: 1).first
    if status == .failed, let last, last.status == .failed, last.reason == reason {
      return try refused(last, of: config, in: store)
    }
    var run = try store.begin(kind, config: config, forced: options.isForced, at: now)
    run.status = status
    run.reason = reason
    run.finished = now
    try store.finish(run, problems: [], problemCount: 0)
    return try refused(run, of: config, in: store)
  }

  private func refused(_ run: Run, of config: DataConfig, in store: EventStore) throws -> RunResult {
    RunResult(
      run: run, problems: [], problemCount: 0, createdExamples: [], updatedExamples: [], fault: nil,
      fetched: run.started,
      stored: nil)
  }

  private func run(
    _ name: String, _ kind: RunKind, _ options: SyncOptions, _ progress: @escaping @Sendable (RunProgress) -> Void,
    _ body: (SyncRun) throws -> RunResult
  ) throws -> RunResult {
    do {
      return try locked(name, kind, waiting: { progress(.waiting(for: $0)) }) { store, config in
        try body(
          SyncRun(
            host: self, store: store, config: config, kind: kind, isForced: options.isForced,
            wantsIncremental: options.isIncremental, progress: progress))
      }
    } catch let refusal as RunRefused where refusal.cause == .busy {
      // Refused like any other, so written down like any other; unless the other run is writing all that time.
      guard let result = try? refuse(config(name).config, refusal.description, kind: kind, options) else {
        throw refusal
      }
      return result
    }
  }

  /// Does something that only one process at a time may do with a data config.
  func locked<Result>(
    _ name: String, _ kind: RunKind, waiting: (String) -> Void = { _ in },
    _ body: (EventStore, DataConfig) throws -> Result
  ) throws -> Result {
    let found = try config(name).config
    return try whileIdle([found], kind.withArticle, waiting: waiting) {
      // Another run may have applied while this one waited, or the event's file may be another by now.
      let store = try EventStore.open(found.event, in: home)
      guard let config = try store.configs().first(where: { $0.id == found.id && $0.name == found.name }) else {
        throw InputRefused("\(found.name) was removed while this run waited.")
      }
      try tidyBeforeRun(store)
      return try body(store, config)
    }
  }

  /// The runs of a data config, or of an event, newest first, at most so many.
  package func runs(_ text: String, limit: Int) throws -> [Run] {
    if text.contains("/") {
      let (store, config) = try config(text, evenFrozen: true)
      try noteCutOff(in: store)
      return try store.runs(of: config.id, limit: limit)
    }
    let store = try store(text)
    try noteCutOff(in: store)
    return try store.runs(limit: limit)
  }

  /// One run with its problems and with what its connector said; `event` may be left out if the number is unique in this
  /// home.
  package func run(_ id: Int64, event: String?) throws -> (run: Run, problems: [Problem], count: Int) {
    var (store, run) = try storedRun(id, event: event)
    run.output = try store.output(of: id)
    let problems = try store.problems(of: id)
    return (run, problems.kept, problems.count)
  }
}
