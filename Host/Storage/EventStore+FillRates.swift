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
    ) { FillRate(path: $0.text(0), filled: Int($0.integer(1)), received: Int($0.integer(2))) }
  }

  /// The API fields that the last preview's records had, in the order in which they came; nil if there was none.
  package func seenFields(of config: Int64) throws -> [String]? {
    try database.rows("SELECT seen_fields FROM config WHERE id=?", .integer(config)) {
      $0.isNull(0) ? nil : $0.text(0).split(separator: "\n").map(String.init)
    }.first ?? nil
  }

  /// Stores the API fields that a preview's records had.
  package func setSeenFields(_ fields: [String], of config: Int64) throws {
    try database.run(
      "UPDATE config SET seen_fields=? WHERE id=?", .text(fields.joined(separator: "\n")), .integer(config))
  }
}
