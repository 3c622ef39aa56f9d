import HostMapping
import RecordJSON

/// The records of a preview as the vendor sent them, taken apart anew.
struct ReceivedRecords {
  let pages: RawPages
  let compiled: CompiledConfig

  /// Gives every received record, also those that are skipped, invalid or came twice: its JSON; for an element of an
  /// exploded list the JSON of the record around it; and its fields, nil for one that is no object. All of it is valid
  /// during the call.
  func forEach(
    _ body: (_ json: UnsafeRawBufferPointer, _ parent: UnsafeRawBufferPointer?, _ row: RecordRow?) throws -> Void
  ) throws {
    let scanner = RecordScanner()
    let slots = RecordSlots()
    var exploded = ExplodedList(compiled)
    try pages.forEach { page in
      try scanner.scan(page, records: .root, paths: compiled.fields.source, into: slots)
      for index in 0..<slots.count {
        let record = slots.record(index)
        let json = page.rawBytes(of: record)
        guard record.kind == .object else {
          try body(json, nil, nil)
          continue
        }
        let row = slots.row(index)
        guard exploded != nil else {
          try body(json, nil, RecordRow(page: page, slots: row))
          continue
        }
        guard let list = exploded?.list(in: row) else { continue }
        try exploded?.forEachChild(of: row, list: list, page) { child, row in
          try body(page.rawBytes(of: child), json, row)
        }
      }
    }
  }
}
