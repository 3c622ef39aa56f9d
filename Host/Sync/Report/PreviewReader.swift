import Foundation
import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// A kept preview, opened for its report: what the vendor sent, and what a sync would make of it, all as it was when the
/// preview was made. Everything streams, nothing is written; used by one thread.
package final class PreviewReader {
  /// Columns of raw data at most.
  package static let mostColumns = SeenFields.most

  package let run: Run
  package let config: DataConfig
  /// Target fields in the order of their slots, as the event had them then.
  package let metadata: [MetadataField]
  let store: EventStore
  let plan: SyncPlan
  let compiled: CompiledConfig
  let facts: PreviewFacts
  /// Ids whose deletion an earlier run holds.
  let heldDeletions: Set<[UInt8]>
  /// Those of them that the plan neither ends nor makes anew.
  let standingDeletions: Set<[UInt8]>
  private let received: ReceivedRecords
  private let problemsPath: String

  init(host: PatchbayHost, store: EventStore, config: DataConfig, run: Run) throws {
    self.store = store
    self.config = config
    self.run = run
    let file = PlanFile(home: host.home, event: config.event, run: run.id)
    facts = try file.facts(config, in: store)
    plan = try file.load(problems: try store.problems(of: run.id).kept, in: store)
    for part in [PlanFile.Part.raw, .problems] { try file.check(part, in: store) }
    metadata = facts.metadata
    compiled = try host.compile(
      config, facts.setup, metadata: facts.metadata, in: store,
      EnabledConnector(id: config.connector, digest: "", source: "", describe: facts.describe, abiMinor: 0),
      Describe(document: facts.describe))
    guard plan.revision == config.revision else { throw PlanStale(moved: ["the stored records"]) }
    heldDeletions = Set(try store.holds(of: config.id).filter(\.isDeletion).map { Array($0.record.utf8) })
    standingDeletions = heldDeletions.subtracting(plan.released)
    received = ReceivedRecords(pages: try RawPages(reading: file.rawPath), compiled: compiled)
    problemsPath = file.problemsPath
  }

  // MARK: What the vendor sent

  /// Gives every received record as the cells of a row, but for those that were erased or name one that was.
  func forEachFlat(_ body: (FlatRecord) throws -> Void) throws {
    var flat = FlatRecord()
    let list = compiled.dataType.explode?.path.scanned
    try received.forEach { json, parent, _ in
      guard !json.elementsEqual(RawSieve.leftOut) else { return }
      flat.removeAll()
      flat.add(json)
      if let parent { flat.add(parent, prefix: "^", omitting: list) }
      try body(flat)
    }
  }

  /// How many received records, or parents of an exploded list, are not shown: erased, or they name a record that was.
  package func recordsLeftOut() throws -> Int {
    var count = 0
    try received.forEach { json, _, _ in if json.elementsEqual(RawSieve.leftOut) { count += 1 } }
    return count
  }

  /// The API fields that the received records have, in the order in which they first come, and how many more there are
  /// than `mostColumns`.
  package var columns: (paths: [String], more: Int) { (facts.seen.paths, facts.seen.more) }

  /// Gives every received record as one value for each column, nil where it has none.
  package func forEachRow(of columns: [String], _ body: ([JSONTree?]) throws -> Void) throws {
    let places = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    let blank: [JSONTree?] = Array(repeating: nil, count: columns.count)
    try forEachFlat { flat in
      var row = blank
      for (path, value) in flat.cells {
        if let place = places[path] { row[place] = value }
      }
      try body(row)
    }
  }

  /// Gives every record that came twice, with what was said of it.
  package func forEachDuplicate(_ body: (Problem) throws -> Void) throws {
    try ProblemLog.forEach(in: problemsPath) { if $0.isDuplicate { try body($0) } }
  }

  /// Gives everything else that a person should look at.
  package func forEachProblem(_ body: (Problem) throws -> Void) throws {
    try ProblemLog.forEach(in: problemsPath) { if !$0.isDuplicate { try body($0) } }
  }
}
