import Foundation
import HostMapping
import HostModel
import HostStorage
import HostSync
import TestSupport
import Testing

@Suite("After an upgrade, an automatic run") struct AutomaticUpgradeTests {
  /// Runs the people as a serve would whose time for it has come.
  private func runAutomatically(_ desk: RevisedDesk, _ host: PatchbayHost) throws -> [String] {
    let config = try #require(Int64(desk.stand.desk.sqlite("SELECT id FROM config WHERE data_type='people'")))
    let event = try #require(EventID(Operator.eid))
    let result = try host.runAutomatically(
      JobKey(event: event, config: config), by: .init(node: "root", serve: 1), cutOff: { _ in },
      whenDue: { _ in { _ in } })
    return RevisedDesk.words(try #require(result))
  }

  private func scheduled(_ desk: RevisedDesk, _ host: PatchbayHost) throws -> [String] {
    #expect(try desk.stand.raw(["autosync", "on", "v/people", "--every", "15m", "--yes"]).code == 0)
    return try runAutomatically(desk, host)
  }

  @Test("is full because of it, says so, and is incremental again") func full() throws {
    let desk = try RevisedDesk()
    let host = try desk.host()
    try desk.sync(host)
    #expect(try scheduled(desk, host) == ["completed: ", ""])
    try desk.store("35", insteadOf: "3.5")
    let repaired = try desk.host { $0.revisions.transforms["number"] = 3 }
    #expect(
      try runAutomatically(desk, repaired)
        == ["completed: received 3, updated 3", "Judged again by number 3: 3 changed."])
    #expect(try runAutomatically(desk, repaired) == ["completed: ", ""])
    let (full, some) = ("/people?since=&page=1", "/people?since=c1&page=1")
    #expect(desk.stand.vendor.requests == [full, some, full, some])
  }

  @Test("comes at the time that it would have come at") func slot() throws {
    let desk = try RevisedDesk()
    try desk.sync(desk.host())
    #expect(try desk.stand.raw(["autosync", "on", "v/people", "--every", "15m", "--yes"]).code == 0)
    let before = try desk.stand.raw(["scheduler", Operator.eid, "--json"]).output
    #expect(before.contains("\"state\":\"scheduled\""))
    // As a program left it that knew nothing of revisions.
    _ = try desk.stand.desk.sqlite("UPDATE config SET judged_version='{}', cursor_outcome=x'00'")
    #expect(try desk.stand.raw(["scheduler", Operator.eid, "--json"]).output == before)
  }

  @Test("is counted by the vendor's quota, and leaves people their part of it") func quota() throws {
    let desk = try RevisedDesk(limits: #"{"quota": {"credits": 5, "seconds": 3600}}"#)
    desk.stand.vendor.serve(
      "people", (1...3).map { [RevisedDesk.person($0)] }, total: 3, "\"cursor\": \"c1\"")
    let host = try desk.host()
    // Three of the five, of which automatic runs may have four.
    #expect(try desk.sync(host) == ["completed: received 3, created 3", ""])
    try desk.store("35", insteadOf: "3.5")
    let repaired = try desk.host { $0.revisions.transforms["number"] = 2 }
    let run = try scheduled(desk, repaired)
    #expect(run.first == "incomplete: received 1, updated 1")
    #expect(
      run.last?.replacing(/about \d+ minutes/, with: "about N minutes")
        == "GET \(desk.stand.vendor.address)/people?since=&page=2 was not sent: what the vendor allows this account, 5 calls"
        + " in an hour less the fifth that is kept for people, is used up by all that use it. There is room in about N"
        + " minutes. Try again then. Before that 1 record was read; it is kept, and nothing was deleted."
        + " Judged again by number 2: 1 changed.")
    #expect(desk.stand.vendor.requests.count == 4)
  }
}
