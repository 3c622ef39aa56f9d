import TestSupport
import Testing

@Suite("One data config") struct RunRuleTests {
  @Test("is not asked for twice by hand within an hour, unless forced, which is recorded") func hourly() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    #expect(try stand.raw(["sync", "v/people"]).code == 0)
    let early = try stand.raw(["sync", "v/people", "--json"])
    #expect(early.code == 3)
    #expect(
      try RunReport(early).reason
        == "\(Operator.eid)/v/people was synced by hand less than a minute ago. Wait 60 minutes, or ask the vendor again now with"
        + " --force.")
    #expect(stand.vendor.requests.count == 1)
    #expect(try stand.raw(["sync", "v/people", "--force"]).code == 0)
    #expect(
      try stand.desk.sqlite("SELECT status, forced FROM run ORDER BY id") == "completed|0\nrefused|0\ncompleted|1")
    _ = try stand.desk.sqlite("UPDATE config SET manual_at=manual_at-3600")
    #expect(try stand.raw(["sync", "v/people"]).code == 0)
    let shown = try stand.raw(["runs", "show", "3"])
    #expect(shown.output.contains(", with --force\n"))
    // A run that the vendor cut off does not count: it may be repeated at once.
    _ = try stand.desk.sqlite("UPDATE config SET manual_at=NULL")
    stand.vendor.serve("people", [ScriptedDesk.people(1...3)], "\"unfinished\": true")
    #expect(try stand.raw(["sync", "v/people"]).code == 5)
    #expect(try stand.raw(["sync", "v/people"]).code == 5)
  }

  @Test("is run by one process at a time: a second names the first, or waits for it") func locked() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serve("sessions", [[]], total: 0)
    let target = ScriptedVendor.target("people", page: 1)
    stand.vendor.answer(
      target, ScriptedAnswer("{\"items\": [{\"id\": \"a\"}], \"total\": 1, \"rights\": true}", stalls: true))
    let first = try stand.desk.start("sync", "v/people", "--json")
    stand.vendor.waitForRequest(target)
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = "0"
    let second = try stand.raw(["sync", "v/people", "--json"])
    #expect(second.code == 3)
    let refused =
      "\(Operator.eid)/v/people is being run by a sync of process \(first.process.processIdentifier), which did not end"
      + " within 0 seconds. Run the command again when it has ended."
    #expect(second.error == "")
    #expect(try RunReport(second).status == "refused")
    #expect(try RunReport(second).reason == refused)
    let preview = try stand.raw(["preview", "v/people"])
    #expect(preview.code == 3)
    #expect(preview.output == "Preview of \(Operator.eid)/v/people: refused (run 3)\n  \(refused)\n")
    // Another data config is not concerned.
    #expect(try stand.raw(["sync", "v/sessions"]).code == 0)
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = nil
    let third = try stand.desk.start("sync", "v/people", "--force", "--json")
    stand.vendor.release()
    #expect(try RunReport(first.wait()).words == "received 1, created 1")
    #expect(try RunReport(third.wait()).words == "received 1, unchanged 1")
  }

  @Test("waits a number of seconds that can be waited", arguments: ["nan", "inf", "-1", "1.5", "86401", "soon"])
  func wait(_ value: String) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [])
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = value
    #expect(
      try stand.raw(["sync", "v/people"])
        == Finished(
          code: 2, output: "",
          error:
            "PATCHBAY_LOCK_WAIT is '\(value)', which is no whole number of seconds from 0 to 86400. Correct or unset"
            + " it.\n"))
  }
}
