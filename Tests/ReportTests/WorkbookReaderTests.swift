import Foundation
import HostReports
import TestSupport
import Testing

/// Sheets written by hand after a clause of ECMA-376 part 1, and what is read of them.
struct SheetCase: Sendable, CustomTestStringConvertible {
  let clause: String
  var rows = ""
  var texts: String?
  var styles: String?
  var properties = ""
  let lines: [String]

  var testDescription: String { clause }
}

@Suite("What is read of workbooks as people save them") struct WorkbookReaderTests {
  static let cases = [
    SheetCase(
      clause: "§18.4.8 si, t: a shared text", rows: "<row r='1'><c r='A1' t='s'><v>1</v></c></row>",
      texts: "<si><t>first</t></si><si><t>second</t></si>", lines: ["1: A\"second\""]),
    SheetCase(
      clause: "§18.4.4 r: runs of a rich text are one text",
      rows: "<row r='1'><c r='A1' t='s'><v>0</v></c></row>",
      texts: "<si><r><rPr><b/></rPr><t>Full</t></r><r><t xml:space='preserve'> name</t></r></si>",
      lines: ["1: A\"Full name\""]),
    SheetCase(
      clause: "§18.4.6 rPh: how a text is spoken is not its text",
      rows: "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>",
      texts: "<si><t>課きく</t><rPh sb='0' eb='1'><t>カ</t></rPh><phoneticPr fontId='1'/></si>"
        + "<si><r><t>東</t></r><rPh sb='0' eb='1'><t>トウ</t></rPh><r><t>京</t></r></si>",
      lines: ["1: A\"課きく\" B\"東京\""]),
    SheetCase(
      clause: "§18.3.1.53 is: an inline text, also with runs",
      rows: "<row r='1'><c r='A1' t='inlineStr'><is><t>in</t></is></c>"
        + "<c r='B1' t='inlineStr'><is><r><t>a</t></r><r><t>b</t></r></is></c></row>", lines: ["1: A\"in\" B\"ab\""]),
    SheetCase(
      clause: "§18.18.11 ST_CellType: numbers, booleans, errors, texts of formulas",
      rows: "<row r='1'><c r='A1'><v>3</v></c><c r='B1' t='n'><v>1.5E-3</v></c><c r='C1' t='b'><v>1</v></c>"
        + "<c r='D1' t='b'><v>0</v></c><c r='E1' t='e'><v>#N/A</v></c>"
        + "<c r='F1' t='str'><f>A1&amp;\"x\"</f><v>3x</v></c></row>",
      lines: ["1: A3 B0.0015 C=TRUE D=FALSE E#N/A F\"3x\""]),
    SheetCase(
      clause: "§18.18.11 d: a date in ISO 8601, as strict workbooks have it",
      rows: "<row r='1'><c r='A1' t='d'><v>2026-09-14</v></c><c r='B1' t='d'><v>2026-09-14T10:30:00.250</v></c></row>",
      lines: ["1: A@2026-09-14 B@2026-09-14T10:30:00.250"]),
    SheetCase(
      clause: "§18.3.1.40 f: the stored value counts; one that is missing is told apart",
      rows: "<row r='1'><c r='A1'><f>1+1</f><v>2</v></c><c r='B1'><f>NOW()</f></c><c r='C1'><f>1</f><v/></c>"
        + "<c r='D1' t='str'><f>\"\"</f><v></v></c><c r='E1'><f t='shared' ref='E1:E2' si='0'>A1</f><v>2</v></c></row>"
        + "<row r='2'><c r='E2'><f t='shared' si='0'/><v>7</v></c></row>",
      lines: ["1: A2 B? C? D\"\" E2", "2: E7"]),
    SheetCase(
      clause: "§18.3.1.4 c, §18.3.1.73 row: places without r follow on",
      rows: "<row><c><v>1</v></c><c/><c r='D1'><v>4</v></c><c><v>5</v></c></row><row r='5'><c><v>9</v></c></row><row/>",
      lines: ["1: A1 D4 E5", "5: A9", "6:"]),
    SheetCase(
      clause: "§18.3.1.73 row: hidden rows are rows",
      rows: "<row r='1'><c r='A1'><v>1</v></c></row><row r='2' hidden='1'><c r='A2'><v>2</v></c></row>"
        + "<row r='3' hidden='true'><c r='A3'><v>3</v></c></row>", lines: ["1: A1", "2 hidden: A2", "3 hidden: A3"]),
    SheetCase(
      clause: "§18.3.1.73: the last row and column that there can be",
      rows: "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", lines: ["1048576: XFD1"]),
    SheetCase(
      clause: "§18.17.4.1 dates from 1900: the first day, the day that never was, the first right one, a time",
      rows: "<row r='1'><c s='1'><v>1</v></c><c s='1'><v>60</v></c><c s='1'><v>61</v></c><c s='2'><v>46279.4375</v></c>"
        + "<c s='3'><v>0.4375</v></c><c s='1'><v>-1</v></c><c s='1'><v>2958465</v></c><c s='1'><v>2958466</v></c></row>",
      styles: "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='22'/><xf numFmtId='20'/></cellXfs>",
      lines: ["1: A@1900-01-01 B60 C@1900-03-01 D@2026-09-14T10:30:00 E@10:30:00 F-1 G@9999-12-31 H2958466"]),
    SheetCase(
      clause: "§18.2.28 date1904",
      rows: "<row r='1'><c s='1'><v>0</v></c><c s='1'><v>44817</v></c></row>",
      styles: "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>",
      properties: "<workbookPr date1904='1'/>", lines: ["1: A@1904-01-01 B@2026-09-14"]),
    SheetCase(
      clause: "§18.8.30 numFmt: dates are told by their letters, not by those in quotes, colours or lengths of time",
      rows: "<row r='1'>" + (0..<10).map { "<c s='\($0)'><v>46279.4375</v></c>" }.joined() + "</row>",
      styles: "<numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/>"
        + "<numFmt numFmtId='165' formatCode='&quot;day&quot; 0'/><numFmt numFmtId='166' formatCode='[Red]0.00'/>"
        + "<numFmt numFmtId='167' formatCode='[h]:mm'/><numFmt numFmtId='168' formatCode='h:mm AM/PM'/>"
        + "<numFmt numFmtId='169' formatCode='yyyy\\-mm\\-dd\\ hh:mm;@'/><numFmt numFmtId='170' formatCode='General'/>"
        + "<numFmt numFmtId='171' formatCode='mmm'/><numFmt numFmtId='172' formatCode='#,##0\\ &quot;€&quot;;[Red]0\\d'/>"
        + "</numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
        + (164...172).map { "<xf numFmtId='\($0)'/>" }.joined() + "</cellXfs>",
      lines: [
        "1: A46279.4375 B@2026-09-14T10:30:00 C46279.4375 D46279.4375 E46279.4375 F@10:30:00 G@2026-09-14T10:30:00"
          + " H46279.4375 I@2026-09-14T10:30:00 J46279.4375"
      ]),
    SheetCase(
      clause: "§22.9.2.19 ST_Xstring: _xHHHH_ stands for a character, in texts of every kind",
      rows: "<row r='1'><c t='s'><v>0</v></c><c t='inlineStr'><is><t>_x0041_b_x005F_x0041_</t></is></c>"
        + "<c t='str'><v>_x0042_</v></c><c t='inlineStr'><is><t>_x00g1_ _x41_</t></is></c></row>",
      texts: "<si><t>a_x000D_b</t></si>",
      lines: ["1: A\"a\rb\" B\"Ab_x0041_\" C\"B\" D\"_x00g1_ _x41_\""]),
    SheetCase(
      clause: "XML 1.0 §2.11 line ends, §4.1 references, §2.7 CDATA, §2.5 comments, §2.6 instructions",
      rows:
        "<?note a?><row r='1'><!-- <c/> --><c t='inlineStr'><is><t>a&amp;b&lt;&#x20AC;&#65;\r\nc\rd&#13;</t></is></c>"
        + "<c t='inlineStr'><is><t><![CDATA[<b> ]] &amp;]]> end</t></is></c></row>",
      lines: ["1: A\"a&b<€A\nc\nd\r\" B\"<b> ]] &amp; end\""]),
    SheetCase(
      clause: "XML 1.0 §2.10 xml:space: white space is kept with and without it",
      rows: "<row r='1'><c t='s'><v>0</v></c><c t='s'><v>1</v></c></row>",
      texts: "<si><t xml:space='preserve'>  two  </t></si><si><t>  two  </t></si>",
      lines: ["1: A\"  two  \" B\"  two  \""]),
    SheetCase(
      clause: "§18.2.10 extLst: what other programs add is passed over",
      rows: "<row r='1'><c r='A1'><v>1</v><extLst><ext xmlns:x='urn:x'><x:v>2</x:v><v>3</v></ext></extLst></c></row>",
      lines: ["1: A1"]),
  ]

