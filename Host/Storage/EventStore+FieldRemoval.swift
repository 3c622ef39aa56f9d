import HostModel

// A metadata field goes with every value that was ever stored in it.
extension EventStore {
  /// How many records hold a value in a field: stored ones, live or not, and those that are held or wait.
  package func recordsHolding(_ field: MetadataField) throws -> Int {
    try database.rows(
      """
      SELECT count(*) FROM (
        SELECT s.config, s.rid FROM config c JOIN state s ON s.config=c.id JOIN payload p ON p.n=s.n
        WHERE c.fp_type=?1 AND json_extract(p.body, ?2) IS NOT NULL
        UNION SELECT h.config, h.rid FROM config c JOIN hold h ON h.config=c.id
        WHERE c.fp_type=?1 AND h.kind=2 AND json_extract(h.body, ?2) IS NOT NULL
        UNION SELECT w.config, w.rid FROM config c JOIN pending w ON w.config=c.id
        WHERE c.fp_type=?1 AND json_extract(w.body, ?2) IS NOT NULL)
      """, .text(field.fpType.rawValue), .text("$[\(field.slot)]")
    ) { try $0.count(0) }.first ?? 0
  }

  /// Where values stand, as arrays by slot: table, column, and which rows are of the fp_type `?1`.
  private static let arrays = [
    ("payload", "body", "n IN (SELECT s.n FROM config c JOIN state s ON s.config=c.id WHERE c.fp_type=?1)"),
    ("hold", "body", "kind=2 AND config IN (SELECT id FROM config WHERE fp_type=?1)"),
    ("pending", "body", "config IN (SELECT id FROM config WHERE fp_type=?1)"),
    ("kept", "offered", "slot=-1 AND config IN (SELECT id FROM config WHERE fp_type=?1)"),
  ]

  /// Removes a field with every value that was ever stored in it, in one transaction; gives how many records lost one.
  ///
  /// The caller sees to it that no run of the fp_type is under way, which would write into the slot again. `plans` are
  /// previews that may hold its values.
  package func remove(_ field: MetadataField, stalePlans plans: [Int64]) throws -> Int {
    try database.write {
      let count = try recordsHolding(field)
      let type = SQLValue.text(field.fpType.rawValue)
      // SQLite's functions take texts and numbers over as they stand, so that the other values keep their bytes.
      for (table, column, rows) in Self.arrays {
        try database.run(
          """
          UPDATE \(table) SET \(column)=json_replace(\(column), ?2, json('null'))
          WHERE \(rows) AND json_extract(\(column), ?2) IS NOT NULL
          """, type, .text("$[\(field.slot)]"))
      }
      try database.run(
        """
        UPDATE change SET fields=json_remove(fields, ?2)
        WHERE fields IS NOT NULL AND config IN (SELECT id FROM config WHERE fp_type=?1)
          AND json_type(fields, ?2) IS NOT NULL
        """, type, .text("$.\"\(field.slot)\""))
      for table in ["kept", "untaken"] {
        try database.run(
          "DELETE FROM \(table) WHERE slot=?2 AND config IN (SELECT id FROM config WHERE fp_type=?1)", type,
          .integer(Int64(field.slot)))
      }
      try database.run(
        "DELETE FROM problem_span WHERE field=?2 AND config IN (SELECT id FROM config WHERE fp_type=?1)", type,
        .text(field.name))
      try database.run("DELETE FROM metadata WHERE fp_type=? AND slot=?", type, .integer(Int64(field.slot)))
      try Self.rebuildView(of: field.fpType, in: database)
      try markStale(plans, whole: false)
      try leaveTraces()
      return count
    }
  }
}
