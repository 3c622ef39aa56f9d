import HostModel
import RecordJSON

extension EventStore {
  /// All data configs of the event, by connection and then in the connector's order.
  package func configs() throws -> [DataConfig] {
    try database.rows(
      """
      SELECT c.id, c.connection, n.name, n.connector, c.data_type, c.fp_type, c.skip, c.limit_many, c.limit_some,
        c.limit_percent, c.revision, c.dedupe, n.frozen
      FROM config c JOIN connection n ON n.id=c.connection ORDER BY n.name, c.id
      """
    ) { row in
      DataConfig(
        id: try row.number(0), event: event, connection: try row.number(1), connectionName: row.text(2),
        connector: row.text(3), dataType: row.text(4), fpType: try value(row.text(5), of: "an fp_type"),
        skip: try conditions(row.text(6)), dedupe: row.isNull(11) ? nil : try dedupe(row.text(11)),
        limits: GuardLimits(
          many: try row.whole(7, in: GuardLimits.counts), some: try row.whole(8, in: GuardLimits.counts),
          percent: try row.whole(9, in: GuardLimits.percents)),
        revision: try row.number(10), frozen: try row.optionalTime(12))
    }
  }

  /// The mapping of a data config, in its order.
  package func mapping(of config: Int64) throws -> [MappingRow] {
    try database.rows(
      "SELECT source, target, transforms, mode FROM mapping WHERE config=? ORDER BY position", .integer(config)
    ) { ($0.text(0), $0.text(1), $0.text(2), $0.text(3)) }
    .map { source, target, transforms, mode in
      MappingRow(
        from: try FieldSource(source), target: target,
        transforms: try Self.transforms(transforms),
        mode: try value(mode, of: "a mapping mode"))
    }
  }

  /// The target fields of an fp_type, by slot.
  package func metadata(of type: FPType) throws -> [MetadataField] {
    try database.rows("SELECT name, kind, slot FROM metadata WHERE fp_type=? ORDER BY slot", .text(type.rawValue)) {
      MetadataField(
        fpType: type, name: $0.text(0), kind: try value($0.text(1), of: "a metadata kind"),
        slot: try $0.whole(2, in: MetadataField.slots))
    }
  }

  /// What a later run starts from: the cursor with the outcome it was made under, the last applied run, the last manual
  /// sync that completed, the last full one, what all records were judged under, and how many records the vendor counts each
  /// time that it delivers them.
  package func progress(of config: Int64) throws -> ConfigProgress {
    try database.rows(
      "SELECT cursor, cursor_outcome, applied_run, manual_at, full_at, judged_version, repeats FROM config WHERE id=?",
      .integer(config)
    ) {
      ConfigProgress(
        cursor: $0.isNull(0) ? nil : $0.blob(0), cursorOutcome: $0.isNull(1) ? nil : $0.blob(1),
        appliedRun: try $0.optionalNumber(2), lastManual: try $0.optionalTime(3), lastFull: try $0.optionalTime(4),
        version: $0.isNull(5) ? nil : try version($0.text(5)), repeats: $0.isNull(6) ? nil : try $0.count(6))
    }.first ?? ConfigProgress()
  }

  /// Remakes the view of an fp_type: id, connection, data_type, then one column per metadata field.
  static func rebuildView(of type: FPType, in database: Database) throws {
    let fields = try database.rows(
      "SELECT name, slot FROM metadata WHERE fp_type=? ORDER BY slot", .text(type.rawValue)
    ) { ($0.text(0), try $0.whole(1, in: MetadataField.slots)) }
    let columns = fields.map { ", json_extract(p.body, '$[\($0.1)]') AS \(quoted($0.0))" }.joined()
    try database.execute("DROP VIEW IF EXISTS \(quoted(type.rawValue))")
    try database.execute(
      """
      CREATE VIEW \(quoted(type.rawValue)) AS
      SELECT s.rid AS id, n.name AS connection, c.data_type AS data_type\(columns)
      FROM config c JOIN connection n ON n.id=c.connection JOIN state s ON s.config=c.id JOIN payload p ON p.n=s.n
      WHERE s.status=1 AND c.fp_type='\(type.rawValue)'
      """)
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  /// Reads a stored skip rule. One that cannot be read is damage: a sync without it would bring back whoever it keeps out.
  func conditions(_ text: String) throws(StoreError) -> [Condition] {
    guard case .array(let items) = try? JSONTree.parse(Array(text.utf8)) else { throw damaged("a skip rule", text) }
    var conditions: [Condition] = []
    for item in items {
      guard let condition = try? Condition(item, at: "skip") else { throw damaged("a skip rule", item.text) }
      conditions.append(condition)
    }
    return conditions
  }

  private func version(_ text: String) throws(StoreError) -> JSONTree {
    guard let version = try? JSONTree.parse(text) else { throw damaged("what records were judged under", text) }
    return version
  }

  func dedupe(_ text: String) throws(StoreError) -> DedupeRule {
    guard let rule = DedupeRule(text) else { throw damaged("a dedupe rule", text) }
    return rule
  }

  /// One of the values of an enumeration, by its raw value.
  private func value<Value: RawRepresentable<String>>(_ text: String, of what: String) throws(StoreError) -> Value {
    guard let value = Value(rawValue: text) else { throw damaged(what, text) }
    return value
  }

  /// What is stored cannot be read; guessing would change what becomes of records.
  package func damaged(_ what: String, _ text: String) -> StoreError {
    .damaged(path: database.path, detail: "\(what) in it cannot be read: \(text.prefix(100))")
  }
}

/// Where a data config stands between runs.
package struct ConfigProgress: Sendable {
  package var cursor: [UInt8]?
  package var cursorOutcome: [UInt8]?
  package var appliedRun: Int64?
  /// Seconds since 1970.
  package var lastManual: Double?
  /// When the vendor was asked by the newest run that asked for everything and got all that there was, in seconds since
  /// 1970. What the vendor lacks may have been judged longer ago, or never, where a connector cannot prove that it sees all.
  package var lastFull: Double?
  /// The version of everything that can change an outcome, by part, under which all records were last judged; without any
  /// where that was not written down by part yet, nil where none were.
  package var version: JSONTree?
  /// How many records the vendor counts each time that it delivers them, if a reading was repeated to find out.
  package var repeats: Int?
}

extension EventStore {
  /// How often runs changed the stored records of a data config.
  package func revision(of config: Int64) throws -> Int64 {
    try database.rows("SELECT revision FROM config WHERE id=?", .integer(config)) { try $0.number(0) }.first ?? 0
  }