  @Test("each after its clause", arguments: cases)
  func clause(_ c: SheetCase) throws {
    let folder = try TemporaryFolder()
    let made = MadeWorkbook(rows: c.rows, texts: c.texts, styles: c.styles, bookProperties: c.properties)
    #expect(try lines(made.save("a.xlsx", in: folder)) == c.lines)
  }

  /// The same sheet, its parts spelled in other ways.
  private static let rows = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1'><v>2</v></c></row>"
  private static let texts = "<si><t>naïve €</t></si>"
  private static let read = ["1: A\"naïve €\" B2"]

  private func read(_ change: (inout MadeWorkbook) -> Void) throws -> [String] {
    let folder = try TemporaryFolder()
    var made = MadeWorkbook(rows: Self.rows, texts: Self.texts)
    change(&made)
    return try lines(made.save("a.xlsx", in: folder))
  }

  @Test("§A strict namespaces (ECMA-376-1 annex A.1)") func strict() throws {
    let read = try read { made in
      for part in made.parts {
        var text = String(decoding: part.bytes, as: UTF8.self)
        text = text.replacing(MadeWorkbook.main, with: "http://purl.oclc.org/ooxml/spreadsheetml/main")
        text = text.replacing(
          MadeWorkbook.relationships, with: "http://purl.oclc.org/ooxml/officeDocument/relationships")
        made[part.name] = text
      }
    }
    #expect(read == Self.read)
  }

