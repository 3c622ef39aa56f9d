import Foundation
import HostReports
import TestSupport
import Testing

/// Rows that must be refused, and the sentence behind `'a.xlsx', sheet 'S'`.
struct BadSheetCase: Sendable, CustomTestStringConvertible {
  let what: String
  let rows: String
  let sentence: String

  init(_ what: String, _ rows: String, _ sentence: String) {
    self.what = what
    self.rows = rows
    self.sentence = sentence
  }

  var testDescription: String { what }
}

@Suite("What is refused in the XML of a workbook, naming the place") struct BadXMLTests {
  private static func bad(_ detail: String) -> String {
    " cannot be read: in its part 'xl/worksheets/sheet1.xml' \(detail). Save it again."
  }

  /// Two million letters that pack badly, so that only their length can be refused.
  private static let noise: String = {
    var state: UInt32 = 1
    return String(
      decoding: (0..<(2 << 20)).map { _ -> UInt8 in
        state = state &* 1_664_525 &+ 1_013_904_223
        return 0x61 + UInt8(state >> 27)
      }, as: UTF8.self)
  }()

  static let cases = [
    BadSheetCase(
      "a shared text that is not there", "<row r='7'><c r='B7' t='s'><v>3</v></c></row>",
      ", cell B7: it points to shared text '3', which is not there."),
    BadSheetCase(
      "a shared text that is no number", "<row r='7'><c r='B7' t='s'><v>-1</v></c></row>",
      ", cell B7: it points to shared text '-1', which is not there."),
    BadSheetCase("no number", "<row r='1'><c r='A1'><v>1,5</v></c></row>", ", cell A1: its number '1,5' is none."),
    BadSheetCase("an endless number", "<row r='1'><c><v>INF</v></c></row>", ", cell A1: its number 'INF' is none."),
    BadSheetCase("another endless number", "<row><c><v>-inf</v></c></row>", ", cell A1: its number '-inf' is none."),
    BadSheetCase("none at all", "<row r='3'><c r='C3'><v>NaN</v></c></row>", ", cell C3: its number 'NaN' is none."),
    BadSheetCase("beyond a double", "<row><c><v>1e999</v></c></row>", ", cell A1: its number '1e999' is none."),
    BadSheetCase("hexadecimal", "<row><c><v>0x1p3</v></c></row>", ", cell A1: its number '0x1p3' is none."),
    BadSheetCase("no date", "<row r='1'><c t='d'><v>soon</v></c></row>", ", cell A1: its date 'soon' is none."),
    BadSheetCase("an unknown type", "<row r='1'><c t='x'><v>1</v></c></row>", ": its type 'x' is unknown."),
    BadSheetCase(
      "a type that would write on the screen", "<row r='1'><c t='\u{1B}[31m&#10;x'><v>1</v></c></row>",
      ": its type ' [31m&#10;x' is unknown."),
    BadSheetCase("a cell of another row", "<row r='2'><c r='A3'/></row>", ": row 2 has a cell 'A3'."),
    BadSheetCase("a cell without column", "<row r='2'><c r='2'/></row>", ": row 2 has a cell '2'."),
    BadSheetCase("a column that cannot be", "<row r='1'><c r='XFE1'/></row>", ": row 1 has a cell 'XFE1'."),
    BadSheetCase(
      "cells out of order", "<row r='1'><c r='B1'/><c r='A1'/></row>", ", cell A1: it stands behind B1."),
    BadSheetCase("a cell twice", "<row r='1'><c r='B1'/><c r='B1'/></row>", ", cell B1: it stands behind B1."),
    BadSheetCase("rows out of order", "<row r='2'/><row r='1'/>", ": row 1 stands behind row 2."),
    BadSheetCase("a row twice", "<row r='2'/><row r='2'/>", ": row 2 stands behind row 2."),
    BadSheetCase("row 0", "<row r='0'/>", ": a row behind row 0 has the number '0'."),
    BadSheetCase("a row that cannot be", "<row r='1048577'/>", ": a row behind row 0 has the number '1048577'."),
    BadSheetCase(
      "a row that cannot be, unnumbered", "<row r='1048576'/><row/>", ": there are more than 1048576 rows."),
    BadSheetCase(
      "too many cells", "<row r='1'>" + String(repeating: "<c/>", count: 16_385) + "</row>",
      ": row 1 has more than 16384 cells."),
    BadSheetCase("an entity", "<row r='1'><c t='str'><v>&lol;</v></c></row>", bad("'&lol;' stands for nothing")),
    BadSheetCase("an ampersand", "<row r='1'><c t='str'><v>a & b</v></c></row>", bad("'&' stands for nothing")),
    BadSheetCase("a character that XML has not", "<row><c><v>&#1;</v></c></row>", bad("'&#1;' stands for nothing")),
    BadSheetCase("half a pair", "<row><c><v>&#xD800;</v></c></row>", bad("'&#xD800;' stands for nothing")),
    BadSheetCase("tags that cross", "<row><c></row></c>", bad("a tag closes what is not open")),
    BadSheetCase("a tag that is not closed", "<row><c", bad("an attribute has no value")),
    BadSheetCase("an attribute without value", "<row r/>", bad("an attribute has no value")),
    BadSheetCase("an attribute without quotes", "<row r=1/>", bad("an attribute's value has no quotes")),
    BadSheetCase(
      "a quote in no place for one", "<row r='1'\"/><c a=\"b\"/></row>", bad("it ends in the middle")),
    BadSheetCase(
      "a name far too long", "<\(String(repeating: "x", count: 1001))/>", bad("a name is longer than 1000 bytes")),
    BadSheetCase(
      "a prefix far too long", "<row xmlns:\(String(repeating: "x", count: 1001))='u'/>",
      bad("a name is longer than 1000 bytes")),
    BadSheetCase(
      "namespaces without end", "<row " + (1...100).map { "xmlns:a\($0)='u' " }.joined() + "/>",
      bad("more than 100 namespaces are open")),
    BadSheetCase("a tag without name", "< row/>", bad("a tag has no name")),
    BadSheetCase("a declaration further in", "<!ENTITY a 'b'>", bad("something begins with '<!'")),
    BadSheetCase("a comment without end", "<!-- <row/>", bad("it ends in the middle")),
    BadSheetCase("CDATA without end", "<row><c><v><![CDATA[1]] ></v></c></row>", bad("it ends in the middle")),
    BadSheetCase(
      "elements far too deep", String(repeating: "<x>", count: 300), bad("elements are nested more than 256 deep")),
    BadSheetCase(
      "a text far too long", "<row><c t='str'><v>" + noise + "</v></c></row>",
      bad("a tag or a text is longer than 1048576 bytes")),
    BadSheetCase(
      "a text far too long, in pieces",
      "<row><c t='str'><v>\(noise.prefix(700_000))<!-- -->\(noise.prefix(700_000))</v></c></row>",
      ", cell A1: its text is longer than 1048576 bytes."),
    BadSheetCase(
      "a tag far too long", "<row note='" + noise + "'/>",
      bad("a tag or a text is longer than 1048576 bytes")),
  ]

