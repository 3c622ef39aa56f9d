import HostModel
import RecordJSON

extension EventStore {
  /// Stores mappings instead of those that data configs have, each as its newest version; gives the numbers of these
  /// versions. The first time, the mapping that a data config had is written down as version 1. Part of a transaction.
  @discardableResult
  package func replaceMappings(
    _ mappings: [(config: Int64, rows: [MappingRow])], who: String, what: String, at now: Double
  ) throws -> [Int64] {
    try mappings.map { config, rows in try replaceMapping(of: config, with: rows, who: who, what: what, at: now) }
  }

  private func replaceMapping(
    of config: Int64, with rows: [MappingRow], who: String, what: String, at now: Double
  ) throws -> Int64 {
    var newest = try newestMappingVersion(of: config)
    if newest == 0 {
      newest = 1
      try insert(
        MappingVersion(number: 1, made: now, who: "", what: "preset", rows: try mapping(of: config)), of: config)
    }
    try insert(MappingVersion(number: newest + 1, made: now, who: who, what: what, rows: rows), of: config)
    try database.run("DELETE FROM mapping WHERE config=?", .integer(config))
    for (position, row) in rows.enumerated() {
      try database.run(
        "INSERT INTO mapping VALUES(?,?,?,?,?,?)", .integer(config), .text(row.target), .integer(Int64(position)),
        .text(row.from.description), .text(Self.text(row.transforms)), .text(row.mode.rawValue))
    }
    return newest + 1
  }

  /// The number of the newest version that was written down, 0 if there is none.
  package func newestMappingVersion(of config: Int64) throws -> Int64 {
    try database.rows(
      "SELECT coalesce(max(version), 0) AS version FROM mapping_version WHERE config=?", .integer(config)
    ) {
      try $0.number(0)
    }.first ?? 0
  }

  /// Every mapping that the data config has had, oldest first; empty if it still has its preset.
  package func mappingVersions(of config: Int64) throws -> [MappingVersion] {
    try database.rows(
      "SELECT version, made, who, what, mapping FROM mapping_version WHERE config=? ORDER BY version", .integer(config)
    ) {
      MappingVersion(
        number: try $0.number(0), made: try $0.time(1), who: $0.text(2), what: $0.text(3), rows: try rows($0.text(4)))
    }
  }

  private func insert(_ version: MappingVersion, of config: Int64) throws {
    let rows = Self.json(version.rows)
    try database.run(
      "INSERT INTO mapping_version VALUES(?,?,?,?,?,?)", .integer(config), .integer(version.number),
      .real(version.made), .text(version.who), .text(version.what), .text(rows.text))
  }

  /// The rows of a mapping as they are stored whole.
  static func json(_ rows: [MappingRow]) -> JSONTree {
    .array(
      rows.map { row in
        .array([
          .string(row.from.description), .string(row.target), .string(text(row.transforms)),
          .string(row.mode.rawValue),
        ])
      })
  }

  func rows(_ text: String) throws -> [MappingRow] {
    try (JSONTree.parse(text).elements ?? []).map { row in
      guard let parts = row.elements?.compactMap(\.string), parts.count == 4, let mode = MappingMode(rawValue: parts[3])
      else { throw damaged("a version of a mapping", row.text) }
      return MappingRow(
        from: try FieldSource(parts[0]), target: parts[1], transforms: try Self.transforms(parts[2]), mode: mode)
    }
  }

  /// Transforms as they are stored: a line each.
  static func text(_ transforms: [Transform]) -> String { transforms.map(\.description).joined(separator: "\n") }

  static func transforms(_ text: String) throws -> [Transform] {
    try text.split(separator: "\n").map { try Transform(String($0)) }
  }
}
