import TestSupport
import Testing

@Suite("Undo and what is kept") struct UndoTests {
  private func name(_ stand: ScriptedDesk, _ id: String) throws -> String {
    try stand.desk.sqlite("SELECT name FROM person WHERE id='\(id)'")
  }

  private func undo(_ stand: ScriptedDesk, _ run: Int) throws -> RunReport {
    try RunReport(stand.raw(["undo", "\(run)", "--json"]))
  }

  /// Three people; run 2 renames a1, adds a4, deletes a3.
  private func changed() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    stand.vendor.serveAll(
      "people",
      [
        ScriptedDesk.person("a1", name: "Eve"), ScriptedDesk.person("a2"), ScriptedDesk.person("a4"),
      ])
    #expect(try stand.sync("people").words == "received 3, created 1, unchanged 1, updated 1, deleted 1")
    return stand
  }

  @Test("puts back what a run wrote, and the next sync does not repeat it") func putsBack() throws {
    let stand = try changed()
    let view = "SELECT id, name, email FROM person ORDER BY id"
    let run = try undo(stand, 2)
    #expect(run.words == "received 2, created 1, updated 1, deleted 1")
    #expect(run.status == "completed")
    #expect(run.reason == "Undoes run 2.")
    let before = "a1|Ada|pa1@x.org\na2|Ada|pa2@x.org\na3|Ada|pa3@x.org"
    #expect(try stand.desk.sqlite(view) == before)
    for _ in 0..<2 {
      let again = try stand.sync("people")
      #expect(again.words == "received 3, unchanged 2, skipped 1")
      #expect(again.status == "completed")
      #expect(try stand.desk.sqlite(view) == before)
    }
    // Something else: another name, another new person's name, and a3 is back.
    stand.vendor.serveAll(
      "people",
      [
        ScriptedDesk.person("a1", name: "Mia"), ScriptedDesk.person("a2"), ScriptedDesk.person("a3"),
        ScriptedDesk.person("a4", name: "Zoe"),
      ])
    #expect(try stand.sync("people").words == "received 4, created 1, unchanged 2, updated 1")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept") == "0")
    #expect(try name(stand, "a1") == "Mia")
    #expect(try name(stand, "a4") == "Zoe")
  }

  @Test("keeps through a change of the mapping that offers the same") func mappingOffersTheSame() throws {
    let stand = try changed()
    _ = try undo(stand, 2)
    _ = try stand.desk.sqlite("UPDATE mapping SET source='name | id' WHERE target='name'")
    #expect(try stand.sync("people").words == "received 3, unchanged 2, skipped 1")
    _ = try stand.desk.sqlite("UPDATE mapping SET source='id' WHERE target='name'")
    #expect(try stand.sync("people").words == "received 3, created 1, updated 2")
    #expect(try name(stand, "a1") == "a1")
  }

  @Test("after two more syncs leaves alone what they wrote, and lists it") func later() throws {
    let stand = try changed()
    // Run 3 renames a1 again and changes the new one; run 4 brings a3 back.
    stand.vendor.serveAll(
      "people",
      [
        ScriptedDesk.person("a1", name: "Mia", email: "new@x.org"), ScriptedDesk.person("a2"),
        ScriptedDesk.person("a4", name: "Zoe"),
      ])
    #expect(try stand.sync("people").words == "received 3, unchanged 1, updated 2")
    stand.vendor.serveAll(
      "people",
      [
        ScriptedDesk.person("a1", name: "Mia", email: "new@x.org"), ScriptedDesk.person("a2"),
        ScriptedDesk.person("a3"),
        ScriptedDesk.person("a4", name: "Zoe"),
      ])
    #expect(try stand.sync("people").words == "received 4, created 1, unchanged 3")
    let finished = try stand.raw(["undo", "2"])
    #expect(finished.code == 5)
    #expect(
      finished.output == """
        Undo in \(Operator.eid)/v/people: partial (run 5)
          Undoes run 2.
          Received 3 · Created 0 · Unchanged 3 · Updated 0 · Deleted 0 · Skipped 0
          Stored now: 4.
          Problems (3):
            a1 · name: Left as it is: run 3 changed it since.
            a4: Left as it is: run 3 changed it since.
            a3: Left as it is: run 4 brought it back.

        """)
    // Undoing the newer one first frees what it wrote.
    #expect(try undo(stand, 3).words == "received 2, updated 2")
    #expect(try name(stand, "a1") == "Eve")
    #expect(try undo(stand, 2).words == "received 2, unchanged 1, updated 1, deleted 1")
    #expect(try name(stand, "a1") == "Ada")
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
    #expect(try stand.sync("people").words == "received 4, unchanged 3, skipped 1")
    #expect(try stand.desk.sqlite("SELECT name, email FROM person WHERE id='a1'") == "Ada|pa1@x.org")
  }

  @Test("can itself be undone, and then nothing is kept") func undone() throws {
    let stand = try changed()
    _ = try undo(stand, 2)
    #expect(try undo(stand, 3).words == "received 2, created 1, updated 1, deleted 1")
    #expect(try stand.desk.sqlite("SELECT id, name FROM person ORDER BY id") == "a1|Eve\na2|Ada\na4|Ada")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept") == "0")
    let after = try stand.sync("people")
    #expect(after.words == "received 3, unchanged 3")
    #expect(after.status == "completed")
  }

  @Test("keeps a person back in whom the run deleted because they were cancelled") func cancelled() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    let cancelled = ScriptedDesk.people(1...2) + [ScriptedDesk.person("a3", status: "cancelled")]
    stand.vendor.serveAll("people", cancelled)
    #expect(try stand.sync("people").words == "received 3, unchanged 2, deleted 1, skipped 1")
    #expect(try undo(stand, 2).words == "received 1, created 1")
    for _ in 0..<2 { #expect(try stand.sync("people").words == "received 3, unchanged 2, skipped 1") }
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
    // Absent instead of cancelled is still a wish to leave.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    #expect(try stand.sync("people").words == "received 3, unchanged 3")
    stand.vendor.serveAll("people", cancelled)
    #expect(try stand.sync("people").words == "received 3, unchanged 2, deleted 1, skipped 1")
  }

  @Test("undoes a first load, of which nobody comes back by itself") func firstLoad() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...30))
    try stand.sync("people")
    #expect(try undo(stand, 1).words == "deleted 30")
    #expect(try stand.ids("person") == [])
    #expect(try stand.sync("people").words == "received 30, skipped 30")
    // A wrong click: undo the undo.
    #expect(try undo(stand, 2).words == "received 30, created 30")
    #expect(try stand.sync("people").words == "received 30, unchanged 30")
    #expect(try stand.ids("person").count == 30)
  }

  @Test("undoes an approval, old ids and new") func approval() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    try stand.sync("people")
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(try undo(stand, 3).words == "received 20, created 20, deleted 20")
    #expect(try stand.ids("person") == (1...20).map { "a\($0)" }.sorted())
    let quiet = try stand.sync("people")
    #expect(quiet.words == "received 20, skipped 20")
    #expect(quiet.status == "completed")
  }

  @Test("a duplicate of a kept record counts once") func duplicated() throws {
    let stand = try changed()
    _ = try undo(stand, 2)
    stand.vendor.serveAll(
      "people",
      [
        ScriptedDesk.person("a1", name: "Eve", modified: "2026-01-01T00:00:00Z"), ScriptedDesk.person("a2"),
        ScriptedDesk.person("a4", modified: "2026-01-01T00:00:00Z"),
        ScriptedDesk.person("a4", modified: "2026-01-02T00:00:00Z"),
        ScriptedDesk.person("a1", name: "Eve", modified: "2026-01-02T00:00:00Z"),
      ])
    let run = try stand.sync("people")
    #expect(run.counts["duplicated"] == 2)
    #expect(run.counts["created"] == 0)
    #expect(run.counts["updated"] == 0)
    #expect(run.counts["skipped"] == 1)
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
  }

  @Test("says why there is nothing to undo") func refusals() throws {
    let stand = try changed()
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    let cases = [
      ("99", "There is no run 99. See 'patchbay runs list EID'."),
      (
        "3",
        "Run 3 is a preview that changed nothing: there is nothing to undo. See 'patchbay runs list \(Operator.eid)'."
      ),
      ("x", "'x' is not the number of a run.\nSee 'patchbay undo --help'."),
    ]
    for (run, says) in cases {
      let finished = try stand.raw(["undo", run])
      #expect(finished.error == says + "\n")
      #expect(finished.code == 2)
    }
    let idle = try stand.sync("people")
    #expect(idle.words == "received 3, unchanged 3")
    let nothing = try undo(stand, 4)
    #expect(nothing.reason == "Run 4 changed no record: there was nothing to undo.")
    #expect(nothing.status == "completed")
  }
}