  @Test("Namespaces in XML §4: prefixes, and another meaning of the same prefix further in") func prefixes() throws {
    let read = try read { made in
      made["xl/worksheets/sheet1.xml"] = """
        <x:worksheet xmlns:x="\(MadeWorkbook.main)"><x:sheetData xmlns="urn:other"><row r="9"><c r="A9"/></row>
        <x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:v>2</x:v></x:c></x:row></x:sheetData>
        <x:sheetData xmlns:x="urn:other"><x:row r="7"/></x:sheetData></x:worksheet>
        """
      made["xl/workbook.xml"] = made["xl/workbook.xml"]?.replacing("xmlns:r=", with: "xmlns:rel=")
        .replacing("r:id", with: "rel:id")
    }
    #expect(read == Self.read)
  }

  @Test("XML 1.0 §4.3.3: UTF-16 of both orders, with and without mark, and UTF-8 with a mark", arguments: 0..<5)
  func encoding(_ kind: Int) throws {
    let read = try read { made in
      for part in made.parts where part.name.hasSuffix(".xml") {
        let text = String(decoding: part.bytes, as: UTF8.self)
        let units = Array(text.utf16)
        let little = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let big = units.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        let bytes: [UInt8] =
          switch kind {
          case 0: [0xFF, 0xFE] + little
          case 1: [0xFE, 0xFF] + big
          case 2: little
          case 3: big
          default: [0xEF, 0xBB, 0xBF] + part.bytes
          }
        made.set(part.name, bytes)
      }
    }
    #expect(read == Self.read)
  }

