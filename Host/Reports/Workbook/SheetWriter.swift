import CXlsxWriter

/// A sheet that is being written, row by row; its writer owns it.
package final class SheetWriter {
  static let columnLimit = 16_384

  /// As the sheet is called in the workbook: the wanted name, or the nearest that spreadsheets take.
  package private(set) var name: String
  /// Rows appended, without headers, also to the sheets on which they went on.
  package private(set) var rowCount = 0

  private unowned let book: WorkbookWriter
  private let formats: WorkbookFormats
  private let wanted: String
  private let columns: [WorkbookColumn]
  private let frozenColumns: Int
  /// In characters, for columns without headers.
  private let givenWidths: [Double]
  private var sheet: UnsafeMutablePointer<lxw_worksheet>
  /// Its place among the sheets of the file, and what is on it.
  private var number: Int
  private var cellCount = 0
  private var widths = ColumnWidths()
  /// Rows written on the sheet that is open now, with the header.
  private var nextRow = 0
  private var usedColumns: Int

  init(
    _ book: WorkbookWriter, _ wanted: String, _ columns: [WorkbookColumn], frozenColumns: Int, widths: [Double]
  ) throws(FileFault) {
    givenWidths = widths
    self.book = book
    formats = book.formats
    self.wanted = wanted
    self.columns = columns
    self.frozenColumns = frozenColumns
    usedColumns = columns.count
    guard columns.count <= Self.columnLimit else { throw book.fault(Self.tooWide(wanted, columns.count)) }
    (name, number, sheet) = try book.addSheet(wanted)
    try begin()
  }

  /// Appends a row. When the sheet is full it goes on, under the same header, on a sheet `Name (2)` behind those that were
  /// made meanwhile.
  ///
  /// A cell's texts are always texts: one that begins with `=` is no formula, one that begins with `http:` no link.
  package func append(_ cells: [WorkbookCell]) throws {
    guard cells.count <= Self.columnLimit else { throw book.fault(Self.tooWide(name, cells.count)) }
    if nextRow == book.rowLimit {
      finish()
      (_, number, sheet) = try book.addSheet(wanted)
      nextRow = 0
      try begin()
    }
    usedColumns = max(usedColumns, cells.count)
    let looks = nextRow < ColumnWidths.rowsSeen
    for (column, cell) in cells.enumerated() {
      if looks { widths.see(cell, at: column) }
      try put(cell, column)
    }
    nextRow += 1
    rowCount += 1
    try book.countRow()
  }

  private func begin() throws(FileFault) {
    guard !columns.isEmpty else { return }
    for (column, title) in columns.enumerated() {
      let text = CellText.fitting(title.title)
      widths.see(header: text, at: column)
      let error =
        text.isEmpty
        ? worksheet_write_blank(sheet, 0, lxw_col_t(column), formats.header)
        : worksheet_write_string(sheet, 0, lxw_col_t(column), text, formats.header)
      try check(error)
    }
    worksheet_freeze_panes(sheet, 1, lxw_col_t(min(frozenColumns, columns.count)))
    worksheet_repeat_rows(sheet, 0, 0)
    nextRow = 1
  }

  /// Sets what depends on all rows.
  func finish() {
    book.note(cells: cellCount, onSheet: number)
    cellCount = 0
    worksheet_set_landscape(sheet)
    for (column, measured) in widths.chosen.enumerated() {
      let given =
        column < columns.count ? columns[column].width : column < givenWidths.count ? givenWidths[column] : nil
      worksheet_set_column(sheet, lxw_col_t(column), lxw_col_t(column), min(given ?? measured, 255), nil)
    }
    guard !columns.isEmpty else { return }
    worksheet_autofilter(sheet, 0, 0, lxw_row_t(max(nextRow - 1, 0)), lxw_col_t(max(usedColumns - 1, 0)))
  }

  // MARK: One cell

  private func put(_ cell: WorkbookCell, _ column: Int) throws(FileFault) {
    let row = lxw_row_t(nextRow)
    let column = lxw_col_t(column)
    let format = formats[cell]
    switch cell.value {
    case .empty:
      guard format != nil else { return }
      try check(worksheet_write_blank(sheet, row, column, format))
    case .text(let text) where text.isEmpty: return try put(.init(.empty, cell.style), Int(column))
    case .text(let text):
      let fitting = CellText.fitting(text)
      if fitting.utf8.contains(0x0A) {
        // One line high, so that the table stays one: the first is seen, the rest when the cell is chosen. A row with the
        // usual height itself would grow.
        worksheet_set_row(sheet, row, 15.25, nil)
        return try check(worksheet_write_string(sheet, row, column, fitting, formats.lines(cell.style)))
      }
      try check(worksheet_write_string(sheet, row, column, fitting, format))
    case .number(let number):
      guard number.isFinite else { return try put(.text("\(number)", cell.style), Int(column)) }
      try check(worksheet_write_number(sheet, row, column, number, format))
    case .boolean(let flag): try check(worksheet_write_boolean(sheet, row, column, flag ? 1 : 0, format))
    case .date(let day):
      let midnight = WallTime(year: day.year, month: day.month, day: day.day)
      guard let serial = midnight.serial else { return try put(.text(day.date, cell.style), Int(column)) }
      try check(worksheet_write_number(sheet, row, column, serial, format))
    case .dateTime(let time):
      guard let serial = time.serial else { return try put(.text("\(time)", cell.style), Int(column)) }
      try check(worksheet_write_number(sheet, row, column, serial, format))
    }
  }

  private func check(_ error: lxw_error) throws(FileFault) {
    guard error != LXW_NO_ERROR else { return cellCount += 1 }
    throw book.fault(.notWhole("row \(nextRow + 1) of sheet '\(name)': \(String(cString: lxw_strerror(error)))"))
  }

  private static func tooWide(_ name: String, _ count: Int) -> FileFault.Reason {
    .tooWide(sheet: name, columns: count, limit: columnLimit)
  }
}
