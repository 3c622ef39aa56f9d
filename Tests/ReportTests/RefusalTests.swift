import Foundation
import Glibc
import HostReports
import TestSupport
import Testing

/// A file that must be refused, and the whole sentence.
struct RefusalCase: Sendable, CustomTestStringConvertible {
  let what: String
  let name: String
  let bytes: [UInt8]
  let sentence: String

  init(_ what: String, _ name: String, _ bytes: [UInt8], _ sentence: String) {
    self.what = what
    self.name = name
    self.bytes = bytes
    self.sentence = sentence
  }

  var testDescription: String { what }
}

@Suite("What is refused instead of read") struct RefusalTests {
  private static let resave = "Open it in a spreadsheet program and save it as .xlsx."

  // MARK: The wrong kind of file

  /// A compound file with these entries in its directory ([MS-CFB] 2.2, 2.6).
  private static func compound(_ names: [String]) -> [UInt8] {
    var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504)
    bytes[30] = 9
    for name in names {
      var entry = [UInt8](repeating: 0, count: 128)
      for (index, unit) in name.utf16.enumerated() { entry[2 * index] = UInt8(truncatingIfNeeded: unit) }
      entry[64] = UInt8(2 * name.utf16.count + 2)
      bytes += entry
    }
    return bytes
  }

  static let kinds = [
    RefusalCase(
      "old Excel", "a.xls", compound(["Root Entry", "Workbook"]), "'a.xls' is an old Excel workbook (.xls). \(resave)"),
    RefusalCase(
      "old Excel named .xlsx", "a.xlsx", compound(["Root Entry", "Book"]),
      "'a.xlsx' is an old Excel workbook (.xls). \(resave)"),
    RefusalCase(
      "encrypted", "a.xlsx", compound(["Root Entry", "EncryptionInfo", "EncryptedPackage"]),
      "'a.xlsx' is protected with a password. Open it, take the password off and save it again."),
    RefusalCase(
      "old Word", "a.doc", compound(["Root Entry", "WordDocument"]),
      "'a.doc' is a Word document (.doc). Ask for a workbook."),
    RefusalCase(
      "a compound file cut behind its header", "a.xlsx", compound([]),
      "'a.xlsx' is an old office document. \(resave)"),
    RefusalCase(
      "older Excel", "a.xls", [0x09, 0x04, 0x06, 0, 0, 0, 0x10, 0], "'a.xls' is an old Excel workbook (.xls). \(resave)"
    ),
    RefusalCase(
      "PDF", "a.xlsx", Array("%PDF-1.7\n".utf8), "'a.xlsx' is a PDF. Ask for the workbook that it was made from."),
    RefusalCase("RTF", "a.csv", Array("{\\rtf1".utf8), "'a.csv' is a text document (.rtf). Ask for a workbook."),
    RefusalCase(
      "a web page named .xls", "a.xls", Array("\n<HTML><table>".utf8),
      "'a.xls' is a web page, though named .xls. \(resave)"),
    RefusalCase("XML", "a.csv", Array("<?xml version=\"1.0\"?>".utf8), "'a.csv' is an XML document. \(resave)"),
    RefusalCase(
      "text named .xlsx", "a.xlsx", Array("a,b\n".utf8),
      "'a.xlsx' is plain text. If it is a table (.csv), give its name that ending; if not, save it as .xlsx."),
    RefusalCase(
      "something else", "a.csv", [0x89, 0x50, 0x4E, 0x47, 0, 0],
      "'a.csv' is neither a workbook (.xlsx) nor a table (.csv). Check that it is the right file."),
    RefusalCase("nothing", "a.xlsx", [], "'a.xlsx' is empty. Save or copy it again."),
    RefusalCase(
      "an archive of nothing", "a.xlsx", [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18),
      "'a.xlsx' is a zip archive with no workbook in it. Unpack it and give the workbook that you want."),
  ]

  @Test("each kind is named", arguments: kinds) func kind(_ c: RefusalCase) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/\(c.name)"
    try Data(c.bytes).write(to: URL(filePath: path))
    #expect(refusal(path) == c.sentence)
  }

  static let archives: [(parts: [(String, String)], sentence: String)] = [
    (
      [
        ("_rels/.rels", MadeWorkbook.rels(MadeWorkbook.link("r", "officeDocument", "word/document.xml"))),
        ("word/document.xml", "<w/>"),
      ],
      "'a.xlsx' is a Word document (.docx). Ask for a workbook."
    ),
    (
      [("_rels/.rels", MadeWorkbook.rels(MadeWorkbook.link("r", "officeDocument", "ppt/presentation.xml")))],
      "'a.xlsx' is a presentation (.pptx). Ask for a workbook."
    ),
    (
      [("_rels/.rels", MadeWorkbook.rels(MadeWorkbook.link("r", "officeDocument", "xl/workbook.bin")))],
      "'a.xlsx' is a binary workbook (.xlsb). \(resave)"
    ),
    (
      [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<x/>")],
      "'a.xlsx' is an OpenDocument spreadsheet (.ods). \(resave)"
    ),
    (
      [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>")],
      "'a.xlsx' is an OpenDocument file. Ask for a workbook."
    ),
    ([("Index/Document.iwa", "x")], "'a.xlsx' is a Numbers document. Open it in Numbers and export it to Excel."),
    (
      [("photo.jpg", "x")],
      "'a.xlsx' is a zip archive with no workbook in it. Unpack it and give the workbook that you want."
    ),
  ]

  @Test("zip archives of other kinds are named", arguments: archives.indices) func archive(_ index: Int) throws {
    let folder = try TemporaryFolder()
    var made = MadeWorkbook()
    made.parts = Self.archives[index].parts.map { ($0.0, MadeWorkbook.bytes($0.1)) }
    #expect(refusal(try made.save("a.xlsx", in: folder)) == Self.archives[index].sentence)
  }

  @Test("no file, a folder, a device") func noFile() throws {
    let folder = try TemporaryFolder()
    #expect(refusal(folder.path + "/none.xlsx") == "There is no file 'none.xlsx'. Check its name and folder.")
    mkdir(folder.path + "/x.xlsx", 0o700)
    #expect(
      refusal(folder.path + "/x.xlsx")
        == "'x.xlsx' is a folder. Give the name of a workbook (.xlsx) or a table (.csv) in it.")
    #expect(
      refusal("/dev/null")
        == "'null' is a device, a pipe or a socket. Give the name of a workbook (.xlsx) or a table (.csv).")
  }

  // MARK: Damage and bombs

  private static let rows = "<row r='1'><c r='A1'><v>1</v></c></row>"

  /// What is said of a workbook whose file was changed.
  private func changed(limits: TableLimits = TableLimits(), _ change: (inout [UInt8]) -> Void) throws -> String {
    let folder = try TemporaryFolder()
    let path = try MadeWorkbook(rows: String(repeating: " ", count: 3000) + Self.rows).save("a.xlsx", in: folder)
    var bytes = Array(try Data(contentsOf: URL(filePath: path)))
    change(&bytes)
    try Data(bytes).write(to: URL(filePath: path))
    return refusal(path, limits: limits)
  }

  /// Where the sheet's entry in the list of parts begins (APPNOTE 4.3.12).
  private static func entry(_ bytes: [UInt8]) -> Int {
    let name = Array("xl/worksheets/sheet1.xml".utf8)
    return bytes.indices.last { bytes[$0...].starts(with: name) }.map { $0 - 46 } ?? 0
  }

  @Test("a zip archive cut anywhere") func cut() throws {
    let whole = try changed { _ in }
    #expect(whole == "read 1 rows")
    for kept in stride(from: 4, to: 1200, by: 37) {
      let said = try changed { $0.removeSubrange(min(kept, $0.count - 1)...) }
      #expect(said == "'a.xlsx' is damaged: it ends before its list of parts. Save or copy it again.", "\(kept)")
    }
  }

  @Test("any byte of the packed sheet changed") func flipped() throws {
    var begin = 0
    var length = 0
    _ = try changed { bytes in
      let name = Array("xl/worksheets/sheet1.xml".utf8)
      begin = (bytes.indices.first { bytes[$0...].starts(with: name) } ?? 0) + name.count
      let entry = Self.entry(bytes)
      length = Int(bytes[entry + 20]) | Int(bytes[entry + 21]) << 8
    }
    #expect(length > 100)
    for offset in 0..<length {
      let said = try changed { $0[begin + offset] ^= 0x10 }
      // What is unpacked wrongly may also be no XML, or be cut; it is never read as if it were whole. In the last byte are
      // bits that mean nothing.
      #expect(said.hasPrefix("'a.xlsx'") || offset == length - 1, "\(offset): \(said)")
    }
  }

  @Test("a sheet that claims 2 GB is refused before it is unpacked") func claims() throws {
    let said = try changed { bytes in
      let entry = Self.entry(bytes)
      for (index, byte) in [0, 0, 0, 0x80].enumerated() { bytes[entry + 24 + index] = UInt8(byte) }
    }
    #expect(
      said
        == "'a.xlsx' was refused: its part 'xl/worksheets/sheet1.xml' would be larger than 1,900,000,000 bytes unpacked, the"
        + " most that is read. Take out what is not needed and save it again.")
  }

  @Test("a sheet that claims less than it is, and is more than is read") func claimsLess() throws {
    var limits = TableLimits()
    limits.sheet = 2000
    let said = try changed(limits: limits) { bytes in
      let entry = Self.entry(bytes)
      bytes[entry + 24] = 100
      bytes[entry + 25] = 0
    }
    #expect(
      said
        == "'a.xlsx' was refused: its part 'xl/worksheets/sheet1.xml' would be larger than 2,000 bytes unpacked, the most"
        + " that is read. Take out what is not needed and save it again.")
  }

  @Test("a part that is larger than is read, or packed as no workbook is") func bomb() throws {
    let folder = try TemporaryFolder()
    var made = MadeWorkbook(rows: Self.rows, texts: "<si><t>a</t></si>")
    made["xl/sharedStrings.xml"] =
      "<sst xmlns='\(MadeWorkbook.main)'>" + String(repeating: " ", count: 3 << 20) + "</sst>"
    let path = try made.save("a.xlsx", in: folder)
    #expect(
      refusal(path)
        == "'a.xlsx' was refused: its part 'xl/sharedStrings.xml' is packed more than 250 to 1, as no spreadsheet program"
        + " does. Open it in one and save it again, if you trust it.")
    var limits = TableLimits()
    limits.texts = 2 << 20
    #expect(
      refusal(path, limits: limits)
        == "'a.xlsx' was refused: its part 'xl/sharedStrings.xml' would be larger than 2,097,152 bytes unpacked, the most"
        + " that is read. Take out what is not needed and save it again.")
    limits = TableLimits()
    limits.part = 50
    #expect(
      refusal(path, limits: limits)
        == "'a.xlsx' was refused: its part '_rels/.rels' would be larger than 50 bytes unpacked, the most that is read."
        + " Take out what is not needed and save it again.")
  }

  @Test("more parts than a workbook has, by the list's own count") func parts() throws {
    let sentence = "'a.xlsx' was refused: it has more than 10,000 parts, which no workbook has."
    let said = try changed { bytes in
      bytes[bytes.count - 12] = 0x11
      bytes[bytes.count - 11] = 0x27
    }
    #expect(said == sentence)
  }

  @Test("a part that is there twice; one that needs a password") func twiceAndSecret() throws {
    let twice = try changed { bytes in
      let name = Array("xl/worksheets/sheet1.xml".utf8)
      let other = Array("xl/_rels/workbook.xml.rels".utf8)
      // A name of the same length is written over another one.
      for index in bytes.indices where bytes[index...].starts(with: other) {
        bytes.replaceSubrange(index..<(index + other.count), with: name + Array("/x".utf8))
      }
      for index in bytes.indices where bytes[index...].starts(with: Array("xl/workbook.xml".utf8)) {
        bytes.replaceSubrange(index..<(index + 15), with: Array("_rels/.rels////".utf8))
      }
    }
    #expect(twice == "'a.xlsx' is damaged: its part 'xl/workbook.xml' is missing. Save or copy it again.")
    let secret = try changed { bytes in bytes[Self.entry(bytes) + 8] |= 1 }
    #expect(secret == "'a.xlsx' is protected with a password. Take the password off and save it again.")
  }
}
