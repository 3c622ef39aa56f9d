import Foundation
import TestSupport
import Testing

@Suite("A workbook that was made to do harm is refused, and nothing of it is imported") struct HostileWorkbookTests {
  /// What is done to a mapping that was exported, in Python: `parts` are the texts of its parts by name, `people` the name
  /// of the first sheet's; and what is said of it, behind the name of the file.
  struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let python: String
    let says: String
    var testDescription: String { what }
  }

  private static func bad(_ part: String, _ detail: String) -> String {
    ", sheet 'people' cannot be read: in its part '\(part)' \(detail). Save it again."
  }

  private static let sheet = "xl/worksheets/sheet1.xml"
  private static let row =
    "rows = '<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>API field</t></is></c>"
    + "<c r=\"B1\" t=\"inlineStr\"><is><t>Target field</t></is></c></row>'; put = lambda more, end='': "
    + "parts.update({people: parts[people].split('<sheetData>')[0] + '<sheetData>' + rows + more + '</sheetData></worksheet>'})"

  static let cases = [
    Case(
      what: "billions of laughs",
      python:
        "parts[people] = '<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>' + parts[people].split('?>', 1)[1]",
      says:
        " was refused: its part '\(sheet)' has a DOCTYPE, which no spreadsheet program writes. Open it in one and save it"
        + " again, if you trust it."),
    Case(
      what: "an entity outside",
      python:
        "parts['xl/workbook.xml'] = '<!DOCTYPE x SYSTEM \"file:///etc/passwd\">' + parts['xl/workbook.xml'].split('?>', 1)[1]",
      says:
        " was refused: its part 'xl/workbook.xml' has a DOCTYPE, which no spreadsheet program writes. Open it in one and"
        + " save it again, if you trust it."),
    Case(
      what: "a bomb", python: "parts[people] = parts[people].replace('<sheetData>', '<a/>' * 600_000 + '<sheetData>')",
      says:
        " was refused: its part '\(sheet)' is packed more than 250 to 1, as no spreadsheet program does. Open it in one and"
        + " save it again, if you trust it."),
    Case(
      what: "parts that are one stretch of the file",
      python: "overlaps = ['xl/worksheets/sheet%d.xml' % n for n in range(10, 200)]",
      says: " is damaged: its parts are larger than the file. Save or copy it again."),
    Case(
      what: "sheets that are one part",
      python:
        "parts['xl/_rels/workbook.xml.rels'] = parts['xl/_rels/workbook.xml.rels'].replace('sheet2.xml', 'sheet1.xml')",
      says: " is damaged: its sheets 'people' and 'sessions' are one and the same part. Save or copy it again."),
    Case(
      what: "two sheets of one name",
      python: "parts['xl/workbook.xml'] = parts['xl/workbook.xml'].replace('name=\"sessions\"', 'name=\"People\"')",
      says: " is damaged: it has two sheets 'People'. Save or copy it again."),
    Case(
      what: "a shared text that is not there",
      python: row + "; put('<row r=\"2\"><c r=\"A2\" t=\"s\"><v>7</v></c></row>')",
      says: ", sheet 'people', cell A2: it points to shared text '7', which is not there."),
    Case(
      what: "a number that is none",
      python: row + "; put('<row r=\"2\"><c r=\"A2\"><v>-INF</v></c></row>')",
      says: ", sheet 'people', cell A2: its number '-INF' is none."),
    Case(
      what: "a number without end",
      python: row + "; put('<row r=\"2\"><c r=\"B2\"><v>1e999</v></c></row>')",
      says: ", sheet 'people', cell B2: its number '1e999' is none."),
    Case(
      what: "a day that is none",
      python: row + "; put('<row r=\"2\"><c r=\"A2\" t=\"d\"><v>99999-01-01</v></c></row>')",
      says: ", sheet 'people', cell A2: its date '99999-01-01' is none."),
    Case(
      what: "a column that cannot be", python: row + "; put('<row r=\"2\"><c r=\"XFE2\"/></row>')",
      says: ", sheet 'people': row 2 has a cell 'XFE2'."),
    Case(
      what: "a shared text far too long",
      python: row + "; share(['<r><t>' + noise + '</t></r><r><t>' + noise + '</t></r>'])",
      says: bad("xl/sharedStrings.xml", "a text is longer than 1048576 bytes")),
    Case(
      what: "a long text in many cells",
      python: row
        + "; share(['é' * 400_000]); put(''.join('<row r=\"%d\"><c r=\"A%d\" t=\"s\"><v>0</v></c><c r=\"B%d\" t=\"str\"><v>f%d</v></c></row>'"
        + " % (n, n, n, n) for n in range(2, 9000)))",
      says: ", sheet 'people', row 7: its mapping has more than 4194304 bytes of text."),
    Case(
      what: "the same in the headers",
      python:
        "share(['API field ' + 'é ' * 300_000]); parts[people] = parts[people].split('<sheetData>')[0] + '<sheetData><row>'"
        + " + '<c t=\"s\"><v>0</v></c>' * 16_384 + '</row></sheetData></worksheet>'",
      says: ", sheet 'people', row 1: the headers 'API field' and 'Target field' are not among those of its first row."),
  ]

  /// Writes the exported mapping anew with what `python` did to it.
  private func change(_ path: String, _ python: String) throws {
    let program = """
      import random, sys, zipfile
      noise = ''.join(random.Random(1).choices('abcdefgh', k=600_000))
      book = zipfile.ZipFile(sys.argv[1])
      parts = {name: book.read(name).decode() for name in book.namelist()}
      people, overlaps = 'xl/worksheets/sheet1.xml', []
      def share(texts):
          main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
          parts['xl/sharedStrings.xml'] = '<sst xmlns="%s">' % main + ''.join('<si>' + (t if t[0] == '<' else '<t>%s</t>' % t) + '</si>' for t in texts) + '</sst>'
          rels = 'xl/_rels/workbook.xml.rels'
          kind = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings'
          if 'sharedStrings' not in parts[rels]:
              parts[rels] = parts[rels].replace('</Relationships>', '<Relationship Id="rS" Type="%s" Target="sharedStrings.xml"/></Relationships>' % kind)
      \(python)
      with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as out:
          for name, text in parts.items(): out.writestr(name, text)
          first = out.getinfo(people)
          for name in overlaps:
              other = zipfile.ZipInfo(name)
              for key in ['compress_type', 'CRC', 'compress_size', 'file_size', 'header_offset', 'create_system', 'external_attr']:
                  setattr(other, key, getattr(first, key))
              out.filelist.append(other)
              out.NameToInfo[name] = other
      """
    let finished = try Launch.run("/usr/bin/python3", ["-c", program, path])
    #expect(finished.code == 0, "\(finished.error)")
  }

  /// Imports with a minute of processor time: what takes longer for each byte than for the one before would need hours.
  private func importing(_ stand: ScriptedDesk, _ path: String) throws -> Finished {
    try Launch.run(
      "/usr/bin/env",
      [
        "prlimit", "--cpu=60", "--as=4000000000", Products.patchbay, "mapping", "import", "\(Operator.eid)/v", path,
        "--yes",
      ],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
  }

  private func stand() throws -> (stand: ScriptedDesk, path: String) {
    let stand = try ScriptedDesk()
    let path = stand.desk.folder.path + "/m.xlsx"
    #expect(try stand.raw(["mapping", "export", "\(Operator.eid)/v", "-o", path]).code == 0)
    return (stand, path)
  }

  @Test("each in one sentence", arguments: cases) func refused(_ c: Case) throws {
    let (stand, path) = try stand()
    try change(path, c.python)
    let before = try stand.desk.dump()
    let finished = try importing(stand, path)
    #expect(finished.error == "'\(path)'\(c.says) Nothing was imported.\n")
    #expect(finished.code == 2)
    #expect(try stand.desk.dump() == before)
  }

  static let harmless = [
    Case(
      what: "signs of a tag's end in quotes",
      python: "parts[people] = parts[people].replace('<row r=\"3\"', '<row note=\"' + '>' * 1_000_000 + '\" r=\"3\"')",
      says: ""),
    Case(
      what: "the last cell of all",
      python:
        "parts[people] = parts[people].replace('</sheetData>', '<row r=\"1048576\"><c r=\"XFD1048576\"/></row></sheetData>')",
      says: ""),
    Case(
      what: "one long format that many cells have",
      python:
        "parts['xl/styles.xml'] = parts['xl/styles.xml'].split('<fonts')[0] + '<numFmts><numFmt numFmtId=\"200\" formatCode=\"'"
        + " + 'y' * 500_000 + '\"/></numFmts><cellXfs>' + '<xf numFmtId=\"200\"/>' * 24_000 + '</cellXfs></styleSheet>'",
      says: ""),
  ]

  @Test("what is only odd is read, in a time that grows with its length", arguments: harmless)
  func read(_ c: Case) throws {
    let (stand, path) = try stand()
    try change(path, c.python)
    let finished = try importing(stand, path)
    #expect(finished.error == "")
    #expect(finished.output.hasSuffix("Nothing to import.\n"))
    #expect(finished.code == 0)
  }

  @Test("so are tables with very many words", arguments: ["lookup", "boolean"]) func words(_ transform: String) throws {
    let (stand, _) = try stand()
    let path = stand.desk.folder.path + "/m.csv"
    let words = (1...100_000).map { transform == "lookup" ? "k\($0)=v" : "k\($0)" }
    let argument = transform == "lookup" ? words.joined(separator: ";") : "yes; " + words.joined(separator: ",")
    try "API field\tTarget field\tData type\tTransforms\nseats\tseat\tpeople\t\(transform)(\(argument))\n".write(
      toFile: path, atomically: true, encoding: .utf8)
    let finished = try importing(stand, path)
    #expect(finished.error == "")
    #expect(finished.code == 0)
    #expect(
      try stand.desk.sqlite("SELECT length(transforms) FROM mapping WHERE target='seat'")
        == "\(transform.count + 2 + argument.count)")
  }
}
