import Foundation
import TestSupport
import Testing

@Suite("An incremental run") struct IncrementalTests {
  private func lastRequests(_ stand: ScriptedDesk) -> String { stand.vendor.requests.last ?? "" }

  @Test("asks from the last cursor, deletes nothing by absence, and moves the cursor") func cursor() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9), "\"cursor\": \"c1\"")
    // There is no cursor yet, so it asks for everything.
    #expect(try stand.sync("people", "--incremental").words == "received 9, created 9")
    stand.vendor.serve("people", [[ScriptedDesk.person("a1", name: "Eve")]], since: "c1", "\"cursor\": \"c2\"")
    #expect(try stand.sync("people", "--incremental").words == "received 1, updated 1")
    #expect(lastRequests(stand) == "/people?since=c1&page=1")
    stand.vendor.serve("people", [[]], since: "c2")
    let nothing = try stand.sync("people", "--incremental")
    #expect(nothing.words == "")
    #expect(nothing.status == "completed")
    #expect(try stand.ids("person").count == 9)
    // Without the option it asks for everything again.
    #expect(try stand.sync("people").words == "received 9, unchanged 8, updated 1")
    #expect(lastRequests(stand) == "/people?since=&page=1")
  }

  @Test("does not move the cursor when the vendor fails, or past a record that has no id") func staying() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serve("people", [ScriptedDesk.people(1...2), []], since: "c1", "\"cursor\": \"c2\"")
    stand.vendor.answer(ScriptedVendor.target("people", page: 2, since: "c1"), ScriptedAnswer("{}", status: 400))
    #expect(try stand.sync("people", "--incremental").status == "incomplete")
    stand.vendor.serve("people", [["{\"name\": \"?\"}"]], since: "c1", "\"cursor\": \"c2\"")
    #expect(try stand.sync("people", "--incremental").words == "received 1, invalid 1")
    #expect(try stand.desk.sqlite("SELECT cast(cursor AS text) FROM config WHERE data_type='people'") == "c1")
  }

  @Test("deletes what the vendor says is gone, once however often it says so, under the guard") func tombstones() throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serve(
      "people", [ScriptedDesk.people(3...3)], since: "c1", "\"deleted\": [[\"a1\"],[\"a1\"],[\"never\"],[\"a3\"]]")
    // The one that came as well is not gone.
    #expect(try stand.sync("people", "--incremental").words == "received 1, unchanged 1, deleted 1")
    #expect(try stand.ids("person") == (2...9).map { "a\($0)" })
    #expect(try stand.desk.sqlite("SELECT rid FROM change WHERE kind=3") == "a1")
    let many = (2...7).map { "[\"a\($0)\"]" }.joined(separator: ",")
    stand.vendor.serve("people", [[]], since: "c1", "\"deleted\": [\(many)]")
    #expect(try stand.sync("people", "--incremental").words == "heldDeletions 6")
    #expect(try stand.ids("person").count == 8)
    // What was held is held still, though a later word is of one alone; one more that leaves is let go.
    stand.vendor.serve("people", [[]], since: "c1", "\"deleted\": [[\"a2\"], [\"a8\"]]")
    #expect(try stand.sync("people", "--incremental").words == "deleted 1, heldDeletions 6")
    #expect(try stand.held() == (2...7).map { "deletion a\($0)" })
    #expect(try stand.ids("person") == (2...7).map { "a\($0)" } + ["a9"])
  }

  @Test("is full when the vendor refuses the cursor") func refused() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.answer(ScriptedVendor.target("people", page: 1, since: "c1"), ScriptedAnswer("{\"refuse\": true}"))
    #expect(try stand.sync("people", "--incremental").words == "received 9, unchanged 9")
    #expect(stand.vendor.requests.suffix(2) == ["/people?since=c1&page=1", "/people?since=&page=1"])
  }

  static let changes = [
    ("mapping", "sql UPDATE mapping SET mode='only_if_empty' WHERE target='name'"),
    ("metadata", "sql UPDATE metadata SET kind='text' WHERE name='email'"),
    ("skip rule", "sql UPDATE config SET skip='[]' WHERE data_type='people'"),
    ("time zone", "sql UPDATE event SET time_zone='Asia/Tokyo'"), ("settings", "--set event=two"),
    ("endpoint", "--endpoint ADDRESS/"), ("credentials", "--secret token"),
  ]

  @Test("is full after a change of what can change an outcome", arguments: changes)
  func discarded(_ change: (name: String, how: String)) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3), "\"cursor\": \"c1\"")
    try stand.sync("people")
    try Self.make(change.how, stand)
    #expect(try stand.sync("people", "--incremental").words == "received 3, unchanged 3")
    #expect(lastRequests(stand) == "/people?since=&page=1")
    // And the next is incremental again.
    stand.vendor.serve("people", [[]], since: "c1")
    #expect(try stand.sync("people", "--incremental").words == "")
  }

  static func make(_ change: String, _ stand: ScriptedDesk) throws {
    if change.hasPrefix("sql ") {
      _ = try stand.desk.sqlite(String(change.dropFirst(4)))
      return
    }
    let words = change.replacingOccurrences(of: "ADDRESS", with: stand.vendor.address).split(separator: " ")
    let finished = try Launch.run(
      Products.patchbay, ["connections", "set", "\(Operator.eid)/v"] + words.map(String.init), input: "secret",
      environment: ["PATCHBAY_HOME": stand.desk.home])
    #expect(finished.code == 0, "\(finished.error)")
  }

  @Test("of pretix adds up round by round, and a full one after three finds nothing else") func pretix() throws {
    let vendor = try Vendor("pretix", people: 400)
    let desk = try Operator()
    try desk.connect(
      "pretix", ["organizer=sandbox", "event=sandbox"], secret: ("token", "sandbox-token"),
      to: vendor.address + "/api/v1")
    /// A pending order that is valid all the same is a ticket for the connector, and pending for the sandbox.
    func valid() throws -> ClosedRange<Int> {
      let lists = try vendor.expected()["lists"] as? [String: Any]
      let states = (lists?["orderpositions"] as? [String: Any])?["states"] as? [String: Int] ?? [:]
      let sure = states["valid ticket"] ?? -1
      return sure...sure + (states["order pending"] ?? 0)
    }
    func people() throws -> Int { Int(try desk.sqlite("SELECT count(*) FROM person")) ?? -1 }
    func sync(_ more: String...) throws -> RunReport {
      try RunReport(
        Launch.run(
          Products.patchbay, ["sync", "pretix/participants", "--json", "--force"] + more,
          environment: ["PATCHBAY_HOME": desk.home]))
    }
    _ = try sync()
    #expect(try valid().contains(people()))
    for round in 1...3 {
      let before = try people()
      try vendor.move(to: round)
      let run = try sync("--incremental")
      #expect(run.status == "completed")
      let after = before + (run.counts["created"] ?? 0) - (run.counts["deleted"] ?? 0)
      #expect(try desk.sqlite("SELECT count(*), count(DISTINCT id) FROM person") == "\(after)|\(after)")
      #expect(try valid().contains(after))
    }
    let full = try sync()
    #expect(full.counts["created"] == 0)
    #expect(full.counts["updated"] == 0)
    #expect(full.counts["deleted"] == 0)
    #expect(full.counts["unchanged"] == (try people()))
  }
}
