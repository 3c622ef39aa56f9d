import HostMapping

extension EventStore {
  /// Stores how often the fields of a data config had a value in a run that applied and was complete, instead of what was
  /// stored before.
  package func setFillRates(_ rates: [FillRate], of config: Int64) throws {
    try database.run("DELETE FROM fill_rate WHERE config=?", .integer(config))
    for (position, rate) in rates.enumerated() {
      try database.run(
        "INSERT OR REPLACE INTO fill_rate VALUES(?,?,?,?,?)", .integer(config), .text(rate.path),
        .integer(Int64(position)),
        .integer(Int64(rate.filled)), .integer(Int64(rate.received)))
    }
  }

  /// How often the fields of a data config had a value in the last good run.
  package func fillRates(of config: Int64) throws -> [FillRate] {
    try database.rows(
      "SELECT path, filled, received FROM fill_rate WHERE config=? ORDER BY position", .integer(config)
    ) { FillRate(path: $0.text(0), filled: try $0.count(1), received: try $0.count(2)) }
  }

  /// The API fields that the records of the last whole preview had, in the order in which they came; nil if there was none.
  package func seenFields(of config: Int64) throws -> [String]? {
    try database.rows(
      "SELECT seen_fields FROM run WHERE config=? AND seen_fields IS NOT NULL ORDER BY id DESC LIMIT 1",
      .integer(config)
    ) { $0.text(0).split(separator: "\n").map(String.init) }.first
  }

  /// Stores the API fields that a preview's records had, instead of those of earlier ones.
  package func setSeenFields(_ fields: [String], by preview: Int64, of config: Int64) throws {
    try database.run(
      "UPDATE run SET seen_fields=iif(id=?1, ?2, NULL) WHERE config=?3 AND (id=?1 OR seen_fields IS NOT NULL)",
      .integer(preview), .text(fields.joined(separator: "\n")), .integer(config))
  }
}
