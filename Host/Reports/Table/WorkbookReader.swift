/// Reads an .xlsx file row by row; in memory are the shared texts alone. Opened and closed, used by one thread at a time.
final class WorkbookReader {
  let file: String
  let parts: WorkbookParts
  private let archive: ZipArchive
  private let limits: TableLimits
  /// Places among the sheets, by name in lower case.
  private let places: [String: Int]
  private var texts: SharedTexts?
  private var formats: NumberFormats?

  /// - Parameters:
  ///   - file: as the person gave it.
  ///   - path: by which it is opened.
  init(_ file: String, path: String, limits: TableLimits) throws(TableFault) {
    self.file = file
    self.limits = limits
    archive = try ZipArchive(file, path: path, limits: limits)
    parts = try WorkbookParts(archive, limits: limits)
    places = Dictionary(parts.sheets.enumerated().map { ($1.name.lowercased(), $0) }) { first, _ in first }
  }

  func sheet(named name: String) -> WorkbookParts.Sheet? { places[name.lowercased()].map { parts.sheets[$0] } }

  /// Gives `each` the rows of a sheet until it says false; rows that are not written in the file are left out.
  func read(_ sheet: WorkbookParts.Sheet, each: (TableRow) throws -> Bool) throws {
    do {
      var rows = SheetRows(
        try scanner(sheet), sheet: sheet.name, texts: try sharedTexts(), formats: try numberFormats(),
        countsFrom1904: parts.countsFrom1904)
      while let row = try rows.next() {
        guard try each(row) else { return }
      }
    } catch var fault as TableFault where fault.sheet == nil {
      fault.sheet = sheet.name
      throw fault
    }
  }

  func scanner(_ sheet: WorkbookParts.Sheet) throws(TableFault) -> XMLScanner {
    guard let part = try archive.part(sheet.part, limit: limits.sheet) else {
      throw TableFault(file: file, reason: .damaged("its part '\(sheet.part)' is missing"))
    }
    return XMLScanner(part, part: sheet.part, file: file, tokenLimit: limits.token)
  }

  private func sharedTexts() throws(TableFault) -> SharedTexts {
    if let texts { return texts }
    var read = SharedTexts()
    if let name = parts.texts, let part = try archive.part(name, limit: limits.texts) {
      read = try SharedTexts(part, named: name, file: file, limits: limits)
    }
    texts = read
    return read
  }

  private func numberFormats() throws(TableFault) -> NumberFormats {
    if let formats { return formats }
    var read = NumberFormats()
    if let name = parts.styles, let part = try archive.part(name, limit: limits.part) {
      read = try NumberFormats(part, named: name, file: file, limits: limits)
    }
    formats = read
    return read
  }
}
