import HostModel

/// A file with tables as people save them: a workbook (.xlsx) with sheets, or one table in text (.csv).
///
/// Read row by row. Nothing in it is worked out or followed: of a formula the value counts that its file holds. Opened and
/// closed, used by one thread at a time.
package final class TableFile {
  package struct Sheet: Sendable, Equatable {
    package let name: String
    package let isHidden: Bool
  }

  private enum Content {
    case workbook(WorkbookReader)
    case text
  }

  /// As the person gave it.
  package let path: String
  /// In their order; a text is one sheet with the name of its file.
  package let sheets: [Sheet]
  private let content: Content
  private let limits: TableLimits

  /// Opens a file and finds its sheets; what is no workbook and no table is named as what it is.
  package init(_ path: String, limits: TableLimits = TableLimits()) throws(TableFault) {
    self.path = path
    self.limits = limits
    let file = try PlainFile(path)
    switch try FileKind.of(file, named: path) {
    case .zip:
      guard PartCount.isAtMost(limits.parts, in: file) else {
        throw TableFault(file: path, reason: .tooManyParts(limit: limits.parts))
      }
      let reader = try WorkbookReader(path, path: path, limits: limits)
      sheets = reader.parts.sheets.map { Sheet(name: $0.name, isHidden: $0.isHidden) }
      content = .workbook(reader)
    case .text:
      let name = path.split(separator: "/").last.map(String.init) ?? path
      sheets = [Sheet(name: name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name, isHidden: false)]
      content = .text
    }
  }

  /// True if it is one table in text.
  package var isText: Bool { if case .text = content { true } else { false } }

  /// Gives `each` the rows of a sheet, from the first, until it says false. Names of sheets are compared without case, as
  /// spreadsheets do; of a text, the one table is given under any name.
  ///
  /// Rows that are not in the file (empty ones, in a workbook) are left out; their numbers are not. `each` may have been
  /// called when this throws.
  package func read(_ sheet: String, each: (TableRow) throws -> Bool) throws {
    guard case .workbook(let reader) = content else {
      let file = try PlainFile(path)
      return try CSVReader(file, named: path, limits: limits).read(each: each)
    }
    guard let found = reader.sheet(named: sheet) else {
      let names = sheets.map(\.name)
      throw TableFault(
        file: path,
        reason: .noSheet(sheet, known: names, suggestion: Spelling.suggestion(for: sheet, among: names)))
    }
    try reader.read(found, each: each)
  }
}

/// How many parts a zip archive says it has, looked at before its list is loaded (APPNOTE 4.3.16).
enum PartCount {
  static func isAtMost(_ limit: Int, in file: PlainFile) -> Bool {
    let length = min(file.size, 65_557)
    let tail = file.bytes(at: file.size - length, count: length)
    guard tail.count >= 22 else { return true }
    for start in stride(from: tail.count - 22, through: 0, by: -1)
    where tail[start] == 0x50 && tail[start + 1] == 0x4B && tail[start + 2] == 5 && tail[start + 3] == 6 {
      // 65,535 here means: more, see elsewhere.
      return Int(tail[start + 10]) | Int(tail[start + 11]) << 8 <= limit
    }
    return true
  }
}
