import Foundation
import HostMapping
import HostModel
import HostStorage

/// The live records of an fp_type as a table with the columns of its view.
package struct RecordTable: Sendable {
  /// A metadata field.
  package struct Field: Sendable, Equatable {
    /// As the view names it: a field called `id` is `id:1`.
    package let column: String
    package let kind: FieldKind
    let slot: Int
  }

  /// A record; valid during the call that gives it.
  package struct Row: ~Copyable {
    package let id: UnsafeRawBufferPointer
    package let connection: String
    package let dataType: String
    fileprivate let body: UnsafeRawBufferPointer
    fileprivate let ranges: [Range<Int>]

    /// The value of a field as canonical JSON; nil if it has none.
    package func json(_ field: Field) -> UnsafeRawBufferPointer? {
      guard ranges.indices.contains(field.slot) else { return nil }
      let value = UnsafeRawBufferPointer(rebasing: body[ranges[field.slot]])
      return value.elementsEqual(StoredValues.null) ? nil : value
    }
  }

  /// What every record has, before its fields.
  package static let fixedColumns = ["id", "connection", "data_type"]

  package let type: FPType
  package let fields: [Field]
  /// The event's.
  package let zone: TimeZone
}

extension PatchbayHost {
  /// Opens the live records of an fp_type, or of one data config of it: `body` gets the table and a walk over its records,
  /// by config and then by id, which ends when its closure says false. All is of one moment, whatever is synced meanwhile.
  package func recordTable<Result>(
    _ event: String, _ type: String, config: String?,
    _ body: (RecordTable, (_ each: (borrowing RecordTable.Row) throws -> Bool) throws -> Void) throws -> Result
  ) throws -> Result {
    let store = try store(event)
    return try store.snapshot {
      let (fpType, configs) = try configs(in: store, type, config)
      let metadata = try store.metadata(of: fpType)
      var taken = Set(RecordTable.fixedColumns)
      let fields = metadata.map { field in
        RecordTable.Field(column: Self.column(field.name, &taken), kind: field.kind, slot: field.slot)
      }
      let zone = rules.zone(try store.eventRow().timeZone) ?? .gmt
      return try body(RecordTable(type: fpType, fields: fields, zone: zone)) { each in
        for config in configs {
          var ranges: [Range<Int>] = []
          var goesOn = true
          try store.forEachLive(of: config.id) { id, values in
            StoredValues.split(values, into: &ranges)
            goesOn = try each(
              RecordTable.Row(
                id: id, connection: config.connectionName, dataType: config.dataType, body: values, ranges: ranges))
            return goesOn
          }
          if !goesOn { return }
        }
      }
    }
  }

  /// The name that SQLite gives the column in the view: a second one of a name, in any case, gets `:1`.
  private static func column(_ name: String, _ taken: inout Set<String>) -> String {
    var column = name
    var number = 0
    while !taken.insert(column.lowercased()).inserted {
      number += 1
      column = "\(name):\(number)"
    }
    return column
  }
}
