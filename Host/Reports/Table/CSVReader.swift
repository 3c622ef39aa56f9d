/// Reads a table in text (RFC 4180) record by record, in bounded memory.
///
/// UTF-8, with or without a byte order mark, or UTF-16 with one. Lines end with CR LF, LF or CR. The separator is what a
/// first line `sep=;`, or `"sep=;"`, says; without one it is whichever of comma, semicolon and tab stands most often outside
/// quotes in the first record, the earlier of these three where two stand equally often. Opened and closed, used by one
/// thread at a time.
final class CSVReader {
  private let file: String
  private let source: UTF8Source
  private let fieldLimit: Int
  private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
  private var position = 0
  private var end = 0
  private var line = 1
  private var record = 0
  /// Bytes that were read to find the separator and are given again.
  private var peeked: [UInt8] = []
  private var replayed = 0

  init(_ file: PlainFile, named name: String, limits: TableLimits) {
    self.file = name
    fieldLimit = limits.token
    source = UTF8Source(file, fault: TableFault(file: name, reason: .badContent("its text is no UTF-16")))
  }

  deinit { memory.deallocate() }

  /// Gives `each` the records until it says false; empty lines are rows without cells.
  func read(each: (TableRow) throws -> Bool) throws {
    let separator = try findSeparator()
    while let row = try row(separator) {
      guard try each(row) else { return }
    }
  }

  // MARK: Separator

  private func findSeparator() throws(TableFault) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    var start: [UInt8] = []
    while start.count < fieldLimit, let byte = try byte() {
      start.append(byte)
      if byte == 0x22 { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if [0x2C, 0x3B, 0x09].contains(byte) { counts[byte, default: 0] += 1 }
    }
    peeked = start
    var first = String(decoding: start.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    // LibreOffice writes it in quotes.
    if first.utf8.count == 7, first.hasPrefix("\""), first.hasSuffix("\"") {
      first = String(first.dropFirst().dropLast())
    }
    if first.utf8.count == 5, first.lowercased().hasPrefix("sep="), let separator = first.utf8.last {
      // A line for spreadsheet programs, not a row.
      guard separator != 0x22 else { throw fault("it names the quote as what separates fields", line: 1) }
      replayed = peeked.count
      if start.last == 0x0D { _ = try next(is: 0x0A) }
      line = 2
      return separator
    }
    var best: UInt8 = 0x2C
    for separator: UInt8 in [0x3B, 0x09] where counts[separator, default: 0] > counts[best, default: 0] {
      best = separator
    }
    return best
  }

  // MARK: Records

  private func row(_ separator: UInt8) throws(TableFault) -> TableRow? {
    guard var byte = try byte() else { return nil }
    record += 1
    var row = TableRow(number: record)
    var field: [UInt8] = []
    let firstLine = line
    while true {
      field.removeAll(keepingCapacity: true)
      var next: UInt8?
      if byte == 0x22 {
        next = try quoted(into: &field, separator)
      } else {
        next = byte
        while let byte = next, byte != separator, byte != 0x0A, byte != 0x0D {
          try append(byte, to: &field)
          next = try self.byte()
        }
      }
      try add(field, to: &row, line: firstLine)
      guard next == separator else {
        if next == 0x0D { _ = try self.next(is: 0x0A) }
        if next != nil { line += 1 }
        if row.cells.count == 1, row.cells[0].value == .empty { row.cells = [] }
        return row
      }
      guard let following = try self.byte() else {
        try add([], to: &row, line: firstLine)
        return row
      }
      byte = following
    }
  }

  /// Reads a field in quotes, after the first; gives what follows it.
  private func quoted(into field: inout [UInt8], _ separator: UInt8) throws(TableFault) -> UInt8? {
    let firstLine = line
    while let byte = try byte() {
      guard byte == 0x22 else {
        if byte == 0x0A || byte == 0x0D {
          line += 1
          if byte == 0x0D, try next(is: 0x0A) {
            try append(0x0D, to: &field)
            try append(0x0A, to: &field)
            continue
          }
        }
        try append(byte, to: &field)
        continue
      }
      let following = try self.byte()
      if following == 0x22 {
        try append(0x22, to: &field)
        continue
      }
      guard following == nil || following == separator || following == 0x0A || following == 0x0D else {
        throw fault(
          "a text goes on behind its closing quote; write a quote inside of a text as two", line: line)
      }
      return following
    }
    throw fault("a quote is opened and never closed", line: firstLine)
  }

  private func append(_ byte: UInt8, to field: inout [UInt8]) throws(TableFault) {
    guard byte != 0 else { throw fault("there is a byte 0; the file is no text", line: line) }
    guard field.count < fieldLimit else { throw fault("a field is longer than \(fieldLimit) bytes", line: line) }
    field.append(byte)
  }

  private func add(_ field: [UInt8], to row: inout TableRow, line: Int) throws(TableFault) {
    guard row.cells.count < SheetWriter.columnLimit else {
      throw fault("there are more than \(SheetWriter.columnLimit) fields", line: line)
    }
    guard let text = String(validating: field, as: UTF8.self) else {
      throw fault("there are bytes that are not UTF-8; save the file as 'CSV UTF-8'", line: line)
    }
    row.cells.append(.init(column: row.cells.count, value: text.isEmpty ? .empty : .text(text)))
  }

  private func fault(_ detail: String, line: Int) -> TableFault {
    TableFault(file: file, place: "line \(line)", reason: .badContent(detail))
  }

  // MARK: Bytes

  private func byte() throws(TableFault) -> UInt8? {
    if replayed < peeked.count {
      replayed += 1
      return peeked[replayed - 1]
    }
    if position == end {
      end = try source.read(into: memory)
      position = 0
      guard end > 0 else { return nil }
    }
    position += 1
    return memory[position - 1]
  }

  /// Takes the next byte if it is this one.
  private func next(is wanted: UInt8) throws(TableFault) -> Bool {
    if replayed < peeked.count {
      guard peeked[replayed] == wanted else { return false }
      replayed += 1
      return true
    }
    if position == end {
      end = try source.read(into: memory)
      position = 0
      guard end > 0 else { return false }
    }
    guard memory[position] == wanted else { return false }
    position += 1
    return true
  }
}
