import Foundation
import TestSupport
import Testing

@Suite("Beside an event that cannot be read") struct UnreadEventTests {
  static let other = "0bad0000000000000000000000000002"
  let stand: ScriptedDesk

  /// A stand with one synced event, and another whose file is no database.
  init() throws {
    stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    #expect(
      try stand.raw(
        [
          "events", "add", "Other", "--starts", "2026-12-01", "--ends", "2026-12-02", "--time-zone", "UTC", "--eid",
          Self.other,
        ]
      ).code == 0)
    try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: path))
  }

  private var path: String { "\(stand.desk.home)/events/\(Self.other).db" }
  private var why: String {
    "'\(path)' is not a Patchbay database. Nothing was changed. Restore it from a backup, or move it out of the home."
  }

  @Test("the whole name of a data config, a connection or a run is enough") func whole() throws {
    #expect(try stand.raw(["sync", "\(Operator.eid)/v/people", "--force"]).code == 0)
    #expect(try stand.raw(["connections", "show", "\(Operator.eid)/v"]).code == 0)
    #expect(try stand.raw(["runs", "show", "1", "--event", Operator.eid]).code == 0)
    #expect(try stand.raw(["connectors", "list"]).code == 0)
  }

  @Test("a short one is refused with the whole one, for it may fit the other event too") func short() throws {
    let doubt = "but event \(Self.other) cannot be read and may have one too: \(why)"
    let run = try stand.desk.sqlite("SELECT max(id) FROM run")
    let cases: [(words: [String], sentence: String)] = [
      (
        ["sync", "v/people", "--force"],
        "'v/people' fits \(Operator.eid)/v/people, \(doubt) Write \(Operator.eid)/v/people."
      ),
      (["connections", "show", "v"], "'v' is a connection of \(Operator.eid), \(doubt) Write \(Operator.eid)/v."),
      (["runs", "show", run], "Run \(run) is one of \(Operator.eid), \(doubt) Say it with --event \(Operator.eid)."),
    ]
    for (words, sentence) in cases {
      #expect(try stand.raw(words) == Finished(code: 2, output: "", error: sentence + "\n"))
    }
  }

  @Test(
    "what is found nowhere else may be there",
    arguments: [["sync", "v/nothing"], ["connections", "show", "w"], ["runs", "show", "99"]])
  func nowhere(_ words: [String]) throws {
    #expect(try stand.raw(words) == Finished(code: 3, output: "", error: why + "\n"))
  }
}
