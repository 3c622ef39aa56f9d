import Foundation
import TestSupport
import Testing

@Suite("A report reads, and says what was so when its run was made") struct ReportReadingTests {
  private func file(_ stand: ScriptedDesk, _ name: String) -> String { stand.desk.folder.path + "/" + name }

  /// The bytes of a run's report.
  private func report(_ stand: ScriptedDesk, _ run: Int) throws -> Data {
    let path = file(stand, "\(UUID().uuidString).xlsx")
    let finished = try stand.raw(["runs", "report", "\(run)", "-o", path])
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private func database(_ stand: ScriptedDesk) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: stand.desk.database))
  }

  @Test("a report only reads, and is the same file however often it is written") func onlyReads() throws {
    let stand = try ReportCommandTests.changed()
    let path = file(stand, "p.xlsx")
    #expect(try stand.raw(["preview", "v/people", "-o", path]).code == 5)
    let before = try database(stand)
    let first = try Data(contentsOf: URL(fileURLWithPath: path))
    for _ in 0..<2 {
      // A workbook says to the second when it was made.
      Thread.sleep(forTimeInterval: 1.1)
      #expect(try report(stand, 3) == first)
      #expect(try report(stand, 1) == report(stand, 1))
    }
    #expect(try database(stand) == before)
    // A run that was cut off is not marked as such by a report on another.
    _ = try stand.desk.sqlite("UPDATE run SET status='running', finished=NULL WHERE id=2")
    let cut = try database(stand)
    #expect(try report(stand, 3) == first)
    #expect(
      try stand.raw(["runs", "report", "2", "-o", path]).error
        == "Run 2 is interrupted: it has no report. See 'patchbay runs show 2'.\n")
    #expect(try database(stand) == cut)
  }

  @Test("a preview's report tells of the mapping, the rules and the fields that the preview was made with")
  func ownSetup() throws {
    let stand = try ReportCommandTests.changed()
    #expect(try stand.raw(["preview", "v/people"]).code == 5)
    let first = try report(stand, 3)
    for words in [
      ["mapping", "set", "v/people", "email", "name"], ["mapping", "remove", "v/people", "seat"],
      ["mapping", "set", "v/people", "seats", "note", "--mode", "overwrite"],
      ["configs", "set", "v/people", "--skip", "name is Ada"],
      ["metadata", "add", Operator.eid, "person", "later", "--kind", "text"], ["connectors", "disable", "scripted"],
    ] {
      let finished = try stand.raw(words)
      #expect(finished.code == 0, "\(words): \(finished.error)")
      #expect(try report(stand, 3) == first, "after \(words)")
    }
    let path = file(stand, "last.xlsx")
    #expect(try stand.raw(["runs", "report", "3", "-o", path]).code == 0)
    let stats = try OpenedWorkbook(path)["Stats"]
    #expect(stats.drop { $0 != ["Skipped is a record when"] }.prefix(2).last == ["status is one of cancelled"])
    #expect(stats.contains(["email", "email", "41", "97.6 %", "100.0 %"]))
  }

  @Test("what a preview saw is known to the next one and to suggestions, also if nobody asked for its report")
  func seenWithoutReport() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", (1...20).map { ScriptedDesk.person("a\($0)", #""nick": "n""#) })
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    #expect(try stand.raw(["metadata", "add", Operator.eid, "person", "nick", "--kind", "text"]).code == 0)
    #expect(try stand.raw(["mapping", "suggest", "v/people"]).output.contains("nick"))
    // One that is cut neither takes fields for gone nor forgets them.
    stand.vendor.serve("people", [ScriptedDesk.people(1...5)], "\"unfinished\": true")
    let path = file(stand, "p.xlsx")
    _ = try stand.raw(["preview", "v/people", "-o", path])
    let gone = "Gone at the vendor: in the preview before, not in this one"
    #expect(try !OpenedWorkbook(path)["Stats"].contains([gone]))
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    let first = try report(stand, 3)
    #expect(try report(stand, 3) == first)
    #expect(try stand.raw(["runs", "report", "3", "-o", path]).code == 0)
    #expect(try OpenedWorkbook(path)["Stats"].drop { $0 != [gone] }.prefix(2) == [[gone], ["nick"]])
    #expect(try stand.raw(["preview", "v/people", "-o", path]).code == 0)
    #expect(try !OpenedWorkbook(path)["Stats"].contains([gone]))
  }

  @Test("a preview that an earlier version kept has no report any more, and says so") func earlierVersion() throws {
    let stand = try ReportCommandTests.changed()
    #expect(try stand.raw(["preview", "v/people"]).code == 5)
    let url = URL(fileURLWithPath: "\(stand.desk.home)/plans/\(Operator.eid)-3.json")
    try Data(String(contentsOf: url, encoding: .utf8).split(separator: "\n")[1].utf8).write(to: url)
    let finished = try stand.raw(["runs", "report", "3", "-o", file(stand, "p.xlsx")])
    #expect(
      finished.error
        == "Preview 3 was made by an earlier version of patchbay, which kept less than its report tells. Make a new preview.\n"
    )
    #expect(finished.code == 3)
    // Nor is it applied: without its mark nobody can tell whether it is whole.
    let applied = try stand.raw(["sync", "v/people", "--plan", "3", "--json"])
    #expect(applied.code == 3)
    #expect(
      try RunReport(applied).reason
        == "The plan is refused: since it was made, patchbay itself changed. Nothing was applied. Make a new preview.")
  }
}
