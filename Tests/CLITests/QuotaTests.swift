import Foundation
import TestSupport
import Testing

@Suite("What a vendor allows an account") struct QuotaTests {
  private func pages(_ stand: ScriptedDesk) {
    stand.vendor.serve(
      "people", [ScriptedDesk.people(1...3), ScriptedDesk.people(4...6), ScriptedDesk.people(7...9)], total: 9)
  }

  @Test("is counted for all that use the account, and a run that has no room says so") func shared() throws {
    let stand = try ScriptedDesk(connections: 2, limits: #"{"quota": {"credits": 5, "seconds": 3600}}"#)
    pages(stand)
    #expect(try stand.sync("people").words == "received 9, created 9")
    let second = try RunReport(stand.raw(["sync", "v2/people", "--json"]))
    #expect(second.status == "incomplete")
    #expect(second.words == "received 6, created 6")
    #expect(
      second.reason.replacing(/about [56][0-9] minutes/, with: "about N minutes")
        == "GET \(stand.vendor.address)/people?since=&page=3 was not sent: what the vendor allows this account, 5 calls in an"
        + " hour, is used up by all that use it. There is room in about N minutes. Try again then. Before that 6 records were"
        + " read; they are kept, and nothing was deleted.")
    #expect(stand.vendor.requests.count == 5)
    // Nothing of the account can be told from what is kept, and other credentials are another account.
    let other = try Launch.run(
      Products.patchbay, ["connections", "set", "\(Operator.eid)/v2", "--secret", "token"], input: "another\n",
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(other.code == 0)
    #expect(try RunReport(stand.raw(["sync", "v2/people", "--json", "--force"])).status == "completed")
    #expect(try stand.desk.files(holding: ["another"]) == [])
    // When the window has moved on there is room again.
    try move(stand, by: 21)
    #expect(try stand.sync("people").words == "received 9, unchanged 9")
  }

  /// Moves what was spent so many parts of a window into the past.
  private func move(_ stand: ScriptedDesk, by parts: Int) throws {
    let moved = try Launch.run(
      "/usr/bin/sqlite3",
      [
        "-cmd", ".timeout 20000", stand.desk.home + "/host.db",
        "UPDATE spent SET part=part-\(parts); UPDATE quota_wait SET until=0",
      ])
    #expect(moved.code == 0)
  }

  @Test("costs what the rules say") func costs() throws {
    let stand = try ScriptedDesk(
      limits:
        #"{"quota": {"credits": 20, "seconds": 600, "perCall": 10, "calls": [{"path": "/people", "credits": 2}]}}"#)
    pages(stand)
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"Opening\"}"])
    try stand.sync("people")
    try stand.sync("sessions")
    // 16 are spent; another ten have no room.
    let third = try stand.sync("sessions")
    #expect(third.status == "failed")
    #expect(third.reason.contains("20 credits in 10 minutes, is used up"))
    #expect(stand.vendor.requests.count == 4)
  }

  @Test("is left to people from four fifths on") func automatic() async throws {
    let desk = try ServeDesk(limits: #"{"quota": {"credits": 10, "seconds": 3600}}"#)
    // One was spent by the first sync.
    for _ in 0..<7 { try desk.stand.sync("people") }
    try desk.serve()
    try await eventually { try desk.state().state == "waiting for quota" }
    #expect(
      try desk.state().reason
        == "The vendor account's quota is used up to the part that people keep for syncs by hand.")
    #expect(try desk.runs().isEmpty)
    #expect(desk.stand.vendor.requests.count == 8)
    // A person has the rest.
    #expect(try desk.stand.sync("people").status == "completed")
    #expect(!desk.serves[0].errorSoFar.contains("event=run"))
    try move(desk.stand, by: 21)
    try desk.makeDue()
    #expect(try await desk.run(1).words == "completed: received 9, unchanged 9")
  }

  @Test("keeps nothing waiting for a time that the clock has taken back") func clock() async throws {
    let desk = try ServeDesk(limits: #"{"quota": {"credits": 10, "seconds": 3600}}"#)
    for _ in 0..<7 { try desk.stand.sync("people") }
    try desk.serve()
    try await eventually { try desk.state().state == "waiting for quota" }
    let moved = try Launch.run(
      "/usr/bin/sqlite3",
      [
        "-cmd", ".timeout 20000", desk.stand.desk.home + "/host.db",
        "UPDATE spent SET part=part+100000; UPDATE quota_wait SET since=since+1e6, until=until+1e6",
      ])
    #expect(moved.code == 0)
    #expect(try await desk.run(1).words == "completed: received 9, unchanged 9")
  }

  @Test("is another's as soon as a connection has other credentials") func account() async throws {
    let desk = try ServeDesk(limits: #"{"quota": {"credits": 10, "seconds": 3600}}"#)
    for _ in 0..<7 { try desk.stand.sync("people") }
    try desk.serve()
    try await eventually { try desk.state().state == "waiting for quota" }
    let typed = try Launch.run(
      Products.patchbay, ["connections", "set", "\(Operator.eid)/v", "--secret", "token"], input: "another\n",
      environment: ["PATCHBAY_HOME": desk.stand.desk.home].merging(desk.stand.desk.environment) { $1 })
    #expect(typed.code == 0)
    #expect(try await desk.run(1).words == "completed: received 9, unchanged 9")
  }

  @Test("lets automatic runs make any one call") func dear() async throws {
    let desk = try ServeDesk(limits: #"{"quota": {"credits": 2, "seconds": 3600, "perCall": 2}}"#)
    try move(desk.stand, by: 21)
    try desk.serve()
    #expect(try await desk.run(1).words == "completed: received 9, unchanged 9")
  }

  static let wrong = [
    (#"{"quota": 5}"#, "limits.quota: must be an object"),
    (#"{"quota": {"seconds": 5}}"#, "limits.quota.credits: is required"),
    (#"{"quota": {"credits": 5}}"#, "limits.quota.seconds: is required"),
    (#"{"quota": {"credits": 0, "seconds": 5}}"#, "limits.quota.credits: must be a positive whole number"),
    (#"{"quota": {"credits": 1000000001, "seconds": 5}}"#, "limits.quota.credits: may be at most 1000000000"),
    (#"{"quota": {"credits": 5, "seconds": 9999999}}"#, "limits.quota.seconds: may be at most 2678400"),
    (
      #"{"quota": {"credits": 5, "seconds": 5, "perCall": 6}}"#,
      "limits.quota.credits: are fewer than one call costs (6)"
    ),
    (
      #"{"quota": {"credits": 5, "seconds": 5, "calls": [{"path": "/x"}]}}"#,
      "limits.quota.calls[0].credits: is required"
    ),
  ]

  @Test("must make sense", arguments: wrong) func refused(_ limits: String, _ problem: String) throws {
    let desk = try Operator()
    let folder = desk.folder.path
    try ScriptedConnector.build("scripted", dataTypes: #"[]"#, into: folder, limits: limits)
    desk.environment["PATCHBAY_CONNECTORS"] = folder
    let enabled = try desk.patchbay("connectors", "enable", "scripted")
    #expect(enabled.code != 0)
    #expect(enabled.error.contains(problem), "\(enabled.error)")
  }
}
