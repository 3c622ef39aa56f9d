import HostModel

extension EventStore {
  /// The next of the numbers that are given once and never again, such as slots and the ids of data configs.
  func next(_ what: String, above used: Int64) throws -> Int64 {
    try database.rows(
      "INSERT INTO given VALUES(?1, ?2+1) ON CONFLICT DO UPDATE SET last=max(last, ?2)+1 RETURNING last", .text(what),
      .integer(used)
    ) { try $0.number(0) }.first ?? used + 1
  }

  /// Adds a metadata field in a slot of its own; part of a transaction whose end remakes the view.
  func addField(_ name: String, _ kind: FieldKind, to type: FPType) throws -> MetadataField {
    let used = try metadata(of: type).map(\.slot).max() ?? -1
    let slot = Int(try next("slot \(type.rawValue)", above: Int64(used)))
    guard MetadataField.slots.contains(slot) else { throw damaged("the last slot of a field", String(slot)) }
    try database.run(
      "INSERT INTO metadata VALUES(?,?,?,?)", .text(type.rawValue), .text(name), .text(kind.rawValue),
      .integer(Int64(slot)))
    return MetadataField(fpType: type, name: name, kind: kind, slot: slot)
  }

  /// Adds metadata fields and gives them as they are stored; part of a transaction that has looked at the others. Their
  /// names must not share a column with another's.
  package func add(_ fields: [(name: String, kind: FieldKind)], to type: FPType) throws -> [MetadataField] {
    let added = try fields.map { try addField($0.name, $0.kind, to: type) }
    try Self.rebuildView(of: type, in: database)
    return added
  }

  /// Rows of a mapping whose target field the event does not have, in the order of the mapping.
  package func unmetRows(of config: DataConfig) throws -> [MappingRow] {
    let known = try metadata(of: config.fpType)
    return try mapping(of: config.id).filter { row in
      !known.contains { $0.name.utf8.elementsEqual(row.target.utf8) }
    }
  }

  /// Their target fields.
  package func missingTargets(of config: DataConfig) throws -> [String] { try unmetRows(of: config).map(\.target) }
}
