import CXlsxWriter
import Glibc

/// Writes an .xlsx file in constant memory: rows go to temporary files in the target's folder as they come, and the whole
/// appears under its name, readable by this user alone, when ``close()`` has read it back and found it whole.
///
/// Several sheets may be written by turns. Opened and closed; dropped without closing, it leaves no trace. Used by one
/// thread at a time.
package final class WorkbookWriter {
  package static let rowsOfSheet = 1_048_576

  let rowLimit: Int
  private let file: WholeFile
  private var book: UnsafeMutablePointer<lxw_workbook>?
  private(set) var formats: WorkbookFormats
  private var names = SheetNames()
  private var sheets: [SheetWriter] = []
  private var rows = 0
  /// Cells of each sheet of the file.
  private var cells: [Int] = []
  private let progress: (WorkbookProgress) throws -> Void

  /// - Parameters:
  ///   - path: where the workbook shall be; what is there is replaced only by a whole one.
  ///   - rowLimit: rows of a sheet, with its header.
  ///   - made: when it says it was made, in seconds since 1970, so that the same content is the same file; nil: now.
  ///   - progress: called after every 1,000 rows and before packing; what it throws ends the writing.
  package init(
    _ path: String, rowLimit: Int = rowsOfSheet, made: Double? = nil,
    progress: @escaping (WorkbookProgress) throws -> Void = { _ in }
  ) throws(FileFault) {
    let file = try WholeFile(path)
    self.file = file
    self.rowLimit = max(2, min(rowLimit, Self.rowsOfSheet))
    self.progress = progress
    var folder = Array(file.folder.utf8CString)
    let book = folder.withUnsafeMutableBufferPointer { folder in
      var options = lxw_workbook_options()
      options.constant_memory = 1
      options.tmpdir = folder.baseAddress
      return workbook_new_opt(file.scratchName, &options)
    }
    guard let book, let formats = WorkbookFormats(book) else { throw FileFault(path: path, reason: .other(ENOMEM)) }
    self.book = book
    self.formats = formats
    guard let made else { return }
    var properties = lxw_doc_properties()
    properties.created = time_t(made)
    workbook_set_properties(book, &properties)
  }

  deinit {
    if let book { cxlsx_abandon(book) }
  }

  /// Adds a sheet behind those that there are.
  ///
  /// With columns it begins with a header row: bold, kept in sight, with a filter over all rows. Without columns it has
  /// none of these.
  /// - Parameters:
  ///   - name: made to fit where spreadsheets would refuse it; see ``SheetWriter/name``.
  ///   - frozenColumns: so many columns on the left are kept in sight too.
  ///   - widths: in characters, of the columns of a sheet without headers; others are as wide as what comes needs.
  package func sheet(
    _ name: String, columns: [WorkbookColumn] = [], frozenColumns: Int = 0, widths: [Double] = []
  ) throws(FileFault) -> SheetWriter {
    let sheet = try SheetWriter(self, name, columns, frozenColumns: frozenColumns, widths: widths)
    sheets.append(sheet)
    return sheet
  }

  /// Packs the workbook, reads it back and puts it under its name.
  package func close() throws {
    guard let book else { return }
    try progress(.packing(rows: rows))
    for sheet in sheets { sheet.finish() }
    try checkDisk()
    self.book = nil
    let proof = WorkbookProof(cells: cells)
    errno = 0
    let error = LibraryWords.withheld { cxlsx_close(book) }
    guard error == LXW_NO_ERROR else { throw fault(error, code: errno) }
    try proof.check(file)
    try file.commit()
  }

  // MARK: For its sheets

  func addSheet(_ wanted: String) throws(FileFault) -> (
    name: String, number: Int, sheet: UnsafeMutablePointer<lxw_worksheet>
  ) {
    guard let book else { throw fault(.notWhole("it is closed already")) }
    let name = names.name(for: wanted)
    guard let sheet = workbook_add_worksheet(book, name) else { throw fault(.full) }
    cells.append(0)
    return (name, cells.count - 1, sheet)
  }

  func note(cells count: Int, onSheet number: Int) { cells[number] = count }

  func countRow() throws {
    rows += 1
    guard rows % 1000 == 0 else { return }
    try checkDisk()
    try progress(.rows(rows))
  }

  private func checkDisk() throws(FileFault) {
    if let book, cxlsx_is_well(book) == 0 { throw fault(.full) }
  }

  func fault(_ reason: FileFault.Reason) -> FileFault { FileFault(path: file.path, reason: reason) }

  private func fault(_ error: lxw_error, code: Int32) -> FileFault {
    switch error {
    // The library tells no cause for these; in a file that could be opened it is the disk.
    case LXW_ERROR_CREATING_TMPFILE, LXW_ERROR_READING_TMPFILE, LXW_ERROR_ZIP_FILE_OPERATION, LXW_ERROR_ZIP_FILE_ADD,
      LXW_ERROR_ZIP_CLOSE:
      fault(.full)
    default: fault(.notWhole(String(cString: lxw_strerror(error))))
    }
  }
}
