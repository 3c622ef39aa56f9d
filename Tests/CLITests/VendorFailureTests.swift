import Foundation
import TestSupport
import Testing

@Suite("A vendor that fails") struct VendorFailureTests {
  /// 30 people in three pages, then one is changed, one new, one gone, and the third page fails.
  @Test(
    "midway: full pages apply, nothing is deleted, and the run says how far it came", arguments: [500, 503, 404, 401])
  func midway(_ status: Int) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...30), "\"cursor\": \"c1\"")
    try stand.sync("people")
    let first = [ScriptedDesk.person("a1", name: "Eve"), ScriptedDesk.person("new")] + ScriptedDesk.people(3...10)
    stand.vendor.serve(
      "people", [first, ScriptedDesk.people(11...20), ScriptedDesk.people(21...30)], total: 30, "\"cursor\": \"c2\"")
    let target = ScriptedVendor.target("people", page: 3)
    stand.vendor.answer(target, ScriptedAnswer("{}", status: status))
    let run = try stand.desk.patchbay("sync", "v/people", "--json", "--force")
    let report = try RunReport(run)
    #expect(run.code == 5)
    #expect(report.status == "incomplete")
    #expect(report.words == "received 20, created 1, unchanged 18, updated 1")
    #expect(report.reason.contains("\(status)"))
    #expect(report.reason.hasSuffix(" Before that 20 records were read; they are kept, and nothing was deleted."))
    #expect(try stand.ids("person").count == 31)
    #expect(try stand.desk.sqlite("SELECT name FROM person WHERE id='a1'") == "Eve")
    #expect(try stand.desk.sqlite("SELECT cast(cursor AS text) FROM config WHERE data_type='people'") == "c1")
    // The next run repairs.
    stand.vendor.serve("people", [first, ScriptedDesk.people(11...20), ScriptedDesk.people(21...30)], total: 30)
    #expect(try stand.sync("people").words == "received 30, unchanged 30, deleted 1")
  }

  @Test("after one record says so in the singular") func one() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serve("people", [ScriptedDesk.people(1...1)], total: 1, "\"unfinished\": true")
    #expect(
      try stand.sync("people").reason
        == "scripted stopped without declaring that it delivered everything. Try again later; if it stays so, tell the connector's maker. Before that 1 record was read; it is kept, and"
        + " nothing was deleted.")
  }

  static let beginnings = [
    (401, Int32(4)), (403, 4), (404, 1), (400, 1), (500, 1),
  ]

  @Test("at once: nothing changes, and credentials have an exit code of their own", arguments: beginnings)
  func atOnce(_ failure: (status: Int, code: Int32)) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    let before = try stand.desk.dump()
    stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("{}", status: failure.status))
    let run = try stand.desk.patchbay("sync", "v/people", "--json", "--force")
    #expect(run.code == failure.code)
    let report = try RunReport(run)
    #expect(report.status == "failed")
    #expect(report.words == "")
    #expect(report.reason.contains("\(failure.status)"))
    #expect(try stand.desk.dump() == before)
  }

  @Test(
    "to answer in the promised shape fails, and is never an empty list",
    arguments: ["{\"items\": {}, \"rights\": true}", "{\"rights\": true}", "<html>", "[", "{\"items\": null}", ""])
  func shape(_ body: String) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    let before = try stand.desk.dump()
    stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer(body))
    let run = try stand.sync("people")
    #expect(run.status == "failed")
    #expect(run.words == "")
    #expect(!run.reason.isEmpty)
    #expect(try stand.desk.dump() == before)
  }

  @Test("with records of an odd shape gets them counted as invalid, and nothing is deleted") func oddRecords() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    stand.vendor.serve(
      "people",
      [ScriptedDesk.people(1...2) + ["null", "7", "[]", "{\"id\": null}", "{\"id\": \" \"}", "{\"id\": {}}"]],
      total: 8)
    let run = try stand.sync("people")
    #expect(run.words == "received 8, unchanged 2, invalid 6")
    #expect(run.status == "partial")
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
  }

  static let faults = ["500:submissions@2", "close:submissions@2", "truncated:submissions@2", "html200:submissions@2"]

  @Test("of pretalx loses nobody, and the next run repairs", arguments: faults) func pretalx(_ fault: String) throws {
    let vendor = try Vendor("pretalx", people: 600)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    let first = try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json"))
    #expect(first.status == "completed")
    let before = Set(try desk.sqlite("SELECT id FROM session").split(separator: "\n"))
    #expect(before.count == first.counts["created"])
    try vendor.fault(fault)
    let cut = try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json", "--force"))
    #expect(cut.status == "incomplete")
    #expect(cut.counts["deleted"] == 0)
    #expect(Set(try desk.sqlite("SELECT id FROM session").split(separator: "\n")) == before)
    try vendor.fault("")
    let whole = try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json", "--force"))
    #expect(whole.status == "completed")
    #expect(whole.words == "received 600, unchanged \(before.count), skipped \(600 - before.count)")
  }
}
