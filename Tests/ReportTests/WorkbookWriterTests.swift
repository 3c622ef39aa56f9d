import Foundation
import Glibc
import HostReports
import TestSupport
import Testing

@Suite("What a workbook that is written looks like, and what becomes of one that is not finished")
struct WorkbookWriterTests {
  private struct Stopped: Error {}

  static let names: [(wanted: [String], given: [String])] = [
    (["Raw API Data"], ["Raw API Data"]),
    (["a[b]c:d*e?f/g\\h"], ["a_b_c_d_e_f_g_h"]),
    (["'quoted'", "it's"], ["_quoted_", "it's"]),
    (["", "  ", "\u{1}"], ["Sheet", "Sheet (2)", "_"]),
    (["History", "history "], ["History_", "history_ (2)"]),
    (["Name", "NAME", "name", "Name (2)"], ["Name", "NAME (2)", "name (3)", "Name (2) (2)"]),
    (
      ["Duplicated Ids (failed) of agenda", "Duplicated Ids (failed) of agenda"],
      ["Duplicated Ids (failed) of age…", "Duplicated Ids (failed) of… (2)"]
    ),
    ([String(repeating: "👩‍👩‍👧", count: 9)], ["👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧…"]),
  ]

  @Test("names of sheets are made to fit", arguments: names.indices) func sheetNames(_ index: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.xlsx"
    let book = try WorkbookWriter(path)
    let given = try Self.names[index].wanted.map { try book.sheet($0).name }
    try book.close()
    #expect(given == Self.names[index].given)
    #expect(try TableFile(path).sheets.map(\.name) == given)
  }

