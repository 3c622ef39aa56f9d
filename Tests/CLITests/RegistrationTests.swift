import TestSupport
import Testing

@Suite("A registration") struct RegistrationTests {
  private func registration(_ person: String, _ session: String, state: String = "in") -> String {
    "{\"person\": \"\(person)\", \"session\": \"\(session)\", \"state\": \"\(state)\"}"
  }

  /// People a1 … a9 and sessions s1, s2, synced.
  private func stand() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"One\"}", "{\"id\": \"s2\", \"title\": \"Two\"}"])
    try stand.sync("people")
    try stand.sync("sessions")
    return stand
  }

  @Test("is refused, naming what is missing, before people and sessions were synced") func prerequisites() throws {
    let stand = try ScriptedDesk()
    let eid = Operator.eid
    for (command, missing) in [("preview", "people"), ("sync", "people")] {
      let run = try stand.raw([command, "v/registrations", "--json"])
      #expect(run.code == 3)
      #expect(try RunReport(run).status == "refused")
      #expect(
        try RunReport(run).reason
          == "\(eid)/v/registrations needs \(missing) first: \(eid)/v/people has had no sync that applied. Run 'patchbay"
          + " sync \(eid)/v/people'.")
    }
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    try stand.sync("people")
    // A preview is no sync.
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\"}"])
    _ = try stand.raw(["preview", "v/sessions"])
    #expect(
      try stand.sync("registrations").reason
        == "\(eid)/v/registrations needs sessions first: \(eid)/v/sessions has had no sync that applied. Run 'patchbay sync"
        + " \(eid)/v/sessions'.")
    #expect(stand.vendor.requests.filter { $0.hasPrefix("/registrations") } == [])
  }

  @Test("of an unknown person is invalid, kept, and taken once the person is there") func unknownPerson() throws {
    let stand = try stand()
    stand.vendor.serveAll("registrations", [registration("a1", "s1"), registration("new", "s9")])
    let run = try stand.sync("registrations")
    #expect(run.words == "received 2, created 1, invalid 1")
    #expect(run.status == "partial")
    #expect(
      try stand.problems() == [
        "new/s9: Not taken: person 'new' is not among the stored people, and session 's9' is not among the stored"
          + " sessions."
      ])
    #expect(try stand.desk.sqlite("SELECT rid FROM pending") == "new/s9")

    stand.vendor.serveAll("people", ScriptedDesk.people(1...9) + [ScriptedDesk.person("new")])
    stand.vendor.serveAll("sessions", ["s1", "s2", "s9"].map { "{\"id\": \"\($0)\", \"title\": \"T\"}" })
    try stand.sync("people")
    try stand.sync("sessions")
    #expect(try stand.sync("registrations").words == "received 2, created 1, unchanged 1")
    #expect(try stand.ids("registration") == ["a1/s1", "new/s9"])
    #expect(try stand.desk.sqlite("SELECT count(*) FROM pending") == "0")
  }

  @Test("that an incremental run could not take is tried again by the next, new or changed") func triedAgain() throws {
    let stand = try stand()
    stand.vendor.serveAll("registrations", [registration("a1", "s1")], "\"cursor\": \"c1\"")
    try stand.sync("registrations")
    // The session of one leaves, then both come with a change; and one of a person who is not there yet.
    stand.vendor.serveAll("sessions", ["{\"id\": \"s2\", \"title\": \"Two\"}"])
    try stand.sync("sessions")
    stand.vendor.serve(
      "registrations", [[registration("a1", "s1", state: "out"), registration("new", "s2")]], since: "c1",
      "\"cursor\": \"c2\"")
    // The stored one would leave with its session; as the only one, it is held.
    #expect(try stand.sync("registrations", "--incremental").words == "received 2, invalid 2, heldDeletions 1")
    #expect(try stand.desk.sqlite("SELECT state FROM registration") == "in")
    stand.vendor.serve("registrations", [[]], since: "c2")
    let still = try stand.sync("registrations", "--incremental")
    #expect(still.words == "heldDeletions 1")
    #expect(still.status == "partial")
    #expect(
      try stand.problems() == [
        "a1/s1: Not taken: session 's1' is not among the stored sessions.",
        "new/s2: Not taken: person 'new' is not among the stored people.",
      ])

    stand.vendor.serveAll("people", ScriptedDesk.people(1...9) + [ScriptedDesk.person("new")])
    stand.vendor.serveAll("sessions", ["s1", "s2"].map { "{\"id\": \"\($0)\", \"title\": \"T\"}" })
    try stand.sync("people")
    try stand.sync("sessions")
    let taken = try stand.sync("registrations", "--incremental")
    #expect(taken.words == "received 2, created 1, updated 1")
    #expect(taken.status == "completed")
    #expect(try stand.desk.sqlite("SELECT id, state FROM registration ORDER BY id") == "a1/s1|out\nnew/s2|in")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM pending") == "0")
  }

  @Test("that waits is forgotten when the vendor says that it is gone") func gone() throws {
    let stand = try stand()
    stand.vendor.serve("registrations", [[registration("new", "s1")]], total: 1, "\"cursor\": \"c1\"")
    try stand.sync("registrations")
    stand.vendor.serve("registrations", [[]], since: "c1", "\"deleted\": [[\"new\", \"s1\"]]")
    #expect(try stand.sync("registrations", "--incremental").status == "completed")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9) + [ScriptedDesk.person("new")])
    try stand.sync("people")
    stand.vendor.serve("registrations", [[]], since: "c1")
    #expect(try stand.sync("registrations", "--incremental").words == "")
    #expect(try stand.ids("registration") == [])
  }

  @Test("of a skipped person is skipped, not invalid") func skippedPerson() throws {
    let stand = try stand()
    let all = (1...9).map { registration("a\($0)", "s1") }
    stand.vendor.serveAll("registrations", all)
    #expect(try stand.sync("registrations").words == "received 9, created 9")
    stand.vendor.serveAll(
      "people", ScriptedDesk.people(1...8) + [ScriptedDesk.person("a9", status: "cancelled")])
    try stand.sync("people")
    let run = try stand.sync("registrations")
    #expect(run.words == "received 9, unchanged 8, deleted 1, skipped 1")
    #expect(run.status == "completed")
    #expect(try stand.ids("registration") == (1...8).map { "a\($0)/s1" })

    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    try stand.sync("people")
    #expect(try stand.sync("registrations").words == "received 9, created 1, unchanged 8")
  }

  @Test("of a person who left leaves too, and waits until the vendor drops it") func personLeft() throws {
    let stand = try stand()
    let all = (1...9).map { registration("a\($0)", "s1") }
    stand.vendor.serveAll("registrations", all)
    try stand.sync("registrations")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...8))
    try stand.sync("people")
    for words in ["received 9, unchanged 8, deleted 1, invalid 1", "received 9, unchanged 8, invalid 1"] {
      let run = try stand.sync("registrations")
      #expect(run.words == words)
      #expect(run.status == "partial")
      #expect(try stand.problems() == ["a9/s1: Not taken: person 'a9' is not among the stored people."])
      #expect(try stand.ids("registration") == (1...8).map { "a\($0)/s1" })
    }
    // Dropped by the vendor, nothing waits for it.
    stand.vendor.serveAll("registrations", Array(all[..<8]))
    #expect(try stand.sync("registrations").words == "received 8, unchanged 8")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM pending") == "0")
  }

  @Test("that waits is not forgotten by a run that cannot be sure that the vendor dropped it") func notForgotten()
    throws
  {
    let stand = try stand()
    stand.vendor.serveAll("registrations", [registration("a1", "s1"), registration("new", "s1")])
    try stand.sync("registrations")
    stand.vendor.serve("registrations", [[registration("a1", "s1")]], total: 2)
    #expect(try stand.sync("registrations").words == "received 1, unchanged 1")
    #expect(try stand.desk.sqlite("SELECT rid FROM pending") == "new/s1")
    stand.vendor.serveAll("registrations", [registration("a1", "s1")])
    #expect(try stand.sync("registrations").words == "received 1, unchanged 1")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM pending") == "0")
  }

  @Test("comes last in sync --all, and only it is stopped by people who failed") func syncAll() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\"}"])
    stand.vendor.serveAll("registrations", [registration("a1", "s1")])
    stand.vendor.serve("positions", [[]], total: 0)
    stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("{}", status: 401))
    func lines(_ run: Finished) throws -> [String] {
      try run.output.split(separator: "\n").map { line in
        let report = try RunReport(line: String(line))
        return "\(report.status): \(report.words)"
      }
    }
    let broken = try stand.raw(["sync", Operator.eid, "--all", "--json", "--force"])
    #expect(broken.code == 4)
    #expect(try lines(broken) == ["failed: ", "completed: received 1, created 1", "completed: ", "refused: "])
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    let whole = try stand.raw(["sync", Operator.eid, "--all", "--json", "--force"])
    #expect(whole.code == 0)
    #expect(
      try lines(whole) == [
        "completed: received 1, created 1", "completed: received 1, unchanged 1", "completed: ",
        "completed: received 1, created 1",
      ])
  }

  @Test("is not stopped by people who are refused because they were synced within the hour") func early() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\"}"])
    stand.vendor.serveAll("registrations", [registration("a1", "s1")])
    stand.vendor.serve("positions", [[]], total: 0)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    try stand.sync("people")
    try stand.sync("sessions")
    let all = try stand.raw(["sync", Operator.eid, "--all", "--json"])
    #expect(all.code == 3)
    let runs = try all.output.split(separator: "\n").map { try RunReport(line: String($0)) }
    #expect(runs.map(\.status) == ["refused", "refused", "completed", "completed"])
    #expect(runs.last?.words == "received 1, created 1")
  }
}
