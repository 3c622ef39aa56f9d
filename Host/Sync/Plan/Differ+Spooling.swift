import HostStorage
import RecordJSON

// What must be written is spooled in the order in which it is decided.
extension Differ {
  func write(
    _ action: SpoolAction, _ print: Fingerprint128, at index: Int, row: Int64 = 0, ended: [Kept.Subject],
    untaken: [UInt8] = [], withBody: Bool = false
  ) throws {
    try ended.map(\.code).withUnsafeBytes { ended in
      try untaken.withUnsafeBytes {
        try write(action, print, at: index, row: row, notes: ended, offers: $0, withBody: withBody)
      }
    }
  }

  func write(
    _ action: SpoolAction, _ print: Fingerprint128, at index: Int, row: Int64 = 0,
    notes: UnsafeRawBufferPointer = .init(start: nil, count: 0),
    offers: UnsafeRawBufferPointer = .init(start: nil, count: 0), withBody: Bool = false
  ) throws {
    let place = try id.withUnsafeBytes { id in
      try body.withUnsafeBytes { body in
        try referenceText.withUnsafeBytes { references in
          try spool.append(
            SpoolEntry(
              action: action, print: print, row: row, id: id,
              body: withBody ? body : UnsafeRawBufferPointer(start: nil, count: 0), references: references,
              notes: notes, offers: offers))
        }
      }
    }
    table.setSpoolPlace(place, at: index)
  }
}