  /// Writes down that a run applied: the config's revision, the run, the cursor if there is a new one, when a person
  /// started it, and when the vendor was asked: if it was judged what the vendor lacks, and if everything was asked for and
  /// came. Then all records were judged under this version. And how many records the vendor was found to count each time that
  /// it delivers them.
  package func completeApply(
    config: Int64, run: Int64, cursor: [UInt8]?, outcome: [UInt8], version: JSONTree, manualAt: Double?,
    judgedAt: Double?, fullAt: Double?, keepsCursor: Bool, repeats: Int?
  ) throws {
    try database.run("UPDATE config SET revision=revision+1, applied_run=? WHERE id=?", .integer(run), .integer(config))
    if let judgedAt {
      try database.run("UPDATE config SET judged_at=? WHERE id=?", .real(judgedAt), .integer(config))
    }
    if let fullAt {
      if cursor == nil, keepsCursor { try keepCursor(of: config, judgedBy: version, outcome) }
      try database.run(
        "UPDATE config SET full_at=?, judged_version=? WHERE id=?", .real(fullAt), .text(version.text), .integer(config)
      )
    } else {
      // Of what a first run brought that the vendor cut, all was judged.
      try database.run(
        "UPDATE config SET judged_version=? WHERE id=? AND judged_version IS NULL", .text(version.text),
        .integer(config))
    }
    if let cursor {
      try database.run(
        "UPDATE config SET cursor=?, cursor_outcome=? WHERE id=?", .blob(cursor), .blob(outcome), .integer(config))
    }
    if let repeats {
      try database.run("UPDATE config SET repeats=? WHERE id=?", .integer(Int64(repeats)), .integer(config))
    }
    if let manualAt {
      try database.run("UPDATE config SET manual_at=? WHERE id=?", .real(manualAt), .integer(config))
    }
  }

  /// Lets the cursor go on that a full run could not move, as all that is stored came and was judged by its version; else
  /// every run would have to be full for as long as that lasts. What another file of the connector wrote down may mean something else.
  private func keepCursor(of config: Int64, judgedBy version: JSONTree, _ outcome: [UInt8]) throws {
    let before =
      try database.rows("SELECT judged_version FROM config WHERE id=?", .integer(config)) {
        $0.isNull(0) ? nil : try? JSONTree.parse($0.text(0))
      }.first ?? nil
    let isOurs = before.map { $0["parts"]?["connector"] == version["parts"]?["connector"] } ?? false
    try database.run(
      isOurs
        ? "UPDATE config SET cursor_outcome=?2 WHERE id=?1 AND cursor IS NOT NULL"
        : "UPDATE config SET cursor=NULL WHERE id=?1 AND ?2 IS NOT NULL", .integer(config), .blob(outcome))
  }

  /// Writes down up to which line of the change log a data config's records were judged by what they point at; nil: the
  /// next run looks at all of them.
  package func setReferencesJudged(upTo line: Int64?, of config: Int64) throws {
    // A kept plan may know more lines than there are since some were removed.
    try database.run(
      "UPDATE config SET references_at=min(?, (SELECT coalesce(max(id), 0) FROM change)) WHERE id=?",
      line.map { .integer($0) } ?? .null, .integer(config))
  }

  /// Counts a change of stored records that no sync made, so that plans made before it are refused.
  package func bumpRevision(of config: Int64) throws {
    try database.run("UPDATE config SET revision=revision+1 WHERE id=?", .integer(config))
  }

  /// Stores how many deletions a data config lets through at once.
  package func setLimits(_ limits: GuardLimits, of config: Int64) throws {
    try database.run(
      "UPDATE config SET limit_many=?, limit_some=?, limit_percent=? WHERE id=?", .integer(Int64(limits.many)),
      .integer(Int64(limits.some)), .integer(Int64(limits.percent)), .integer(config))
  }

  /// Stores which records a data config does not want, and which of two with the same id counts: nil for the preset.
  package func setRules(skip: [Condition], dedupe: DedupeRule?, of config: Int64) throws {
    try database.run(
      "UPDATE config SET skip=?, dedupe=? WHERE id=?", .text(JSONTree.array(skip.map(\.json)).text),
      SQLValue(dedupe?.text), .integer(config))
  }
}
