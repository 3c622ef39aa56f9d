import Foundation
import HostReports
import TestSupport
import Testing

@Suite("What other programs make of workbooks, and we of theirs") struct OfficeTests {
  private static let moment = WallTime(year: 2026, month: 9, day: 14, hour: 10, minute: 30)

  /// Texts that a spreadsheet program takes for something else when a person types them.
  static let traps = [
    "=1+1", "=cmd|' /C calc'!A0", "+41 79 123 45 67", "-1", "@SUM(A1)", "\t=1+1", "\n=1+1", "http://example.org/",
    "mailto:a@x.org", "007", "1e5", "2026-09-14", "TRUE", "'quoted", "  spaces  ", "{=1}", "_x0041_", "#N/A", "a\tb",
  ]

  private func write(_ path: String) throws {
    let book = try WorkbookWriter(path)
    let stats = try book.sheet("Stats")
    try stats.append([.text("Preview of agenda", .title)])
    try stats.append([.text("Received", .bold), .number(12_345)])
    let data = try book.sheet(
      "Synced: Data", columns: [.init("id"), .init("=header"), .init("note", width: 30)], frozenColumns: 1)
    for (index, trap) in Self.traps.enumerated() {
      try data.append([.number(index), .text(trap), .text(trap, .changed)])
    }
    try data.append([
      .boolean(true), .boolean(false, .changed), .date(Self.moment), .dateTime(Self.moment, .changed), .number(-0.5),
      .number(.nan), .number(123_456_789_012_345), .empty, WorkbookCell(.empty, .changed), .text("end 👩‍👩‍👧 ﷽ ñ"),
    ])
    try data.append([.text("tab\u{1}le\u{0}\u{1B}[31m\r\nnext\rlast\u{FFFF}")])
    try book.close()
  }

  /// What was written, as a reader of spreadsheets has it.
  private static let rows: [String] =
    ["1: A\"id\" B\"=header\" C\"note\""]
    + traps.enumerated().map { index, trap in "\(index + 2): A\(index) B\"\(trap)\" C\"\(trap)\"" } + [
      "21: A=TRUE B=FALSE C@2026-09-14 D@2026-09-14T10:30:00 E-0.5 F\"nan\" G123456789012345 J\"end 👩‍👩‍👧 ﷽ ñ\"",
      "22: A\"tab␁le␀␛[31m\nnext\nlast\u{FFFD}\"",
    ]

  @Test("what is written is read back cell by cell, and after LibreOffice has opened and saved it")
  func libreOffice() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/report.xlsx"
    try write(path)
    #expect(try lines(path, "Synced_ Data") == Self.rows)
    let saved = try Office.resave([path]) + "/report.xlsx"
    #expect(try TableFile(saved).sheets.map(\.name) == ["Stats", "Synced_ Data"])
    #expect(try lines(saved, "Stats") == ["1: A\"Preview of agenda\"", "2: A\"Received\" B12345"])
    // LibreOffice has no truth values, only numbers that are shown as such.
    let rows = Self.rows.map { $0.replacing("A=TRUE B=FALSE", with: "A1 B0") }
    #expect(try lines(saved, "Synced_ Data") == rows)
    // A formula or a link would have been saved as one; truth values LibreOffice always saves as formulas.
    let dump = try Office.openpyxl("dump.py", saved)
    let live = dump.filter { $0.hasSuffix(" link") || $0.split(separator: " ").dropFirst().first == "f" }
    #expect(live == ["A21 f '=TRUE()'", "B21 f '=FALSE()' #FFF2A8"])
  }

  @Test("openpyxl opens it without repair: every text is a text; header, filter, widths and styles are there")
  func openpyxl() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/report.xlsx"
    try write(path)
    let dump = try Office.openpyxl("dump.py", path)
    let wanted: [String] =
      [
        "sheet 'Stats' frozen None filter None", "A1 s 'Preview of agenda' bold14", "A2 s 'Received' bold",
        "B2 n 12345",
        "widths {'A': 11, 'B': 9}", "sheet 'Synced_ Data' frozen B2 filter A1:J22", "A1 s 'id' bold #E4E8EE",
        "B1 s '=header' bold #E4E8EE", "C1 s 'note' bold #E4E8EE",
      ]
      + Self.traps.enumerated().flatMap { index, trap in
        let python = "'\(trap.replacing("\t", with: "\\t").replacing("\n", with: "\\n"))'"
        let text = trap.contains("'") ? "\"\(trap)\"" : python
        // openpyxl does not undo the escape.
        let read = trap == "_x0041_" ? "'_x005F_x0041_'" : text
        return ["A\(index + 2) n \(index)", "B\(index + 2) s \(read)", "C\(index + 2) s \(read) #FFF2A8"]
      } + [
        "A21 b True", "B21 b False #FFF2A8", "C21 d datetime.datetime(2026, 9, 14, 0, 0)",
        "D21 d datetime.datetime(2026, 9, 14, 10, 30) #FFF2A8", "E21 n -0.5", "F21 s 'nan'", "G21 n 123456789012345",
        "I21 n None #FFF2A8", "J21 s 'end 👩\\u200d👩\\u200d👧 ﷽ ñ'",
        "A22 s 'tab␁le␀␛[31m\\nnext\\nlast\u{FFFD}'",
      ]
    #expect(dump.dropLast() == wanted[...])
    #expect(dump.last?.split(separator: ",").prefix(3) == ["widths {'A': 15", " 'B': 21", " 'C': 31"])
  }

  @Test("a workbook made with openpyxl: moved and added columns, hidden rows, formulas without values, 1904 dates")
  func madeWithOpenpyxl() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/people.xlsx"
    #expect(try Office.openpyxl("make.py", path) == [])
    let sheets = try TableFile(path).sheets.map { "\($0.name)\($0.isHidden ? ", hidden" : "")" }
    #expect(sheets == ["people", "empty", "put away, hidden"])
    #expect(
      try lines(path, "people") == [
        "1: A\"target\" B\"my own column\" D\"api field\" E\"when\"",
        "2: A\"email\" B1 D\"contact.email\" E@2026-09-14",
        "3 hidden: A\"full name\" B2.5 D\"a&b <c>\" E@2026-09-14T10:30:00",
        "4: A\"  spaces  \" B=TRUE D? E@10:30:00", "6:", "9: G\"far away\"",
      ])
    #expect(try lines(path, "empty") == [])
  }

  @Test("a workbook made with LibreOffice: rich text, worked-out formulas, hidden rows and columns, lines in a cell")
  func madeWithLibreOffice() throws {
    let folder = try TemporaryFolder()
    let path = try Office.resave(fixture: "people.fods", in: folder)
    let read = try lines(path, "people & co").filter { !$0.hasSuffix(":") }
    #expect(
      read == [
        "1: A\"name\" B\"hidden\" C\"when\"",
        "2: A\"Ada Lovelace\" B0.1 C@2026-09-14 D@2026-09-14T10:30:00",
        "3 hidden: A\"two\nlines\" B3 C\"ab\" D#N/A E=TRUE", "8: D1 E\"_x0041_\" F\"  spaces  \"",
      ])
  }
}