  @Test("each in one sentence", arguments: cases) func sheet(_ c: BadSheetCase) throws {
    let folder = try TemporaryFolder()
    let path = try MadeWorkbook(rows: c.rows).save("a.xlsx", in: folder)
    #expect(refusal(path) == "'a.xlsx', sheet 'S'" + c.sentence)
  }

  private func refused(_ part: String, _ bytes: [UInt8]) throws -> String {
    let folder = try TemporaryFolder()
    var made = MadeWorkbook(
      rows: "<row><c t='s'><v>0</v></c></row>", texts: "<si><t>a</t></si>", styles: "<cellXfs/>")
    made.set(part, bytes)
    return refusal(try made.save("a.xlsx", in: folder))
  }

  @Test(
    "a DOCTYPE, and with it every entity bomb, in any part",
    arguments: [
      "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
      "xl/sharedStrings.xml",
      "xl/styles.xml",
    ])
  func docType(_ part: String) throws {
    let laughs = """
      <?xml version="1.0"?><!-- a --><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;">]>
      <x>&lol2;</x>
      """
    #expect(
      try refused(part, Array(laughs.utf8))
        == "'a.xlsx' was refused: its part '\(part)' has a DOCTYPE, which no spreadsheet program writes. Open it in one and"
        + " save it again, if you trust it.")
  }

  static let parts: [(what: String, bytes: [UInt8], detail: String)] = [
    (
      "another encoding", Array("<?xml version='1.0' encoding='ISO-8859-1'?><x/>".utf8),
      "the encoding is 'iso-8859-1'; UTF-8 and UTF-16 are read"
    ),
    ("another document", Array("<x/>".utf8), "there is no sheet of cells"),
    ("another namespace", Array("<worksheet xmlns='urn:x'/>".utf8), "there is no sheet of cells"),
    ("nothing", [], "it ends in the middle"),
    ("text alone", Array("hello".utf8), "a text stands outside of all tags"),
    (
      "a text behind the end", Array("<worksheet xmlns='\(MadeWorkbook.main)'/>x".utf8),
      "a text stands outside of all tags"
    ),
    ("two roots", Array("<worksheet xmlns='\(MadeWorkbook.main)'/><x/>".utf8), "there are two root elements"),
    ("half a character of UTF-16", [0xFF, 0xFE, 0x3C, 0, 0x78, 0, 0x2F, 0, 0x3E], "a text is no UTF-16"),
    ("a declaration without end", Array("<?xml version='1.0".utf8), "it ends in the middle"),
  ]

  @Test("a part that is no XML of a sheet", arguments: parts.indices) func part(_ index: Int) throws {
    let c = Self.parts[index]
    #expect(
      try refused("xl/worksheets/sheet1.xml", c.bytes)
        == "'a.xlsx', sheet 'S' cannot be read: in its part 'xl/worksheets/sheet1.xml' \(c.detail). Save it again.",
      "\(c.what)")
  }

  @Test("bytes that are no UTF-8, in a cell and in a shared text") func notUTF8() throws {
    let start = Array("<worksheet xmlns='\(MadeWorkbook.main)'><sheetData><row r='3'><c r='C3' t='str'><v>".utf8)
    let sheet = start + [0x5A, 0xFC] + Array("</v></c></row></sheetData></worksheet>".utf8)
    #expect(try refused("xl/worksheets/sheet1.xml", sheet) == "'a.xlsx', sheet 'S', cell C3: its text is no UTF-8.")
    let texts = Array("<sst xmlns='\(MadeWorkbook.main)'><si><t>".utf8) + [0xFC] + Array("</t></si></sst>".utf8)
    #expect(
      try refused("xl/sharedStrings.xml", texts)
        == "'a.xlsx', sheet 'S', cell A1: it points to shared text '0', which is not there.")
  }

  @Test("parts that are named and missing") func missing() throws {
    func without(_ part: String) throws -> String {
      let folder = try TemporaryFolder()
      var made = MadeWorkbook(rows: "<row/>")
      made[part] = nil
      return refusal(try made.save("a.xlsx", in: folder))
    }
    #expect(
      try without("xl/workbook.xml")
        == "'a.xlsx' is damaged: its part 'xl/workbook.xml' is missing. Save or copy it again.")
    #expect(
      try without("xl/worksheets/sheet1.xml")
        == "'a.xlsx' is damaged: its part 'xl/worksheets/sheet1.xml' is missing. Save or copy it again.")
    #expect(
      try without("xl/_rels/workbook.xml.rels")
        == "'a.xlsx' is damaged: it has no sheet with cells. Save or copy it again.")
  }
}
