import TestSupport
import Testing

@Suite("A registration whose person or session is not there") struct WaitingTests {
  private func registration(_ person: String, _ session: String = "s1", state: String = "in") -> String {
    "{\"person\": \"\(person)\", \"session\": \"\(session)\", \"state\": \"\(state)\"}"
  }

  private func people(_ count: Int, skipped: Set<Int> = []) -> [String] {
    (1...count).map { ScriptedDesk.person("a\($0)", status: skipped.contains($0) ? "cancelled" : "ok") }
  }

  /// So many people, some of them skipped, and sessions s1 and s2, synced; then registrations of all people, the first ones
  /// taken as they come, with the cursor `c1`.
  private func stand(_ count: Int = 9, skipped: Set<Int> = []) throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", people(count, skipped: skipped))
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"One\"}", "{\"id\": \"s2\", \"title\": \"Two\"}"])
    try stand.sync("people")
    try stand.sync("sessions")
    stand.vendor.serveAll("registrations", (1...count).map { registration("a\($0)") }, "\"cursor\": \"c1\"")
    stand.vendor.serve("registrations", [[]], since: "c1")
    return stand
  }

  private func sync(_ stand: ScriptedDesk, people list: [String]) throws -> String {
    stand.vendor.serveAll("people", list)
    return try stand.sync("people").words
  }

  /// Status and counts of an incremental run of the registrations that the vendor has no news for.
  private func idle(_ stand: ScriptedDesk) throws -> String {
    let run = try stand.sync("registrations", "--incremental")
    #expect(stand.vendor.requests.last?.hasPrefix("/registrations?since=c") == true)
    return "\(run.status): \(run.words)"
  }

  @Test("is taken when the skipped person is wanted, though the vendor does not send it again") func paidLater() throws
  {
    let stand = try stand(skipped: [8, 9])
    #expect(try stand.sync("registrations").words == "received 9, created 7, skipped 2")
    #expect(try idle(stand) == "completed: ")
    // One of them changes while it waits: what it says last counts.
    stand.vendor.serve("registrations", [[registration("a9", state: "late")]], since: "c1", "\"cursor\": \"c2\"")
    #expect(try stand.sync("registrations", "--incremental").words == "received 1, skipped 1")
    stand.vendor.serve("registrations", [[]], since: "c2")
    #expect(try idle(stand) == "completed: ")
    #expect(try sync(stand, people: people(9)) == "received 9, created 2, unchanged 7")
    #expect(try idle(stand) == "completed: received 2, created 2")
    #expect(
      try stand.desk.sqlite("SELECT id, state FROM registration WHERE id>'a7/s1' ORDER BY id") == "a8/s1|in\na9/s1|late"
    )
    #expect(try idle(stand) == "completed: ")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM pending") == "0")
    #expect(try stand.sync("registrations").words == "received 9, unchanged 8, updated 1")
  }

  @Test("counts as skipped, not as invalid, once its person is known and skipped, and is taken after that")
  func unknownThenSkipped() throws {
    let stand = try stand()
    stand.vendor.serveAll(
      "registrations", (1...9).map { registration("a\($0)") } + [registration("new")], "\"cursor\": \"c1\"")
    #expect(try stand.sync("registrations").words == "received 10, created 9, invalid 1")
    #expect(try idle(stand) == "partial: ")
    #expect(try stand.problems() == ["new/s1: Not taken: person 'new' is not among the stored people."])
    let new = { ScriptedDesk.person("new", status: $0) }
    #expect(try sync(stand, people: people(9) + [new("cancelled")]) == "received 10, unchanged 9, skipped 1")
    #expect(try idle(stand) == "completed: ")
    #expect(try stand.sync("registrations").words == "received 10, unchanged 9, skipped 1")
    #expect(try sync(stand, people: people(9) + [new("ok")]) == "received 10, created 1, unchanged 9")
    #expect(try idle(stand) == "completed: received 1, created 1")
  }

  @Test("is taken when the person whose creation was held is let in") func heldPerson() throws {
    let stand = try stand(20)
    // Twelve ids that are new where twelve were: held, on both sides.
    let others = (1...12).map { ScriptedDesk.person("b\($0)") }
    #expect(
      try sync(stand, people: Array(people(20)[12...]) + others)
        == "received 20, unchanged 8, heldDeletions 12, heldCreations 12")
    stand.vendor.serveAll(
      "registrations", [registration("a20"), registration("b1"), registration("b2")], "\"cursor\": \"c1\"")
    #expect(try stand.sync("registrations").words == "received 3, created 1, skipped 2")
    #expect(try stand.raw(["deletions", "approve", Operator.eid, "b1"]).code == 5)
    #expect(try idle(stand) == "completed: received 1, created 1")
    #expect(try stand.ids("registration") == ["a20/s1", "b1/s1"])
  }

  @Test("leaves with the person who left, and comes back with them as it was", arguments: [false, true])
  func personLeft(isSkipped: Bool) throws {
    let stand = try stand()
    #expect(try stand.sync("registrations").words == "received 9, created 9")
    #expect(
      try stand.raw(["records", "set", Operator.eid, "registration", "a9/s1", "state=by hand"]).code == 0)
    let without = isSkipped ? people(9, skipped: [9]) : people(8)
    _ = try sync(stand, people: without)
    #expect(try idle(stand) == (isSkipped ? "completed: deleted 1" : "partial: deleted 1"))
    #expect(try stand.ids("registration") == (1...8).map { "a\($0)/s1" })
    #expect(try idle(stand) == (isSkipped ? "completed: " : "partial: "))
    #expect(
      try stand.problems()
        == (isSkipped ? [] : ["a9/s1: Not taken: person 'a9' is not among the stored people."]))
    // Told of it again, nothing else becomes of it.
    let again = isSkipped ? "received 9, unchanged 8, skipped 1" : "received 9, unchanged 8, invalid 1"
    #expect(try stand.sync("registrations").words == again)
    _ = try sync(stand, people: people(9))
    #expect(try idle(stand) == "completed: received 1, created 1")
    #expect(try stand.desk.sqlite("SELECT state FROM registration WHERE id='a9/s1'") == "by hand")
    #expect(try stand.sync("registrations").words == "received 9, unchanged 9")
    #expect(try stand.desk.sqlite("SELECT state FROM registration WHERE id='a9/s1'") == "by hand")
  }

  @Test("is held above the guard's limits, leaves when approved, and waits then") func guarded() throws {
    let stand = try stand(20)
    #expect(try stand.sync("registrations").words == "received 20, created 20")
    _ = try sync(stand, people: people(20, skipped: Set(9...20)))
    #expect(try stand.held().count == 12)
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(try idle(stand) == "partial: heldDeletions 12")
    #expect(try stand.ids("registration").count == 20)
    #expect(try idle(stand) == "partial: heldDeletions 12")
    #expect(try stand.held().contains("deletion a9/s1"))
    // One person is wanted again: their registration is held no more.
    _ = try sync(stand, people: people(20, skipped: Set(10...20)))
    #expect(try idle(stand) == "partial: received 1, unchanged 1, heldDeletions 11")
    #expect(try stand.raw(["deletions", "approve", "v/registrations"]).code == 0)
    #expect(try stand.ids("registration").count == 9)
    _ = try sync(stand, people: people(20, skipped: Set(11...20)))
    #expect(try idle(stand) == "completed: received 1, created 1")
  }

  @Test("whose creation was held is not left behind when its person went meanwhile") func heldCreation() throws {
    let stand = try stand(20)
    stand.vendor.serveAll("registrations", (1...12).map { registration("a\($0)") }, "\"cursor\": \"c1\"")
    try stand.sync("registrations")
    // All in another session: as if ids had changed.
    stand.vendor.serveAll("registrations", (1...13).map { registration("a\($0)", "s2") }, "\"cursor\": \"c1\"")
    #expect(try stand.sync("registrations").words == "received 13, heldDeletions 12, heldCreations 13")
    _ = try sync(stand, people: people(12) + Array(people(20)[13...]))
    #expect(try idle(stand) == "partial: heldDeletions 12")
    #expect(try stand.raw(["deletions", "approve", "v/registrations", "a12/s2", "a13/s2"]).code == 5)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM registration WHERE id='a13/s2'") == "1")
    #expect(try idle(stand) == "partial: deleted 1, heldDeletions 12")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM registration WHERE id='a13/s2'") == "0")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM registration WHERE id='a12/s2'") == "1")
  }

  @Test("leaves also if it came by a plan that was made while the person was there") func stalePlan() throws {
    let stand = try stand()
    stand.vendor.serveAll("registrations", (1...8).map { registration("a\($0)") }, "\"cursor\": \"c1\"")
    try stand.sync("registrations")
    stand.vendor.serveAll("registrations", (1...9).map { registration("a\($0)") }, "\"cursor\": \"c1\"")
    let preview = try RunReport(stand.raw(["preview", "v/registrations", "--json"]))
    #expect(preview.words == "received 9, created 1, unchanged 8")
    let plan = try stand.desk.sqlite("SELECT max(id) FROM run")
    _ = try sync(stand, people: people(8))
    let applied = try RunReport(stand.raw(["sync", "v/registrations", "--plan", plan, "--json"]))
    #expect(applied.words == "received 9, created 1, unchanged 8")
    #expect(try idle(stand) == "partial: deleted 1")
    #expect(try stand.ids("registration") == (1...8).map { "a\($0)/s1" })
  }

  @Test("is tried again also by a run that the vendor cuts off, which lets nothing leave") func cutOff() throws {
    let stand = try stand(skipped: [9])
    #expect(try stand.sync("registrations").words == "received 9, created 8, skipped 1")
    _ = try sync(stand, people: people(9, skipped: [1]))
    stand.vendor.serve("registrations", [[registration("a2")], []], since: "c1")
    stand.vendor.answer(
      ScriptedVendor.target("registrations", page: 2, since: "c1"), ScriptedAnswer("{}", status: 404))
    let cut = try stand.sync("registrations", "--incremental")
    #expect(cut.status == "incomplete")
    #expect(cut.words == "received 2, created 1, unchanged 1")
    #expect(cut.reason.contains(" Before that 1 record was read; it is kept, and nothing was deleted."))
    stand.vendor.serve("registrations", [[]], since: "c1")
    #expect(try idle(stand) == "completed: deleted 1")
  }

  @Test("is erased with the person it waits for, with its values") func erased() throws {
    let stand = try stand(skipped: [9])
    stand.vendor.serveAll(
      "registrations", (1...8).map { registration("a\($0)") } + [registration("a9", state: "canary")])
    #expect(try stand.sync("registrations").words == "received 9, created 8, skipped 1")
    #expect(try !stand.desk.files(holding: ["canary"]).isEmpty)
    #expect(try stand.raw(["records", "erase", Operator.eid, "person", "a9", "--yes", "a9"]).code == 0)
    #expect(try stand.desk.files(holding: ["canary"]) == [])
    #expect(try stand.desk.sqlite("SELECT count(*) FROM pending") == "0")
  }

  @Test("is one person's with several ids, escapes in them included") func escapes() throws {
    let stand = try stand()
    stand.vendor.serveAll("people", people(9) + [ScriptedDesk.person("x/~y", status: "cancelled")])
    try stand.sync("people")
    stand.vendor.serveAll("registrations", [registration("a1"), registration("x/~y")], "\"cursor\": \"c1\"")
    #expect(try stand.sync("registrations").words == "received 2, created 1, skipped 1")
    #expect(try stand.desk.sqlite("SELECT refs FROM pending") == "x~1~0y/s1")
    _ = try sync(stand, people: people(9) + [ScriptedDesk.person("x/~y")])
    #expect(try idle(stand) == "completed: received 1, created 1")
    _ = try sync(stand, people: people(9))
    #expect(try idle(stand) == "partial: deleted 1")
    #expect(try stand.ids("registration") == ["a1/s1"])
  }
}
