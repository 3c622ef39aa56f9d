import Foundation
import HostMapping
import HostModel
import HostSync
import RecordJSON

/// Writes records as a workbook with one sheet, named after the fp_type.
///
/// Numbers, booleans and dates are cells of these kinds; a date-time is shown as the clock in the event's zone shows it. A
/// number that a cell would not keep exactly is a text; so is a list, as JSON.
struct WorkbookExport {
  private let sheet: SheetWriter
  private let zone: TimeZone

  init(_ table: RecordTable, in book: WorkbookWriter) throws {
    let columns = RecordTable.fixedColumns + table.fields.map(\.column)
    sheet = try book.sheet(table.type.rawValue, columns: columns.map { WorkbookColumn($0) }, frozenColumns: 1)
    zone = table.zone
  }

  func row(_ row: borrowing RecordTable.Row, _ table: RecordTable) throws {
    var cells: [WorkbookCell] = [
      .text(String(decoding: row.id, as: UTF8.self)), .text(row.connection), .text(row.dataType),
    ]
    for field in table.fields {
      if let json = row.json(field) { cells.append(cell(json, field.kind)) } else { cells.append(.empty) }
    }
    try sheet.append(cells)
  }

  private func cell(_ json: UnsafeRawBufferPointer, _ kind: FieldKind) -> WorkbookCell {
    guard json.first == 0x22 else {
      let word = String(decoding: json, as: UTF8.self)
      if word == "true" || word == "false" { return .boolean(word == "true") }
      return word.first == "[" ? .text(word) : .number(json: word)
    }
    let text =
      json.contains(0x5C)
      ? (try? JSONTree.parse(Array(json)))?.string ?? "" : String(decoding: json.dropFirst().dropLast(), as: UTF8.self)
    switch kind {
    case .date:
      return CalendarDate(text).map { .date(WallTime(year: $0.year, month: $0.month, day: $0.day)) } ?? .text(text)
    case .dateTime: return Self.moment(text, in: zone).map { .dateTime($0) } ?? .text(text)
    default: return .text(text)
    }
  }

  private static func moment(_ text: String, in zone: TimeZone) -> WallTime? {
    var text = text
    let reading = text.withUTF8 { ISODateTime.read(UnsafeRawBufferPointer($0)) }
    guard case .value(let time) = reading else { return nil }
    let moment = Date(timeIntervalSince1970: Double(time.microseconds) / 1_000_000)
    return WallTime(millisecondsSince1970: time.microseconds / 1000 + Int64(zone.secondsFromGMT(for: moment)) * 1000)
  }
}
