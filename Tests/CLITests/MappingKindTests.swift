import TestSupport
import Testing

@Suite("The kinds of fields in a mapping's workbook") struct MappingKindTests {
  private static let other = "00000000000000000000000000000002"

  private static let dataTypes = """
    [{"id": "people", "fpType": "person", "primaryKey": ["id"],
      "fields": [{"path": "id"}, {"path": "vip", "kind": "boolean"}, {"path": "seats", "kind": "number"},
        {"path": "arrives", "kind": "date-time"}, {"path": "tags", "kind": "list"}],
      "mapping": [{"from": "born", "to": "born", "kind": "date"}, {"from": "sizes", "to": "sizes", "kind": "list"}]},
     {"id": "crew", "fpType": "person", "primaryKey": ["id"], "mapping": []}]
    """

  private static let ada =
    #"{"id": "a1", "born": "1990-05-04", "sizes": ["S", "M"], "vip": true, "seats": 2,"#
    + #" "arrives": "2030-12-01T09:00:00Z", "tags": ["red", "blue"]}"#

  /// An event whose people have fields of their own, of many kinds, another event that knows the preset alone, and the
  /// first one's mapping as a file.
  private func stand() throws -> (stand: ScriptedDesk, path: String) {
    let stand = try ScriptedDesk(dataTypes: Self.dataTypes)
    for (name, kind) in [("vip", "boolean"), ("seats", "number"), ("arrives", "date-time"), ("tags", "list")] {
      try done(stand, "metadata", "add", Operator.eid, "person", name, "--kind", kind)
      try done(stand, "mapping", "set", "v/people", name, name)
    }
    try done(
      stand, "events", "add", "Other", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "Europe/Zurich",
      "--eid", Self.other)
    try done(
      stand, "connections", "add", Self.other, "scripted", "--name", "w", "--endpoint", stand.vendor.address)
    let path = stand.desk.folder.path + "/m.xlsx"
    try done(stand, "mapping", "export", "\(Operator.eid)/v", "-o", path)
    return (stand, path)
  }

  private func done(_ stand: ScriptedDesk, _ words: String...) throws {
    let finished = try stand.raw(words)
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
  }

  private func edit(_ path: String, _ python: String) throws {
    let program = "import sys, openpyxl\nbook = openpyxl.load_workbook(sys.argv[1])\n\(python)\nbook.save(sys.argv[1])"
    let finished = try Launch.run("/usr/bin/python3", ["-c", program, path])
    #expect(finished.code == 0, "\(finished.error)")
  }

  /// The fields of the other event, `NAME KIND`, in the order in which they were added.
  private func kinds(_ stand: ScriptedDesk) throws -> [String] {
    try stand.raw(["metadata", "list", Self.other, "person"]).output.split(separator: "\n").dropFirst().map { line in
      line.split(separator: " ").dropFirst().prefix(2).joined(separator: " ")
    }
  }

  private func syncOther(_ stand: ScriptedDesk) throws -> RunReport {
    stand.vendor.serveAll("people", [Self.ada])
    return try RunReport(stand.raw(["sync", "\(Self.other)/w/people", "--json", "--force"]))
  }

