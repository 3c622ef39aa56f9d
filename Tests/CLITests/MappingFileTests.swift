import Foundation
import TestSupport
import Testing

@Suite("A mapping as a workbook") struct MappingFileTests {
  private func stand() throws -> (stand: ScriptedDesk, path: String) {
    let stand = try ScriptedDesk()
    let path = stand.desk.folder.path + "/m.xlsx"
    #expect(try stand.raw(["mapping", "export", "\(Operator.eid)/v", "-o", path]).code == 0)
    return (stand, path)
  }

  /// Changes a workbook as a person would, with openpyxl: `book` is it.
  private func edit(_ path: String, _ python: String) throws {
    let program = "import sys, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1])\n\(python)\nbook.save(sys.argv[1])"
    let finished = try Launch.run("/usr/bin/python3", ["-c", program, path])
    #expect(finished.code == 0, "\(finished.error)")
  }

  private func importing(_ stand: ScriptedDesk, _ path: String, _ options: String...) throws -> Finished {
    try stand.raw(["mapping", "import", "\(Operator.eid)/v", path] + options)
  }

  @Test("has a sheet for each data config, whose rows are the whole mapping") func exported() throws {
    let (stand, path) = try stand()
    let book = try withExtendedLifetime(stand) { try OpenedWorkbook(path) }
    #expect(book.sheets.map(\.name) == ["people", "sessions", "registrations", "positions"])
    #expect(book["people"][0] == ["API field", "Target field", "Kind", "Transforms", "Mode", "Data type", "Connector"])
    #expect(book["people"].count == 8)
    #expect(book["people"].dropFirst().map { $0[2] } == ["email", "text", "date", "number", "text", "text", "text"])
    #expect(book["people"][5] == ["note", "note", "text", "", "overwrite_with_empty", "people", "scripted"])
  }

