import Foundation

/// What a cell of a table says.
package enum TableValue: Sendable, Equatable {
  case empty
  case text(String)
  case number(Double)
  case boolean(Bool)
  /// A number that its format shows as a date, a time of day or both.
  case moment(WallTime, Shape)
  /// `#N/A` and the like.
  case error(String)
  /// A formula that no spreadsheet program has worked out: its file holds no value for it.
  case formulaWithoutValue

  package enum Shape: Sendable, Equatable { case date, time, dateTime }

  /// The value as a person reads it in a spreadsheet; empty for none. Numbers have 15 digits at most.
  package var text: String {
    switch self {
    case .empty, .formulaWithoutValue: ""
    case .text(let text): text
    case .number(let number): Self.text(number)
    case .boolean(let flag): flag ? "TRUE" : "FALSE"
    case .moment(let moment, .date): moment.date
    case .moment(let moment, .time): moment.time
    case .moment(let moment, .dateTime): moment.description
    case .error(let code): code
    }
  }

  private static func text(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return String(format: "%.15g", number)
  }
}

/// A row of a table.
package struct TableRow: Sendable, Equatable {
  package struct Cell: Sendable, Equatable {
    /// From 0.
    package let column: Int
    package let value: TableValue
  }

  /// As spreadsheets count: from 1, empty rows too.
  package var number: Int
  /// Hidden by hand or by a filter. Hidden rows, and cells of hidden columns, are given like all others.
  package var isHidden = false
  /// Cells that there are, by column.
  package var cells: [Cell] = []

  /// The value of a column; columns count from 0.
  package subscript(column: Int) -> TableValue {
    if column < cells.count, cells[column].column == column { return cells[column].value }
    return cells.first { $0.column == column }?.value ?? .empty
  }

  /// True if nothing stands in it.
  package var isEmpty: Bool { cells.allSatisfy { $0.value == .empty || $0.value == .text("") } }
}

/// `B7`.
package enum CellName {
  package static func name(row: Int, column: Int) -> String { "\(letters(column))\(row)" }

  /// `A` for column 0, `AA` for column 26.
  package static func letters(_ column: Int) -> String {
    var rest = column + 1
    var letters: [UInt8] = []
    while rest > 0 {
      rest -= 1
      letters.insert(UInt8(ascii: "A") + UInt8(rest % 26), at: 0)
      rest /= 26
    }
    return String(decoding: letters, as: UTF8.self)
  }

  /// Row and column of `B7` or `$B$7`, or nil. Columns are at most `XFD`, rows at most 1,048,576.
  static func place(_ name: UnsafeRawBufferPointer) -> (row: Int, column: Int)? {
    var column = 0
    var row = 0
    var index = 0
    while index < name.count, name[index] & 0xDF >= 0x41, name[index] & 0xDF <= 0x5A {
      column = column * 26 + Int(name[index] & 0xDF) - 0x40
      guard column <= SheetWriter.columnLimit else { return nil }
      index += 1
    }
    guard column > 0, index < name.count else { return nil }
    while index < name.count {
      let digit = name[index] &- 0x30
      guard digit < 10 else { return nil }
      row = row * 10 + Int(digit)
      guard row <= WorkbookWriter.rowsOfSheet else { return nil }
      index += 1
    }
    return row > 0 ? (row, column - 1) : nil
  }
}