  @Test("go along to another event, whose next sync is complete") func carried() throws {
    let (stand, path) = try stand()
    let finished = try stand.raw(["mapping", "import", "\(Self.other)/w", path, "--add-metadata", "--yes"])
    #expect(
      finished.output == """
        \(Self.other)/w/people:
          new: vip → vip (overwrite)
          new: seats → seats (overwrite)
          new: arrives → arrives (overwrite)
          new: tags → tags (overwrite)
          adds the target field vip (boolean).
          adds the target field seats (number).
          adds the target field arrives (date-time).
          adds the target field tags (list).
        \(Self.other)/w/crew: no difference.
        Imported. The mappings before are kept: see 'patchbay mapping history \(Self.other)/w/people'.

        """)
    #expect(
      try kinds(stand) == ["born date", "sizes list", "vip boolean", "seats number", "arrives date-time", "tags list"])
    let synced = try syncOther(stand)
    #expect(synced.status == "completed")
    let table = try stand.raw(["records", "export", Self.other, "person", "--format", "csv"]).output
    #expect(
      table.hasSuffix(
        #"a1,w,people,1990-05-04,"[""S"",""M""]",true,2,2030-12-01T09:00:00Z,"[""red"",""blue""]""# + "\r\n"),
      "\(table)")
  }

  @Test("that a workbook does not name are those that the connector gives, else text") func withoutKinds() throws {
    let (stand, path) = try stand()
    try done(stand, "metadata", "remove", Self.other, "person", "born")
    try edit(
      path,
      """
      sheet = book['people']
      sheet.delete_cols(3)
      sheet.append(['nick', 'nick', '', '']); sheet.append(['id', 'words', 'split(-)', ''])
      sheet.append(['arrives', 'day', 'date', '']); sheet.append(['arrives | vip', 'either', '', ''])
      """)
    try done(stand, "mapping", "import", "\(Self.other)/w", path, "--add-metadata", "--yes")
    #expect(
      try kinds(stand) == [
        "sizes list", "born date", "vip boolean", "seats number", "arrives date-time", "tags list", "nick text",
        "words list", "day date", "either text",
      ])
    #expect(try syncOther(stand).status == "completed")
  }

  @Test("are the connector's for fields that 'metadata add-missing' adds, and that a note wants")
  func addMissing() throws {
    let stand = try ScriptedDesk(dataTypes: Self.dataTypes)
    let note = try stand.raw(["mapping", "set", "v/people", "seats", "chairs"])
    #expect(
      note.output.hasSuffix(
        "The event has no person field 'chairs', so its values are left out. Add it with 'patchbay metadata add"
          + " \(Operator.eid) person chairs --kind number'.\n"))
    try done(stand, "mapping", "set", "v/people", "tags", "labels", "--transform", "join(; )")
    try done(stand, "mapping", "set", "v/people", "tags", "colours")
    #expect(
      try stand.raw(["metadata", "add-missing", "v/people"]).output == """
        Added the person field 'chairs' (number).
        Added the person field 'labels' (text).
        Added the person field 'colours' (list).
        The next sync of \(Operator.eid)/v/people fills what it maps.

        """)
    stand.vendor.serveAll("people", [Self.ada])
    #expect(try stand.sync("people").status == "completed")
    #expect(try stand.desk.sqlite("SELECT chairs, labels, colours FROM person") == #"2|red; blue|["red","blue"]"#)
  }

  struct Spoiled: Sendable, CustomTestStringConvertible {
    let python: String
    let says: String
    var testDescription: String { python }
  }

  static let spoiled = [
    Spoiled(
      python: "book['people']['C4'] = 'boolen'",
      says: "sheet 'people', cell C4: 'boolen' is no kind of field. Did you mean 'boolean'? Known are text, long-text,"
        + " number, boolean, date, date-time, email, url, phone, choice, list. Nothing was imported."),
    Spoiled(
      python: "book['people']['C2'] = 'text'",
      says: "sheet 'people', cell C2: the event's person field 'born' is of kind date, and an import changes no kind."
        + " Write date, or leave the cell empty. Nothing was imported."),
    Spoiled(
      python: "book['people']['C2'] = 'text'; book['people']['C3'] = 'text'",
      says: "sheet 'people', cell C2: the event's person field 'born' is of kind date, and an import changes no kind."
        + " Write date, or leave the cell empty. So it is with sheet 'people', cell C3. Nothing was imported."),
    Spoiled(
      python: "book['crew'].append(['id', 'vip', 'text', '', ''])",
      says: "sheet 'crew', cell C2: the person field 'vip' cannot be of kind text here and of kind boolean at sheet"
        + " 'people', cell C4. Give it one kind. Nothing was imported."),
  ]

  @Test("that cannot be are refused by cell, and nothing is imported", arguments: spoiled)
  func refuses(_ spoiled: Spoiled) throws {
    let (stand, path) = try stand()
    try edit(path, spoiled.python)
    let before = try stand.raw(["mapping", "list", "\(Self.other)/w/people", "--json"]).output
    let finished = try stand.raw(["mapping", "import", "\(Self.other)/w", path, "--add-metadata", "--yes"])
    #expect(finished.error == "'\(path)', \(spoiled.says)\n")
    #expect(finished.code == 2)
    #expect(try stand.raw(["mapping", "list", "\(Self.other)/w/people", "--json"]).output == before)
    #expect(try kinds(stand) == ["born date", "sizes list"])
  }
}
