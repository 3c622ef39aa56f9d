import CZip
import Foundation
import HostReports
import TestSupport

/// A workbook made by hand, part by part, after ECMA-376.
struct MadeWorkbook {
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  static let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  static let package = "http://schemas.openxmlformats.org/package/2006/relationships"

  /// In the order in which they are packed.
  var parts: [(name: String, bytes: [UInt8])]

  /// One sheet `S`, with these rows, and shared texts and styles if they are given.
  init(rows: String = "", texts: String? = nil, styles: String? = nil, bookProperties: String = "") {
    let ns = "xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.relationships)\""
    var links = Self.link("rId1", "worksheet", "worksheets/sheet1.xml")
    if texts != nil { links += Self.link("rId2", "sharedStrings", "sharedStrings.xml") }
    if styles != nil { links += Self.link("rId3", "styles", "styles.xml") }
    parts = [
      ("_rels/.rels", Self.bytes(Self.rels(Self.link("rId1", "officeDocument", "xl/workbook.xml")))),
      (
        "xl/workbook.xml",
        Self.bytes(
          "<workbook \(ns)>\(bookProperties)<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
        )
      ),
      ("xl/_rels/workbook.xml.rels", Self.bytes(Self.rels(links))),
      ("xl/worksheets/sheet1.xml", Self.bytes("<worksheet \(ns)><sheetData>\(rows)</sheetData></worksheet>")),
    ]
    if let texts { parts.append(("xl/sharedStrings.xml", Self.bytes("<sst \(ns)>\(texts)</sst>"))) }
    if let styles { parts.append(("xl/styles.xml", Self.bytes("<styleSheet \(ns)>\(styles)</styleSheet>"))) }
  }

  static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  static func link(_ id: String, _ kind: String, _ target: String) -> String {
    "<Relationship Id=\"\(id)\" Type=\"\(relationships)/\(kind)\" Target=\"\(target)\"/>"
  }

  static func rels(_ links: String) -> String { "<Relationships xmlns=\"\(package)\">\(links)</Relationships>" }

  /// The text of a part; setting nil takes it out.
  subscript(_ name: String) -> String? {
    get { parts.first { $0.name == name }.map { String(decoding: $0.bytes, as: UTF8.self) } }
    set { set(name, newValue.map(Self.bytes)) }
  }

  mutating func set(_ name: String, _ bytes: [UInt8]?) {
    parts.removeAll { $0.name == name }
    if let bytes { parts.append((name, bytes)) }
  }

  /// Packs the parts; gives the path.
  func save(_ name: String, in folder: TemporaryFolder) throws -> String {
    let path = "\(folder.path)/\(name)"
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code) else { throw POSIXError(.EIO) }
    for part in parts {
      // libzip frees the copy when it has packed it.
      guard let copy = malloc(max(1, part.bytes.count)) else { throw POSIXError(.ENOMEM) }
      part.bytes.withUnsafeBytes { bytes in _ = bytes.baseAddress.map { memcpy(copy, $0, bytes.count) } }
      let source = zip_source_buffer(archive, copy, UInt64(part.bytes.count), 1)
      guard zip_file_add(archive, part.name, source, 0) >= 0 else { throw POSIXError(.EIO) }
    }
    guard zip_close(archive) == 0 else { throw POSIXError(.EIO) }
    return path
  }
}

/// Bytes of a part of a workbook, unpacked.
func size(of part: String, in path: String) throws -> Int {
  var code: Int32 = 0
  guard let archive = zip_open(path, ZIP_RDONLY, &code) else { throw POSIXError(.EIO) }
  defer { zip_discard(archive) }
  var facts = zip_stat_t()
  guard zip_stat(archive, part, 0, &facts) == 0 else { throw POSIXError(.ENOENT) }
  return Int(facts.size)
}

/// Rows as lines of text, each value with a mark of its kind: `2: A"Ada" B3 C=TRUE D@2026-09-14 E#N/A F?`.
func lines(_ path: String, _ sheet: String = "S", limits: TableLimits = TableLimits()) throws -> [String] {
  var lines: [String] = []
  try TableFile(path, limits: limits).read(sheet) { row in
    let cells = row.cells.filter { $0.value != .empty }.map { cell in
      let letters = CellName.letters(cell.column)
      return switch cell.value {
      case .text(let text): "\(letters)\"\(text)\""
      case .number: "\(letters)\(cell.value.text)"
      case .boolean: "\(letters)=\(cell.value.text)"
      case .moment: "\(letters)@\(cell.value.text)"
      case .error: "\(letters)\(cell.value.text)"
      case .formulaWithoutValue: "\(letters)?"
      case .empty: letters
      }
    }
    lines.append((["\(row.number)\(row.isHidden ? " hidden" : ""):"] + cells).joined(separator: " "))
    return true
  }
  return lines
}

/// What reading a file throws, in words, with the folder taken out.
func refusal(_ path: String, _ sheet: String = "S", limits: TableLimits = TableLimits()) -> String {
  do {
    return "read \(try lines(path, sheet, limits: limits).count) rows"
  } catch {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return "\(error)".components(separatedBy: folder).joined()
  }
}
