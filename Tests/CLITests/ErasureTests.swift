import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A record that is erased") struct ErasureTests {
  private static let eid = Operator.eid
  /// Id, names and mails of the person who is erased, and words about them.
  private static let canaries = ["canary-1", "Canary", "canary@", "canary note"]

  private func erase(_ stand: ScriptedDesk, _ id: String = "canary-1", _ type: String = "person") throws -> Finished {
    try stand.raw(["records", "erase", Self.eid, type, id, "--yes", id])
  }

  private func canary(_ name: String = "Canary", _ more: String = "") -> String {
    ScriptedDesk.person("canary-1", name: name, email: "canary@x.org", more)
  }

  private func registration(_ person: String, _ session: String, state: String = "in") -> String {
    "{\"person\": \"\(person)\", \"session\": \"\(session)\", \"state\": \"\(state)\"}"
  }

  /// A stand on which the person left traces wherever a person can: stored, changed, edited, quoted by a problem, planned,
  /// registered, waiting for a session that is not there, and said of in runs.
  private func everywhere() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    let others = ScriptedDesk.people(1...40)
    stand.vendor.serveAll("people", [canary("Canary One")] + others)
    stand.vendor.serveAll("sessions", ["s1", "s2"].map { "{\"id\": \"\($0)\", \"title\": \"T\"}" })
    try stand.sync("people")
    try stand.sync("sessions")
    stand.vendor.serveAll("people", [canary("Canary Two", #""seats": "canary note""#)] + others)
    try stand.sync("people")
    stand.vendor.serveAll(
      "registrations",
      [
        registration("canary-1", "s1"), registration("canary-1", "s9"), registration("a1", "s1"),
        registration("a2", "s2"),
      ])
    try stand.sync("registrations")
    for words in [
      ["set", "name=Canary by hand"], ["set", "name=Canary by hand"], ["release"], ["set", "name=Canary Three"],
    ] {
      let command = ["records", words[0], Self.eid, "person", "canary-1"] + words.dropFirst()
      #expect(try stand.raw(command).code == 0)
    }
    stand.vendor.serveAll("people", [canary("Canary Four")] + others)
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    #expect(try stand.raw(["preview", "v/registrations"]).code == 5)
    return stand
  }

  /// Where the person is, one word a place.
  private func places(_ stand: ScriptedDesk) throws -> [String] {
    let columns = [
      ("state", "rid"), ("payload", "body"), ("change", "rid"), ("change", "fields"), ("kept", "rid"),
      ("kept", "offered"),
      ("pending", "rid"), ("pending", "refs"), ("problem", "rid"), ("problem", "reason"), ("run", "reason"),
      ("hold", "rid"),
    ]
    return try columns.filter { table, column in
      try stand.desk.sqlite("SELECT count(*) FROM \(table) WHERE \(column) LIKE '%canary%'") != "0"
    }.map { "\($0).\($1)" }
  }

  @Test("is in no file of the home any more, with what points at it, and stays so") func gone() throws {
    let stand = try everywhere()
    #expect(
      try places(stand) == [
        "state.rid", "payload.body", "change.rid", "change.fields", "kept.rid", "kept.offered", "pending.rid",
        "pending.refs", "problem.rid", "problem.reason", "run.reason",
      ])
    let kept = try stand.desk.files(holding: Self.canaries).filter { $0.hasPrefix("plans/") }
    #expect(kept.map { $0.split(separator: ".").last ?? "" }.sorted() == ["problems", "raw", "raw", "spool", "spool"])
    let others = try stand.desk.sqlite("SELECT * FROM person WHERE id<>'canary-1' ORDER BY id")

    let asked = try stand.raw(["records", "erase", Self.eid, "person", "canary-1"])
    #expect(asked.code == 3)
    #expect(
      asked.error
        == "Record 'canary-1' of \(Self.eid)/v/people would be erased, and with it 1 that points at it: values, change log"
        + " and whatever names it go, and later runs keep it out. This cannot be taken back. Nothing was changed. To do it,"
        + " add --yes canary-1.\n")

    let erased = try erase(stand)
    #expect(erased.error == "")
    #expect(erased.code == 0)
    #expect(
      erased.output == """
        Edit in \(Self.eid)/v/people: completed (run 11)
          A record was erased by hand. It stays out, and this cannot be taken back.
          Received 0 · Created 0 · Unchanged 0 · Updated 0 · Deleted 1 · Skipped 0
          Stored now: 40.

        """)
    #expect(try places(stand) == [])
    #expect(try stand.desk.files(holding: Self.canaries) == [])
    #expect(try stand.desk.sqlite("SELECT * FROM person ORDER BY id") == others)
    #expect(try stand.ids("registration") == ["a1/s1", "a2/s2"])
    #expect(
      try stand.desk.sqlite("SELECT name, kind, status, reason, deleted FROM run WHERE id>10 ORDER BY id")
        == """
        \(Self.eid)/v/people|edit|completed|A record was erased by hand. It stays out, and this cannot be taken back.|1
        \(Self.eid)/v/registrations|edit|completed|2 records that pointed at an erased one were erased with it.|1
        """)
    #expect(
      try stand.desk.sqlite("SELECT reason FROM run WHERE kind='edit' AND id<8 ORDER BY id")
        == """
        Record (erased) was edited by hand.
        Record (erased) has these values already.
        Record (erased) is released: the next sync takes what the vendor offers.
        """)
    #expect(try stand.desk.sqlite("PRAGMA integrity_check") == "ok")

    // The vendor goes on delivering the person: counted, never stored, named nowhere, not even in a plan.
    for _ in 0..<2 {
      let run = try stand.sync("people")
      #expect(run.words == "received 41, unchanged 40, skipped 1")
      #expect(run.status == "completed")
      #expect(try stand.sync("registrations").words == "received 4, unchanged 2, skipped 2")
      #expect(try stand.problems() == [])
    }
    for type in ["people", "registrations"] {
      let preview = try stand.raw(["preview", "v/\(type)"])
      #expect(preview.code == 0)
      #expect(!preview.output.contains("anary"))
    }
    #expect(try places(stand) == [])
    #expect(try stand.desk.files(holding: Self.canaries) == [])
    // What points at the person later comes to nothing, too: changed, twice, of an unknown session, or when it is dropped.
    stand.vendor.serve(
      "registrations",
      [
        [
          registration("canary-1", "s1", state: "out"), registration("canary-1", "s1", state: "in"),
          registration("canary-1", "s8"), registration("a1", "s1"), registration("a2", "s2"),
        ]
      ], total: 4)
    let last = try stand.sync("registrations")
    #expect(last.words == "received 5, unchanged 2, skipped 2, duplicated 1")
    #expect(try stand.problems() == [])
    stand.vendor.serveAll("registrations", [registration("a1", "s1"), registration("a2", "s2")])
    #expect(try stand.sync("registrations").words == "received 2, unchanged 2")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...40))
    #expect(try stand.sync("people").words == "received 40, unchanged 40")
    #expect(try stand.desk.files(holding: Self.canaries) == [])
    // Nor does one that waited, however it came to be left.
    stand.vendor.serveAll("registrations", [registration("a1", "s1"), registration("a2", "s2")], "\"cursor\": \"c1\"")
    try stand.sync("registrations")
    _ = try stand.desk.sqlite(
      """
      INSERT INTO pending
      VALUES(3, 'canary-1/s5', '["in"]', 'canary-1/s1', 'waits', 1, 0, 0)
      """)
    stand.vendor.serve("registrations", [[]], since: "c1")
    #expect(try stand.sync("registrations", "--incremental").words == "received 1, skipped 1")
    #expect(try places(stand) == [])
  }

  @Test("is explained only to one who knows its id") func explained() throws {
    let stand = try everywhere()
    #expect(try erase(stand).code == 0)
    let explained = try stand.raw(["records", "explain", Self.eid, "person", "canary-1"])
    #expect(
      explained.output.replacing(/[0-9-]{10}T[0-9:]{8}Z/, with: "TIME") == """
        canary-1 in \(Self.eid)/v/people
          It was erased by run 11, TIME: nothing of it is stored, and later runs keep it out.

        """)
    for (words, says) in [
      (
        ["records", "erase", Self.eid, "person", "canary-1", "--yes", "canary-1"],
        "Record 'canary-1' of \(Self.eid)/v/people is erased already."
      ),
      (
        ["records", "set", Self.eid, "person", "canary-1", "name=x"],
        "Record 'canary-1' of \(Self.eid)/v/people is not live, so it cannot be edited. See 'patchbay records explain"
          + " \(Self.eid) person canary-1'."
      ),
      (["undo", "11"], "Run 11 erased a record, which cannot be taken back."),
      (
        ["records", "erase", Self.eid, "person", "nobody", "--yes", "nobody"],
        "Event \(Self.eid) knows no person 'nobody'. See 'patchbay records list \(Self.eid) person'."
      ),
    ] {
      let refused = try stand.raw(words)
      #expect(refused.error == says + "\n")
      #expect(refused.code == 2)
    }
    // Undoing what made it brings nothing back.
    #expect(try stand.raw(["undo", "1"]).code == 0)
    #expect(try stand.desk.files(holding: Self.canaries) == [])
  }
}
