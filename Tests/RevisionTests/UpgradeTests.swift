import Foundation
import HostMapping
import HostModel
import HostStorage
import HostSync
import TestSupport
import Testing

@Suite("A home of before there were revisions") struct UpgradeTests {
  @Test("is judged again once, by the next run of each data config, which says by what") func judged() throws {
    let desk = try RevisedDesk()
    for type in ["people", "sessions"] { try desk.sync(desk.host(), type) }
    try desk.store("35", insteadOf: "3.5")
    try OldHome.make(of: desk.stand.desk)
    let upgraded = try desk.host { $0.revisions.transforms["number"] = 2 }
    #expect(
      try desk.sync(upgraded) == ["completed: received 3, updated 3", "Judged again by number 2: 3 changed."])
    #expect(
      try desk.sync(upgraded, "sessions")
        == ["completed: received 1, unchanged 1", "Judged again by this version of patchbay: 0 changed."])
    for type in ["people", "sessions"] { #expect(try desk.sync(upgraded, type) == ["completed: ", ""]) }
    #expect(
      desk.stand.vendor.requests.suffix(4) == [
        "/people?since=&page=1", "/sessions?since=&page=1", "/people?since=c1&page=1", "/sessions?since=c1&page=1",
      ])
  }

  @Test("has no plan that its successor would apply") func plans() throws {
    let desk = try RevisedDesk()
    try desk.sync(desk.host())
    let preview = try desk.host().preview("v/people") { _ in }
    let path = "\(desk.stand.desk.home)/plans/\(Operator.eid)-\(preview.run.id).json"
    // As it was written then: without a mark, the parts alone, the zone by its name.
    let text = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")[1]
      .replacing(/"outcome":\{"parts":(\{[^}]*\}),"revisions":\{\}\}/, with: { "\"outcome\":\($0.output.1)" })
      .replacing("\"zone offsets\":", with: "\"time zone\":")
    #expect(text.contains("\"outcome\":{\"connector\":\"") && text.contains("\"time zone\":\""))
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    try OldHome.make(of: desk.stand.desk)
    #expect(
      RevisedDesk.words(try desk.host().apply(plan: preview.run.id, of: "v/people") { _ in }) == [
        "refused: ",
        "The plan is refused: since it was made, patchbay itself changed. Nothing was applied. Make a new preview.",
      ])
  }

  @Test("knows when it was last asked for everything") func full() throws {
    let desk = try RevisedDesk()
    for type in ["people", "sessions"] { try desk.sync(desk.host(), type) }
    try desk.sync(desk.host())
    _ = try desk.stand.desk.sqlite(
      "UPDATE config SET judged_at=NULL, full_at=NULL WHERE data_type='people'; UPDATE config SET judged_at=1000 WHERE data_type='sessions'"
    )
    try OldHome.make(of: desk.stand.desk)
    #expect(try desk.stand.raw(["events", "list"]).code == 0)
    #expect(try desk.stand.raw(["runs", "list", Operator.eid]).code == 0)
    // Run 3 was incremental.
    #expect(
      try desk.stand.desk.sqlite(
        "SELECT full_at=(SELECT started FROM run WHERE id=1) FROM config WHERE data_type='people'") == "1")
    #expect(try desk.stand.desk.sqlite("SELECT full_at FROM config WHERE data_type='sessions'") == "1000.0")
  }
}
