import TestSupport
import Testing

@Suite("Approving and discarding what is held") struct ApprovalTests {
  /// Twenty people of whom eleven are held: those after the ninth.
  static func heldEleven() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    #expect(try stand.sync("people").words == "received 9, unchanged 9, heldDeletions 11")
    return stand
  }

  private func ids(_ numbers: ClosedRange<Int>, _ letter: String = "a") -> [String] {
    numbers.map { "\(letter)\($0)" }.sorted()
  }

  @Test("applies all that is held, without asking the vendor within the hour") func approvesAll() throws {
    let stand = try Self.heldEleven()
    let asked = stand.vendor.requests.count
    let approval = try stand.raw(["deletions", "approve", "v/people", "--json"])
    let run = try RunReport(approval)
    #expect(run.words == "deleted 11")
    #expect(run.status == "completed")
    #expect(run.reason == "As of the vendor's last whole answer.")
    #expect(approval.code == 0)
    #expect(stand.vendor.requests.count == asked)
    #expect(try stand.ids("person") == ids(1...9))
    #expect(try stand.held() == [])
    #expect(try stand.desk.sqlite("SELECT count(*) FROM absent") == "0")
    // The next sync finds nothing left to do.
    let after = try stand.sync("people")
    #expect(after.words == "received 9, unchanged 9")
    #expect(after.status == "completed")
  }

  @Test("applies some by id, and goes on holding the others") func approvesSome() throws {
    let stand = try Self.heldEleven()
    let approval = try stand.raw(["deletions", "approve", Operator.eid, "a10", "a12", "--json"])
    let run = try RunReport(approval)
    #expect(run.words == "deleted 2, heldDeletions 9")
    #expect(run.status == "partial")
    #expect(approval.code == 5)
    #expect(try stand.ids("person") == (ids(1...9) + ids(11...20)).filter { $0 != "a12" }.sorted())
    #expect(try stand.held().count == 9)
  }

  @Test("asks again after an hour: a hold at three that the vendor heals by six takes nobody") func healed() throws {
    let stand = try Self.heldEleven()
    _ = try stand.desk.sqlite("UPDATE config SET judged_at=judged_at-3601")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    let finished = try stand.raw(["deletions", "approve", "v/people", "--json"])
    let runs = try finished.output.split(separator: "\n").map { try RunReport(line: String($0)) }
    #expect(runs.map(\.words) == ["received 20, unchanged 20", ""])
    #expect(runs.map(\.status) == ["completed", "completed"])
    #expect(runs.last?.reason == "The vendor was asked again by run 3.")
    #expect(finished.code == 0)
    #expect(try stand.ids("person") == ids(1...20))
    #expect(try stand.held() == [])
  }

  @Test("takes only those that were held and that the vendor lacks still") func movedOn() throws {
    let stand = try Self.heldEleven()
    _ = try stand.desk.sqlite("UPDATE config SET judged_at=judged_at-3601")
    // Ten came back, one held did not; three others left whom nobody was asked about, and someone is new.
    stand.vendor.serveAll("people", ScriptedDesk.people(4...19) + [ScriptedDesk.person("new")])
    let finished = try stand.raw(["deletions", "approve", "v/people", "--json"])
    let runs = try finished.output.split(separator: "\n").map { try RunReport(line: String($0)) }
    #expect(runs.map(\.words) == ["received 17, created 1, unchanged 16, deleted 3, heldDeletions 1", "deleted 1"])
    #expect(try stand.ids("person") == (ids(4...19) + ["new"]).sorted())

    // And with so many that they are held again: the approval is for those that were seen.
    stand.vendor.serveAll("people", ScriptedDesk.people(4...9))
    #expect(try stand.sync("people").words == "received 6, unchanged 6, heldDeletions 11")
    _ = try stand.desk.sqlite("UPDATE config SET judged_at=judged_at-3601")
    stand.vendor.serveAll("people", ScriptedDesk.people(4...5))
    let second = try stand.raw(["deletions", "approve", "v/people", "--json"])
    let more = try second.output.split(separator: "\n").map { try RunReport(line: String($0)) }
    #expect(more.map(\.words) == ["received 2, unchanged 2, heldDeletions 15", "deleted 11, heldDeletions 4"])
    #expect(second.code == 5)
    #expect(try stand.held() == ["deletion a6", "deletion a7", "deletion a8", "deletion a9"])
  }

  @Test("approves nothing if the vendor cannot say what is missing") func unanswered() throws {
    let stand = try Self.heldEleven()
    _ = try stand.desk.sqlite("UPDATE config SET judged_at=judged_at-3601")
    stand.vendor.serve("people", [ScriptedDesk.people(1...9)], "\"unfinished\": true")
    let before = try stand.desk.dump()
    let finished = try stand.raw(["deletions", "approve", "v/people"])
    #expect(finished.code == 3)
    #expect(
      finished.error
        == "Nothing of \(Operator.eid)/v/people was approved: the vendor had to be asked again, and run 3, which did so,"
        + " could not tell what is missing. What is held stays held. Read that run's reason, then approve again.\n")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM hold") == "11")
    #expect(try stand.ids("person").count == 20)
    #expect(try stand.desk.dump().contains("INSERT INTO state") == before.contains("INSERT INTO state"))
  }

  @Test("lets the old ids go and the new ones in together") func rekeyed() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    #expect(try stand.sync("people").words == "received 20, heldDeletions 20, heldCreations 20")
    let run = try RunReport(stand.raw(["deletions", "approve", Operator.eid, "--json"]))
    #expect(run.words == "received 20, created 20, deleted 20")
    #expect(run.status == "completed")
    #expect(try stand.ids("person") == ids(1...20, "b"))
    #expect(try stand.desk.sqlite("SELECT email FROM person WHERE id='b7'") == "pb7@x.org")
    #expect(try stand.sync("people").words == "received 20, unchanged 20")
    #expect(try stand.held() == [])
  }

  @Test("keeps a discarded deletion until the vendor delivers the record again") func discardsDeletions() throws {
    let stand = try Self.heldEleven()
    let run = try RunReport(stand.raw(["deletions", "discard", "v/people", "--json"]))
    #expect(run.words == "")
    #expect(run.status == "completed")
    #expect(run.reason == "11 held deletions discarded: the records stay until the vendor delivers them again.")
    for _ in 0..<2 {
      let quiet = try stand.sync("people")
      #expect(quiet.words == "received 9, unchanged 9")
      #expect(quiet.status == "completed")
    }
    #expect(try stand.held() == [])
    #expect(try stand.ids("person") == ids(1...20))
    // Delivered once more, and then lacking again: that is a new offer.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    #expect(try stand.sync("people").words == "received 20, unchanged 20")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept") == "0")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...19))
    #expect(try stand.sync("people").words == "received 19, unchanged 19, deleted 1")
  }

  @Test("keeps a discarded deletion also when the vendor itself says that the record is gone") func tombstones() throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9), "\"cursor\": \"c2\"")
    try stand.sync("people")
    #expect(try stand.raw(["deletions", "discard", "v/people", "a10"]).code == 5)
    stand.vendor.serve("people", [[]], since: "c2", "\"deleted\": [[\"a10\"], [\"a9\"]]")
    #expect(try stand.sync("people", "--incremental").words == "deleted 1, heldDeletions 10")
    #expect(try stand.ids("person").contains("a10"))
    stand.vendor.serveAll("people", ScriptedDesk.people(1...8), "\"deleted\": [[\"a10\"]]")
    #expect(try stand.sync("people").words == "received 8, unchanged 8, heldDeletions 10")
    #expect(try stand.ids("person").contains("a10"))
  }

  @Test("keeps a discarded creation out until the vendor offers something else") func discardsCreations() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    try stand.sync("people")
    let run = try RunReport(stand.raw(["deletions", "discard", "v/people", "--json"]))
    #expect(
      run.reason
        == "20 held deletions discarded: the records stay until the vendor delivers them again. 20 held creations"
        + " discarded: the records stay out until the vendor offers something else.")
    let quiet = try stand.sync("people")
    #expect(quiet.words == "received 20, skipped 20")
    #expect(quiet.status == "completed")
    #expect(try stand.ids("person") == ids(1...20))
    // One of them is edited at the vendor's, and one is released.
    stand.vendor.serveAll(
      "people", [ScriptedDesk.person("b1", name: "Eve")] + ScriptedDesk.people(2...20, "b"))
    #expect(try stand.raw(["records", "release", Operator.eid, "person", "b2"]).code == 0)
    #expect(try stand.sync("people").words == "received 20, created 2, skipped 18")
    #expect(try stand.ids("person") == (ids(1...20) + ["b1", "b2"]).sorted())
    #expect(try stand.desk.sqlite("SELECT count(*) FROM kept WHERE slot=-1") == "18")
  }

  @Test("keeps a person whom the vendor cancelled, until it offers them as coming again") func discardsSkipped() throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...4))
    try stand.sync("people")
    let cancelled = (2...4).map { ScriptedDesk.person("a\($0)", status: "cancelled") }
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1) + cancelled)
    #expect(try stand.sync("people").words == "received 4, unchanged 1, skipped 3, heldDeletions 3")
    #expect(try stand.raw(["deletions", "discard", "v/people", "a2"]).code == 5)
    #expect(
      try RunReport(stand.raw(["deletions", "approve", "v/people", "a3", "--json"])).words
        == "deleted 1, heldDeletions 1")
    #expect(try stand.sync("people").words == "received 4, unchanged 1, skipped 3, heldDeletions 1")
    #expect(try stand.raw(["deletions", "approve", Operator.eid, "a4"]).code == 0)
    // Skipped, not gone: the next sync says the same of them as of those that never came in.
    #expect(try stand.ids("person") == ["a1", "a2"])
    #expect(try stand.desk.sqlite("SELECT rid, status FROM state ORDER BY rid") == "a1|1\na2|1\na3|3\na4|3")
    #expect(try stand.sync("people").words == "received 4, unchanged 1, skipped 3")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...4))
    #expect(try stand.sync("people").words == "received 4, created 2, unchanged 2")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1) + cancelled)
    #expect(try stand.sync("people").words == "received 4, unchanged 1, skipped 3, heldDeletions 3")
  }

  @Test("a kept creation takes its registrations along, as one that is skipped") func keptOutRegistrations() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    stand.vendor.serveAll("sessions", [#"{"id": "s1", "title": "One"}"#])
    try stand.sync("people")
    try stand.sync("sessions")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    try stand.sync("people")
    #expect(try stand.raw(["deletions", "discard", "v/people"]).code == 0)
    stand.vendor.serveAll(
      "registrations", [#"{"person": "a1", "session": "s1"}"#, #"{"person": "b1", "session": "s1"}"#])
    let run = try stand.sync("registrations")
    #expect(run.words == "received 2, created 1, skipped 1")
    #expect(run.status == "completed")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let words: [String]
    let says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  static let refusals = [
    Refusal(
      words: ["deletions", "approve", "v/people", "a10", "zz"],
      says: "Nothing is held of 'zz' in v/people. Nothing was changed. See 'patchbay deletions list v/people'."),
    Refusal(
      words: ["deletions", "discard", Operator.eid, "a1"],
      says: "Nothing is held of 'a1' in \(Operator.eid). Nothing was changed. See 'patchbay deletions list"
        + " \(Operator.eid)'."),
    Refusal(words: ["deletions", "approve", "v/sessions"], says: "Nothing is held in v/sessions."),
    Refusal(
      words: ["configs", "set", "v/people"],
      says: "Nothing to set: give --skip, --dedupe, --hold-above, --hold-some or --hold-percent."),
    Refusal(
      words: ["configs", "set", "v/people", "--hold-above", "-1"],
      says: "--hold-above -1 is not a number from 0 to 1000000. Nothing was changed."),
    Refusal(
      words: ["configs", "set", "v/people", "--hold-percent", "101"],
      says: "--hold-percent 101 is not a number from 0 to 100. Nothing was changed."),
  ]

  @Test("says why nothing was decided, and changes nothing", arguments: refusals) func refuses(_ refusal: Refusal)
    throws
  {
    let stand = try Self.heldEleven()
    let before = try stand.desk.dump()
    let finished = try stand.raw(refusal.words)
    #expect(finished.error == refusal.says + "\n")
    #expect(finished.code == 2)
    #expect(try stand.desk.dump() == before)
  }

  @Test("a data config has limits of its own") func limits() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...300))
    try stand.sync("people")
    let set = try stand.raw([
      "configs", "set", "v/people", "--hold-above", "2", "--hold-some", "1", "--hold-percent", "90",
    ])
    #expect(
      set.output == "\(Operator.eid)/v/people: deletions are held above 2, above 1 and 90 %, and above half.\n")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...297))
    #expect(try stand.sync("people").words == "received 297, unchanged 297, heldDeletions 3")
  }
}
