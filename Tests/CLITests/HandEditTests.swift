import Foundation
import TestSupport
import Testing

@Suite("A record edited by hand") struct HandEditTests {
  private func synced(_ people: [String] = ScriptedDesk.people(1...2)) throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", people)
    try stand.sync("people")
    return stand
  }

  private func set(_ stand: ScriptedDesk, _ id: String, _ values: String...) throws -> RunReport {
    try RunReport(stand.raw(["records", "set", Operator.eid, "person", id] + values + ["--json"]))
  }

  private func name(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT name FROM person WHERE id='a1'")
  }

  @Test("a name corrected by hand stays, until it is changed at the vendor's") func corrected() throws {
    let stand = try synced()
    let run = try set(stand, "a1", "name=Ada Lovelace")
    #expect(run.words == "received 1, updated 1")
    #expect(run.reason == "Record 'a1' was edited by hand.")
    for _ in 0..<2 {
      #expect(try stand.sync("people").words == "received 2, unchanged 2")
      #expect(try name(stand) == "Ada Lovelace")
    }
    // Another field changes: the corrected one stays.
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", email: "ada@x.org"), ScriptedDesk.person("a2")])
    #expect(try stand.sync("people").words == "received 2, unchanged 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT name, email FROM person WHERE id='a1'") == "Ada Lovelace|ada@x.org")
    let preview = try stand.raw(["preview", "v/people"])
    #expect(
      preview.output.contains(
        "  Kept by hand (1):\n    a1 · name: kept though the vendor offers 'Ada' (run 2)\n"))
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Ada King"), ScriptedDesk.person("a2")])
    let last = try stand.raw(["preview", "v/people"])
    #expect(!last.output.contains("Kept by hand"))
    try stand.sync("people")
    #expect(try name(stand) == "Ada King")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept") == "0")
  }

  /// The kept things in a run's JSON, `record field: words`, and their number.
  private func kept(_ finished: Finished) throws -> [String] {
    let json = try JSONSerialization.jsonObject(with: Data(finished.lastLine.utf8)) as? [String: Any] ?? [:]
    let items = (json["kept"] as? [[String: Any]] ?? []).map {
      "\($0["record"] ?? "") \($0["field"] ?? ""): \($0["words"] ?? "") (\($0["run"] ?? ""))"
    }
    return items + ["\(json["keptCount"] ?? "none")", "\(json["problemCount"] ?? "none")"]
  }

  @Test("is in the JSON of previews, syncs, applied plans and edits") func inJSON() throws {
    let stand = try synced()
    let words = ["records", "set", Operator.eid, "person", "a1", "name=Eve", "--json"]
    let wanted = ["a1 name: kept though the vendor offers 'Ada' (2)", "1", "0"]
    for words in [
      words, ["sync", "v/people", "--force", "--json"], ["preview", "v/people", "--json"],
      ["sync", "v/people", "--plan", "4", "--json"],
    ] {
      #expect(try kept(stand.raw(words)) == wanted)
    }
    #expect(try kept(stand.raw(["records", "release", Operator.eid, "person", "a1", "--json"])) == ["0", "0"])
  }

  @Test("that the vendor stops offering anything for stays kept against its last offer") func offersNothing() throws {
    let stand = try synced()
    _ = try set(stand, "a1", "name=Eve")
    let silent = [#"{"id": "a1", "name": "", "status": "ok", "email": "pa1@x.org"}"#, ScriptedDesk.person("a2")]
    stand.vendor.serveAll("people", silent)
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
    #expect(try name(stand) == "Eve")
    // Where empty values are taken, none is an offer.
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", #""note": "x""#), ScriptedDesk.person("a2")])
    try stand.sync("people")
    _ = try set(stand, "a1", "note=mine")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    #expect(try stand.sync("people").words == "received 2, unchanged 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept WHERE slot<>1") == "0")
  }

  @Test("a second correction is kept against what the vendor offers, not against the first") func twice() throws {
    let stand = try synced()
    _ = try set(stand, "a1", "name=Eve")
    _ = try set(stand, "a1", "name=Mia")
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
    #expect(try name(stand) == "Mia")
    // The vendor's own offer by hand: there is nothing to keep any more.
    _ = try set(stand, "a1", "name=Ada")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept") == "0")
  }

  @Test("ends to be kept when the vendor takes the correction over") func takenOver() throws {
    let stand = try synced()
    _ = try set(stand, "a1", "name=Eve")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Eve"), ScriptedDesk.person("a2")])
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept") == "0")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Ada"), ScriptedDesk.person("a2")])
    #expect(try stand.sync("people").words == "received 2, unchanged 1, updated 1")
  }

  @Test("stays with a person who is cancelled and comes again under the same id") func comesAgain() throws {
    // Many more, so that two deletions in a day are few.
    let others = ScriptedDesk.people(10...40)
    let stand = try synced([ScriptedDesk.person("a1")] + others)
    _ = try set(stand, "a1", "name=Ada Lovelace")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", status: "cancelled")] + others)
    #expect(try stand.sync("people").words == "received 32, unchanged 31, deleted 1, skipped 1")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", email: "again@x.org")] + others)
    #expect(try stand.sync("people").words == "received 32, created 1, unchanged 31")
    let mine = "SELECT id, name, email FROM person WHERE id IN ('a1', 'a9')"
    #expect(try stand.desk.sqlite(mine) == "a1|Ada Lovelace|again@x.org")
    // Under a new id it is another record.
    stand.vendor.serveAll(
      "people",
      [ScriptedDesk.person("a1", status: "cancelled"), ScriptedDesk.person("a9", email: "again@x.org")] + others)
    #expect(try stand.sync("people").words == "received 33, created 1, unchanged 31, deleted 1, skipped 1")
    #expect(try stand.desk.sqlite(mine) == "a9|Ada|again@x.org")
  }

  @Test("two tickets on one e-mail are two records, each with its own name") func twoTickets() throws {
    let stand = try synced([
      ScriptedDesk.person("a1", email: "one@x.org"), ScriptedDesk.person("a2", email: "one@x.org"),
    ])
    _ = try set(stand, "a2", "name=Guest of Ada")
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
    #expect(
      try stand.desk.sqlite("SELECT id, name, email FROM person ORDER BY id")
        == "a1|Ada|one@x.org\na2|Guest of Ada|one@x.org")
  }

  @Test("an emptied field stays empty, also where empty values are taken") func emptied() throws {
    let stand = try synced([
      ScriptedDesk.person("a1", #""note": "vegan", "seat": "12A", "seats": 3, "birth": "1990-05-04""#)
    ])
    #expect(try set(stand, "a1", "note=", "seats=", "birth=1991-01-02").words == "received 1, updated 1")
    #expect(try stand.sync("people").words == "received 1, unchanged 1")
    #expect(try stand.desk.sqlite("SELECT note, seats, birth FROM person") == "||1991-01-02")
    // An empty offer where empty is an offer is something else; where it is none, nothing changes.
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", #""seat": "12A""#)])
    try stand.sync("people")
    #expect(try stand.desk.sqlite("SELECT note, seats, birth FROM person") == "||1991-01-02")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept") == "2")
    stand.vendor.serveAll(
      "people", [ScriptedDesk.person("a1", #""note": "vegan", "seats": 3, "birth": "1990-05-04""#)])
    try stand.sync("people")
    #expect(try stand.desk.sqlite("SELECT note, seats, birth FROM person") == "vegan||1991-01-02")
  }

  @Test("is given back to the vendor by release") func released() throws {
    let stand = try synced()
    _ = try set(stand, "a1", "name=Eve", "email=eve@x.org")
    let one = try stand.raw(["records", "release", Operator.eid, "person", "a1", "name"])
    #expect(one.code == 0)
    #expect(one.output.contains("Record 'a1' is released: the next sync takes what the vendor offers.\n"))
    #expect(try stand.sync("people").words == "received 2, unchanged 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT name, email FROM person WHERE id='a1'") == "Ada|eve@x.org")
    #expect(try stand.raw(["records", "release", Operator.eid, "person", "a1"]).code == 0)
    try stand.sync("people")
    #expect(try stand.desk.sqlite("SELECT name, email FROM person WHERE id='a1'") == "Ada|pa1@x.org")
  }

  @Test("released, is offered anew also by a vendor that sends only what changed") func releasedIncremental() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serve("people", [[]], since: "c1")
    _ = try set(stand, "a1", "name=Eve")
    #expect(try stand.sync("people", "--incremental").words == "")
    #expect(try stand.raw(["records", "release", Operator.eid, "person", "a1"]).code == 0)
    #expect(try stand.sync("people", "--incremental").words == "received 2, unchanged 1, updated 1")
    #expect(try name(stand) == "Ada")
  }

  @Test("a plan made before the edit is refused, one without an edit between applies") func plans() throws {
    let stand = try synced()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Eve"), ScriptedDesk.person("a2")])
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    _ = try set(stand, "a2", "name=Mia")
    let refused = try stand.raw(["sync", "v/people", "--plan", "2", "--json"])
    #expect(refused.code == 3)
    #expect(
      try RunReport(refused).reason
        == "The plan is refused: since it was made, the stored records changed. Nothing was applied. Make a new preview."
    )
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    let applied = try stand.raw(["sync", "v/people", "--plan", "5", "--json"])
    #expect(try RunReport(applied).words == "received 2, unchanged 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT id, name FROM person ORDER BY id") == "a1|Eve\na2|Mia")
  }

  @Test("explain tells where each value comes from") func explained() throws {
    let stand = try synced()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Eve"), ScriptedDesk.person("a2")])
    try stand.sync("people")
    _ = try set(stand, "a1", "name=Mia")
    let finished = try stand.raw(["records", "explain", Operator.eid, "person", "a1"])
    let times = try NSRegularExpression(pattern: "[0-9-]{10}T[0-9:]{8}Z")
    let text = times.stringByReplacingMatches(
      in: finished.output, range: NSRange(finished.output.startIndex..., in: finished.output), withTemplate: "TIME")
    #expect(
      text == """
        a1 in \(Operator.eid)/v/people
          It is live.
          email: pa1@x.org
            from email (overwrite)
            written by sync 1, TIME
          name: Mia
            from name (overwrite)
            written by edit 3, TIME
            kept by hand; the vendor offers Eve
            before edit 3, TIME: Eve
            before sync 2, TIME: Ada

        """)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let words: [String]
    let says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  static let refusals = [
    Refusal(
      words: ["set", "person", "zz", "name=x"],
      says: "Event \(Operator.eid) knows no person 'zz'. See 'patchbay records list \(Operator.eid) person'."),
    Refusal(
      words: ["set", "persons", "a1", "name=x"],
      says: "'persons' is no fp_type. Did you mean 'person'? Known are person, session, presenter, registration,"
        + " exhibitor."),
    Refusal(
      words: ["set", "person", "a1", "nmae=x"],
      says: "The event has no person field 'nmae'. Did you mean 'name'? Nothing was changed."),
    Refusal(words: ["set", "person", "a1", "name=x", "name=y"], says: "'name' is given twice. Nothing was changed."),
    Refusal(
      words: ["set", "person", "a1", "name=x", "seats=many"],
      says: "'seats' was not set: the value 'many' is not a number. Nothing was changed."),
    Refusal(
      words: ["set", "person", "a1", "birth=4.5.1990"],
      says: "'birth' was not set: the value '4.5.1990' is not a date. Nothing was changed."),
    Refusal(
      words: ["set", "person", "a1", "email=nobody"],
      says: "'email' was not set: the value 'nobody' is not an e-mail address. Nothing was changed."),
    Refusal(
      words: ["set", "person", "a1", "name"], says: "'name' is not NAME=VALUE.\nSee 'patchbay records set --help'."),
    Refusal(
      words: ["release", "person", "a1"], says: "Nothing of record 'a1' is kept against the vendor's offers."),
    Refusal(
      words: ["release", "person", "a1", "seat"],
      says: "Nothing of record 'a1' is kept in 'seat' against the vendor's offers."),
    Refusal(
      words: ["explain", "person", "a1", "--config", "v/sessions"],
      says: "No data config 'v/sessions' feeds person of event \(Operator.eid). See 'patchbay configs list"
        + " \(Operator.eid)'."),
  ]

  @Test("says why nothing was set", arguments: refusals) func refuses(_ refusal: Refusal) throws {
    let stand = try synced()
    let before = try stand.desk.dump()
    let finished = try stand.raw(["records", refusal.words[0], Operator.eid] + refusal.words[1...])
    #expect(finished.error == refusal.says + "\n")
    #expect(finished.code == 2)
    #expect(try stand.desk.dump() == before)
  }

  @Test("asks which one is meant when two connections have the id") func twoConnections() throws {
    let stand = try ScriptedDesk(connections: 2)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    try stand.sync("people")
    #expect(try stand.raw(["sync", "v2/people"]).code == 0)
    let finished = try stand.raw(["records", "set", Operator.eid, "person", "a1", "name=x"])
    #expect(
      finished.error
        == "2 data configs have a person 'a1': v/people, v2/people. Say which with --config v/people.\n")
    #expect(
      try stand.raw(["records", "set", Operator.eid, "person", "a1", "name=x", "--config", "v2/people"]).code == 0)
    #expect(try stand.desk.sqlite("SELECT connection, name FROM person ORDER BY 1") == "v|Ada\nv2|x")
  }

  @Test("lists and shows what is stored") func listed() throws {
    let stand = try synced()
    #expect(
      try stand.raw(["records", "list", Operator.eid, "person"]).output == "a1  Ada  pa1@x.org\na2  Ada  pa2@x.org\n")
    #expect(
      try stand.raw(["records", "list", Operator.eid, "person", "--limit", "1"]).output == "a1  Ada  pa1@x.org\n")
    #expect(try stand.raw(["records", "list", Operator.eid, "session"]).output == "No records.\n")
    #expect(
      try stand.raw(["records", "show", Operator.eid, "person", "a1", "--json"]).output
        == #"{"config":"\#(Operator.eid)/v/people","id":"a1","values":{"email":"pa1@x.org","name":"Ada"}}"# + "\n")
  }
}
