import TestSupport
import Testing

@Suite("Creations that are held along with deletions") struct HeldCreationTests {
  private let config = "\(Operator.eid)/v/people"
  private let old = (1...20).map { "a\($0)" }
  private let new = (1...20).map { "b\($0)" }

  private func waysOut(_ it: String = "them") -> String {
    "Let \(it) happen with 'patchbay deletions approve \(config)', or keep \(it) from happening with 'patchbay deletions"
      + " discard \(config)'."
  }

  private var stayHeld: String { "20 creations stay held. \(waysOut())" }

  /// Twenty people whose ids changed: both sides are held by run 2.
  private func rekeyed() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"), "\"cursor\": \"c2\"")
    stand.vendor.serve("people", [[]], since: "c2")
    #expect(try stand.sync("people").words == "received 20, heldDeletions 20, heldCreations 20")
    return stand
  }

  private func decide(_ stand: ScriptedDesk, _ verb: String, _ ids: [String] = []) throws -> RunReport {
    try RunReport(stand.raw(["deletions", verb, "v/people", "--json"] + ids))
  }

  private func undo(_ stand: ScriptedDesk, _ run: Int) throws -> RunReport {
    try RunReport(stand.raw(["undo", "\(run)", "--json"]))
  }

  /// Every kind of run goes on holding the twenty new ones.
  private func expectHeld(_ stand: ScriptedDesk, _ note: String) throws {
    let people = try stand.ids("person")
    for options in [[], ["--incremental"]] {
      let finished = try stand.raw(["sync", "v/people", "--json", "--force"] + options)
      let run = try RunReport(finished)
      #expect(run.words == (options.isEmpty ? "received 20, heldCreations 20" : ""), "\(note)")
      #expect(run.status == "partial", "\(note)")
      #expect(run.reason == "Held for approval since run 2: 20 creations. \(waysOut())", "\(note)")
      #expect(finished.code == 5, "\(note)")
    }
    let preview = try RunReport(stand.raw(["preview", "v/people", "--json"]))
    #expect(preview.words == "received 20, heldCreations 20", "\(note)")
    let number = try stand.desk.sqlite("SELECT max(id) FROM run")
    #expect(
      try RunReport(stand.raw(["sync", "v/people", "--plan", number, "--json"])).words
        == "received 20, heldCreations 20",
      "\(note)")
    #expect(try stand.held() == new.map { "creation \($0)" }.sorted(), "\(note)")
    #expect(try stand.ids("person") == people, "\(note)")
  }

  @Test("stay held when the deletions alone are approved, until they are too") func approvedByID() throws {
    let stand = try rekeyed()
    let finished = try stand.raw(["deletions", "approve", "v/people", "--json"] + old)
    let run = try RunReport(finished)
    #expect(run.words == "received 20, deleted 20, heldCreations 20")
    #expect(run.reason == "As of the vendor's last whole answer. \(stayHeld)")
    #expect(finished.code == 5)
    try expectHeld(stand, "approved by id")
    #expect(try decide(stand, "approve").words == "received 20, created 20")
    #expect(try stand.ids("person") == new.sorted())
    #expect(try stand.sync("people").words == "received 20, unchanged 20")
  }

  @Test("stay held when the deletions alone are discarded, until they are too") func discardedByID() throws {
    let stand = try rekeyed()
    let run = try decide(stand, "discard", old)
    #expect(run.words == "received 20, heldCreations 20")
    #expect(
      run.reason
        == "20 held deletions discarded: the records stay until the vendor delivers them again. \(stayHeld)")
    try expectHeld(stand, "discarded by id")
    #expect(try decide(stand, "discard").words == "")
    #expect(try stand.sync("people").words == "received 20, skipped 20")
    #expect(try stand.ids("person") == old.sorted())
  }

  @Test(
    "stay held when a person decided on some and the vendor delivers the others again",
    arguments: ["approve", "discard"])
  func some(_ verb: String) throws {
    let stand = try rekeyed()
    let run = try decide(stand, verb, ["a1", "a2"])
    #expect(run.reason.hasSuffix(" 18 deletions and 20 creations stay held. \(waysOut())"))
    stand.vendor.serveAll(
      "people", ScriptedDesk.people(3...20) + ScriptedDesk.people(1...20, "b"), "\"cursor\": \"c2\"")
    #expect(try stand.sync("people").words == "received 38, unchanged 18, heldCreations 20")
    #expect(try stand.held().count == 20)
    // The vendor drops them again: then nothing is left to decide.
    stand.vendor.serveAll("people", ScriptedDesk.people(3...20))
    #expect(try stand.sync("people").words == "received 18, unchanged 18")
    #expect(try stand.held() == [])
  }

  @Test("come in by themselves when all that was to leave is delivered again") func healed() throws {
    let stand = try rekeyed()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20) + ScriptedDesk.people(1...20, "b"))
    #expect(try stand.sync("people").words == "received 40, created 20, unchanged 20")
    #expect(try stand.held() == [])
  }

  @Test("stay held when an approval of the deletions is undone") func approvalUndone() throws {
    let stand = try rekeyed()
    _ = try decide(stand, "approve", old)
    #expect(try undo(stand, 3).words == "received 40, created 20, heldCreations 20")
    try expectHeld(stand, "undone")
    #expect(try stand.ids("person") == old.sorted())
  }

  @Test("are as they were before when a discard of the deletions is undone") func discardUndone() throws {
    let stand = try rekeyed()
    _ = try decide(stand, "discard", old)
    #expect(try undo(stand, 3).words == "received 20, heldDeletions 20, heldCreations 20")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20) + ScriptedDesk.people(1...20, "b"))
    #expect(try stand.sync("people").words == "received 40, created 20, unchanged 20")
  }

  @Test(
    "stay held when their own discard is undone after the deletions were decided on", arguments: ["approve", "discard"])
  func ownDiscardUndone(_ verb: String) throws {
    let stand = try rekeyed()
    _ = try decide(stand, verb, old)
    for discard in [4, 6] {
      #expect(try decide(stand, "discard").words == "")
      let run = try undo(stand, discard)
      #expect(run.words == "received 20, heldCreations 20")
      #expect(
        run.reason
          == "Undoes run \(discard). 20 records wait for a decision again: see 'patchbay deletions list \(config)'.")
    }
    try expectHeld(stand, verb)
  }

  @Test(
    "stay held when the deletions are decided on while they are discarded, until that is taken back too",
    arguments: ["approve", "discard"])
  func decidedMeanwhile(_ verb: String) throws {
    let stand = try rekeyed()
    #expect(try decide(stand, "discard", new).words == "heldDeletions 20")
    _ = try decide(stand, verb, old)
    guard verb == "discard" else {
      #expect(try undo(stand, 3).words == "received 20, heldCreations 20")
      return try expectHeld(stand, verb)
    }
    #expect(try undo(stand, 4).words == "heldDeletions 20")
    #expect(try undo(stand, 3).words == "received 20, heldDeletions 20, heldCreations 20")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20) + ScriptedDesk.people(1...20, "b"))
    #expect(try stand.sync("people").words == "received 40, created 20, unchanged 20")
  }

  @Test("stay held beside deletions of which a full run hears nothing") func silent() throws {
    let stand = try ScriptedDesk()
    func order(_ code: String, _ positions: Int?) -> String {
      let list = positions.map { (0..<$0).map { "{\"no\": \"\($0)\", \"title\": \"T\"}" } }
      return "{\"code\": \"\(code)\", \"positions\": \(list.map { "[\($0.joined(separator: ","))]" } ?? "null")}"
    }
    let others = (1...20).map { order("o\($0)", 1) }
    stand.vendor.serveAll("positions", others + [order("A", 20)])
    #expect(try stand.sync("positions").words == "received 40, created 40")
    stand.vendor.serveAll("positions", others + [order("A", 0), order("B", 20)])
    #expect(try stand.sync("positions").words == "received 40, unchanged 20, heldDeletions 20, heldCreations 20")
    stand.vendor.serveAll("positions", others + [order("A", nil), order("B", 20)])
    let silent = try stand.sync("positions")
    #expect(silent.words == "received 40, unchanged 20, heldDeletions 20, heldCreations 20")
    #expect(
      silent.reason
        == "Held for approval since run 2: 20 deletions and 20 creations."
        + " \(waysOut().replacing("/people'", with: "/positions'"))")
    #expect(try stand.held().count == 40)
    stand.vendor.serveAll("positions", others + [order("A", 20), order("B", 20)])
    #expect(try stand.sync("positions").words == "received 60, created 20, unchanged 40")
  }

  @Test("stay held in runs by themselves, also just before the doors open", arguments: [false, true])
  func automatic(_ isAtTheDoors: Bool) async throws {
    let desk = try ServeDesk(["people"], people: ScriptedDesk.people(1...20), "\"cursor\": \"c1\"", every: "1h")
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"), "\"cursor\": \"c2\"")
    desk.stand.vendor.serve("people", [[]], since: "c2")
    try desk.stand.sync("people")
    _ = try decide(desk.stand, "approve", old)
    if isAtTheDoors {
      let today = try desk.stand.desk.sqlite("SELECT date('now')")
      let edit = try desk.stand.raw(["events", "edit", Operator.eid, "--starts", today])
      #expect(edit.code == 0, "\(edit.error)")
    }
    try desk.serve()
    // Where the event's days moved everything is asked for.
    #expect(try await desk.run(1).words == (isAtTheDoors ? "partial: received 20, heldCreations 20" : "partial"))
    _ = try desk.stand.desk.sqlite("UPDATE config SET full_at=full_at-86400")
    try desk.makeDue()
    #expect(try await desk.run(2).words == "partial: received 20, heldCreations 20")
    #expect(try desk.stand.held() == new.map { "creation \($0)" }.sorted())
  }
}
