import Glibc
import HostReports

/// Writes or reads a workbook of 25 columns and prints what it did; Scripts/bench measures its time and memory, and writes
/// the same cells with libxlsxwriter alone (Tests/Bench/workbook.c).
func measureWorkbook(_ arguments: [String]) {
  do {
    switch (arguments.count, arguments.dropFirst().first) {
    case (4, "write"): try write(arguments[2], rows: Int(arguments[3]) ?? 0)
    case (3, "read"): try read(arguments[2])
    default:
      print("usage: workbook-bench write FILE ROWS | read FILE")
      exit(2)
    }
  } catch {
    print(error)
    exit(1)
  }
}

private let columns = 25

private func write(_ path: String, rows: Int) throws {
  let book = try WorkbookWriter(path)
  let sheet = try book.sheet("Synced Data", columns: (0..<columns).map { WorkbookColumn("field_\($0)") })
  for row in 0..<rows {
    // Twenty texts and five numbers, as in a record of a person.
    try sheet.append(
      (0..<columns).map { column in
        column % 5 == 4 ? .number(row * columns + column) : .text("value \(row) of column \(column)")
      })
  }
  try book.close()
  print("wrote \(sheet.rowCount) rows")
}

private func read(_ path: String) throws {
  let file = try TableFile(path)
  var rows = 0
  var cells = 0
  for sheet in file.sheets {
    try file.read(sheet.name) { row in
      rows += 1
      cells += row.cells.count
      return true
    }
  }
  print("read \(rows) rows, \(cells) cells")
}
