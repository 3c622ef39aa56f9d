import Foundation
import TestSupport
import Testing

@Suite("A first sync from a pretalx server") struct FirstSyncTests {
  @Test("stores every session that the vendor has and the skip rule leaves, and says so")
  func storesEverySession() throws {
    let vendor = try Vendor("pretalx", people: 300)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    let run = try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json"))
    #expect(run.status == "completed")
    #expect(run.reason == "")
    #expect(run.words == "received 300, created 191, skipped 109")
    // Recounted from outside: the vendor's own states, and the plain sqlite3 program.
    let lists = try vendor.expected()["lists"] as? [String: Any]
    let submissions = lists?["submissions"] as? [String: Any]
    let states = submissions?["states"] as? [String: Int] ?? [:]
    #expect(submissions?["total"] as? Int == 300)
    #expect((states["accepted"] ?? 0) + (states["confirmed"] ?? 0) == 191)
    #expect(try desk.sqlite("SELECT count(*), count(DISTINCT id) FROM session") == "191|191")
    #expect(try desk.sqlite("SELECT count(*) FROM state WHERE status=3") == "109")
  }

  @Test("and an identical second one changes nothing") func repeats() throws {
    let vendor = try Vendor("pretalx", people: 300)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    _ = try desk.patchbay("sync", "pretalx/sessions", "--json")
    let before = try desk.dump()
    let second = try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json", "--force"))
    #expect(second.status == "completed")
    #expect(second.words == "received 300, unchanged 191, skipped 109")
    // Only the config's revision and its time of last sync move.
    let moving = { (dump: String) in dump.split(separator: "\n").filter { !$0.hasPrefix("INSERT INTO config") } }
    #expect(moving(before) == moving(try desk.dump()))
  }
}
