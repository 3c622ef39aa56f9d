import Foundation
import HostMapping
import HostModel
import RecordJSON

/// What becomes of one record by mapping rows, as a run would see it.
struct Mapped {
  /// For each row: the JSON that is stored, `empty`, or `Left out: …`.
  let values: [String]
  /// The fingerprint of everything that the rows read.
  let fingerprint: Fingerprint128

  /// - Parameters:
  ///   - parent: the record around it, if it is an element of an exploded list.
  init(
    _ record: String, _ rows: [(from: String, transforms: [String], kind: FieldKind)], parent: String? = nil,
    language: String = "en", zone: String = "Europe/Berlin"
  ) throws {
    let names = rows.indices.map { "field\($0)" }
    let mapping = try zip(rows, names).map { row, name in
      MappingRow(
        from: try FieldSource(row.from), target: name, transforms: try row.transforms.map { try Transform($0) })
    }
    let metadata = rows.indices.map { MetadataField(fpType: .person, name: names[$0], kind: rows[$0].kind, slot: $0) }
    let fields = RecordFields(
      judged: mapping.flatMap(\.paths), others: [], explode: parent == nil ? nil : try explode())
    let compiled = CompiledMapping(
      mapping, fields: fields, metadata: metadata, zone: TimeZone(identifier: zone) ?? .gmt, language: language)
    var offer = Offer()
    var hash = RowHash(seed: (1, 2))
    try withRow(of: record, fields, parent: parent) { row in
      compiled.map(row, into: &offer)
      hash.add(row.slots, of: row.page)
    }
    fingerprint = hash.finish()
    values = names.indices.map { slot in
      if let misfit = offer.misfits.first(where: { $0.target == names[slot] }) { return "Left out: \(misfit.reason)." }
      guard case .value(let start, let end) = offer.fields[slot] else { return "\(offer.fields[slot])" }
      return String(decoding: offer.values.bytes[start..<end], as: UTF8.self)
    }
  }

  /// The only value.
  static func value(
    _ record: String, _ from: String, _ transforms: [String] = [], _ kind: FieldKind = .text, parent: String? = nil
  ) throws -> String {
    try Mapped(record, [(from, transforms, kind)], parent: parent).values[0]
  }

  /// What transforms make of a JSON value.
  static func value(of json: String, _ transforms: String..., as kind: FieldKind = .text) throws -> String {
    try value("{\"v\": \(json)}", "v", transforms, kind)
  }
}

/// Scans a record, or an element of its parent's list, as a run does.
func withRow(
  of record: String, _ fields: RecordFields, parent: String? = nil, _ body: (RecordRow) throws -> Void
) throws {
  let document = parent.map { "[{\"own\": [\(record)], \($0.dropFirst())]" } ?? "[\(record)]"
  let page = try PageBuffer(Array(document.utf8))
  let slots = RecordSlots()
  try RecordScanner().scan(page, records: .root, paths: fields.source, into: slots)
  guard let child = fields.child else { return try body(RecordRow(page: page, slots: slots.row(0))) }
  let children = RecordSlots()
  try RecordScanner().scanArray(page, slots.slot(0, fields.listIndex), paths: child, into: children)
  let combined = Array(children.row(0)) + slots.row(0)[..<fields.parentWidth]
  try combined.withUnsafeBufferPointer { try body(RecordRow(page: page, slots: $0)) }
}

/// Describe of one exploded data type: its list is `own`, its conditions are those given as JSON.
func explode(where conditions: String = "[]") throws -> DataType.Explode? {
  try Described.dataType(#""explode": {"path": "own", "key": ["k"], "where": \#(conditions)}"#).explode
}

enum Described {
  /// A data type with these members beside the required ones.
  static func dataType(_ members: String, primaryKey: String = #"["id"]"#) throws -> DataType {
    let describe = try Describe(
      document: """
        {"id": "vendor", "name": "V", "version": "1.0.0", "endpoint": {"default": "https://v.example"},
         "dataTypes": [{"id": "people", "fpType": "person", "primaryKey": \(primaryKey), \(members)}]}
        """)
    return describe.dataTypes[0]
  }
}
