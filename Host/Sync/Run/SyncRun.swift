import Foundation
import HostMapping
import HostModel
import HostPlugins
import HostStorage
import RecordJSON

/// One run of one data config, from the vendor to the report: fetch → slice → map → validate → dedupe → diff → guard →
/// plan → apply. A preview stops at the plan.
struct SyncRun {
  let host: PatchbayHost
  let store: EventStore
  let config: DataConfig
  let kind: RunKind
  let isForced: Bool
  let wantsIncremental: Bool
  /// True if it does not matter how long ago the last manual sync was.
  var ignoresTheHour = false
  /// What an automatic run uses instead of what is set now; nil for a run that a person asked for.
  var applied: (run: Int64, setup: RunSetup)?
  /// Told the run's number when it is written down that it goes on.
  var began: (Int64) -> Void = { _ in }
  let progress: @Sendable (RunProgress) -> Void
  /// What the connector says meanwhile.
  let heard = Heard()

  var isAutomatic: Bool { applied != nil }

  /// Runs; the caller holds the config's lock.
  func perform() throws -> RunResult {
    let started = host.now
    // Before anything else: the vendor's first page will have to wait for it.
    let stored = StoredPrints(of: config, in: host.home)
    defer { stored.stop() }
    try store.markInterrupted(config: config.id, at: started)
    var run = try store.begin(kind, config: config, forced: isForced, automatic: isAutomatic, at: started)
    run.isIncremental = wantsIncremental
    began(run.id)
    host.interruption.begin()
    defer { host.interruption.end() }
    do {
      return try perform(&run, stored)
    } catch let taken as RunTaken {
      // Whoever took its place has written down how it ended.
      run = try store.run(run.id) ?? run
      run.reason = taken.description
      return result(run, nil)
    }
  }

  private func perform(_ run: inout Run, _ stored: StoredPrints) throws -> RunResult {
    do {
      let (enabled, describe) = try host.describe(config.connector)
      // First: to wait for an hour, or to force it, would not help a connector that may not run.
      try checkHealth(of: enabled)
      try checkMayRun(at: run.started, describe)
      let setup = try applied?.setup ?? store.setup(of: config)
      var job = try job(enabled, describe, setup)
      job.isAutomatic = isAutomatic
      let access = VendorAccess(job.connection, describe, isAutomatic: isAutomatic)
      var plan = try plan(job, setup, &run, stored)
      plan.credentials = access.credentials
      return try conclude(plan, setup, &run, enabled, access)
    } catch let moved as ConnectionMoved {
      // Of an automatic run as of one that was cut off: it is made again, and nobody needs to be told.
      return try end(&run, isAutomatic ? .cancelled : .refused, moved.sentence(isAutomatic: isAutomatic))
    } catch let refusal as RunRefused {
      var result = try end(&run, .refused, refusal.description)
      result.refusal = refusal.cause
      return result
    } catch let refusal as InputRefused {
      return try end(&run, .refused, refusal.description)
    } catch let failure as ConnectorFailure {
      return try end(&run, .failed, failure.sentence)
    } catch is RunCancelled {
      // What a person did not want is not what the end of the program cut off.
      guard host.interruption.wished == .person else {
        let again = isAutomatic ? "It runs again with the host." : "Run it again."
        return try end(
          &run, .interrupted, "Its program was ended before everything had come. Nothing was applied. \(again)")
      }
      return try end(
        &run, .cancelled,
        "It was told to stop before everything had come. Nothing was applied. Run it again when it may end.")
    } catch {
      // The store may be what failed; then the row stays open and the next run marks it interrupted.
      var result: RunResult
      do { result = try end(&run, .failed, String(describing: error)) } catch let end {
        throw end is RunTaken ? end : error
      }
      if error is VaultError { result.fault = VendorFault(kind: .credentials, sentence: result.run.reason) }
      return result
    }
  }

  // MARK: The straight line

