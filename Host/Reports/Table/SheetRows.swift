import HostMapping

/// The rows of one sheet's XML (ECMA-376-1 §18.3.1.73 row, §18.3.1.4 c), one after another.
struct SheetRows {
  private let xml: XMLScanner
  private let sheet: String
  private let texts: SharedTexts
  private let formats: NumberFormats
  private let countsFrom1904: Bool

  private var isInData = false
  private var row = TableRow(number: 0)
  private var cell = Cell()
  private var value: [UInt8] = []

  /// A cell as far as it is read.
  private struct Cell {
    enum Kind { case number, sharedText, text, inlineText, boolean, error, date }
    var column = -1
    var kind = Kind.number
    var format = 0
    var hasValue = false
    var hasFormula = false
    var isInValue = false
    var isInText = false
    var rich = RichText()
  }

  init(_ xml: XMLScanner, sheet: String, texts: SharedTexts, formats: NumberFormats, countsFrom1904: Bool) {
    self.xml = xml
    self.sheet = sheet
    self.texts = texts
    self.formats = formats
    self.countsFrom1904 = countsFrom1904
  }

  /// The next row that is written in the file, or nil. The file is read to its end before the last row counts as read.
  mutating func next() throws(TableFault) -> TableRow? {
    while true {
      switch try xml.next() {
      case .start: try start()
      case .text:
        if cell.isInValue {
          try xml.appendText(to: &value)
        } else if cell.isInText {
          try cell.rich.take(xml, into: &value)
        }
        // In pieces, with comments between, it would be as long as the sheet.
        guard value.count <= xml.tokenLimit else {
          throw fault("its text is longer than \(xml.tokenLimit) bytes", in: cell.column)
        }
      case .end:
        if try end() { return row }
      case .done: return nil
      }
    }
  }

  private mutating func start() throws(TableFault) {
    if cell.isInText { return cell.rich.start(xml) }
    if isInData {
      if xml.depth == 4, xml.isMain("c") { return try startCell() }
      if xml.depth == 5 {
        if xml.isMain("v") {
          cell.isInValue = true
          cell.hasValue = true
        } else if xml.isMain("f") {
          cell.hasFormula = true
        } else if xml.isMain("is") {
          cell.isInText = true
          cell.hasValue = true
        }
        return
      }
      if xml.depth == 3, xml.isMain("row") { try startRow() }
    } else if xml.depth == 1 {
      guard xml.isMain("worksheet") else { throw xml.fault("there is no sheet of cells") }
    } else if xml.depth == 2, xml.isMain("sheetData") {
      isInData = true
    }
  }

  /// True if a row has ended.
  private mutating func end() throws(TableFault) -> Bool {
    guard isInData else { return false }
    switch xml.depth {
    case 1: isInData = false
    case 2: return xml.isMain("row")
    case 3:
      if xml.isMain("c") { try endCell() }
    case 4:
      cell.isInValue = false
      cell.isInText = false
    default:
      if cell.isInText { cell.rich.end(xml) }
    }
    return false
  }

  // MARK: Rows and cells

  private mutating func startRow() throws(TableFault) {
    var number = row.number + 1
    if let written = xml.attribute("r") {
      guard let given = Int(decimal: written), given > 0, given <= WorkbookWriter.rowsOfSheet else {
        throw fault("a row behind row \(row.number) has the number '\(String(decoding: written, as: UTF8.self))'")
      }
      guard given >= number else { throw fault("row \(given) stands behind row \(row.number)") }
      number = given
    }
    guard number <= WorkbookWriter.rowsOfSheet else {
      throw fault("there are more than \(WorkbookWriter.rowsOfSheet) rows")
    }
    row.number = number
    row.isHidden = xml.isTrue("hidden")
    row.cells.removeAll(keepingCapacity: true)
  }

