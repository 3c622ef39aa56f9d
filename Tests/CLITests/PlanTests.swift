import Foundation
import TestSupport
import Testing

@Suite("A preview") struct PlanTests {
  /// Ten people, then a preview of one changed, one gone, one new; gives the preview's run.
  private func previewed() throws -> (stand: ScriptedDesk, run: String) {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10))
    try stand.sync("people")
    stand.vendor.serveAll(
      "people", ScriptedDesk.people(2...9) + [ScriptedDesk.person("a1", name: "Eve"), ScriptedDesk.person("new")],
      "\"cursor\": \"c9\"")
    let before = try stand.desk.dump()
    let preview = try stand.raw(["preview", "v/people", "--json"])
    #expect(preview.code == 0)
    let json = try JSONSerialization.jsonObject(with: Data(preview.lastLine.utf8)) as? [String: Any]
    #expect(try RunReport(preview).words == "received 10, created 1, unchanged 8, updated 1, deleted 1")
    #expect(try stand.desk.dump() == before)
    return (stand, "\(json?["run"] ?? "")")
  }

  static let anything: [[String]] = [
    ["runs", "report", "2", "-o", "FILE"], ["records", "list", Operator.eid, "person"], ["doctor"],
    ["configs", "set", "v/people", "--skip-none", "--dry-run"],
  ]

  @Test("and what the vendor sent goes after a day, whatever is asked for then", arguments: anything)
  func goes(_ words: [String]) throws {
    let (stand, run) = try previewed()
    #expect(run == "2")
    #expect(try plans(stand).count == 4)
    for name in try plans(stand) {
      try FileManager.default.setAttributes(
        [.modificationDate: Date().addingTimeInterval(-86_500)], ofItemAtPath: stand.desk.home + "/plans/" + name)
    }
    let finished = try stand.raw(words.map { $0 == "FILE" ? stand.desk.folder.path + "/p.xlsx" : $0 })
    #expect(try plans(stand) == [])
    #expect(try stand.desk.files(holding: ["Eve"]) == [])
    if words[0] == "runs" {
      #expect(
        finished.error
          == "There is no plan 2: a preview keeps its plan for 24 hours, or until a later run applies. Make a new preview.\n"
      )
      #expect(finished.code == 3)
    }
  }

  private func plans(_ stand: ScriptedDesk) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: stand.desk.home + "/plans").sorted()
  }

  @Test("writes nothing but history, and sync --plan applies exactly it without asking the vendor") func applies()
    throws
  {
    let (stand, run) = try previewed()
    for name in try plans(stand) {
      let attributes = try FileManager.default.attributesOfItem(atPath: stand.desk.home + "/plans/" + name)
      #expect((attributes[.posixPermissions] as? Int) == 0o600)
    }
    // What the vendor says by now does not matter.
    stand.vendor.serve("people", [[]], total: 0)
    let asked = stand.vendor.requests.count
    let applied = try stand.raw(["sync", "v/people", "--plan", run, "--json"])
    #expect(applied.code == 0)
    let report = try RunReport(applied)
    #expect(report.status == "completed")
    let then = try stand.desk.sqlite(
      "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', started, 'unixepoch') FROM run WHERE id=\(run)")
    #expect(
      report.reason
        == "As of \(then), from preview \(run). 1 missing record left: all 10 came that the vendor announced, in an order that"
        + " does not shift.")
    #expect(report.words == "received 10, created 1, unchanged 8, updated 1, deleted 1")
    #expect(stand.vendor.requests.count == asked)
    #expect(try stand.ids("person") == (1...9).map { "a\($0)" } + ["new"])
    #expect(try stand.desk.sqlite("SELECT name FROM person WHERE id='a1'") == "Eve")
    #expect(try stand.desk.sqlite("SELECT cast(cursor AS text) FROM config WHERE data_type='people'") == "c9")
    #expect(try plans(stand) == [])
    let again = try stand.raw(["sync", "v/people", "--plan", run, "--json"])
    #expect(again.code == 3)
    #expect(
      try RunReport(again).reason
        == "There is no plan \(run): a preview keeps its plan for 24 hours, or until a later run applies. Make a new"
        + " preview.")
  }

  @Test("is kept for a day, and any command later takes it away") func lifetime() throws {
    let (stand, run) = try previewed()
    func age(_ seconds: Double) throws {
      for name in try plans(stand) {
        try FileManager.default.setAttributes(
          [.modificationDate: Date().addingTimeInterval(-seconds)], ofItemAtPath: stand.desk.home + "/plans/" + name)
      }
    }
    let kept = try plans(stand)
    try age(23 * 3600)
    #expect(try stand.raw(["events", "list"]).code == 0)
    #expect(try plans(stand) == kept)
    try age(25 * 3600)
    #expect(try stand.raw(["events", "list"]).code == 0)
    #expect(try plans(stand) == [])
    #expect(try stand.raw(["sync", "v/people", "--plan", run]).code == 3)
  }

  static let moves = [
    ("the mapping", "sql UPDATE mapping SET mode='only_if_empty' WHERE target='name'"),
    ("the metadata", "sql UPDATE metadata SET kind='long-text' WHERE name='name'"),
    ("the skip rule", "sql UPDATE config SET skip='[]' WHERE data_type='people'"),
    ("the time zone at the event's dates", "sql UPDATE event SET time_zone='Asia/Tokyo'"),
    ("the settings", "--set event=two"), ("the endpoint", "--endpoint ADDRESS/"), ("the credentials", "secret"),
    ("the stored records", "edit"), ("the deletion limits", "limits"),
  ]

  @Test("is refused as a plan, naming what moved", arguments: moves) func moved(_ move: (what: String, how: String))
    throws
  {
    let (stand, run) = try previewed()
    if move.how == "edit" {
      #expect(try stand.raw(["records", "set", Operator.eid, "person", "a5", "name=Mia"]).code == 0)
    } else if move.how == "secret" {
      #expect(try stand.desk.patchbay("connections", "set", "v", "--secret", "token", input: "another").code == 0)
    } else if move.how == "limits" {
      // The plan would delete one.
      #expect(try stand.raw(["configs", "set", "v/people", "--hold-above", "0"]).code == 0)
    } else {
      try IncrementalTests.make(move.how, stand)
    }
    let before = try stand.desk.dump()
    let refused = try stand.raw(["sync", "v/people", "--plan", run, "--json"])
    #expect(refused.code == 3)
    let report = try RunReport(refused)
    #expect(report.status == "refused")
    #expect(report.words == "")
    #expect(
      report.reason
        == "The plan is refused: since it was made, \(move.what) changed. Nothing was applied. Make a new preview.")
    #expect(try stand.desk.dump() == before)
  }

  @Test("is gone, with all that it kept of people, when a later run applies") func usedUp() throws {
    let (stand, run) = try previewed()
    #expect(try plans(stand).count == 4)
    try stand.sync("people")
    #expect(try plans(stand) == [])
    let refused = try stand.raw(["sync", "v/people", "--plan", run, "--json"])
    #expect(refused.code == 3)
    #expect(
      try RunReport(refused).reason
        == "There is no plan \(run): a preview keeps its plan for 24 hours, or until a later run applies. Make a new"
        + " preview.")
  }

  @Test("keeps the guard's verdict, and duplicates as they were judged") func judged() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serve(
      "people",
      [
        ScriptedDesk.people(1...19, "b") + [
          ScriptedDesk.person("z", name: "Old", modified: "2026-01-01T00:00:00Z"),
          ScriptedDesk.person("z", name: "New", modified: "2026-01-02T00:00:00Z"),
        ]
      ], total: 20)
    let preview = try RunReport(stand.raw(["preview", "v/people", "--json"]))
    #expect(preview.words == "received 21, duplicated 1, heldDeletions 20, heldCreations 20")
    #expect(try stand.held() == [])
    let run = try stand.desk.sqlite("SELECT max(id) FROM run")
    let applied = try stand.raw(["sync", "v/people", "--plan", run, "--json"])
    #expect(applied.code == 5)
    #expect(try RunReport(applied).words == preview.words)
    #expect(try stand.held().count == 40)
    #expect(try stand.desk.sqlite("SELECT json_extract(body, '$[1]') FROM hold WHERE rid='z'") == "New")
    #expect(try stand.ids("person").count == 20)
  }

  @Test("of a run that a restored backup does not know makes room for one of the same number") func restored() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    _ = try stand.desk.sqlite("DELETE FROM run; DELETE FROM sqlite_sequence")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    let again = try stand.raw(["preview", "v/people", "--json"])
    #expect(again.code == 0)
    #expect(try RunReport(again).words == "received 3, created 3")
    let applied = try stand.raw(["sync", "v/people", "--plan", "1", "--json"])
    #expect(try RunReport(applied).words == "received 3, created 3")
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
  }
}
