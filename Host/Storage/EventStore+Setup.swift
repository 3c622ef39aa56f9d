import HostModel
import RecordJSON

extension EventStore {
  /// What a person decided of a data config, as it is stored now.
  package func setup(of config: DataConfig) throws -> RunSetup {
    let connection = try connections().first { $0.id == config.connection }
    return RunSetup(
      mapping: try mapping(of: config.id), skip: config.skip, dedupe: config.dedupe,
      settings: connection?.settings ?? [:], endpoint: connection?.endpoint ?? "")
  }

  /// What the last run that a person applied was made with, and its number; nil if there was none.
  package func appliedSetup(of config: Int64) throws -> (run: Int64, setup: RunSetup)? {
    try database.rows("SELECT run, setup FROM applied_setup WHERE config=?", .integer(config)) {
      (run: try $0.number(0), setup: try runSetup($0.text(1)))
    }.first
  }

  /// Writes down what a run that a person applied was made with. Part of the transaction that applies it.
  package func setAppliedSetup(_ setup: RunSetup, run: Int64, of config: Int64) throws {
    try database.run(
      "INSERT OR REPLACE INTO applied_setup VALUES(?,?,?)", .integer(config), .integer(run),
      .text(Self.json(setup).text))
  }

  /// A setup as it is kept.
  package static func json(_ setup: RunSetup) -> JSONTree {
    .object([
      .init("mapping", json(setup.mapping)), .init("skip", .array(setup.skip.map(\.json))),
      .init("dedupe", setup.dedupe.map { .string($0.text) } ?? .null),
      .init("settings", .string(json(setup.settings))), .init("endpoint", .string(setup.endpoint)),
    ])
  }

  /// Reads what `json` gave.
  package func runSetup(_ text: String) throws -> RunSetup {
    guard let json = try? JSONTree.parse(text), let mapping = json["mapping"], let skip = json["skip"],
      let settings = json["settings"]?.string, let endpoint = json["endpoint"]?.string
    else { throw damaged("what a run was made with", text) }
    return RunSetup(
      mapping: try rows(mapping.text), skip: try conditions(skip.text),
      dedupe: try json["dedupe"]?.string.map { try dedupe($0) }, settings: try self.settings(settings),
      endpoint: endpoint)
  }
}

extension EventStore {
  /// The data configs of which a person has applied a run, each with whether its connection still has the endpoint of then,
  /// and the keys of its settings that have another value now.
  package func appliedPlaces() throws -> [Int64: (isSame: Bool, changed: Set<String>)] {
    let rows = try database.rows(
      """
      SELECT s.config, json_extract(s.setup, '$.endpoint') = n.endpoint, json_extract(s.setup, '$.settings'), n.settings
      FROM applied_setup s JOIN config c ON c.id=s.config JOIN connection n ON n.id=c.connection
      """
    ) { row in
      let (old, new) = (row.text(2), row.text(3))
      guard old != new else { return (try row.number(0), (row.integer(1) != 0, Set<String>())) }
      let (then, now) = (try settings(old), try settings(new))
      let changed = Set(then.keys).union(now.keys).filter { then[$0] != now[$0] }
      return (try row.number(0), (row.integer(1) != 0, changed))
    }
    return Dictionary(rows) { first, _ in first }.mapValues { (isSame: $0.0, changed: $0.1) }
  }
}