  @Test("ECMA-376-2 §6.5.3.4, §6.2.2.3: targets from the root, with steps, and part names in another case")
  func targets() throws {
    for target in ["/xl/worksheets/sheet1.xml", "./worksheets/x/../sheet1.xml", "Worksheets/Sheet1.XML"] {
      let read = try read { made in
        made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"]?
          .replacing("\"worksheets/sheet1.xml\"", with: "\"\(target)\"")
      }
      #expect(read == Self.read, "\(target)")
    }
  }

  @Test("ECMA-376-2 §6.2.2: a target may write a character of a part's name with %") func percent() throws {
    let read = try read { made in
      let sheet = made["xl/worksheets/sheet1.xml"]
      made["xl/worksheets/sheet1.xml"] = nil
      made["xl/worksheets/my sheet.xml"] = sheet
      made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"]?
        .replacing("worksheets/sheet1.xml", with: "worksheets/my%20sheet.xml")
    }
    #expect(read == Self.read)
  }

  @Test("optional parts may be missing: content types, root relationships, styles") func optional() throws {
    #expect(try read { $0["_rels/.rels"] = nil } == Self.read)
  }

  @Test("attributes hold > and both kinds of quotes; tags spread over lines") func tags() throws {
    let read = try read { made in
      made["xl/worksheets/sheet1.xml"] = """
        <?xml version='1.0' encoding='utf-8' standalone="yes"?>
        <worksheet\txmlns='\(MadeWorkbook.main)' note="a > b ' c" other='d " > e'
        ><sheetData\n><row r = '1' ><c r="A1" t="s" ><v>0</v ></c
        ><c r="B1"><v>2</v></c></row></sheetData></worksheet>
        """
    }
    #expect(read == Self.read)
  }

  @Test("sheets: names with entities, hidden ones, charts left out; found without case") func sheets() throws {
    let folder = try TemporaryFolder()
    var made = MadeWorkbook(rows: Self.rows, texts: Self.texts)
    made["xl/workbook.xml"] = made["xl/workbook.xml"]?.replacing(
      "</sheets>",
      with:
        "<sheet name='R&amp;D' sheetId='2' state='veryHidden' r:id='rId7'/><sheet name='C' sheetId='3' r:id='rId8'/>"
        + "</sheets>")
    made["xl/_rels/workbook.xml.rels"] = made["xl/_rels/workbook.xml.rels"]?.replacing(
      "</Relationships>",
      with: MadeWorkbook.link("rId7", "worksheet", "worksheets/sheet2.xml")
        + MadeWorkbook.link("rId8", "chartsheet", "chartsheets/sheet1.xml") + "</Relationships>")
    made["xl/worksheets/sheet2.xml"] = made["xl/worksheets/sheet1.xml"]
    let path = try made.save("a.xlsx", in: folder)
    let file = try TableFile(path)
    #expect(file.sheets.map { "\($0.name) \($0.isHidden)" } == ["S false", "R&D true"])
    #expect(try lines(path, "r&d") == Self.read)
    #expect(
      refusal(path, "R&E")
        == "'a.xlsx' has no sheet 'R&E'. Did you mean 'R&D'? It has: 'S', 'R&D'.")
  }

  @Test("a tag or text longer than what is read at once, wherever the boundary falls", arguments: 65_480..<65_560)
  func boundaries(_ length: Int) throws {
    let folder = try TemporaryFolder()
    let text = String(repeating: "a", count: length) + "&amp;é<!-- > -->€"
    let rows = "<row r='1'><c r='A1' t='inlineStr' note='\(text.prefix(length / 2))'><is><t>\(text)</t></is></c></row>"
    let made = MadeWorkbook(rows: rows)
    let found = try lines(made.save("a.xlsx", in: folder))
    #expect(found == ["1: A\"\(String(repeating: "a", count: length))&é€\""])
  }
}
