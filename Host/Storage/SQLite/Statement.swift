import CSQLite

/// A prepared statement of a `Database`; positions of values count from 1, of columns from 0.
package struct Statement {
  let database: Database
  let handle: OpaquePointer

  package func bind(_ value: SQLValue, at index: Int32) {
    switch value {
    case .null: sqlite3_bind_null(handle, index)
    case .integer(let number): sqlite3_bind_int64(handle, index, number)
    case .real(let number): sqlite3_bind_double(handle, index, number)
    case .text(var text):
      text.withUTF8 { bytes in
        // An empty Swift buffer may have no address, which SQLite would read as NULL.
        _ =
          bytes.baseAddress.map { csqlite_bind_text_copied(handle, index, $0, Int32(bytes.count)) }
          ?? csqlite_bind_text_copied(handle, index, "", 0)
      }
    case .blob(let bytes):
      _ = bytes.withUnsafeBytes { raw in
        raw.baseAddress.map { csqlite_bind_blob_copied(handle, index, $0, Int32(raw.count)) }
          ?? sqlite3_bind_zeroblob(handle, index, 0)
      }
    }
  }

  /// Binds UTF-8 text that stays where it is until the statement has run.
  @inline(__always)
  package func bind(borrowing bytes: UnsafeRawBufferPointer, at index: Int32) {
    if let base = bytes.baseAddress {
      _ = csqlite_bind_text(handle, index, base, Int32(bytes.count))
    } else {
      _ = csqlite_bind_text(handle, index, "", 0)
    }
  }

  @inline(__always)
  package func bind(_ number: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, number) }

  @inline(__always)
  package func bindNull(at index: Int32) { sqlite3_bind_null(handle, index) }

  /// Goes to the next row; false after the last one, and then the statement is ready to be bound again.
  @inline(__always)
  package func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    defer { sqlite3_reset(handle) }
    guard code == SQLITE_DONE else { throw database.error(code) }
    return false
  }

  /// Runs a statement that gives no rows.
  @inline(__always)
  package func run() throws(StoreError) {
    while try step() {}
  }

  /// Ends a query before its last row.
  package func reset() { sqlite3_reset(handle) }

  package func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  package func real(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }
  package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  package func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
  package func optionalReal(_ column: Int32) -> Double? { isNull(column) ? nil : real(column) }
  package func blob(_ column: Int32) -> [UInt8] { Array(bytes(column)) }

  /// The bytes of a text or blob column, valid until the next step.
  @inline(__always)
  package func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
    // The order matters: sqlite3_column_bytes may move what sqlite3_column_blob gave.
    let base = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: base, count: Int(sqlite3_column_bytes(handle, column)))
  }
}
