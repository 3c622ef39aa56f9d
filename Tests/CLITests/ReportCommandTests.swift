import Foundation
import TestSupport
import Testing

@Suite("The workbooks of previews and syncs") struct ReportCommandTests {
  private func file(_ stand: ScriptedDesk, _ name: String) -> String { stand.desk.folder.path + "/" + name }

  /// How many cells of a column are filled with colour, of a workbook's first sheet.
  private func coloured(_ path: String, column: String) throws -> String {
    let program = """
      import sys, openpyxl
      sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
      print(sum(cell.fill.patternType is not None for cell in sheet[sys.argv[2]]))
      """
    return try Launch.run("/usr/bin/python3", ["-c", program, path, column]).lastLine
  }

  /// Six people are stored; then one is renamed, one cancelled, one gone, one new, one comes twice, one has no id, and a
  /// name was corrected by hand.
  static func changed() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...40))
    try stand.sync("people")
    #expect(try stand.raw(["records", "set", Operator.eid, "person", "a5", "name=By Hand"]).code == 0)
    var people = ScriptedDesk.people(4...40)
    people += [
      ScriptedDesk.person("a1", name: "=cmd|' /C calc'!A0", #""tags": ["x", {"y": 1}], "extra": {"deep": {"er": 7}}"#),
      ScriptedDesk.person("a2", status: "cancelled"), ScriptedDesk.person("new", email: "pa9@x.org", #""seats": 12"#),
      ScriptedDesk.person("a4", name: "Other"), #"{"name": "Nobody", "status": "ok"}"#,
    ]
    stand.vendor.serve("people", [people], total: 42)
    return stand
  }

  @Test("a preview's four sheets tell what a sync would do, and all that the vendor sent") func preview() throws {
    let stand = try Self.changed()
    let path = file(stand, "p.xlsx")
    let finished = try stand.raw(["preview", "v/people", "-o", path])
    #expect(finished.code == 5)
    #expect(finished.output.contains("Wrote the report to '\(path)'.\n"))
    #expect((try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int) == 0o600)
    let book = try OpenedWorkbook(path)
    #expect(book.sheets.map(\.name) == ["Stats", "Raw API Data", "Synced Data", "Duplicated Ids (failed)"])

    let stats = book["Stats"]
    func count(_ name: String) -> String { stats.first { $0.first == name }?.last ?? "" }
    #expect(
      ["Received", "Created", "Unchanged", "Updated", "Deleted", "Skipped", "Invalid", "Duplicated", "Kept by hand"]
        .map(
          count) == ["42", "1", "37", "1", "1", "1", "1", "1", "1"])
    #expect(stats.contains(["email", "email", "41", "97.6 %", "100.0 %"]))
    #expect(stats.contains(["pa9@x.org", "a9, new"]))
    #expect(stats.contains(["a5", "name", "kept though the vendor offers 'Ada'", "2"]))
    #expect(stats.contains(["", "", "A record has no id: id is missing, empty or ambiguous."]))
    #expect(stats.contains(["extra.deep.er"]))

    let raw = book["Raw API Data"]
    #expect(raw[0] == ["id", "name", "status", "email", "tags", "extra.deep.er", "seats"])
    #expect(raw.count == 43)
    #expect(raw[38] == ["a1", "=cmd|' /C calc'!A0", "ok", "pa1@x.org", #"["x",{"y":1}]"#, "7"])
    #expect(raw[42] == ["", "Nobody", "ok"])

    let synced = book["Synced Data"]
    #expect(
      synced[0] == [
        "id", "email", "name", "birth", "seats", "note", "seat", "badge", "Change",
        "Changed fields, with what they held",
      ])
    func row(_ id: String) -> [String] { synced.first { $0.first == id } ?? [] }
    #expect(
      row("a1") == ["a1", "pa1@x.org", "=cmd|' /C calc'!A0", "", "", "", "", "", "updated", "name: 'Ada'"])
    #expect(row("a2") == ["a2", "pa2@x.org", "Ada", "", "", "", "", "", "deleted"])
    #expect(row("a3").last == "unchanged")
    #expect(row("a5") == ["a5", "pa5@x.org", "By Hand", "", "", "", "", "", "kept by hand"])
    #expect(row("new") == ["new", "pa9@x.org", "Ada", "", "12", "", "", "", "created"])
    #expect(synced.count == 42)
    #expect(
      book["Duplicated Ids (failed)"] == [
        ["id", "What came twice"],
        ["a4", "Delivered twice with different name: the first one counts, it is not older."],
      ])
  }

  @Test("LibreOffice opens a preview's workbook, and saves every cell of it as it was") func libreOffice() throws {
    let stand = try Self.changed()
    let path = file(stand, "p.xlsx")
    #expect(try stand.raw(["preview", "v/people", "-o", path]).code == 5)
    let (before, after) = (try OpenedWorkbook(path), try OpenedWorkbook(Office.resave([path]) + "/p.xlsx"))
    #expect(after.sheets.map(\.name) == before.sheets.map(\.name))
    for sheet in before.sheets { #expect(after[sheet.name] == sheet.rows) }
    #expect(after["Raw API Data"][38] == ["a1", "=cmd|' /C calc'!A0", "ok", "pa1@x.org", #"["x",{"y":1}]"#, "7"])
    #expect(after["Synced Data"].contains(["new", "pa9@x.org", "Ada", "", "12", "", "", "", "created"]))
  }

  @Test("a sync's report says what it did to whom") func sync() throws {
    let stand = try Self.changed()
    let path = file(stand, "s.xlsx")
    #expect(try stand.raw(["sync", "v/people", "--force", "-o", path]).code == 5)
    let book = try OpenedWorkbook(path)
    #expect(book.sheets.map(\.name) == ["Sync report", "Changes", "Problems", "Kept by hand"])
    let status = book["Sync report"]
    #expect(
      status[0].prefix(12) == [
        "Status", "fp_type", "Received", "Created", "Unchanged", "Updated", "Deleted", "Skipped", "Invalid",
        "Duplicated",
        "Held deletions", "Held creations",
      ])
    #expect(status[1].prefix(12) == ["partial", "person", "42", "1", "37", "1", "1", "1", "1", "1", "0", "0"])
    #expect(
      Set(book["Changes"].dropFirst()) == [
        ["a1", "=cmd|' /C calc'!A0, pa1@x.org", "updated", "name", "Ada", "=cmd|' /C calc'!A0"],
        ["new", "Ada, pa9@x.org", "created"], ["a2", "Ada, pa2@x.org", "deleted"],
      ])
    // The same again later, from what is stored.
    let again = file(stand, "again.xlsx")
    #expect(try stand.raw(["runs", "report", "3", "-o", again]).code == 0)
    #expect(try OpenedWorkbook(again)["Changes"] == book["Changes"])
  }

  @Test("a preview's report can be written later, until a run applies") func later() throws {
    let stand = try Self.changed()
    #expect(try stand.raw(["preview", "v/people"]).code == 5)
    let path = file(stand, "p.xlsx")
    #expect(try stand.raw(["runs", "report", "3", "-o", path]).code == 0)
    #expect(try OpenedWorkbook(path)["Synced Data"].count == 42)
    try stand.sync("people")
    let gone = try stand.raw(["runs", "report", "3", "-o", path])
    #expect(gone.code == 3)
    #expect(
      gone.error
        == "There is no plan 3: a preview keeps its plan for 24 hours, or until a later run applies. Make a new preview.\n"
    )
  }

  @Test("a field that falls away is named") func drift() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", (1...20).map { ScriptedDesk.person("a\($0)", #""note": "x", "nick": "n""#) })
    #expect(try stand.raw(["preview", "v/people", "-o", file(stand, "1.xlsx")]).code == 0)
    try stand.sync("people")
    stand.vendor.serveAll(
      "people", [ScriptedDesk.person("a1", #""note": "x""#)] + ScriptedDesk.people(2...20))
    let path = file(stand, "2.xlsx")
    _ = try stand.raw(["preview", "v/people", "-o", path])
    let stats = try OpenedWorkbook(path)["Stats"]
    #expect(stats.contains(["note", "note", "1", "5.0 %", "100.0 %", "fell from 100 % to 5 %"]))
    #expect(stats.contains(["Gone at the vendor: in the preview before, not in this one"]))
    #expect(stats.contains(["nick"]))
    // Nothing else draws the eye.
    #expect(try coloured(path, column: "F") == "1")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    _ = try stand.raw(["preview", "v/people", "-o", path])
    #expect(
      try OpenedWorkbook(path)["Stats"].contains(["note", "note", "0", "0.0 %", "100.0 %", "gone at the vendor"]))
  }

  @Test("a path through a list is counted by what it leads to, not by the list") func throughLists() throws {
    let stand = try ScriptedDesk()
    let (full, empty) = (
      #""tags": [{"name": ""}, {"name": "vip"}]"#, #""tags": [{"name": " "}, {}], "q": [{"k": "b"}]"#
    )
    func serve(_ filled: Int) {
      stand.vendor.serveAll("people", (1...10).map { ScriptedDesk.person("a\($0)", $0 > filled ? empty : full) })
    }
    for (from, to) in [("tags[*].name", "note"), ("q[k=a].v | tags[*].name", "seat"), ("q", "badge")] {
      #expect(try stand.raw(["mapping", "set", "v/people", from, to]).code == 0)
    }
    serve(9)
    try stand.sync("people")
    serve(0)
    let path = file(stand, "p.xlsx")
    #expect([0, 5].contains(try stand.raw(["preview", "v/people", "-o", path]).code))
    let stats = try OpenedWorkbook(path)["Stats"]
    let rates = stats.drop { $0.first != "API field" }.dropFirst().prefix { !$0.isEmpty }.filter {
      ["tags", "q"].contains(($0.first ?? "").prefix { $0.isLetter })
    }
    #expect(
      rates == [
        ["tags[*].name", "note, seat", "0", "0.0 %", "90.0 %", "gone at the vendor"],
        ["q", "badge", "10", "100.0 %", "10.0 %"], ["q[k=a].v", "seat", "0", "0.0 %", "0.0 %"],
      ])
  }

  @Test("what is read is not called new at the vendor by a first preview") func firstPreview() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", #""note": "x", "nick": {"name": "n"}"#)])
    let path = file(stand, "p.xlsx")
    #expect(try stand.raw(["preview", "v/people", "-o", path]).code == 0)
    let stats = try OpenedWorkbook(path)["Stats"]
    let title = "New at the vendor: not in the connector's list, not in the preview before"
    #expect(stats.drop { $0 != [title] } == [[title], ["nick.name"]])
  }

  @Test("exploded records show their parents' fields beside their own") func exploded() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll(
      "positions",
      [
        #"{"code": "c1", "company": "One", "positions": [{"no": 1, "title": "A"}, {"no": 2, "kind": "fee"}]}"#,
        #"{"code": "c2", "company": "Two", "positions": []}"#,
      ])
    let path = file(stand, "p.xlsx")
    #expect(try stand.raw(["preview", "v/positions", "-o", path]).code == 0)
    let book = try OpenedWorkbook(path)
    #expect(book["Raw API Data"] == [["no", "title", "^code", "^company"], ["1", "A", "c1", "One"]])
    #expect(book["Synced Data"][1] == ["c1/1", "A", "One", "created"])
  }

  @Test("an empty vendor gives four sheets with nothing in them") func empty() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serve("people", [[]], total: 0, "\"empty\": true")
    let path = file(stand, "p.xlsx")
    _ = try stand.raw(["preview", "v/people", "-o", path])
    let book = try OpenedWorkbook(path)
    #expect(book["Synced Data"].count == 1)
    #expect(book["Raw API Data"].joined().isEmpty)
  }

  static let unfit: [(path: String, why: String)] = [
    ("report.csv", "a report is a workbook. Give a name that ends with .xlsx."),
    ("report", "a report is a workbook. Give a name that ends with .xlsx."),
    (
      "FOLDER/none/report.xlsx",
      "nothing can be written in 'FOLDER/none': No such file or directory. Give another folder."
    ),
  ]

  @Test("a name that no workbook can have is refused before the vendor is asked", arguments: unfit)
  func names(_ c: (path: String, why: String)) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    let folder = stand.desk.folder.path
    let path = c.path.replacing("FOLDER", with: folder)
    for words in [["preview", "v/people"], ["sync", "v/people"], ["runs", "report", "1"]] {
      let name = words[0] == "runs" ? "runs report" : words[0]
      #expect(
        try stand.raw(words + ["-o", path])
          == Finished(
            code: 2, output: "",
            error: "-o '\(path)': \(c.why.replacing("FOLDER", with: folder))\nSee 'patchbay \(name) --help'.\n"))
    }
    #expect(stand.vendor.requests.isEmpty)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM run") == "0")
  }

  @Test("wrong credentials give no workbook, but the error") func refused() throws {
    let stand = try ScriptedDesk()
    stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("{}", status: 401))
    let path = file(stand, "p.xlsx")
    let finished = try stand.raw(["preview", "v/people", "-o", path])
    #expect(finished.code == 4)
    #expect(!FileManager.default.fileExists(atPath: path))
    let report = try stand.raw(["runs", "report", "1", "-o", path])
    #expect(report.code == 2)
    #expect(report.error.hasPrefix("Preview 1 failed: there is no workbook. "))
    let all = try stand.raw(["sync", Operator.eid, "--all", "-o", path])
    #expect(
      all.error
        == "-o is for one data config; after --all, 'patchbay runs report RUN -o FILE.xlsx' writes each.\nSee 'patchbay sync"
        + " --help'.\n")
    #expect(try stand.raw(["runs", "report", "1"]).error.hasPrefix("'patchbay runs report' needs -o FILE.xlsx."))
  }
}
