import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A metadata field that is removed") struct FieldRemovalTests {
  private static let eid = Operator.eid

  private func note(_ id: String, _ text: String) -> String { ScriptedDesk.person(id, "\"note\": \"\(text)\"") }

  private func remove(_ stand: ScriptedDesk, _ name: String = "note") throws -> Finished {
    try stand.raw(["metadata", "remove", Self.eid, "person", name, "--yes", name])
  }

  @Test("takes its values from records, log, holds, pending, kept, problems, plans, and from the disk")
  func everywhere()
    throws
  {
    let stand = try ScriptedDesk()
    let all = (1...30).map { note("a\($0)", "canary one") }
    stand.vendor.serveAll("people", all)
    try stand.sync("people")
    stand.vendor.serveAll("people", (1...29).map { note("a\($0)", "canary two") })
    try stand.sync("people")
    // Kept: a hand edit, and an undone creation.
    #expect(try stand.raw(["records", "set", Self.eid, "person", "a1", "note=canary three"]).code == 0)
    stand.vendor.serveAll("people", (1...29).map { note("a\($0)", "canary two") } + [note("b1", "canary four")])
    try stand.sync("people")
    #expect(try stand.raw(["undo", "4"]).code == 0)
    // Held: creations under other ids.
    stand.vendor.serveAll("people", (1...29).map { note("c\($0)", "canary five") })
    try stand.sync("people")
    // A value that does not fit, quoted by a problem; and a plan.
    _ = try stand.desk.sqlite("UPDATE metadata SET kind='number' WHERE name='note'")
    stand.vendor.serveAll("people", (1...29).map { note("a\($0)", "canary six") })
    try stand.sync("people")
    _ = try stand.desk.sqlite("UPDATE metadata SET kind='text' WHERE name='note'")
    stand.vendor.serveAll("people", (1...29).map { note("c\($0)", "canary seven") })
    try stand.sync("people")
    stand.vendor.serveAll("people", (1...29).map { note("a\($0)", "canary eight") })
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    _ = try stand.desk.sqlite(
      """
      INSERT INTO pending SELECT config, 'p1', '["p@x.org","Ada",null,null,"canary nine",null,null]', '[]', 'waits', 1, 0, 0
      FROM hold LIMIT 1
      """)
    let canaries = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].map { "canary \($0)" }
    // Each of them is where it is looked for.
    for (table, column, words) in [
      ("payload", "body", ["two", "three", "one", "four"]), ("change", "fields", ["one", "two"]),
      ("hold", "body", ["seven"]), ("pending", "body", ["nine"]), ("kept", "offered", ["two", "four"]),
      ("problem", "reason", ["six"]),
    ] {
      for word in words {
        let count = try stand.desk.sqlite("SELECT count(*) FROM \(table) WHERE instr(\(column), 'canary \(word)')")
        #expect(count != "0", "\(table) \(word)")
      }
    }
    #expect(try stand.desk.files(holding: ["canary eight"]).contains { $0.hasSuffix(".spool") })
    let before = try stand.desk.sqlite("SELECT id, name, email FROM person ORDER BY id")

    let removed = try remove(stand)
    #expect(removed.error == "")
    #expect(
      removed.output == """
        The person field 'note' is removed, with its value in 61 records.
        v/people still maps 'note': the row stays, and each run lists it under Problems until the row is removed or the field\
         added again.

        """)
    #expect(try stand.desk.files(holding: canaries) == [])
    #expect(try stand.desk.sqlite("SELECT id, name, email FROM person ORDER BY id") == before)
    #expect(
      try stand.desk.sqlite("SELECT body FROM payload WHERE n=1")
        == #"["pa1@x.org","Ada",null,null,null,null,null]"#)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM hold WHERE kind=2") == "29")
    #expect(try stand.desk.sqlite("SELECT DISTINCT fields FROM change WHERE kind=2") == "{}")
    #expect(try stand.desk.sqlite("SELECT slot FROM kept") == "-1")
    #expect(try stand.desk.sqlite("PRAGMA integrity_check") == "ok")

    // The row that maps to it stays, and says so; nothing of it is stored again.
    let run = try stand.sync("people")
    #expect(run.status == "partial")
    #expect(
      try stand.problems().first
        == "note: 'note' is mapped, but the event has no person field of this name: its values were left out.")
    #expect(try stand.desk.files(holding: canaries) == [])
  }

  @Test("leaves every other value as it is, byte by byte") func bytes() throws {
    let stand = try ScriptedDesk()
    let name = #"\"\\/ \u0001\u007f\ud83d\udc5f ü \b\f\n\r\t\u2028</x>"#
    let people = [("a1", "1.50"), ("a2", "-0"), ("a3", "12345678901234567"), ("a4", "1e+3")].map { id, seats in
      ScriptedDesk.person(
        id, name: name, #""seats": \#(seats), "note": "x", "seat": ["a", "b\\\"],["], "badge": "\n""#)
    }
    _ = try stand.desk.sqlite("UPDATE metadata SET kind='list' WHERE name='seat'")
    stand.vendor.serveAll("people", people)
    try stand.sync("people")
    stand.vendor.serveAll("people", people.map { $0.replacing("\"note\": \"x\"", with: "\"note\": \"y\"") })
    for id in ["a1", "a2"] {
      #expect(try stand.raw(["records", "set", Self.eid, "person", id, "badge=\\ \"", "seats="]).code == 0)
    }
    try stand.sync("people")
    let bodies = try stand.desk.sqlite("SELECT body FROM payload ORDER BY n")
    let lines = try stand.desk.sqlite("SELECT fields FROM change WHERE kind=2 ORDER BY id")
    #expect(lines.contains(#""4":["x","y"]"#))
    #expect(try remove(stand).code == 0)
    #expect(
      try stand.desk.sqlite("SELECT body FROM payload ORDER BY n") == bodies.replacing(",\"y\",", with: ",null,"))
    #expect(
      try stand.desk.sqlite("SELECT fields FROM change WHERE kind=2 ORDER BY id")
        == lines.replacing(#","4":["x","y"]"#, with: "").replacing(#""4":["x","y"]"#, with: ""))
  }

  @Test("refuses a plan that was made before it went or came") func plans() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [note("a1", "x")])
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    #expect(try stand.raw(["metadata", "add", Self.eid, "person", "more", "--kind", "text"]).code == 0)
    let moved =
      "The plan is refused: since it was made, the metadata changed. Nothing was applied. Make a new preview."
    let afterAdding = try stand.raw(["sync", "v/people", "--plan", "1", "--json"])
    #expect(afterAdding.code == 3)
    #expect(try RunReport(afterAdding).reason == moved)
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    #expect(try remove(stand, "more").code == 0)
    let afterRemoving = try stand.raw(["sync", "v/people", "--plan", "3", "--json"])
    #expect(afterRemoving.code == 3)
    #expect(try RunReport(afterRemoving).reason == moved)
    #expect(try stand.ids("person") == [])
  }

  @Test("can be added again, and the next sync fills it") func again() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [note("a1", "vegan")])
    try stand.sync("people")
    #expect(try remove(stand).code == 0)
    #expect(try stand.sync("people").words == "received 1, unchanged 1")
    #expect(try stand.raw(["metadata", "add-missing", "v/people"]).code == 0)
    #expect(try stand.sync("people").words == "received 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT note FROM person") == "vegan")
    // An undo does not bring back what is gone.
    #expect(try stand.raw(["undo", "3"]).code == 0)
    #expect(try stand.desk.sqlite("SELECT note FROM person") == "")
  }

  @Test("is not removed while a run is under way, which is named") func underWay() throws {
    let stand = try ScriptedDesk()
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = "1"
    stand.vendor.serveAll("people", [note("a1", "x")])
    try stand.sync("people")
    let page = ScriptedVendor.target("people", page: 1)
    stand.vendor.answer(page, ScriptedAnswer("{}", stalls: true))
    let asked = stand.vendor.requests.count
    let run = try stand.desk.start("sync", "v/people", "--force")
    while stand.vendor.requests.count == asked, run.process.isRunning { usleep(10_000) }
    let before = try stand.desk.dump()
    let refused = try remove(stand)
    #expect(refused.code == 3)
    #expect(
      refused.error
        == "\(Self.eid)/v/people is being run by a sync of process \(run.process.processIdentifier), which did not end"
        + " within 1 second. Run the command again when it has ended.\n")
    #expect(try stand.desk.dump() == before)
    run.signal(SIGKILL)
    _ = run.wait()
    stand.vendor.release()
    #expect(try remove(stand).code == 0)
  }
}
