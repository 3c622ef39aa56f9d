import HostModel

// What runs found that a person should look at. A problem that lasts is one row, however many runs find it: without that a
// thousand values that never fit would be a hundred thousand rows a day.
extension EventStore {
  /// Problems kept for one run; the rest is only counted.
  package static let problemsKept = 1000

  /// `last` of a problem that the newest run of its series has.
  private static let open = SQLValue.integer(.max)

  /// Writes down the problems of a run that ended, part of the transaction that says so: those that the run before it in its
  /// series had too go on, the others of that one end, new ones begin. What they say of a record's field quotes its value,
  /// and is kept only while the change log keeps values.
  func write(_ problems: [Problem], of run: Run) throws {
    let place = try database.rows("SELECT config, series FROM run WHERE id=?", .integer(run.id)) {
      (config: SQLValue.integer($0.integer(0)), series: SQLValue.text($0.text(1)))
    }.first
    guard let place else { return }
    // Newest first, so that of equal ones the oldest is taken first.
    var going: [[UInt8]: [Int64]] = [:]
    let rows = try database.rows(
      "SELECT id, rid, field, reason FROM problem_span WHERE config=? AND series=? AND last=? ORDER BY id DESC",
      place.config, place.series, Self.open
    ) { (try $0.number(0), Self.bytes($0.text(1), $0.text(2), $0.text(3))) }
    for (id, problem) in rows { going[problem, default: []].append(id) }
    let keepsWords = try problems.isEmpty || (run.finished ?? run.started) < eventRow().historyEnd
    for (position, problem) in problems.prefix(Self.problemsKept).enumerated() {
      let quotes = !problem.record.isEmpty && !problem.field.isEmpty
      let words = quotes && !keepsWords ? Self.notKept : problem.reason
      if going[Self.bytes(problem.record, problem.field, words)]?.popLast() != nil { continue }
      try database.run(
        "INSERT INTO problem_span(config, series, first, position, rid, field, reason) VALUES(?,?,?,?,?,?,?)",
        place.config, place.series, .integer(run.id), .integer(Int64(position)), .text(problem.record),
        .text(problem.field), .text(words))
    }
    for id in going.values.joined() {
      try database.run(
        "UPDATE problem_span SET last=?, closed=? WHERE id=?", .integer(run.id - 1), .real(run.finished ?? run.started),
        .integer(id))
    }
  }

  /// By which problems are the same: texts would be, that are only spelt alike.
  private static func bytes(_ record: String, _ field: String, _ words: String) -> [UInt8] {
    Array("\(record)\u{0}\(field)\u{0}\(words)".utf8)
  }

  /// The kept problems of a run, and how many there were.
  package func problems(of run: Int64) throws -> (kept: [Problem], count: Int) {
    let kept = try database.rows(
      "SELECT rid, field, reason FROM problem WHERE run=? ORDER BY position, id", .integer(run)
    ) { Problem(record: $0.text(0), field: $0.text(1), reason: $0.text(2)) }
    let count = try database.rows("SELECT problems FROM run WHERE id=?", .integer(run)) { try $0.count(0) }.first
    return (kept, count ?? 0)
  }

  /// What the newest full sync that applied says of a record's fields: that run, and reasons by field.
  package func problems(ofRecord record: [UInt8], in config: Int64) throws -> (run: Int64, byField: [String: String]) {
    let newest =
      try database.rows(
        """
        SELECT id FROM run WHERE config=? AND kind='sync' AND status IN ('completed', 'partial') AND NOT incremental
        ORDER BY id DESC LIMIT 1
        """, .integer(config)
      ) { $0.integer(0) }.first ?? 0
    let rows = try database.rows(
      """
      SELECT field, reason FROM problem_span WHERE config=?1 AND rid=?2 AND last=?3 AND field<>''
        AND series=(SELECT series FROM run WHERE id=?4)
      ORDER BY id
      """, .integer(config), .text(String(decoding: record, as: UTF8.self)), Self.open, .integer(newest)
    ) { (field: $0.text(0), reason: $0.text(1)) }
    return (newest, Dictionary(rows.map { ($0.field, $0.reason) }) { $1 })
  }
}
