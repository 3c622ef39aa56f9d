import TestSupport
import Testing

@Suite("A value that is spelt otherwise") struct RespeltValueTests {
  private static let types = """
    [{"id": "people", "fpType": "person", "primaryKey": ["id"], "total": "announced", "stableOrder": true,
      "mapping": [{"from": "name", "to": "name"}, {"from": "arrives", "to": "arrives", "kind": "date-time"},
        {"from": "fee", "to": "fee", "kind": "number"}, {"from": "birth", "to": "birth", "kind": "date"},
        {"from": "email", "to": "email", "kind": "email"}, {"from": "note", "to": "note", "kind": "long-text"}]}]
    """
  /// One person's arrival and fee, spelt in several ways.
  private static let spellings = [
    (#""2030-12-01T14:11:00Z""#, "10"), (#""2030-12-01T14:11:00+00:00""#, "10.00"),
    (#""2030-12-01T15:11:00+01:00""#, "\"10.0\""), (#""2030-12-01T14:11:00.000000Z""#, "1e1"),
    (#""2030-12-01 15:11""#, "1.0E+1"),
  ]

  private func stand() throws -> ScriptedDesk { try ScriptedDesk(dataTypes: Self.types) }

  private func person(
    _ id: String, _ spelling: Int = 0, name: String = "Ada", arrives: String? = nil, fee: String? = nil
  ) -> String {
    let (time, number) = Self.spellings[spelling]
    return #"{"id": "\#(id)", "name": "\#(name)", "arrives": \#(arrives ?? time), "fee": \#(fee ?? number)}"#
  }

  private func people(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT id, name, arrives, fee FROM person ORDER BY id")
  }

  private func kept(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite(
      "SELECT rid || ' ' || coalesce(name, slot) FROM kept LEFT JOIN metadata USING (slot) ORDER BY rid, slot")
  }

  private func set(_ stand: ScriptedDesk, _ values: String...) throws -> RunReport {
    try RunReport(stand.raw(["records", "set", Operator.eid, "person", "p1"] + values + ["--json"]))
  }

  @Test("is stored in one form, whichever it was", arguments: spellings.indices) func oneForm(_ spelling: Int) throws {
    let stand = try stand()
    stand.vendor.serveAll("people", [person("p1", spelling)])
    try stand.sync("people")
    #expect(try people(stand) == "p1|Ada|2030-12-01T14:11:00Z|10")
  }

  @Test("is no change, writes no line, and ends no correction") func noChange() throws {
    let stand = try stand()
    stand.vendor.serveAll("people", [person("p1"), person("p2")])
    try stand.sync("people")
    #expect(try set(stand, "fee=12.50", "arrives=2030-12-02T10:00").words == "received 1, updated 1")
    let stored = "p1|Ada|2030-12-02T09:00:00Z|12.5\np2|Ada|2030-12-01T14:11:00Z|10"
    for spelling in Self.spellings.indices {
      stand.vendor.serveAll("people", [person("p1", spelling), person("p2", spelling)])
      let run = try stand.sync("people")
      #expect(run.words == "received 2, unchanged 2")
      #expect(run.status == "completed")
      #expect(try people(stand) == stored)
    }
    #expect(try kept(stand) == "p1 arrives\np1 fee")
    #expect(try stand.desk.sqlite("SELECT run, kind FROM change ORDER BY id") == "1|1\n1|1\n2|2")
    // Another value is one, in any spelling.
    stand.vendor.serveAll("people", [person("p1", 1, fee: "10.01"), person("p2", fee: "-10.0")])
    #expect(try stand.sync("people").words == "received 2, updated 2")
    #expect(try people(stand) == "p1|Ada|2030-12-02T09:00:00Z|10.01\np2|Ada|2030-12-01T14:11:00Z|-10")
    #expect(try kept(stand) == "p1 arrives")
  }

  @Test("stays as it is stored while others of its record change") func staysAsStored() throws {
    let stand = try stand()
    stand.vendor.serveAll("people", [person("p1")])
    try stand.sync("people")
    // As an earlier program stored them.
    _ = try stand.desk.sqlite(
      "UPDATE payload SET body=replace(replace(body, '14:11:00Z', '15:11:00+01:00'), ',10,', ',10.00,')")
    stand.vendor.serveAll("people", [person("p1", 3, name: "Eda")])
    let preview = try stand.raw(["preview", "v/people"]).output
    #expect(preview.contains("    p1: name 'Ada' → 'Eda'\n"), "\(preview)")
    #expect(try stand.sync("people").words == "received 1, updated 1")
    #expect(
      try stand.desk.sqlite("SELECT body FROM payload") == #"["Eda","2030-12-01T15:11:00+01:00",10.00,null,null,null]"#)
    #expect(try stand.desk.sqlite("SELECT fields FROM change WHERE kind=2") == #"{"0":["Ada","Eda"]}"#)
  }

  @Test("by hand is none, and one that says what the vendor offers keeps nothing") func byHand() throws {
    let stand = try stand()
    stand.vendor.serveAll("people", [person("p1")])
    try stand.sync("people")
    let same = try set(stand, "fee=10.000", "arrives=2030-12-01 15:11:00+01:00")
    #expect(same.words == "received 1, unchanged 1")
    #expect(same.reason == "Record 'p1' has these values already.")
    _ = try set(stand, "fee=12", "arrives=2030-12-02")
    #expect(try kept(stand) == "p1 arrives\np1 fee")
    _ = try set(stand, "fee=10.0", "arrives=2030-12-01T14:11:00.0+00:00")
    #expect(try kept(stand) == "")
  }

  @Test("since a run does not keep the run from being undone, and is not offered again") func undone() throws {
    let stand = try stand()
    stand.vendor.serveAll("people", [person("p1")])
    try stand.sync("people")
    func changed(_ spelling: Int) -> [String] {
      let (time, fee) = [(#""2030-12-03T08:00:00Z""#, "20"), (#""2030-12-03T09:00:00.00+01:00""#, "\"20.00\"")][
        spelling]
      return [person("p1", arrives: time, fee: fee), person("p2", spelling)]
    }
    stand.vendor.serveAll("people", changed(0))
    #expect(try stand.sync("people").words == "received 2, created 1, updated 1")
    stand.vendor.serveAll("people", changed(1))
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
    // Stored anew by an earlier program, for which that was a change.
    _ = try stand.desk.sqlite(
      "UPDATE payload SET body=replace(replace(body, '08:00:00Z', '09:00:00+01:00'), ',20,', ',20.00,')")
    let undo = try RunReport(stand.raw(["undo", "2", "--json"]))
    #expect(undo.words == "received 1, updated 1, deleted 1")
    #expect(undo.status == "completed")
    #expect(try people(stand) == "p1|Ada|2030-12-01T14:11:00Z|10")
    for spelling in [0, 1] {
      stand.vendor.serveAll("people", changed(spelling))
      #expect(try stand.sync("people").words == "received 2, unchanged 1, skipped 1")
    }
    #expect(try people(stand) == "p1|Ada|2030-12-01T14:11:00Z|10")
    #expect(try kept(stand) == "p1 arrives\np1 fee\np2 -1")
  }

  @Test("by an earlier program is written in the one form when what it held is approved, or its run undone")
  func written()
    throws
  {
    let stand = try stand()
    stand.vendor.serveAll("people", [person("a1")])
    try stand.sync("people")
    stand.vendor.serveAll("people", [person("b1")])
    #expect(try stand.sync("people").words == "received 1, heldDeletions 1, heldCreations 1")
    _ = try stand.desk.sqlite(
      "UPDATE hold SET body=replace(replace(body, '14:11:00Z', '15:11:00+01:00'), ',10,', ',10.00,') WHERE kind=2")
    let asked = stand.vendor.requests.count
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(stand.vendor.requests.count == asked)
    let stored = #"["Ada","2030-12-01T14:11:00Z",10,null,null,null]"#
    #expect(try stand.desk.sqlite("SELECT body FROM payload JOIN state USING (n) WHERE rid='b1'") == stored)

    #expect(try stand.raw(["records", "set", Operator.eid, "person", "b1", "fee=11", "arrives=2031-01-01"]).code == 0)
    _ = try stand.desk.sqlite(
      "UPDATE change SET fields=replace(replace(fields, '14:11:00Z', '15:11:00+01:00'), '[10,', '[10.00,') WHERE run=4")
    #expect(try stand.raw(["undo", "4"]).code == 0)
    #expect(try stand.desk.sqlite("SELECT body FROM payload JOIN state USING (n) WHERE rid='b1'") == stored)
  }

  @Test("by an earlier program's run is not put back by an undo of that run") func undoOfSpelling() throws {
    let stand = try stand()
    stand.vendor.serveAll("people", [person("p1")])
    try stand.sync("people")
    stand.vendor.serveAll("people", [person("p1", name: "Eda")])
    try stand.sync("people")
    _ = try stand.desk.sqlite(#"UPDATE change SET fields='{"0":["Ada","Eda"],"2":[10.00,10]}' WHERE kind=2"#)
    #expect(try RunReport(stand.raw(["undo", "2", "--json"])).words == "received 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT fields FROM change WHERE run=3") == #"{"0":["Eda","Ada"]}"#)
    #expect(try kept(stand) == "p1 name")
  }

  @Test("in a record that comes twice is not told as a difference") func duplicates() throws {
    let stand = try stand()
    stand.vendor.serve(
      "people", [[person("p1"), person("p2"), person("p1", 2), person("p2", 2, name: "Eve")]], total: 2)
    for words in ["received 4, created 2, duplicated 2", "received 4, unchanged 2, duplicated 2"] {
      #expect(try stand.sync("people").words == words)
      #expect(
        try stand.problems() == [
          "p1: Delivered twice with the same values: the first one counts.",
          "p2: Delivered twice with different name: the first one counts.",
        ])
    }
  }

  @Test("in a name, composed or decomposed, is the same and stays as it came") func unicode() throws {
    let stand = try stand()
    let spellings = [
      "Zo\u{EB} \u{C5}ngstr\u{F6}m", "Zoe\u{308} \u{212B}ngstro\u{308}m", "Zoe\\u0308 A\\u030angstr\u{F6}m",
    ]
    func serve(_ name: String) {
      stand.vendor.serveAll("people", [person("p1", name: name), person("p2", name: name)])
    }
    serve(spellings[0])
    try stand.sync("people")
    _ = try set(stand, "name=Zoe")
    for spelling in spellings {
      serve(spelling)
      #expect(try stand.sync("people").words == "received 2, unchanged 2")
      let names = try stand.desk.sqlite("SELECT hex(name) FROM person ORDER BY id").split(separator: "\n")
      #expect(names == ["5A6F65", spellings[0].utf8.map { String(format: "%02X", $0) }.joined()[...]])
    }
    #expect(try kept(stand) == "p1 name")
    let other = try ScriptedDesk(dataTypes: Self.types)
    other.vendor.serveAll("people", [person("p1", name: spellings[1])])
    try other.sync("people")
    #expect(
      try other.desk.sqlite("SELECT hex(name) FROM person")
        == spellings[1].utf8.map { String(format: "%02X", $0) }.joined())
  }

  @Test("in the vendor's text stays so where it is no number or time: in ids and text fields") func texts() throws {
    let stand = try stand()
    for (fee, words) in [
      ("10", "created 1"), ("10.0", "updated 1"), ("\"10.00\"", "updated 1"), ("10.00", "unchanged 1"),
    ] {
      stand.vendor.serveAll("people", [#"{"id": "p1", "name": \#(fee)}"#])
      #expect(try stand.sync("people").words == "received 1, \(words)")
    }
    #expect(try stand.desk.sqlite("SELECT name FROM person") == "10.00")
    let ids = [
      "10", "10.0", "1e1", "\"2030-12-01T14:11:00Z\"", "\"2030-12-01T14:11:00+00:00\"", "\"\u{EB}\"", "\"e\u{308}\"",
    ]
    let many = try self.stand()
    many.vendor.serveAll("people", ids.map { #"{"id": \#($0)}"# })
    #expect(try many.sync("people").words == "received 7, created 7")
    #expect(
      try Set(many.ids("person").map { Array($0.utf8) }) == Set(ids.map { Array($0.replacing("\"", with: "").utf8) }))
  }
}
