import CSQLite

// Numbers that mean something. A file may be damaged, or changed by others: a number that this program would not have
// written is told where it is read, with its column, and goes no further.
extension Statement {
  /// More than a file can hold of anything, and so few that a thousand of them can be added up.
  package static let most = 1 << 53
  /// The years 1 to 9999, in seconds since 1970.
  private static let times = -62_135_596_800.0...253_402_300_799.0

  /// A whole number within bounds.
  package func whole(_ column: Int32, in bounds: ClosedRange<Int>) throws(StoreError) -> Int {
    let number = integer(column)
    guard sqlite3_column_type(handle, column) == SQLITE_INTEGER, bounds.contains(Int(number)) else {
      throw wrong(column)
    }
    return Int(number)
  }

  /// How many there are of something.
  package func count(_ column: Int32) throws(StoreError) -> Int { try whole(column, in: 0...Self.most) }

  /// What something is known by, and what counts up: an id, a version, a line of the change log.
  package func number(_ column: Int32) throws(StoreError) -> Int64 { Int64(try count(column)) }

  /// The same, nil if there is none.
  package func optionalNumber(_ column: Int32) throws(StoreError) -> Int64? {
    isNull(column) ? nil : try number(column)
  }

  /// A moment, in seconds since 1970.
  package func time(_ column: Int32) throws(StoreError) -> Double {
    let time = real(column)
    let type = sqlite3_column_type(handle, column)
    guard type == SQLITE_FLOAT || type == SQLITE_INTEGER, Self.times.contains(time) else { throw wrong(column) }
    return time
  }

  /// The same, nil if there is none.
  package func optionalTime(_ column: Int32) throws(StoreError) -> Double? { isNull(column) ? nil : try time(column) }

  /// What cannot stand in a column, whose name says what it is.
  private func wrong(_ column: Int32) -> StoreError {
    let name = sqlite3_column_name(handle, column).map { String(cString: $0) } ?? "a number"
    let value =
      switch sqlite3_column_type(handle, column) {
      case SQLITE_INTEGER, SQLITE_FLOAT: text(column)
      case SQLITE_NULL: "empty"
      default: "a text"
      }
    return .damaged(path: database.path, detail: "'\(name)' in it cannot be \(value)")
  }
}
