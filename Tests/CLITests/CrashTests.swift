import TestSupport
import Testing

@Suite("A connector that crashes") struct CrashTests {
  private static let crash = "{\"items\": [{\"id\": \"new\"}], \"total\": 1, \"rights\": true, \"crash\": true}"

  private func crashing(_ stand: ScriptedDesk, _ list: String = "people") {
    stand.vendor.answer(ScriptedVendor.target(list, page: 1), ScriptedAnswer(Self.crash))
  }

  @Test("applies nothing of its run; three times in a row stop the data config, a success does not") func three() throws
  {
    let stand = try ScriptedDesk()
    let words = ["sync", "v/people", "--json"]
    for crashes in [2, 3] {
      crashing(stand)
      for number in 1...crashes {
        let before = try stand.desk.dump()
        let run = try stand.raw(words)
        #expect(run.code == 1)
        let report = try RunReport(run)
        #expect(report.status == "failed")
        #expect(report.words == "")
        #expect(
          report.reason.hasSuffix(
            " It crashed 3 times in a row: this data config is stopped. Try once more with 'patchbay sync \(Operator.eid)/v/people --force', or enable a fixed connector."
          ) == (number == 3))
        #expect(try stand.desk.dump() == before)
      }
      if crashes == 2 {
        stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
        #expect(try stand.sync("people").status == "completed")
        _ = try stand.desk.sqlite("UPDATE config SET manual_at=NULL")
      }
    }
    let asked = stand.vendor.requests.count
    let stopped = try stand.raw(words)
    #expect(stopped.code == 3)
    #expect(
      try RunReport(stopped).reason
        == "\(Operator.eid)/v/people is stopped: connector 'scripted' crashed in its last 3 runs. Try once more with"
        + " 'patchbay sync \(Operator.eid)/v/people --force', or enable a fixed connector.")
    #expect(stand.vendor.requests.count == asked)
    // Its other data types go on.
    stand.vendor.serve("sessions", [[]], total: 0)
    #expect(try stand.sync("sessions").status == "completed")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    #expect(try stand.sync("people").words == "received 3, unchanged 3")
    #expect(try stand.raw(words).code == 3, "the hour, not the crashes")
  }

  @Test("in three data configs with no success between is quarantined, until it is enabled again") func quarantine()
    throws
  {
    let stand = try ScriptedDesk(connections: 3)
    crashing(stand)
    for (connection, isLast) in [("v", false), ("v2", false), ("v3", true)] {
      let report = try RunReport(stand.raw(["sync", "\(connection)/people", "--json"]))
      #expect(report.status == "failed")
      #expect(
        report.reason.hasSuffix(" The connector is quarantined now: it crashed in three data configs.") == isLast)
    }
    let refused = try stand.raw(["sync", "v/sessions", "--json", "--force"])
    #expect(refused.code == 3)
    #expect(
      try RunReport(refused).reason.hasPrefix("Connector 'scripted' is quarantined: it crashed in 3 data configs"))
    stand.vendor.serve("sessions", [[]], total: 0)
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
    #expect(try stand.sync("sessions").status == "completed")
  }

  @Test("in two, with a success between, is not") func successBetween() throws {
    let stand = try ScriptedDesk(connections: 3)
    stand.vendor.serve("sessions", [[]], total: 0)
    crashing(stand)
    for connection in ["v", "v2"] { _ = try stand.raw(["sync", "\(connection)/people", "--json"]) }
    #expect(try stand.sync("sessions").status == "completed")
    let report = try RunReport(stand.raw(["sync", "v3/people", "--json"]))
    #expect(report.status == "failed")
    #expect(try stand.sync("sessions").status == "completed")
  }
}
