import Foundation
import HostMapping
import HostModel
import HostStorage
import RecordJSON

/// A kept preview, opened for its report: what the vendor sent, and what a sync would make of it. Everything streams; used
/// by one thread.
package final class PreviewReader {
  /// Columns of raw data at most: what a sheet could hold is more than a person reads, and each costs memory.
  package static let mostColumns = 2000

  package let run: Run
  package let config: DataConfig
  /// Target fields in the order of their slots, as the event has them now.
  package let metadata: [MetadataField]
  let store: EventStore
  let plan: SyncPlan
  let compiled: CompiledConfig
  let describe: Describe
  /// Ids whose deletion an earlier run holds.
  let heldDeletions: Set<[UInt8]>
  private let raw: RawPages
  private let problemsPath: String

  init(host: PatchbayHost, store: EventStore, config: DataConfig, run: Run) throws {
    self.store = store
    self.config = config
    self.run = run
    let file = PlanFile(home: host.home, event: config.event, run: run.id)
    plan = try file.load(problems: try store.problems(of: run.id).kept)
    let enabled: EnabledConnector
    (enabled, describe) = try host.describe(config.connector)
    guard let type = describe.dataType(config.dataType) else {
      throw RunRefused(
        "Preview \(run.id) cannot be shown: connector '\(config.connector)' has no data type '\(config.dataType)' any more."
          + " Make a new preview.")
    }
    metadata = try store.metadata(of: config.fpType)
    let connection = try store.connections().first { $0.id == config.connection }
    let describe = describe
    let settings = connection.map { host.settings(of: $0, describe) } ?? [:]
    compiled = CompiledConfig(
      dataType: type, rows: try store.mapping(of: config.id), metadata: metadata, skip: config.skip,
      endpoint: connection?.endpoint ?? "", settings: settings, event: try store.eventRow(),
      connectorDigest: enabled.digest, seed: store.seed)
    guard plan.revision == config.revision else { throw PlanStale(moved: ["the stored records"]) }
    heldDeletions = Set(try store.holds(of: config.id).filter(\.isDeletion).map { Array($0.record.utf8) })
    raw = try RawPages(reading: file.rawPath)
    problemsPath = file.problemsPath
  }

  // MARK: What the vendor sent

  /// Gives every received record, also those that are skipped, invalid or came twice, as the vendor sent it: for an
  /// exploded data type the element and the record around it, without its list.
  func forEachReceived(_ body: (_ json: UnsafeRawBufferPointer, _ parent: UnsafeRawBufferPointer?) throws -> Void)
    throws
  {
    let scanner = RecordScanner()
    let slots = RecordSlots()
    var exploded = ExplodedList(compiled)
    try raw.forEach { page in
      try scanner.scan(page, records: .root, paths: compiled.fields.source, into: slots)
      for index in 0..<slots.count {
        let record = slots.record(index)
        guard exploded != nil, record.kind == .object else {
          try body(page.rawBytes(of: record), nil)
          continue
        }
        let parent = slots.row(index)
        guard let list = try exploded?.list(in: parent) else { continue }
        try exploded?.forEachChild(of: parent, list: list, page) { child, _ in
          try body(page.rawBytes(of: child), page.rawBytes(of: record))
        }
      }
    }
  }

  /// Gives every received record as the cells of a row.
  func forEachFlat(_ body: (FlatRecord) throws -> Void) throws {
    var flat = FlatRecord()
    let list = compiled.dataType.explode?.path.steps
    try forEachReceived { json, parent in
      flat.removeAll()
      flat.add(json)
      if let parent { flat.add(parent, prefix: "^", omitting: list) }
      try body(flat)
    }
  }

  /// The API fields that the received records have, in the order in which they first come, and how many more there are
  /// than `mostColumns`.
  package func columns() throws -> (paths: [String], more: Int) {
    var seen: Set<String> = []
    var paths: [String] = []
    try forEachFlat { flat in
      for (path, _) in flat.cells where seen.insert(path).inserted && paths.count < Self.mostColumns {
        paths.append(path)
      }
    }
    return (paths, seen.count - paths.count)
  }

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
