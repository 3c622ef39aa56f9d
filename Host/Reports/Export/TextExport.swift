import HostSync
import RecordJSON

/// Writes records as csv: RFC 4180, with a header, lines ending with CR LF, in UTF-8 without a byte order mark.
///
/// A text that a spreadsheet program could take for a formula gets a `'` before it, and control characters become their
/// pictures (␛), unless it is raw; see ``CSVText``. Numbers are not texts. A list is JSON, as in the views.
struct CSVExport {
  let isRaw: Bool
  let output: ByteOutput

  func header(_ table: RecordTable) {
    let columns = RecordTable.fixedColumns + table.fields.map(\.column)
    for (index, column) in columns.enumerated() {
      if index > 0 { output.write(",") }
      var column = column
      column.withUTF8 { text(UnsafeRawBufferPointer($0)) }
    }
    output.write("\r\n")
  }

  func row(_ row: borrowing RecordTable.Row, _ table: RecordTable) {
    text(row.id)
    for var word in [row.connection, row.dataType] {
      output.write(",")
      word.withUTF8 { text(UnsafeRawBufferPointer($0)) }
    }
    for field in table.fields {
      output.write(",")
      if let json = row.json(field) { value(json) }
    }
    output.write("\r\n")
  }

  private func value(_ json: UnsafeRawBufferPointer) {
    guard json.first == 0x22 else { return quoted(json, guarded: false) }
    guard json.contains(0x5C) else { return text(UnsafeRawBufferPointer(rebasing: json.dropFirst().dropLast())) }
    var unescaped = (try? JSONTree.parse(Array(json)))?.string ?? ""
    unescaped.withUTF8 { text(UnsafeRawBufferPointer($0)) }
  }

  private func text(_ utf8: UnsafeRawBufferPointer) {
    guard !isRaw, !CSVText.isPlain(utf8) else { return quoted(utf8, guarded: false) }
    var shown = CSVText.shown(String(decoding: utf8, as: UTF8.self))
    shown.withUTF8 { quoted(UnsafeRawBufferPointer($0), guarded: CSVText.looksLikeFormula(utf8)) }
  }

  private func quoted(_ utf8: UnsafeRawBufferPointer, guarded: Bool) {
    // Some programs take semicolons and tabs for separators, too.
    let needsQuotes = utf8.contains {
      $0 == 0x22 || $0 == 0x2C || $0 == 0x3B || $0 == 0x0D || $0 == 0x0A || $0 == 0x09
    }
    if needsQuotes { output.write("\"") }
    if guarded { output.write("'") }
    if needsQuotes {
      for byte in utf8 {
        if byte == 0x22 { output.write("\"") }
        output.write(CollectionOfOne(byte))
      }
      output.write("\"")
    } else {
      output.write(utf8)
    }
  }
}

/// Writes records as one JSON array of objects, one a line, with every column in each; a field without a value is null.
struct JSONExport {
  let output: ByteOutput
  private let keys: [[UInt8]]

  init(_ table: RecordTable, output: ByteOutput) {
    self.output = output
    keys = (RecordTable.fixedColumns + table.fields.map(\.column)).map { JSONTree.string($0).encoded() }
  }

  func row(_ row: borrowing RecordTable.Row, _ table: RecordTable, isFirst: Bool) {
    output.write(isFirst ? "[\n{" : ",\n{")
    let fixed = [String(decoding: row.id, as: UTF8.self), row.connection, row.dataType]
    for (index, word) in fixed.enumerated() {
      if index > 0 { output.write(",") }
      output.write(keys[index])
      output.write(":")
      output.write(JSONTree.string(word).encoded())
    }
    for (index, field) in table.fields.enumerated() {
      output.write(",")
      output.write(keys[fixed.count + index])
      output.write(":")
      if let json = row.json(field) { output.write(json) } else { output.write("null") }
    }
    output.write("}")
  }

  func end(isEmpty: Bool) { output.write(isEmpty ? "[]\n" : "\n]\n") }
}
