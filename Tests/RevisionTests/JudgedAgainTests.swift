import Foundation
import HostMapping
import HostModel
import HostStorage
import HostSync
import TestSupport
import Testing

@Suite("After an upgrade, stored records") struct JudgedAgainTests {
  /// Three people as a transform that lost the comma left them.
  private func faulty() throws -> RevisedDesk {
    let desk = try RevisedDesk()
    let host = try desk.host()
    #expect(try desk.sync(host) == ["completed: received 3, created 3", ""])
    #expect(try desk.sync(host, "sessions") == ["completed: received 1, created 1", ""])
    #expect(try desk.fees == "3.5 3.5 3.5")
    try desk.store("35", insteadOf: "3.5")
    return desk
  }

  @Test("are judged again by a transform that was repaired, and the run says so") func transform() throws {
    let desk = try faulty()
    let repaired = try desk.host { $0.revisions.transforms["number"] = 3 }
    #expect(
      try desk.sync(repaired) == ["completed: received 3, updated 3", "Judged again by number 3: 3 changed."])
    #expect(desk.lastRequest == "/people?since=&page=1")
    #expect(try desk.fees == "3.5 3.5 3.5")
    // And that was that.
    #expect(try desk.sync(repaired) == ["completed: ", ""])
    #expect(desk.lastRequest == "/people?since=c1&page=1")
  }

  @Test("are left alone by what their data config does not use") func unused() throws {
    let desk = try faulty()
    let other = try desk.host {
      $0.revisions.transforms["number"] = 3
      $0.revisions.transforms["phone"] = 2
      $0.revisions.kinds[.date] = 2
      $0.revisions.conditions = 2
    }
    // Sessions use neither.
    #expect(try desk.sync(other, "sessions") == ["completed: ", ""])
    #expect(desk.lastRequest == "/sessions?since=c1&page=1")
    let unrelated = try desk.host {
      $0.revisions.transforms["phone"] = 2
      $0.revisions.kinds[.date] = 2
      $0.revisions.conditions = 2
    }
    #expect(try desk.sync(unrelated) == ["completed: ", ""])
    #expect(desk.lastRequest == "/people?since=c1&page=1")
    #expect(try desk.sync(unrelated, incremental: false) == ["completed: received 3, unchanged 3", ""])
    #expect(try desk.fees == "35 35 35")
  }

  static let revisions: [(reason: String, revise: @Sendable (inout Revisions) -> Void)] = [
    ("kind number 2", { $0.kinds[.number] = 2 }),
    ("reading 2", { $0.reading = 2 }),
    (
      "kind number 2, kind text 4 and number 2",
      {
        $0.kinds[.text] = 4
        $0.kinds[.number] = 2
        $0.transforms["number"] = 2
      }
    ),
  ]

  @Test("are judged again by a kind, by how records are read, and by several at once", arguments: revisions)
  func kinds(_ revision: (reason: String, revise: @Sendable (inout Revisions) -> Void)) throws {
    let desk = try faulty()
    let repaired = try desk.host { revision.revise(&$0.revisions) }
    #expect(
      try desk.sync(repaired)
        == ["completed: received 3, updated 3", "Judged again by \(revision.reason): 3 changed."])
    #expect(try desk.fees == "3.5 3.5 3.5")
  }

  @Test("are judged again by what is known of their event's zone and of one that a transform names, and not of another")
  func zone() throws {
    let desk = try faulty()
    /// When something is in UTC, however it is written.
    func hours() throws -> String {
      let (since, call) = ("strftime('%d. %H:%M', since)", "strftime('%d. %H:%M', call)")
      return try desk.stand.desk.sqlite("SELECT DISTINCT \(since), \(call) FROM person")
    }
    /// The host of a release after which the clocks of these zones go as those in Tokyo.
    func host(_ moved: String...) throws -> PatchbayHost {
      try desk.host { rules in
        rules.zone = { TimeZone(identifier: moved.contains($0) ? "Asia/Tokyo" : $0) }
      }
    }
    #expect(try hours() == "01. 09:00|01. 10:00")
    #expect(try desk.sync(host("Europe/Paris")) == ["completed: ", ""])
    #expect(
      try desk.sync(host("Europe/Paris", "Europe/Zurich"))
        == ["completed: received 3, updated 3", "Judged again by the time zone at the event's dates: 3 changed."])
    #expect(try hours() == "01. 01:00|01. 10:00")
    #expect(
      try desk.sync(host("Europe/Zurich", "Europe/London"))
        == ["completed: received 3, updated 3", "Judged again by the time zone at the event's dates: 3 changed."])
    #expect(try hours() == "01. 01:00|01. 01:00")
  }

  @Test("are told from what the vendor itself changed") func counted() throws {
    let desk = try faulty()
    desk.serve(1...2, [RevisedDesk.person(3, name: "Eve"), RevisedDesk.person(4)])
    let repaired = try desk.host { $0.revisions.transforms["number"] = 2 }
    #expect(
      try desk.sync(repaired)
        == ["completed: received 4, created 1, updated 3", "Judged again by number 2: 2 changed."])
  }

  @Test("keep what a person corrected, for the vendor offers what it offered then") func corrected() throws {
    let desk = try faulty()
    #expect(try desk.stand.raw(["records", "set", Operator.eid, "person", "a1", "fee=4"]).code == 0)
    let repaired = try desk.host { $0.revisions.transforms["number"] = 2 }
    #expect(
      try desk.sync(repaired)
        == ["completed: received 3, unchanged 1, updated 2", "Judged again by number 2: 2 changed."])
    #expect(try desk.fees == "4 3.5 3.5")
    // Something else of the record moves, and the correction still stands against what is offered of the fee.
    desk.serve(2...3, [RevisedDesk.person(1, name: "Eve")])
    #expect(try desk.sync(repaired, incremental: false) == ["completed: received 3, unchanged 2, updated 1", ""])
    #expect(try desk.stand.desk.sqlite("SELECT name || ' ' || fee FROM person WHERE id='a1'") == "Eve 4")
    // Until the vendor offers something else.
    desk.serve(2...3, [RevisedDesk.person(1, name: "Eve", fee: "5")])
    #expect(try desk.sync(repaired, incremental: false) == ["completed: received 3, unchanged 2, updated 1", ""])
    #expect(try desk.fees == "5 3.5 3.5")
  }

  @Test("stay out if a person took them out, after one upgrade and after the next") func takenOut() throws {
    let desk = try faulty()
    #expect(try desk.stand.raw(["undo", "1"]).code == 0)
    #expect(try desk.stand.ids("person") == [])
    // What they were kept out for is what the faulty transform had made of them.
    for (number, reason) in [(2, "number 2"), (3, "number 3")] {
      let repaired = try desk.host { $0.revisions.transforms["number"] = number }
      if number == 3 { _ = try desk.stand.desk.sqlite("UPDATE kept SET offered=replace(offered, '3.5', '35')") }
      #expect(
        try desk.sync(repaired)
          == ["completed: received 3, skipped 3", "Judged again by \(reason): 0 changed."])
      #expect(try desk.stand.ids("person") == [])
    }
  }

  @Test("are judged again by a preview too, and by the plan that it keeps") func previewed() throws {
    let desk = try faulty()
    let repaired = try desk.host { $0.revisions.transforms["number"] = 2 }
    let preview = try repaired.preview("v/people") { _ in }
    #expect(
      RevisedDesk.words(preview) == ["completed: received 3, updated 3", "Judged again by number 2: 3 would change."])
    // A plan of another release is not this one's.
    let stale = try desk.host().apply(plan: preview.run.id, of: "v/people") { _ in }
    #expect(
      RevisedDesk.words(stale) == [
        "refused: ",
        "The plan is refused: since it was made, patchbay itself changed. Nothing was applied. Make a new preview.",
      ])
    let applied = try repaired.apply(plan: preview.run.id, of: "v/people") { _ in }
    #expect(applied.run.reason.hasSuffix(", from preview \(preview.run.id). Judged again by number 2: 3 changed."))
    #expect(try desk.fees == "3.5 3.5 3.5")
    #expect(try desk.sync(repaired) == ["completed: ", ""])
  }

  @Test("are judged by the run after one that the vendor cut, too") func cut() throws {
    let desk = try faulty()
    let repaired = try desk.host { $0.revisions.transforms["number"] = 2 }
    desk.stand.vendor.serve("people", [[RevisedDesk.person(1)], []], total: 3)
    desk.stand.vendor.answer(ScriptedVendor.target("people", page: 2), ScriptedAnswer("{}", status: 400))
    let cut = try desk.sync(repaired)
    #expect(cut.first == "incomplete: received 1, updated 1")
    #expect(cut.last?.hasSuffix(", and nothing was deleted. Judged again by number 2: 1 changed.") == true)
    desk.serve(1...3)
    #expect(
      try desk.sync(repaired)
        == ["completed: received 3, unchanged 1, updated 2", "Judged again by number 2: 2 changed."])
    #expect(try desk.sync(repaired) == ["completed: ", ""])
  }

  @Test("are all asked for when a person changed something, and the run that did not mean to says why")
  func changed() throws {
    let desk = try faulty()
    #expect(try desk.stand.raw(["mapping", "set", "v/people", "id", "name"]).code == 0)
    let host = try desk.host()
    #expect(
      try desk.sync(host) == ["completed: received 3, updated 3", "Judged again by the mapping: 3 changed."])
    // Who asks for everything need not be told why.
    #expect(try desk.stand.raw(["mapping", "set", "v/people", "name", "name"]).code == 0)
    #expect(try desk.sync(host, incremental: false) == ["completed: received 3, updated 3", ""])
  }
}
