import Foundation
import TestSupport
import Testing

@Suite("Records that stay when their connection goes") struct FrozenTests {
  private static let eid = Operator.eid

  /// Ten people, the connection removed but for its records; a hold, something kept and a plan were there.
  private func frozen() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    #expect(
      try stand.desk.patchbay("connections", "set", "\(Self.eid)/v", "--secret", "token", input: "canary-token").code
        == 0)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10))
    try stand.sync("people")
    #expect(try stand.raw(["records", "set", Self.eid, "person", "a1", "name=Eve"]).code == 0)
    stand.vendor.serveAll("people", (1...10).map { ScriptedDesk.person("b\($0)", name: "Canary Held") })
    #expect(try stand.sync("people").words == "received 10, heldDeletions 10, heldCreations 10")
    #expect(try stand.raw(["preview", "v/people"]).code == 5)
    let sealed = try #require(Data(hex: stand.desk.sqlite("SELECT hex(sealed) FROM credential")))
    let finished = try stand.raw(["connections", "remove", "v", "--keep-records", "--yes", "v"])
    #expect(finished.error == "")
    #expect(
      finished.output
        == "Connection v is removed. Its 10 records stay, frozen, under the name 'v.frozen'.\n")
    #expect(try stand.desk.files(holding: sealed) == [])
    #expect(try stand.desk.files(holding: ["Canary Held", stand.vendor.address]) == [])
    return stand
  }

  /// Output without times.
  private func plain(_ finished: Finished) -> String {
    (finished.output + finished.error).replacing(/[0-9-]{10}T[0-9:]{8}Z/, with: "TIME")
  }

  @Test("are read as before, and every door says that they are frozen") func read() throws {
    let stand = try frozen()
    let doors: [([String], String)] = [
      (
        ["connections", "list", Self.eid],
        "NAME      CONNECTOR  CREDENTIALS  ENDPOINT\nv.frozen  scripted   -            (frozen since TIME)\n"
      ),
      (
        ["connections", "show", "v.frozen"],
        "v.frozen (scripted)\n  frozen      since TIME: it was removed, and its records were kept\n"
      ),
      (
        ["configs", "list", Self.eid],
        """
        CONFIG                                                   FP_TYPE       RECORDS  HELD  LAST RUN
        \(Self.eid)/v.frozen/people         person        10       0     frozen since TIME
        \(Self.eid)/v.frozen/sessions       session       0        0     frozen since TIME
        \(Self.eid)/v.frozen/registrations  registration  0        0     frozen since TIME
        \(Self.eid)/v.frozen/positions      exhibitor     0        0     frozen since TIME

        """
      ),
      (["deletions", "list", Self.eid], "Nothing is held.\n"),
      (["records", "list", Self.eid, "person", "--limit", "1"], "a1  Eve  pa1@x.org\n"),
      (
        ["records", "show", Self.eid, "person", "a2"],
        """
        a2 in \(Self.eid)/v.frozen/people
          It is live.
          Its connection was removed and its records were kept, TIME: no run changes it any more.
          email  pa2@x.org
          name   Ada

        """
      ),
      (
        ["sync", Self.eid, "--all"],
        ["people", "sessions", "registrations", "positions"].map {
          "\(Self.eid)/v.frozen/\($0) is frozen and was not synced.\n"
        }.joined()
      ),
    ]
    for (words, says) in doors {
      let finished = try stand.raw(words)
      #expect(plain(finished) == says)
      #expect(finished.code == 0)
    }
    #expect(try stand.raw(["configs", "show", "v.frozen/people"]).output.contains("\n  frozen since       20"))
    #expect(try stand.raw(["events", "show", Self.eid]).output.contains("v.frozen/people: 10 (person), frozen\n"))
    #expect(try stand.raw(["runs", "list", "v.frozen/people"]).output.contains(" \(Self.eid)/v.frozen/people\n"))
    #expect(try stand.desk.sqlite("SELECT DISTINCT connection FROM person") == "v.frozen")
    #expect(try stand.raw(["doctor"]).output.contains("ok   events         1 file, whole\n"))
  }

  static let changing: [[String]] = [
    ["sync", "v.frozen/people"], ["preview", "v.frozen/people"], ["sync", "v.frozen/people", "--plan", "4"],
    ["undo", "1"], ["records", "set", eid, "person", "a1", "name=x"],
    ["configs", "set", "v.frozen/people", "--hold-some", "1"],
    ["metadata", "add-missing", "v.frozen/people"],
  ]

  @Test("cannot be run or changed", arguments: changing) func changes(_ words: [String]) throws {
    let stand = try frozen()
    let before = try stand.desk.dump()
    let finished = try stand.raw(words)
    #expect(
      plain(finished)
        == "\(Self.eid)/v.frozen/people is frozen since TIME: its connection was removed and its records were kept. It cannot"
        + " be run or changed any more; its records stay in views and exports.\n")
    #expect(finished.code == 3)
    #expect(try stand.desk.dump() == before)
  }

  @Test("nor can their connection be tested, changed or frozen again") func connection() throws {
    let stand = try frozen()
    for words in [
      ["test", "v.frozen"], ["set", "v.frozen", "--set", "event=x"],
      ["remove", "v.frozen", "--keep-records", "--yes", "v.frozen"],
    ] {
      let finished = try stand.raw(["connections"] + words)
      #expect(
        plain(finished)
          == "\(Self.eid)/v.frozen is frozen since TIME: its connection was removed and its records were kept. It cannot be run"
          + " or changed any more; its records stay in views and exports.\n")
      #expect(finished.code == 3)
    }
    for words in [["approve"], ["discard"]] {
      let finished = try stand.raw(["deletions"] + words + ["v.frozen/people"])
      #expect(finished.error == "Nothing is held in v.frozen/people.\n")
    }
  }

  @Test("stand beside those of another connection of the old name") func another() throws {
    let stand = try frozen()
    #expect(
      try stand.raw(["connections", "add", Self.eid, "scripted", "--name", "v", "--endpoint", stand.vendor.address])
        .code
        == 0)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    #expect(try stand.sync("people").words == "received 2, created 2")
    #expect(
      try stand.desk.sqlite("SELECT connection, count(*) FROM person GROUP BY 1 ORDER BY 1") == "v|2\nv.frozen|10")
    // Undoing what the old one did finds the old one, not the new.
    #expect(try stand.raw(["undo", "1"]).code == 3)
    #expect(try stand.raw(["connections", "remove", "v", "--keep-records", "--yes", "v"]).code == 0)
    #expect(
      try stand.desk.sqlite("SELECT connection, count(*) FROM person GROUP BY 1 ORDER BY 1")
        == "v.frozen|10\nv.frozen2|2")
    // In the end they go, too.
    #expect(
      try stand.raw(["connections", "remove", "v.frozen", "--yes", "v.frozen"]).output
        == "Connection v.frozen is removed, with 10 records.\n")
    #expect(try stand.desk.sqlite("SELECT connection, count(*) FROM person GROUP BY 1") == "v.frozen2|2")
  }

  @Test("do not keep a connector from changing its keys") func rekey() throws {
    let stand = try frozen()
    let types =
      #"[{"id": "people", "fpType": "person", "primaryKey": ["email"], "mapping": [{"from": "name", "to": "name"}]}]"#
    try ScriptedConnector.build("scripted", dataTypes: types, into: stand.folder)
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
  }
}
