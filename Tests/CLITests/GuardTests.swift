import TestSupport
import Testing

@Suite("The deletion guard") struct GuardTests {
  private let config = "\(Operator.eid)/v/people"

  struct Limit: Sendable, CustomTestStringConvertible {
    let stored: Int
    let leaving: Int
    /// Why they are held, or nil.
    var limit: String?
    var testDescription: String { "\(leaving) of \(stored) leave" }
    /// The number of stored records as the program writes it.
    var shown: String { stored == 1100 ? "1,100" : "\(stored)" }
  }

  static let limits = [
    Limit(stored: 1100, leaving: 50), Limit(stored: 1100, leaving: 51, limit: "more than 50"),
    Limit(stored: 100, leaving: 10), Limit(stored: 300, leaving: 11),
    Limit(stored: 100, leaving: 11, limit: "more than 10 and more than 5 %"),
    Limit(stored: 4, leaving: 2), Limit(stored: 4, leaving: 3, limit: "more than half"),
  ]

  @Test("lets a few go and holds many", arguments: limits) func judges(_ limit: Limit) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...limit.stored))
    try stand.sync("people")
    let left = limit.stored - limit.leaving
    stand.vendor.serveAll("people", ScriptedDesk.people(1...left))
    let run = try stand.sync("people")
    if let words = limit.limit {
      #expect(run.words == "received \(left), unchanged \(left), heldDeletions \(limit.leaving)")
      #expect(run.status == "partial")
      #expect(
        run.reason
          == "Held for approval: \(limit.leaving) of \(limit.shown) stored records would leave, \(words). See 'patchbay"
          + " deletions list'.")
      #expect(try stand.ids("person").count == limit.stored)
      #expect(try stand.held() == (left + 1...limit.stored).map { "deletion a\($0)" }.sorted())
    } else {
      #expect(run.words == "received \(left), unchanged \(left), deleted \(limit.leaving)")
      #expect(run.status == "completed")
      #expect(try stand.ids("person").count == left)
      #expect(try stand.held() == [])
    }
  }

  @Test("never empties a set, be it of one") func one() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    try stand.sync("people")
    stand.vendor.serveAll("people", [])
    let run = try stand.sync("people")
    #expect(run.words == "heldDeletions 1")
    #expect(run.reason == "Held for approval: The only stored record would leave. See 'patchbay deletions list'.")
  }

  @Test("counts the deletions of 24 hours together, and not those before") func together() throws {
    let stand = try ScriptedDesk()
    for last in [100, 92] {
      stand.vendor.serveAll("people", ScriptedDesk.people(1...last))
      try stand.sync("people")
    }
    stand.vendor.serveAll("people", ScriptedDesk.people(1...89))
    let held = try stand.sync("people")
    #expect(held.words == "received 89, unchanged 89, heldDeletions 3")
    #expect(
      held.reason
        == "Held for approval: 3 of 92 stored records would leave (8 were deleted in the last 24 hours without approval),"
        + " more than 10 and more than 5 %. See 'patchbay deletions list'.")
    _ = try stand.desk.sqlite("UPDATE run SET started=started-86400 WHERE deleted=8")
    // A day later they are held still, for nobody has said that they may go; one more may.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...88))
    let later = try stand.sync("people")
    #expect(later.words == "received 88, unchanged 88, deleted 1, heldDeletions 3")
    #expect(
      later.reason
        == "Held for approval since run 3: 3 deletions. Let them happen with 'patchbay deletions approve \(config)', or keep"
        + " them from happening with 'patchbay deletions discard \(config)'. 1 missing record left: all 88 came that the"
        + " vendor announced, in an order that does not shift.")
    #expect(later.status == "partial")
    #expect(try stand.held() == ["deletion a90", "deletion a91", "deletion a92"])
    #expect(try stand.desk.sqlite("SELECT DISTINCT reason LIKE '3 of 92 %' FROM hold") == "1")
  }

  @Test("does not count what a person approved among the deletions of a day") func approved() throws {
    let stand = try ScriptedDesk()
    for last in [100, 80] {
      stand.vendor.serveAll("people", ScriptedDesk.people(1...last))
      try stand.sync("people")
    }
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...76))
    #expect(try stand.sync("people").words == "received 76, unchanged 76, deleted 4")
    // What nobody approved counts, with --force as without.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...69))
    #expect(
      try stand.sync("people").reason
        == "Held for approval: 7 of 76 stored records would leave (4 were deleted in the last 24 hours without approval),"
        + " more than 10 and more than 5 %. See 'patchbay deletions list'.")
  }

  @Test("counts the deletions of a day less those that were undone, and an undone undo again") func undone() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1000))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...959))
    #expect(try stand.sync("people").words == "received 959, unchanged 959, deleted 41")
    #expect(try RunReport(stand.raw(["undo", "2", "--json"])).words == "received 41, created 41")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...916))
    #expect(try stand.sync("people").words == "received 916, unchanged 916, deleted 43")
    // Those of the first day part may go after all: a person said so, but it was a sync that let them go.
    #expect(try RunReport(stand.raw(["undo", "3", "--json"])).words == "deleted 41")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...915))
    #expect(
      try stand.sync("people").reason
        == "Held for approval: 1 of 916 stored records would leave (84 were deleted in the last 24 hours without"
        + " approval), more than 50. See 'patchbay deletions list'.")
  }

  @Test("counts a held record once that comes twice as cancelled") func heldTwice() throws {
    let stand = try ScriptedDesk()
    let others = ScriptedDesk.people(4...40)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...40))
    try stand.sync("people")
    _ = try stand.raw(["configs", "set", "v/people", "--hold-above", "2"])
    let cancelled = (1...3).map { ScriptedDesk.person("a\($0)", status: "cancelled", modified: "2026-01-01T00:00:00Z") }
    stand.vendor.serveAll("people", others + cancelled)
    #expect(try stand.sync("people").words == "received 40, unchanged 37, skipped 3, heldDeletions 3")
    _ = try stand.raw(["configs", "set", "v/people", "--hold-above", "50"])
    let again = ScriptedDesk.person("a1", status: "cancelled", modified: "2026-01-02T00:00:00Z")
    stand.vendor.serve("people", [others + cancelled + [again]], total: 40)
    #expect(
      try stand.sync("people").words == "received 41, unchanged 37, skipped 3, duplicated 1, heldDeletions 3")
    #expect(try stand.ids("person").count == 40)
  }

  @Test("lets held new ones in when a person says so who decided on some of the old") func healsBoth()
    throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    try stand.sync("people")
    // Half of the old ids are back: neither the rest of them goes nor do the new ones come.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...10) + ScriptedDesk.people(11...20, "b"))
    #expect(try stand.sync("people").words == "received 20, unchanged 10, heldDeletions 10, heldCreations 10")
    #expect(try stand.raw(["deletions", "discard", "v/people", "a11", "a12"]).code == 5)
    let eight = (13...20).map { "a\($0)" }
    #expect(try stand.raw(["deletions", "discard", "v/people"] + eight).code == 5)
    #expect(try stand.sync("people").words == "received 20, unchanged 10, heldCreations 10")
    #expect(
      try RunReport(stand.raw(["deletions", "approve", "v/people", "--json"])).words == "received 10, created 10")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20) + ScriptedDesk.people(11...20, "b"))
    #expect(try stand.sync("people").words == "received 30, unchanged 30")
    #expect(try stand.held() == [])
  }

  @Test("holds the new ones again while many of the old are kept though the vendor lacks them") func keptMany() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    try stand.sync("people")
    let old = (1...20).map { "a\($0)" }
    #expect(try stand.raw(["deletions", "discard", "v/people"] + old).code == 5)
    let run = try stand.sync("people")
    #expect(run.words == "received 20, heldCreations 20")
    #expect(
      run.reason
        == "Held for approval since run 2: 20 creations. Let them happen with 'patchbay deletions approve \(config)', or keep"
        + " them from happening with 'patchbay deletions discard \(config)'.")
    #expect(try stand.ids("person") == old.sorted())
  }

  /// Four people of whom three are held.
  private func heldThree(isStable: Bool = true) throws -> ScriptedDesk {
    let stand = try ScriptedDesk(isStable: isStable)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...4), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1), "\"cursor\": \"c2\"")
    try stand.sync("people")
    if !isStable { try stand.sync("people") }
    #expect(try stand.held() == ["deletion a2", "deletion a3", "deletion a4"])
    return stand
  }

  @Test("ends a hold when the vendor delivers the record again") func deliveredAgain() throws {
    let stand = try heldThree()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...4))
    let run = try stand.sync("people")
    #expect(run.words == "received 4, unchanged 4")
    #expect(run.status == "completed")
    #expect(try stand.held() == [])
  }

  @Test("holds what the newest complete run lacks, since when it was first held") func replaced() throws {
    let stand = try heldThree()
    _ = try stand.desk.sqlite("UPDATE hold SET since=1000")
    stand.vendor.serveAll("people", ScriptedDesk.people(2...2))
    #expect(try stand.sync("people").words == "received 1, unchanged 1, heldDeletions 3")
    #expect(try stand.desk.sqlite("SELECT rid, since=1000 FROM hold ORDER BY rid") == "a1|0\na3|1\na4|1")
  }

  @Test("keeps what it holds through runs that cannot judge") func survives() throws {
    let stand = try heldThree()
    let holds = ["deletion a2", "deletion a3", "deletion a4"]
    // Cut.
    stand.vendor.serve("people", [ScriptedDesk.people(1...1)], "\"unfinished\": true")
    #expect(try stand.sync("people").words == "received 1, unchanged 1, heldDeletions 3")
    #expect(try stand.held() == holds)
    // The wrong total.
    stand.vendor.serve("people", [ScriptedDesk.people(1...1)], total: 7)
    #expect(try stand.sync("people").words == "received 1, unchanged 1, heldDeletions 3")
    #expect(try stand.held() == holds)
    // Only what changed, and that is someone new.
    stand.vendor.serve("people", [ScriptedDesk.people(9...9)], since: "c2", "\"cursor\": \"c3\"")
    #expect(try stand.sync("people", "--incremental").words == "received 1, created 1, heldDeletions 3")
    #expect(try stand.held() == holds)
    // Of whom one is among what changed.
    stand.vendor.serve("people", [ScriptedDesk.people(2...2)], since: "c3")
    #expect(try stand.sync("people", "--incremental").words == "received 1, unchanged 1, heldDeletions 2")
    #expect(try stand.held() == ["deletion a3", "deletion a4"])
    #expect(try stand.ids("person") == ["a1", "a2", "a3", "a4", "a9"])
  }

  @Test("lists the same held people after every run, also when the order is not stable") func steady() throws {
    let stand = try heldThree(isStable: false)
    for _ in 0..<2 {
      #expect(try stand.sync("people").words == "received 1, unchanged 1, heldDeletions 3")
      #expect(try stand.held() == ["deletion a2", "deletion a3", "deletion a4"])
    }
  }

  @Test("holds the new ones too when ids seem to have changed, and lets none in by a cut run") func rekeyed() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    let run = try stand.sync("people")
    #expect(run.words == "received 20, heldDeletions 20, heldCreations 20")
    #expect(
      run.reason
        == "Held for approval: 20 of 20 stored records would leave, more than 10 and more than 5 %. 20 new ones would come:"
        + " ids seem to have changed. See 'patchbay deletions list'.")
    let both = try stand.held()
    #expect(both.count == 40)

    stand.vendor.serve("people", [ScriptedDesk.people(1...9, "b")], "\"unfinished\": true")
    let cut = try stand.sync("people")
    #expect(cut.words == "received 9, heldDeletions 20, heldCreations 9")
    #expect(cut.status == "incomplete")
    #expect(try stand.held().sorted() == both.sorted())
    #expect(try stand.ids("person") == (1...20).map { "a\($0)" }.sorted())

    // The vendor's mistake is repaired: nobody was lost, nobody doubled.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    let after = try stand.sync("people")
    #expect(after.words == "received 20, unchanged 20")
    #expect(after.status == "completed")
    #expect(try stand.held() == [])
  }

  @Test("holds them in the first run already when it takes two to be sure") func rekeyedUnstable() throws {
    let stand = try ScriptedDesk(isStable: false)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    let first = try stand.sync("people")
    #expect(first.words == "received 20, heldCreations 20")
    #expect(
      first.reason.hasPrefix(
        "Held for approval: 20 of 20 stored records did not come. 20 new ones would come: ids seem to have changed."))
    #expect(try stand.sync("people").words == "received 20, heldDeletions 20, heldCreations 20")
    #expect(try stand.ids("person") == (1...20).map { "a\($0)" }.sorted())
  }

  @Test("ends though a damaged file says that a run undoes itself") func undoneByItself() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...30))
    try stand.sync("people")
    _ = try stand.desk.sqlite("UPDATE run SET undoes=id")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...29))
    #expect(try stand.sync("people").words == "received 29, unchanged 29, deleted 1")
  }
}