  private func plan(
    _ job: FetchJob, _ setup: RunSetup, _ run: inout Run, _ stored: StoredPrints
  ) throws -> SyncPlan {
    let started = run.started
    let compiled = try host.compile(config, setup, in: store, job.enabled, job.describe)
    let type = compiled.dataType
    let isKept = kind == .preview
    let file = PlanFile(home: host.home, event: config.event, run: run.id)
    // A database that came back from a backup counts its runs from there: what a run of this number left is no one's.
    file.remove()
    let spool = Spool(path: file.spoolPath, isKept: isKept)
    let raw = isKept ? try RawPages(path: file.rawPath) : nil
    var sieve = try raw.map { try RawSieve($0, store: store, config: config, compiled: compiled) }
    let differ = Differ(
      store: store, config: config, compiled: compiled, spool: spool,
      log: isKept ? try ProblemLog(path: file.problemsPath) : nil)
    let before = try store.progress(of: config.id)
    let again = JudgedAgain(compiled, since: before)
    differ.earlier = again.earlier
    let mayBeIncremental = wantsIncremental && compiled.dataType.incremental
    // Everything is asked for when anything that can change an outcome changed.
    var cursor =
      mayBeIncremental && again.moves.isEmpty && before.cursorOutcome == compiled.outcome.bytes ? before.cursor : nil
    // What came the first time, if it was not what the vendor announced: then there is something, whatever it says the
    // second time.
    var first: Reading?
    let known = before.repeats
    while true {
      // Also of one that fails: how much it asked for says what it could have found.
      run.isIncremental = cursor != nil
      let intake = PageIntake(differ: differ, isIncremental: cursor != nil)
      try raw?.removeAll()
      let (end, tombstones) = try fetch(job, type, compiled, cursor, into: intake, differ, stored) {
        try sieve?.keep($0)
      }
      let reading = intake.reading(end)
      let maker = PlanMaker(
        differ: differ, intake: intake, isIncremental: cursor != nil, reading: reading, knownRepeats: known,
        completeness: cursor == nil
          ? Completeness(reading, after: first, of: type, known: known)
          : Completeness(ofChanges: reading, known: known),
        now: started, tombstones: tombstones,
        isAutomatic: isAutomatic, holdsAbsences: isAutomatic && job.event.doorsTime.contains(started))
      switch end.outcome {
      case .connectorFailed(let sentence, let isCrash):
        throw ConnectorFailure(sentence: try noteCrash(sentence, isCrash: isCrash, job.enabled))
      case .refused(let sentence): throw RunRefused(sentence)
      case .cancelled: throw RunCancelled()
      case .cursorRefused where cursor != nil:
        cursor = nil
        try differ.restart()
        continue
      case .cursorRefused:
        throw ConnectorFailure(
          sentence: "\(config.connector) refused a cursor that it was not given. Nothing was applied.")
      case .complete where cursor == nil && first == nil && Completeness.asksAgain(reading, known: known):
        first = reading
        progress(.fetchingAgain)
        try differ.restart()
        continue
      case .complete where intake.isEmpty && cursor == nil && first != nil:
        throw ConnectorFailure(sentence: contradiction(of: first?.total, first?.received ?? 0))
      case .complete where intake.isEmpty && cursor == nil && !end.confirmedEmpty && end.total != 0:
        throw ConnectorFailure(
          sentence:
            "\(config.name): the vendor answered with an empty list and nothing confirmed that it is really empty."
            + " Nothing was changed. Check the event's settings at the vendor, then try again.")
      default:
        try raw?.keep()
        var plan = try maker.make(end)
        plan.isIncremental = cursor != nil
        if cursor == nil, plan.isApplicable, let words = again.sentence(differ, wasUnasked: mayBeIncremental) {
          plan.reason = .joined([plan.reason, words])
        }
        return plan
      }
    }
  }

  private func contradiction(of total: UInt64?, _ received: Int) -> String {
    let announced = total.map { " of the \($0.grouped) that it announced" } ?? ""
    return
      "\(config.name): the vendor delivered \(received.grouped)\(announced), and when it was asked once more it answered"
      + " that there are none. Nothing was changed. Try again later."
  }

  // MARK: After

