import HostMapping
import HostModel

// What the vendor offers for a field of a record and is not taken, as the last run that looked at the record found it.
extension EventStore {
  /// The offers that stand beside the values of a record, by metadata slot, in canonical JSON: null where the vendor has
  /// none and the stored value stays.
  package func untaken(of record: [UInt8], in config: Int64) throws -> [Int: [UInt8]] {
    Dictionary(
      try database.rows(
        "SELECT slot, offered FROM untaken WHERE config=? AND rid=?", .integer(config),
        .text(String(decoding: record, as: UTF8.self))
      ) { (try $0.whole(0, in: MetadataField.slots), $0.blob(1)) }
    ) { first, _ in first }
  }

  /// True if there is any of a data config.
  package func hasUntaken(of config: Int64) throws -> Bool {
    try !database.rows("SELECT 1 FROM untaken WHERE config=? LIMIT 1", .integer(config)) { _ in true }.isEmpty
  }

  /// Stores the offers of a record that were not taken; `replacing` those that were there.
  package func setUntaken(
    _ offers: [(slot: Int, value: [UInt8])], of record: UnsafeRawBufferPointer, in config: Int64, replacing: Bool
  ) throws {
    if replacing {
      let statement = try database.statement("DELETE FROM untaken WHERE config=? AND rid=?")
      statement.bind(config, at: 1)
      statement.bind(borrowing: record, at: 2)
      try statement.run()
    }
    for offer in offers {
      let statement = try database.statement("INSERT OR REPLACE INTO untaken VALUES(?,?,?,?)")
      statement.bind(config, at: 1)
      statement.bind(borrowing: record, at: 2)
      statement.bind(Int64(offer.slot), at: 3)
      try offer.value.withUnsafeBytes {
        statement.bind(borrowing: $0, at: 4)
        try statement.run()
      }
    }
  }
}