  private mutating func startCell() throws(TableFault) {
    let previous = row.cells.last?.column ?? -1
    cell = Cell()
    value.removeAll(keepingCapacity: true)
    cell.column = previous + 1
    if let written = xml.attribute("r") {
      guard let place = CellName.place(written), place.row == row.number else {
        throw fault("row \(row.number) has a cell '\(String(decoding: written.prefix(20), as: UTF8.self))'")
      }
      guard place.column > previous else {
        throw fault("it stands behind \(CellName.name(row: row.number, column: previous))", in: place.column)
      }
      cell.column = place.column
    }
    guard cell.column < SheetWriter.columnLimit else {
      throw fault("row \(row.number) has more than \(SheetWriter.columnLimit) cells")
    }
    if let style = xml.attribute("s") { cell.format = Int(decimal: style) ?? 0 }
    if let type = xml.attribute("t") { cell.kind = try kind(type) }
  }

  private func kind(_ type: UnsafeRawBufferPointer) throws(TableFault) -> Cell.Kind {
    switch String(decoding: type, as: UTF8.self) {
    case "n": .number
    case "s": .sharedText
    case "str": .text
    case "inlineStr": .inlineText
    case "b": .boolean
    case "e": .error
    case "d": .date
    case let other: throw fault("its type '\(other.prefix(20))' is unknown")
    }
  }

  private mutating func endCell() throws(TableFault) {
    row.cells.append(.init(column: cell.column, value: try finished()))
  }

  private func finished() throws(TableFault) -> TableValue {
    let isText = cell.kind == .text || cell.kind == .inlineText
    guard cell.hasValue, isText || !value.isEmpty else {
      return cell.hasFormula ? .formulaWithoutValue : .empty
    }
    guard let text = String(validating: value, as: UTF8.self) else {
      throw fault("its text is no UTF-8", in: cell.column)
    }
    switch cell.kind {
    case .text, .inlineText: return .text(XMLEntities.unescaped(text))
    case .sharedText:
      guard let index = value.withUnsafeBytes({ Int(decimal: $0) }), let shared = texts[index] else {
        throw fault("it points to shared text '\(text.prefix(20))', which is not there", in: cell.column)
      }
      return .text(shared)
    case .boolean: return .boolean(text == "1" || text == "true")
    case .error: return .error(text)
    case .number:
      guard let number = Self.number(text) else {
        throw fault("its number '\(text.prefix(40))' is none", in: cell.column)
      }
      guard let shape = formats[cell.format], let moment = WallTime(serial: number, from1904: countsFrom1904) else {
        return .number(number)
      }
      return .moment(moment, shape == .date && number != number.rounded(.down) ? .dateTime : shape)
    case .date:
      guard case .value(let time) = value.withUnsafeBytes({ ISODateTime.read($0) }) else {
        throw fault("its date '\(text.prefix(40))' is none", in: cell.column)
      }
      let moment = WallTime(millisecondsSince1970: time.microseconds / 1000)
      return .moment(moment, formats[cell.format] ?? (text.contains("T") ? .dateTime : .date))
    }
  }

  /// A number as XML Schema writes a double, but for infinities and what is none: no spreadsheet has these. Nor has one the
  /// hexadecimal numbers that Swift would read.
  private static func number(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ $0 &- 0x30 < 10 || "+-.eE".utf8.contains($0) }), let number = Double(text) else {
      return nil
    }
    return number.isFinite ? number : nil
  }

  private func fault(_ detail: String, in column: Int? = nil) -> TableFault {
    TableFault(
      file: xml.file, sheet: sheet, place: column.map { "cell \(CellName.name(row: row.number, column: $0))" },
      reason: .badContent(detail))
  }
}

extension Int {
  /// A number of ASCII digits, at most 18; nil for anything else.
  init?(decimal digits: UnsafeRawBufferPointer) {
    guard !digits.isEmpty, digits.count <= 18 else { return nil }
    var value = 0
    for byte in digits {
      guard byte &- 0x30 < 10 else { return nil }
      value = value * 10 + Int(byte &- 0x30)
    }
    self = value
  }
}