  @Test("a text longer than a cell holds is cut, with a note, and not inside of a letter") func longTexts() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.xlsx"
    let book = try WorkbookWriter(path)
    let sheet = try book.sheet("S")
    let fits = String(repeating: "x", count: 32_767)
    let note = "… [cut here: the whole text has 32768 characters]"
    let families = String(repeating: "👩‍👩‍👧", count: 5000)
    try sheet.append([
      .text(fits), .text(fits + "x"), .text(families), .text(String(repeating: "_x0041_", count: 5000)),
    ])
    try book.close()
    var texts: [String] = []
    try TableFile(path).read("S") { row in
      texts = row.cells.map(\.value.text)
      return true
    }
    #expect(texts[0] == fits)
    #expect(texts[1] == String(repeating: "x", count: 32_767 - note.utf16.count) + note)
    #expect(texts[2] == String(repeating: "👩‍👩‍👧", count: 4089) + "… [cut here: the whole text has 40000 characters]")
    #expect(
      texts[3].hasPrefix("_x0041__x0041_") && texts[3].hasSuffix("… [cut here: the whole text has 35000 characters]"))
  }

  @Test("a sheet that is full goes on under the same header on the next one, by turns with others") func overflow()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.xlsx"
    var seen: [WorkbookProgress] = []
    let book = try WorkbookWriter(path, rowLimit: 3) { seen.append($0) }
    let data = try book.sheet("Data", columns: [.init("id"), .init("name")])
    let other = try book.sheet("Other")
    for number in 1...5 {
      try data.append([.number(number), .text("p\(number)")])
      try other.append([.number(-number)])
    }
    try book.close()
    #expect(data.rowCount == 5)
    #expect(seen == [.packing(rows: 10)])
    #expect(try TableFile(path).sheets.map(\.name) == ["Data", "Other", "Data (2)", "Other (2)", "Data (3)"])
    #expect(try lines(path, "Data") == ["1: A\"id\" B\"name\"", "2: A1 B\"p1\"", "3: A2 B\"p2\""])
    #expect(try lines(path, "Data (3)") == ["1: A\"id\" B\"name\"", "2: A5 B\"p5\""])
    #expect(try lines(path, "Other") == ["1: A-1", "2: A-2", "3: A-3"])
    #expect(try lines(path, "Other (2)") == ["1: A-4", "2: A-5"])
    let looks = try Office.openpyxl("dump.py", path).filter { $0.hasPrefix("sheet") }
    #expect(
      looks == [
        "sheet 'Data' frozen A2 filter A1:B3", "sheet 'Other' frozen None filter None",
        "sheet 'Data (2)' frozen A2 filter A1:B3", "sheet 'Other (2)' frozen None filter None",
        "sheet 'Data (3)' frozen A2 filter A1:B2",
      ])
  }

  @Test("progress is told every thousand rows") func progress() throws {
    let folder = try TemporaryFolder()
    var seen: [WorkbookProgress] = []
    let book = try WorkbookWriter(folder.path + "/a.xlsx") { seen.append($0) }
    let sheet = try book.sheet("S")
    for number in 0..<2500 { try sheet.append([.number(number)]) }
    try book.close()
    #expect(seen == [.rows(1000), .rows(2000), .packing(rows: 2500)])
  }

  static let dates: [(WallTime, String)] = [
    (WallTime(year: 1900, month: 2, day: 28), "A\"1900-02-28\" B\"1900-02-28T00:00:00\""),
    (WallTime(year: 1900, month: 3, day: 1), "A@1900-03-01 B@1900-03-01T00:00:00"),
    (
      WallTime(year: 2000, month: 2, day: 29, hour: 23, minute: 59, second: 59, millisecond: 999),
      "A@2000-02-29 B@2000-02-29T23:59:59.999"
    ),
    (WallTime(year: 9999, month: 12, day: 31), "A@9999-12-31 B@9999-12-31T00:00:00"),
    (WallTime(year: 476, month: 9, day: 4), "A\"0476-09-04\" B\"0476-09-04T00:00:00\""),
  ]

  @Test("dates that spreadsheets do not have are texts", arguments: dates.indices) func oldDates(_ index: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.xlsx"
    let book = try WorkbookWriter(path)
    try book.sheet("S").append([.date(Self.dates[index].0), .dateTime(Self.dates[index].0)])
    try book.close()
    #expect(try lines(path) == ["1: " + Self.dates[index].1])
  }

  @Test("every day of two thousand years is itself again") func everyDay() {
    for day in stride(from: -719_162, through: 2_932_896, by: 1) as StrideThrough<Int64> {
      let time = WallTime(millisecondsSince1970: day * 86_400_000 + 1)
      #expect(time.millisecondsSince1970 == day * 86_400_000 + 1)
    }
  }

  // MARK: Whole or not at all

  @Test("a workbook is readable by its owner alone, and replaces an older one only when it is whole") func replaces()
    throws
  {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.xlsx"
    try "old".write(toFile: path, atomically: false, encoding: .utf8)
    chmod(path, 0o644)
    do {
      let book = try WorkbookWriter(path)
      try book.sheet("S").append([.text("new")])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.xlsx"])
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    let book = try WorkbookWriter(path)
    try book.sheet("S").append([.text("new")])
    try book.close()
    #expect(try lines(path) == ["1: A\"new\""])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.xlsx"])
    var facts = stat()
    #expect(stat(path, &facts) == 0 && facts.st_mode == S_IFREG | 0o600)
  }

  @Test("one that is dropped, or stopped by what watches its progress, leaves nothing and no open file") func dropped()
    throws
  {
    let folder = try TemporaryFolder()
    for rows in [0, 1, 999, 1500] {
      #expect(throws: Stopped.self) {
        let book = try WorkbookWriter(folder.path + "/a.xlsx") { _ in throw Stopped() }
        _ = try book.sheet("Empty")
        let sheet = try book.sheet("S")
        for number in 0..<rows { try sheet.append([.number(number)]) }
        try book.close()
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    // Of a sheet without rows the library itself forgets the file.
    do {
      let book = try WorkbookWriter(folder.path + "/b.xlsx")
      _ = try book.sheet("Empty")
      try book.close()
    }
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
    }
    #expect(open.filter { $0.hasPrefix(folder.path) } == [])
  }

  @Test("many are packed at once, and C's standard error is afterwards what it was") func together() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    // What C calls `stderr`, a variable.
    let stream = try #require(dlsym(nil, "stderr")).assumingMemoryBound(to: UnsafeMutablePointer<FILE>?.self)
    DispatchQueue.concurrentPerform(iterations: 40) { number in
      do {
        let book = try WorkbookWriter("\(path)/\(number).xlsx")
        let sheet = try book.sheet("S")
        for row in 0..<100 { try sheet.append([.number(number), .text("row \(row)")]) }
        try book.close()
      } catch {
        Issue.record(error)
      }
    }
    // Other tests pack workbooks too: waits until none does.
    for _ in 0..<3000 where fileno(stream.pointee) != 2 { usleep(10_000) }
    #expect(fileno(stream.pointee) == 2)
    for number in 0..<40 {
      #expect(try lines("\(folder.path)/\(number).xlsx").last == "100: A\(number) B\"row 99\"")
    }
  }

  @Test("a link leads to the file that is replaced") func link() throws {
    let folder = try TemporaryFolder()
    try "old".write(toFile: folder.path + "/real.xlsx", atomically: false, encoding: .utf8)
    symlink("real.xlsx", folder.path + "/link.xlsx")
    let book = try WorkbookWriter(folder.path + "/link.xlsx")
    try book.sheet("S").append([.text("new")])
    try book.close()
    #expect(try lines(folder.path + "/real.xlsx") == ["1: A\"new\""])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/link.xlsx") == "real.xlsx")
  }

  @Test("an empty workbook opens") func empty() throws {
    let folder = try TemporaryFolder()
    let book = try WorkbookWriter(folder.path + "/a.xlsx")
    _ = try book.sheet("Nothing", columns: [.init("id"), .init("")])
    _ = try book.sheet("None")
    try book.close()
    #expect(
      try Office.openpyxl("dump.py", folder.path + "/a.xlsx") == [
        "sheet 'Nothing' frozen A2 filter A1:B1", "A1 s 'id' bold #E4E8EE", "B1 n None bold #E4E8EE",
        "widths {'A': 9, 'B': 9}",
        "sheet 'None' frozen None filter None", "widths {}",
      ])
  }

  // MARK: Faults

  static let faults: [(path: String, sentence: String)] = [
    (
      "FOLDER/none/a.xlsx",
      "'FOLDER/none/a.xlsx' was not written: there is no folder 'FOLDER/none'. Make it, or choose another name."
    ),
    (
      "FOLDER/file/a.xlsx",
      "'FOLDER/file/a.xlsx' was not written: there is no folder 'FOLDER/file'. Make it, or choose another name."
    ),
    ("FOLDER", "'FOLDER' is a folder. Give the name of a file in it."),
    ("FOLDER/new/", "'FOLDER/new/' is a folder. Give the name of a file in it."),
    ("/dev/null", "'/dev/null' is a device, a pipe or a socket. Give the name of a file."),
    ("/proc/a.xlsx", "'/proc/a.xlsx' was not written: there is no folder '/proc'. Make it, or choose another name."),
    (
      "FOLDER/\(String(repeating: "n", count: 300))",
      "'FOLDER/\(String(repeating: "n", count: 300))' was not written: the name is too long. Choose a shorter one."
    ),
  ]

  @Test("each is one sentence", arguments: faults.indices) func faultSentence(_ index: Int) throws {
    let folder = try TemporaryFolder()
    try "x".write(toFile: folder.path + "/file", atomically: false, encoding: .utf8)
    let path = Self.faults[index].path.replacing("FOLDER", with: folder.path)
    let fault = #expect(throws: FileFault.self) { _ = try WorkbookWriter(path) }
    #expect(fault?.description.replacing(folder.path, with: "FOLDER") == Self.faults[index].sentence)
  }

  @Test(
    "what the system can say while writing",
    arguments: [
      (
        FileFault.Reason.noPermission,
        "'a.xlsx' was not written: this user may not write there. Choose another name, or ask for the right to write."
      ),
      (.readOnly, "'a.xlsx' was not written: the file system there is read-only. Choose another name."),
      (
        .full,
        "'a.xlsx' was not written: the disk is full or a size limit was reached. Free space and run the command again."
      ),
      (
        .notWhole("sheet 'S' has 3 of 4 cells in it"),
        "'a.xlsx' was not written: sheet 'S' has 3 of 4 cells in it. Check that the disk has space and is sound, and run the command again."
      ),
      (.other(EIO), "'a.xlsx' was not written: Input/output error. Choose another name, or run the command again."),
    ])
  func said(_ c: (reason: FileFault.Reason, sentence: String)) {
    #expect(FileFault(path: "a.xlsx", reason: c.reason).description == c.sentence)
  }

  @Test("more columns than a sheet has") func wide() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.xlsx"
    let book = try WorkbookWriter(path)
    let sheet = try book.sheet("S")
    let sentence =
      "'\(path)' was not written: sheet 'S' would have 16385 columns, and a sheet holds 16384. Choose fewer."
    var fault = #expect(throws: FileFault.self) { try sheet.append(Array(repeating: .number(1), count: 16_385)) }
    #expect(fault?.description == sentence)
    fault = #expect(throws: FileFault.self) {
      _ = try book.sheet("S", columns: Array(repeating: .init("c"), count: 16_385))
    }
    #expect(fault?.description == sentence)
    try sheet.append(Array(repeating: .number(1), count: 16_384))
    try book.close()
    #expect(try lines(path)[0].hasSuffix(" XFD1"))
  }
}
