import Foundation
import HostMapping
import HostModel
import HostPlugins
import HostStorage
import RecordJSON

// `sync --plan`: a preview's plan, kept and applied later.
extension SyncRun {
  /// Keeps the plan of a preview with what the preview was made with and saw.
  func keep(
    _ plan: SyncPlan, _ setup: RunSetup, of run: Run, _ enabled: EnabledConnector
  ) throws -> PreviewFacts {
    let file = PlanFile(home: host.home, event: config.event, run: run.id)
    let metadata = try store.metadata(of: config.fpType)
    let compiled = try host.compile(
      config, setup, metadata: metadata, in: store, enabled, Describe(document: enabled.describe))
    let facts = PreviewFacts(
      setup: setup, metadata: metadata, describe: enabled.describe,
      seen: try SeenFields(of: ReceivedRecords(pages: RawPages(reading: file.rawPath), compiled: compiled)),
      seenBefore: try store.seenFields(of: config.id))
    try file.save(plan, facts, in: store)
    return facts
  }

  /// Applies what a preview fetched, without asking the vendor again.
  func apply(plan id: Int64) throws -> RunResult {
    let started = host.now
    try store.markInterrupted(config: config.id, at: started)
    var run = try store.begin(.sync, config: config, forced: isForced, at: started)
    // What is writing ends as planned.
    host.interruption.begin()
    defer { host.interruption.end() }
    do {
      guard let preview = try store.run(id), preview.config == config.name, preview.kind == .preview else {
        throw RunRefused("Run \(id) is no preview of \(config.name). See 'patchbay runs list \(config.name)'.")
      }
      let (enabled, describe) = try host.describe(config.connector)
      let file = PlanFile(home: host.home, event: config.event, run: id)
      guard let connection = try store.connections().first(where: { $0.id == config.connection }) else {
        throw RunRefused("The connection of \(config.name) is gone.")
      }
      try checkUnmoved(file.origin(in: store), connection, enabled, describe)
      let plan = try file.load(problems: try store.problems(of: id).kept, in: store)
      guard started - plan.fetched <= PlanFile.lifetime else {
        throw RunRefused("Plan \(id) is older than 24 hours. Make a new preview.")
      }
      let asked = Date(timeIntervalSince1970: plan.fetched).formatted(.iso8601)
      run.reason = Said.joined([Said("As of \(asked), from preview \(id)."), plan.reason]).did
      run.status = plan.status
      run.counts = plan.counts
      run.finished = host.now
      progress(.applying(records: plan.counts.created + plan.counts.updated))
      let access = VendorAccess(connection, describe)
      try PlanApplier(store: store, config: config, access: access).apply(
        plan, as: run, by: store.setup(of: config), countsHour: false)
      return after(result(run, plan), hasApplied: true) { $0.kept = try KeptList(store: store, config: config) }
    } catch let refusal as RunRefused {
      return try end(&run, .refused, refusal.description)
    } catch let stale as PlanStale {
      return try end(&run, .refused, stale.description)
    } catch let moved as ConnectionMoved {
      return try end(&run, .refused, PlanStale(moved: moved.moved.map { "the \($0)" }).description)
    } catch {
      _ = try? end(&run, .failed, String(describing: error))
      throw error
    }
  }

  private func checkUnmoved(
    _ origin: (outcome: OutcomeVersion, limits: GuardLimits, credentials: Int64, revision: Int64),
    _ connection: Connection, _ enabled: EnabledConnector, _ describe: Describe
  ) throws {
    guard describe.dataType(config.dataType) != nil else { throw PlanStale(moved: ["the connector"]) }
    let compiled = try host.compile(config, in: store, enabled, describe)
    var moved: [String] = []
    for move in compiled.outcome.moves(from: origin.outcome) where !moved.contains(move.subject) {
      moved.append(move.subject)
    }
    if origin.credentials != connection.credentialRevision { moved.append("the credentials") }
    // What was let through may be held by now.
    if origin.limits != config.limits { moved.append("the deletion limits") }
    if origin.revision != config.revision { moved.append("the stored records") }
    guard moved.isEmpty else { throw PlanStale(moved: moved) }
  }
}
