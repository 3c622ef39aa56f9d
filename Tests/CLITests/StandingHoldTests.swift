import Foundation
import TestSupport
import Testing

@Suite("What is held while runs cannot judge it") struct StandingHoldTests {
  private let config = "\(Operator.eid)/v/people"

  private func since(_ run: Int, _ what: String) -> String {
    "Held for approval since run \(run): \(what). Let them happen with 'patchbay deletions approve \(config)', or keep them"
      + " from happening with 'patchbay deletions discard \(config)'."
  }

  /// Twenty people, of whom the vendor has these now; run 2 holds what it lacks.
  private func held(_ people: [String]) throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serveAll("people", people, "\"cursor\": \"c2\"")
    try stand.sync("people")
    return stand
  }

  private func nothingToUndo(_ run: Int, _ held: String) -> String {
    "Run \(run) changed no record; \(held) held when it ended: there is nothing to undo. Let what is held happen with"
      + " 'patchbay deletions approve \(config)', or keep it from happening with 'patchbay deletions discard \(config)'.\n"
  }

  private func changes(_ stand: ScriptedDesk, _ records: [String], _ options: String = "") throws -> RunReport {
    stand.vendor.serve("people", [records], since: "c2", options)
    return try stand.sync("people", "--incremental")
  }

  @Test("is told by a run for changes, which says since when and what to do, and is partial") func told() throws {
    let stand = try held(ScriptedDesk.people(1...5))
    stand.vendor.serve("people", [[]], since: "c2")
    let finished = try stand.raw(["sync", "v/people", "--json", "--incremental", "--force"])
    let run = try RunReport(finished)
    #expect(run.words == "heldDeletions 15")
    #expect(run.status == "partial")
    #expect(run.reason == since(2, "15 deletions"))
    #expect(finished.code == 5)
    #expect(try stand.raw(["undo", "3"]).error == nothingToUndo(3, "15 deletions were"))
    // One comes again, and of one the vendor itself says that it is gone: nothing is counted twice.
    #expect(
      try changes(stand, [ScriptedDesk.person("a6")], "\"deleted\": [[\"a7\"]]").words
        == "received 1, unchanged 1, heldDeletions 14")
    #expect(try stand.held().count == 14)
    #expect(try changes(stand, []).reason == since(2, "14 deletions"))
    // The run that held them first is named also after others have held them again.
    #expect(try stand.sync("people").words == "received 5, unchanged 5, heldDeletions 15")
    #expect(try changes(stand, []).reason == since(2, "15 deletions"))
  }

  @Test("stays held when the vendor no longer lists what the skip rule named, whatever the order of its list")
  func missing() throws {
    for isStable in [true, false] {
      let stand = try ScriptedDesk(isStable: isStable)
      let cancelled = (1...12).map { ScriptedDesk.person("a\($0)", status: "cancelled") }
      stand.vendor.serveAll("people", ScriptedDesk.people(1...40), "\"cursor\": \"c1\"")
      try stand.sync("people")
      stand.vendor.serveAll("people", cancelled + ScriptedDesk.people(13...40), "\"cursor\": \"c2\"")
      let held = try stand.sync("people")
      #expect(held.words == "received 40, unchanged 28, skipped 12, heldDeletions 12")
      // Nine are restored, three are no longer there at all.
      stand.vendor.serveAll("people", ScriptedDesk.people(4...40), "\"cursor\": \"c3\"")
      for _ in 1...3 {
        let run = try stand.sync("people")
        #expect(run.words == "received 37, unchanged 37, heldDeletions 3")
        #expect(run.status == "partial")
        #expect(try stand.held().count == 3)
      }
      #expect(try stand.ids("person").count == 40)
    }
  }

  @Test("is told by a run that the vendor cut, and by one that may not judge") func cut() throws {
    let stand = try held(ScriptedDesk.people(1...5))
    stand.vendor.serve("people", [ScriptedDesk.people(1...2)], "\"unfinished\": true")
    let cut = try stand.sync("people")
    #expect(cut.words == "received 2, unchanged 2, heldDeletions 15")
    #expect(cut.status == "incomplete")
    #expect(
      cut.reason
        == "scripted stopped without declaring that it delivered everything. Try again later; if it stays so, tell the"
        + " connector's maker. Before that 2 records were read; they are kept, and nothing was deleted."
        + " " + since(2, "15 deletions"))
    stand.vendor.serve("people", [ScriptedDesk.people(1...5)], total: 5, rights: false)
    let unsure = try stand.sync("people")
    #expect(unsure.words == "received 5, unchanged 5, heldDeletions 15")
    #expect(unsure.status == "partial")
    #expect(unsure.reason.hasPrefix(since(2, "15 deletions") + " No missing record leaves: "))
  }

  @Test("counts no creation among the records of a run that did not receive it") func creations() throws {
    let stand = try held(ScriptedDesk.people(1...20, "b"))
    let idle = try changes(stand, [])
    #expect(idle.words == "heldDeletions 20")
    #expect(idle.status == "partial")
    #expect(idle.reason == since(2, "20 deletions and 20 creations"))
    let one = try changes(stand, [ScriptedDesk.person("b5")])
    #expect(one.words == "received 1, heldDeletions 20, heldCreations 1")
    #expect(one.reason == since(2, "20 deletions and 20 creations"))
    #expect(try stand.held().count == 40)
  }

  @Test("is told of children whose list did not come, by a full run too") func silent() throws {
    let stand = try ScriptedDesk()
    func order(_ positions: String) -> String { #"{"code": "A", "positions": \#(positions)}"# }
    let four = (1...4).map { #"{"no": "\#($0)", "title": "T"}"# }.joined(separator: ",")
    stand.vendor.serveAll("positions", [order("[\(four)]")])
    #expect(try stand.sync("positions").words == "received 4, created 4")
    stand.vendor.serveAll("positions", [order(#"[{"no": "1", "title": "T"}]"#)])
    #expect(try stand.sync("positions").words == "received 1, unchanged 1, heldDeletions 3")
    stand.vendor.serveAll("positions", [order("null")])
    let silent = try stand.sync("positions")
    #expect(silent.words == "heldDeletions 3")
    #expect(silent.status == "partial")
    #expect(try stand.held() == ["deletion A/2", "deletion A/3", "deletion A/4"])
  }

  /// What the workbook of a preview says: the count of held deletions, and what becomes of each record.
  private func preview(_ stand: ScriptedDesk, _ type: String) throws -> (held: String?, changes: [String]) {
    let path = "\(stand.desk.folder.path)/\(UUID().uuidString).xlsx"
    let finished = try stand.raw(["preview", "v/\(type)", "-o", path])
    try #require(finished.output.contains("Wrote the report to '\(path)'.\n"), "\(finished.error)")
    let book = try OpenedWorkbook(path)
    let rows = book["Synced Data"]
    let column = try #require(rows.first?.firstIndex(of: "Change"))
    return (
      book["Stats"].first { $0.first == "Held deletions" }?.last,
      rows.dropFirst().map { "\($0[0]): \($0.indices.contains(column) ? $0[column] : "")" }
    )
  }

  @Test("stands beside each record in the workbook of a preview that cannot judge it") func workbook() throws {
    let stand = try held(ScriptedDesk.people(1...5))
    let stay = ["a1", "a2", "a3", "a4", "a5"]
    let expected = (1...20).map { "a\($0)" }.sorted()
      .map { "\($0): \(stay.contains($0) ? "unchanged" : "stays, deletion held")" }
    let cancelled = ScriptedDesk.person("a6", status: "cancelled")
    stand.vendor.serve("people", [ScriptedDesk.people(1...2) + [cancelled]], "\"unfinished\": true")
    let cut = try preview(stand, "people")
    #expect(cut.held == "15")
    #expect(cut.changes == expected)
    #expect(try stand.sync("people").words == "received 3, unchanged 2, skipped 1, heldDeletions 15")
    #expect(try stand.held().count == 15)
    stand.vendor.serve("people", [ScriptedDesk.people(1...5)], total: 5, rights: false)
    let unsure = try preview(stand, "people")
    #expect(unsure.held == "15")
    #expect(unsure.changes == expected)
    // One that comes again is held no more.
    stand.vendor.serve("people", [ScriptedDesk.people(1...6)], total: 6, rights: false)
    let better = try preview(stand, "people")
    #expect(better.held == "14")
    #expect(better.changes == expected.map { $0.hasPrefix("a6:") ? "a6: unchanged" : $0 })
  }

  @Test("stands beside children whose list did not come, too") func workbookOfChildren() throws {
    let stand = try ScriptedDesk()
    func orders(_ positions: String) -> [String] { [#"{"code": "A", "positions": \#(positions)}"#] }
    let four = (1...4).map { #"{"no": "\#($0)", "title": "T"}"# }.joined(separator: ",")
    stand.vendor.serveAll("positions", orders("[\(four)]"))
    try stand.sync("positions")
    stand.vendor.serveAll("positions", orders("[]"))
    #expect(try stand.sync("positions").words == "heldDeletions 4")
    stand.vendor.serveAll("positions", orders("null"))
    let silent = try preview(stand, "positions")
    #expect(silent.held == "4")
    #expect(silent.changes == (1...4).map { "A/\($0): stays, deletion held" })
  }

  @Test("is counted in groups of digits, whoever says it") func many() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1200), "\"cursor\": \"c1\"")
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1), "\"cursor\": \"c2\"")
    #expect(
      try stand.sync("people").reason == "Held for approval: 1,199 of 1,200 stored records would leave, more than 50."
        + " See 'patchbay deletions list'.")
    #expect(try changes(stand, []).reason == since(2, "1,199 deletions"))
    #expect(try stand.raw(["undo", "3"]).error == nothingToUndo(3, "1,199 deletions were"))
    let discard = try RunReport(stand.raw(["deletions", "discard", "v/people", "--json"]))
    #expect(
      discard.reason == "1,199 held deletions discarded: the records stay until the vendor delivers them again.")
    #expect(
      try RunReport(stand.raw(["undo", "4", "--json"])).reason
        == "Undoes run 4. 1,199 records wait for a decision again: see 'patchbay deletions list \(config)'.")
  }

  @Test("is told by a run that nobody asked for") func automatic() async throws {
    let desk = try ServeDesk(["people"], "\"cursor\": \"c1\"", every: "1h")
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...1), "\"cursor\": \"c1\"")
    #expect(try desk.stand.sync("people").words == "received 1, unchanged 1, heldDeletions 8")
    desk.stand.vendor.serve("people", [[]], since: "c1")
    try desk.serve()
    let run = try await desk.run(1)
    #expect(run.words == "partial: heldDeletions 8")
    #expect(run.reason == since(2, "8 deletions"))
    #expect(try desk.stand.raw(["deletions", "approve", "v/people"]).code == 0)
    try desk.makeDue()
    #expect(try await desk.run(2).words == "completed")
  }
}