  @Test("comes back as it went, also in another event") func roundTrip() throws {
    let (stand, path) = try stand()
    let same = try importing(stand, path, "--yes")
    #expect(same.output.hasSuffix("Nothing to import.\n"))
    #expect(
      try stand.raw([
        "mapping", "set", "v/people", "name | email", "name", "--transform", "trim", "--transform", "join(; )",
      ])
      .code == 0)
    #expect(try stand.raw(["mapping", "export", "\(Operator.eid)/v", "-o", path]).code == 0)
    #expect(try stand.raw(["mapping", "reset", "v/people"]).code == 0)
    let back = try importing(stand, path, "--yes")
    #expect(
      back.output.contains(
        "  changed: name | email → name, trim, join(; ) (overwrite), was name → name (overwrite)\n"))
    #expect(
      try stand.desk.sqlite("SELECT source, transforms FROM mapping WHERE target='name'")
        == "name | email|trim\njoin(; )")
    #expect(
      try stand.desk.sqlite("SELECT what FROM mapping_version ORDER BY version DESC LIMIT 1") == "import of \(path)")
  }

  @Test("makes each data config that has a sheet equal to it, and leaves the others") func replaces() throws {
    let (stand, path) = try stand()
    try edit(
      path,
      """
      del book['sessions']; del book['registrations']; del book['positions']
      sheet = book['people']
      sheet.delete_rows(5, 4)
      sheet.insert_cols(1); sheet['A1'] = 'Notes'; sheet['A2'] = 'mine'
      sheet.append(['', '  status ', 'seat', '', 'trim\\nupper', ''])
      sheet.row_dimensions[3].hidden = True
      book.create_sheet('Notes')['A1'] = 'nothing here'
      """)
    let asked = try importing(stand, path)
    #expect(asked.code == 3)
    #expect(
      asked.error
        == "Nothing was imported into \(Operator.eid)/v: it was not confirmed. Run it again with --yes.\n")
    #expect(
      asked.output == """
        \(Operator.eid)/v/people:
          changed: status → seat, trim, upper (overwrite), was seat → seat (only_if_empty)
          gone: seats → seats (overwrite)
          gone: note → note (overwrite_with_empty)
          gone: badge → badge (only_on_create)
        Stay as they are: sessions, registrations, positions.

        """)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM mapping_version") == "0")
    #expect(try importing(stand, path, "--yes").code == 0)
    #expect(
      try stand.desk.sqlite("SELECT source, target, mode FROM mapping WHERE config=1 ORDER BY position")
        == "email|email|overwrite\nname|name|overwrite\nbirth|birth|overwrite\nstatus|seat|overwrite")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM mapping WHERE config=2") == "1")
  }

  @Test("is read from a text too, each row with its data type") func text() throws {
    let (stand, _) = try stand()
    let path = stand.desk.folder.path + "/m.csv"
    let lines = [
      "Target field;API field;Data type;Transforms", "title;name;sessions;\"trim\nupper\"", "name;name;people;",
    ]
    try ("\u{FEFF}" + lines.joined(separator: "\r\n")).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try importing(stand, path, "--yes").code == 0)
    #expect(try stand.desk.sqlite("SELECT source, transforms FROM mapping WHERE config=2") == "name|trim\nupper")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM mapping WHERE config=1") == "1")
  }

  @Test("headers alone empty a mapping") func emptied() throws {
    let (stand, path) = try stand()
    try edit(path, "book['sessions'].delete_rows(2, 9)")
    let finished = try importing(stand, path, "--yes")
    #expect(finished.output.contains("\(Operator.eid)/v/sessions:\n  gone: title → title (overwrite)\n"))
    #expect(try stand.desk.sqlite("SELECT count(*) FROM mapping WHERE config=2") == "0")
  }

  struct Spoiled: Sendable, CustomTestStringConvertible {
    let python: String
    let says: String
    var testDescription: String { python }
  }

  static let spoiled = [
    Spoiled(
      python: "book['people']['A3'] = 'na me'",
      says:
        "sheet 'people', cell A3: API field 'na me' cannot be read at character 4, at 'me': expected '.', '[', '|' or the end. Nothing was"
        + " imported."),
    Spoiled(
      python: "book['people']['B4'] = ''",
      says: "sheet 'people', cell B4: the target field is missing. Nothing was imported."),
    Spoiled(
      python: "book['people']['B4'] = 'id'",
      says: "sheet 'people', cell B4: 'id' is a column of every record already. Nothing was imported."),
    Spoiled(
      python: "book['people']['A4'] = None",
      says: "sheet 'people', cell A4: the API field is missing. Nothing was imported."),
    Spoiled(
      python: "book['people']['E2'] = 'overwrit'",
      says: "sheet 'people', cell E2: 'overwrit' is no mode. Did you mean 'overwrite'? Known are overwrite,"
        + " overwrite_with_empty, only_if_empty, only_on_create. Nothing was imported."),
    Spoiled(
      python: "book['people']['B3'] = 'email'",
      says: "sheet 'people', cell B3: 'email' is mapped already, as number 1 of the mapping. Nothing was imported."),
    Spoiled(
      python: "book['sessions']['G2'] = 'pretalx'",
      says:
        "sheet 'sessions', cell G2: this is a mapping of connector 'pretalx', and the connection uses 'scripted'. Nothing"
        + " was imported."),
    Spoiled(
      python: "book['sessions']['F2'] = 'people'",
      says:
        "sheet 'sessions', cell F2: 'people' is not the data type that the sheet is named for, 'sessions'. Nothing was"
        + " imported."),
    Spoiled(
      python: "book['sessions'].title = 'talks'; book['talks']['F2'] = 'sesions'",
      says: "sheet 'talks', cell F2: the connection has no data type 'sesions'. Did you mean 'sessions'? It has people,"
        + " sessions, registrations, positions. Nothing was imported."),
    Spoiled(
      python: "book['people']['A1'] = 'Field'",
      says:
        "sheet 'people', row 1: the headers 'API field' and 'Target field' are not among those of its first row. Nothing"
        + " was imported."),
    Spoiled(
      python: "book['people']['A2'] = '=A3'",
      says:
        "sheet 'people', cell A2: the cell holds a formula that no program has worked out; write its value in. Nothing was"
        + " imported."),
  ]

  @Test("brings the fields that the event lacks, with a question for what is nearly another's") func addsMetadata()
    throws
  {
    let (stand, path) = try stand()
    try edit(
      path,
      "book['people'].append(['x', 'emial', '', '']); book['people'].append(['y', 'my shoe', 'number', ''])"
        + "; book['sessions'].append(['r', 'room', '', ''])")
    let shown = try importing(stand, path)
    #expect(shown.output.contains("person 'my shoe' --kind number'.\n"))
    let added = try importing(stand, path, "--add-metadata", "--yes")
    #expect(
      added.output.contains(
        "  adds the target field emial (text). Did you mean 'email'?\n  adds the target field my shoe (number).\n"))
    #expect(added.code == 0)
    #expect(
      try stand.desk.sqlite("SELECT fp_type, name, kind FROM metadata WHERE name IN ('emial', 'my shoe', 'room')")
        == "person|emial|text\nperson|my shoe|number\nsession|room|text")
  }

  static let impossible = [
    (
      [
        "Email", "'Email' was not added: the view could not tell its column from that of 'email'. Map to another name.",
      ],
      ["--add-metadata"]
    ),
    (
      [
        "fine",
        "'^x' starts with '^', at the record around an element, and the records of \(Operator.eid)/v/people are no"
          + " elements of a list. Leave '^' out.",
      ], []
    ),
  ]

  @Test("comes whole or not at all", arguments: impossible) func allOrNothing(_ words: [String], _ options: [String])
    throws
  {
    let (stand, path) = try stand()
    // On an earlier sheet everything is fine, and on this one the row before.
    try edit(
      path,
      "book['people'].append(['x', 'shoe', '', '']); book['people'].append(['\(options.isEmpty ? "^x" : "z")',"
        + " '\(words[0])', '', '']); book['sessions'].append(['r', 'room', '', ''])")
    let before = try stand.desk.dump()
    let refused = try stand.raw(["mapping", "import", "\(Operator.eid)/v", path, "--yes"] + options)
    #expect(refused.error == "\(words[1]) Nothing was imported.\n")
    #expect(refused.code == 2)
    #expect(try stand.desk.dump() == before)
  }

  @Test("names a bad cell, and imports nothing", arguments: spoiled) func refuses(_ spoiled: Spoiled) throws {
    let (stand, path) = try stand()
    // A good change on another sheet must not be imported either.
    try edit(path, "book['positions']['A2'] = 'name'\n\(spoiled.python)")
    let before = try stand.desk.dump()
    let finished = try importing(stand, path, "--yes")
    #expect(finished.error == "'\(path)', \(spoiled.says)\n")
    #expect(finished.code == 2)
    #expect(try stand.desk.dump() == before)
  }

  @Test("says what a file is that is no mapping") func foreign() throws {
    let (stand, path) = try stand()
    let folder = stand.desk.folder.path
    try edit(
      path, "for name in book.sheetnames[1:]: del book[name]\nbook['people'].title = 'x'\nbook['x'].delete_rows(1, 99)")
    #expect(
      try importing(stand, path).error
        == "'\(path)' has no mapping: no sheet has the headers 'API field' and 'Target field'. Take a file that 'patchbay"
        + " mapping export' made. Nothing was imported.\n")
    #expect(
      try importing(stand, folder + "/none.xlsx").error
        == "There is no file '\(folder)/none.xlsx'. Check its name and folder. Nothing was imported.\n")
    #expect(
      try stand.raw(["mapping", "export", "\(Operator.eid)/v", "-o", folder + "/no/m.xlsx"]).error
        == "'\(folder)/no/m.xlsx' was not written: there is no folder '\(folder)/no'. Make it, or choose another name.\n"
    )
  }
}
