import Foundation
import HostModel
import HostStorage
import TestSupport

/// An event with one data config of people, straight in a store of its own.
final class MadeEvent {
  static let eid = "0123456789abcdef0123456789abcdef"
  private let folder: TemporaryFolder
  let home: Home
  let store: EventStore
  let config: DataConfig

  var file: String { "\(home.path)/events/\(Self.eid).db" }

  init() throws {
    folder = try TemporaryFolder()
    home = Home(path: folder.path + "/home")
    let describe = try Describe(
      document: """
        {"id": "made", "name": "Made", "version": "1.0.0", "endpoint": {"default": "https://made.example", "editable": true},
         "auth": [], "dataTypes": [{"id": "people", "fpType": "person", "primaryKey": ["id"],
           "mapping": [{"from": "name", "to": "name"}, {"from": "seats", "to": "seats", "kind": "number"}]}]}
        """)
    guard let id = EventID(Self.eid), let starts = CalendarDate("2040-12-01"), let ends = CalendarDate("2040-12-03")
    else { throw CocoaError(.coderInvalidValue) }
    store = try EventStore.create(
      Event(id: id, name: "Made", starts: starts, ends: ends, timeZone: "UTC"), in: home)
    _ = try store.add(
      Connection(name: "v", connector: "made", endpoint: "https://made.example", settings: [:]),
      presets: describe.dataTypes, sealed: [])
    guard let config = try store.configs().first else { throw CocoaError(.coderValueNotFound) }
    self.config = config
  }

  /// Writes down a run from begin to end; gives its number.
  @discardableResult
  func run(
    _ kind: RunKind = .sync, at time: Double, incremental: Bool = false, _ status: RunStatus? = nil,
    _ problems: [Problem] = [], _ body: (Int64) throws -> Void = { _ in }
  ) throws -> Int64 {
    var run = try store.begin(kind, config: config, forced: false, automatic: true, at: time)
    try body(run.id)
    run.status = status ?? (problems.isEmpty ? .completed : .partial)
    run.isIncremental = incremental
    run.finished = time + 2
    run.counts.received = incremental ? 0 : 1000
    run.counts.unchanged = run.counts.received
    try store.finish(run, problems: problems, problemCount: problems.count)
    return run.id
  }

  /// A value that does not fit.
  static func misfit(_ number: Int) -> Problem {
    Problem(
      record: "a\(number)", field: "seats",
      reason: "'about \(number)' is not a number. The value was left out; what is stored stays.")
  }
}
