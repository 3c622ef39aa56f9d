import HostModel

// What is said and stored of a record that goes (DESIGN §2, rule 11).
extension EventStore {
  /// Takes an id out of what runs of a data config said, wherever it stands as a word of its own.
  package func unname(_ record: [UInt8], in config: Int64) throws {
    let id = String(decoding: record, as: UTF8.self)
    let problems = try database.rows(
      "SELECT id, reason FROM problem_span WHERE instr(reason, ?1)>0 AND config=?2", .text(id), .integer(config)
    ) { (id: try $0.number(0), words: $0.text(1)) }
    for problem in problems {
      try database.run(
        "UPDATE problem_span SET reason=? WHERE id=?", .text(NamedText.without(id, problem.words)), .integer(problem.id)
      )
    }
    let runs = try database.rows(
      "SELECT id, reason FROM run WHERE instr(reason, ?1)>0 AND config=?2", .text(id), .integer(config)
    ) { (run: try $0.number(0), words: $0.text(1)) }
    for run in runs {
      try database.run(
        "UPDATE run SET reason=? WHERE id=?", .text(NamedText.without(id, run.words)), .integer(run.run))
    }
  }

  /// Forgets which fields the last previews of a connection saw, where an id is among their names: a vendor may have an
  /// object by it.
  package func forgetFields(named record: [UInt8], ofConnection connection: Int64) throws {
    try database.run(
      """
      UPDATE run SET seen_fields=NULL
      WHERE instr(seen_fields, ?2)>0 AND config IN (SELECT id FROM config WHERE connection=?1)
      """, .integer(connection), .text(String(decoding: record, as: UTF8.self)))
  }

  /// Forgets what was said of a record by runs of a data config, be nothing else known of it there.
  package func forgetProblems(of record: [UInt8], in config: Int64) throws {
    try database.run(
      "DELETE FROM problem_span WHERE config=? AND rid=?", .integer(config),
      .text(String(decoding: record, as: UTF8.self)))
  }

  /// Every id that something is said or stored of in a data config, with the values and the references that stand beside
  /// it, if any: once for each place where it stands.
  package func forEachMention(
    of config: Int64, _ body: (_ id: [UInt8], _ values: [UInt8], _ references: [UInt8]) throws -> Void
  ) throws {
    let statement = try database.statement(
      """
      SELECT s.rid, p.body, s.refs FROM state s LEFT JOIN payload p ON p.n=s.n WHERE s.config=?1
      UNION ALL SELECT rid, body, refs FROM hold WHERE config=?1
      UNION ALL SELECT rid, body, refs FROM pending WHERE config=?1
      UNION ALL SELECT rid, CASE slot WHEN -1 THEN offered END, hold_refs FROM kept WHERE config=?1
      UNION ALL SELECT rid, NULL, NULL FROM change WHERE config=?1 AND kind<>1 AND kind>=5
      UNION ALL SELECT rid, NULL, NULL FROM problem_span WHERE config=?1
      """)
    statement.bind(config, at: 1)
    defer { statement.reset() }
    while try statement.step() { try body(statement.blob(0), statement.blob(1), statement.blob(2)) }
  }
}