  func conclude(
    _ plan: SyncPlan, _ setup: RunSetup, _ run: inout Run, _ enabled: EnabledConnector, _ access: VendorAccess
  ) throws -> RunResult {
    run.isIncremental = plan.isIncremental
    run.output = heard.output
    if kind == .sync, plan.isApplicable {
      progress(.applying(records: plan.counts.created + plan.counts.updated))
      run.status = plan.status
      run.reason = try [plan.reason.did, waiting(enabled)].filter { !$0.isEmpty }.joined(separator: " ")
      run.counts = plan.counts
      run.finished = host.now
      try PlanApplier(store: store, config: config, access: access).apply(
        plan, as: run, by: isAutomatic ? nil : setup)
    } else {
      let facts = kind == .preview && plan.isApplicable ? try keep(plan, setup, of: run, enabled) : nil
      run.status = plan.status
      run.reason = kind == .preview ? plan.reason.would : plan.reason.did
      run.counts = plan.isApplicable ? plan.counts : RunCounts()
      run.finished = host.now
      try store.database.write {
        // What a cut one saw is not all that there is.
        if let facts, plan.isComplete { try store.setSeenFields(facts.seen.paths, by: run.id, of: config.id) }
        try store.finish(run, problems: plan.problems, problemCount: plan.problemCount)
      }
    }
    let hasApplied = kind == .sync && plan.isApplicable
    // What applied was let in by the vendor.
    if hasApplied, plan.isComplete { try? store.endCredentialWait(of: config.connection) }
    return after(result(run, plan), hasApplied: hasApplied) { result in
      if plan.fault == nil { try host.hostStore().recordSuccess(digest: enabled.digest, config: config.name) }
      result.kept = try KeptList(store: store, config: config) { kind == .preview ? try plan.endings() : [] }
    }
  }

  /// What an automatic run did not use, because no person has applied it yet.
  private func waiting(_ enabled: EnabledConnector) throws -> String {
    guard let applied else { return "" }
    let login = try Describe(document: enabled.describe).loginKeys
    let newer = try store.setup(of: try store.configs().first { $0.id == config.id } ?? config)
      .differences(from: applied.setup, login: login)
    guard !newer.isEmpty else { return "" }
    return
      "It used what run \(applied.run) was made with: a newer \(newer.joined(separator: " and ")) waits for a sync by hand."
  }

  /// Does what follows a run that is written down: if that fails, it is told beside the result, and the run, which may
  /// have applied, is not taken for a failed one.
  func after(_ result: RunResult, hasApplied: Bool, _ body: (inout RunResult) throws -> Void) -> RunResult {
    result.following { result in
      // What previews kept is of no use any more, and it is people's data.
      if hasApplied {
        // Longer than any plan is kept.
        let previews = try store.previews(of: config.id, since: host.now - 2 * PlanFile.lifetime)
        PlanFile.removeAll(of: config, previews: previews, in: host.home)
      }
      try body(&result)
    }
  }

  func end(_ run: inout Run, _ status: RunStatus, _ reason: String) throws -> RunResult {
    // What a preview that failed had kept is no plan, and may be what fills the disk.
    if kind == .preview { PlanFile(home: host.home, event: config.event, run: run.id).remove() }
    run.status = status
    run.reason = reason
    // Nothing was applied, whatever was planned.
    run.counts = RunCounts()
    run.output = heard.output
    run.finished = host.now
    try store.finish(run, problems: [], problemCount: 0)
    return result(run, nil)
  }

  func result(_ run: Run, _ plan: SyncPlan?) -> RunResult {
    RunResult(
      run: run, problems: plan?.problems ?? [], problemCount: plan?.problemCount ?? 0,
      createdExamples: plan?.createdExamples ?? [], updatedExamples: plan?.updatedExamples ?? [], fault: plan?.fault,
      fetched: plan?.fetched ?? run.started,
      stored: plan.map { $0.live + (kind == .sync ? run.counts.created - run.counts.deleted : 0) })
  }
}

/// A connector that failed, so that nothing of its run may apply.
struct ConnectorFailure: Error {
  let sentence: String
}
