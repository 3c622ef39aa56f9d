import Foundation
import TestSupport
import Testing

@Suite("A connection that is changed") struct ConnectionChangeTests {
  private static let eid = Operator.eid

  private static func change(_ stand: ScriptedDesk, _ what: String) throws {
    let words = ["connections", "set", "\(eid)/v"]
    let finished =
      switch what {
      case "credentials": try stand.desk.patchbay(words[0], words[1], words[2], "--secret", "token", input: "canary")
      case "settings": try stand.raw(words + ["--set", "event=two"])
      case "login": try stand.raw(words + ["--set", "user=bob"])
      default: try stand.raw(words + ["--endpoint", stand.vendor.address + "/"])
      }
    #expect(finished.code == 0, "\(finished.error)")
  }

  /// A page that comes when the vendor is released, of people who are all new.
  private static func stall(_ vendor: ScriptedVendor) {
    let items = ScriptedDesk.people(1...10).map { $0.replacing("Ada", with: "Eve") }.joined(separator: ",")
    vendor.answer(
      ScriptedVendor.target("people", page: 1),
      ScriptedAnswer("{\"items\": [\(items)], \"total\": 10, \"rights\": true, \"cursor\": \"old\"}", stalls: true))
  }

  @Test(
    "while a run reads from it ends that run with nothing applied, and no cursor comes back",
    arguments: [
      ("endpoint", "endpoint"), ("settings", "settings"), ("login", "settings"), ("credentials", "credentials"),
    ])
  func duringRun(_ changed: (how: String, what: String)) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10), "\"cursor\": \"c1\"")
    try stand.sync("people")
    Self.stall(stand.vendor)
    let asked = stand.vendor.requests.count
    let run = try stand.desk.start("sync", "v/people", "--force", "--json")
    while stand.vendor.requests.count == asked, run.process.isRunning { usleep(5000) }
    try Self.change(stand, changed.how)
    let before = try stand.desk.dump()
    stand.vendor.release()
    let finished = run.wait()
    #expect(finished.code == 3)
    let report = try RunReport(finished)
    #expect(report.status == "refused")
    #expect(report.words == "")
    #expect(
      report.reason
        == "While it ran, the \(changed.what) of connection 'v' changed, so what it read may be another account's. Nothing was"
        + " applied. Run it again.")
    #expect(try stand.desk.dump() == before)
    #expect(try stand.desk.sqlite("SELECT cursor IS NULL FROM config WHERE data_type='people'") == "1")
    #expect(try stand.desk.sqlite("SELECT DISTINCT name FROM person") == "Ada")
  }

  @Test("while an automatic run reads from it has that run made again at once with other credentials") func automatic()
    async throws
  {
    let desk = try ServeDesk(people: ScriptedDesk.people(1...10))
    Self.stall(desk.stand.vendor)
    let asked = desk.stand.vendor.requests.count
    try desk.serve()
    try await eventually { desk.stand.vendor.requests.count > asked }
    try Self.change(desk.stand, "credentials")
    desk.stand.vendor.release()
    let cut = try await desk.run(1)
    #expect(cut.words == "cancelled")
    #expect(
      cut.reason
        == "While it ran, the credentials of connection 'v' changed, so what it read may be another account's. Nothing was"
        + " applied. It runs again at once.")
    #expect(try await desk.run(2).words == "completed: received 10, updated 10")
  }

  @Test("in what an automatic run does not use does not stop it") func unused() async throws {
    let desk = try ServeDesk(people: ScriptedDesk.people(1...10))
    Self.stall(desk.stand.vendor)
    let asked = desk.stand.vendor.requests.count
    try desk.serve()
    try await eventually { desk.stand.vendor.requests.count > asked }
    try Self.change(desk.stand, "settings")
    desk.stand.vendor.release()
    #expect(try await desk.run(1).words == "completed: received 10, updated 10")
  }

  @Test("is asked again before what was held is approved") func approval() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    #expect(try stand.sync("people").words == "received 3, unchanged 3, heldDeletions 7")
    // With these rights all are seen.
    try Self.change(stand, "credentials")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10))
    let approved = try stand.raw(["deletions", "approve", "v/people", "--json"])
    let reports = try approved.output.split(separator: "\n").map { try RunReport(line: String($0)) }
    #expect(reports.map(\.words) == ["received 10, unchanged 10", ""])
    #expect(try stand.ids("person").count == 10)
  }

  @Test("to another event has to lack a record twice, whatever the former lacked") func absence() throws {
    let stand = try ScriptedDesk(isStable: false)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    #expect(try stand.sync("people").words == "received 9, unchanged 9")
    try Self.change(stand, "settings")
    #expect(try stand.sync("people").words == "received 9, unchanged 9")
    #expect(try stand.sync("people").words == "received 9, unchanged 9, deleted 1")
  }
}
