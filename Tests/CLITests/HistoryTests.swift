import Foundation
import TestSupport
import Testing

@Suite("The change log of an event that is over") struct HistoryTests {
  private static let eid = Operator.eid

  /// Run 1 creates three people, run 2 renames a1 to `Canary Two`, deletes a3; run 3 brings a3 back as `Canary Three`, with
  /// another mail; run 4 renames a1 back.
  private func changed() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Canary Two"), ScriptedDesk.person("a2")])
    try stand.sync("people")
    stand.vendor.serveAll(
      "people",
      [
        ScriptedDesk.person("a1", name: "Canary Two"), ScriptedDesk.person("a2"),
        ScriptedDesk.person("a3", name: "Cleo", email: "canary@x.org"),
      ])
    try stand.sync("people")
    stand.vendor.serveAll(
      "people",
      [ScriptedDesk.person("a1"), ScriptedDesk.person("a2"), ScriptedDesk.person("a3", name: "Cleo")])
    try stand.sync("people")
    #expect(try values(stand) == "4")
    return stand
  }

  /// Lines of the change log with values.
  private func values(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT count(*) FROM change WHERE fields IS NOT NULL")
  }

  /// The day so many days from today in Zurich.
  private func day(_ offset: Int) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/Zurich") ?? .gmt
    let parts = calendar.dateComponents(
      [.year, .month, .day], from: Date().addingTimeInterval(Double(offset) * 86_400))
    func two(_ number: Int?) -> String { String("0\(number ?? 0)".suffix(2)) }
    return "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
  }

  private func ends(_ stand: ScriptedDesk, _ date: String, _ more: String...) throws {
    let finished = try stand.raw(["events", "edit", Self.eid, "--starts", "2020-01-01", "--ends", date] + more)
    #expect(finished.code == 0)
  }

  @Test("keeps its values for thirty days, and not a day longer") func thirtyDays() throws {
    let stand = try changed()
    let place = "\(Self.eid) 'Test'"
    for (offset, says, left) in [
      (-29, "the change log keeps values until \(day(1)).", "4"),
      (-31, "removed the values of 4 changes; counts stay.", "0"),
      (-31, "the change log keeps no values.", "0"),
    ] {
      try ends(stand, day(offset))
      let tidied = try stand.raw(["events", "tidy", Self.eid])
      #expect(tidied.output == "\(place): \(says)\n")
      #expect(tidied.code == 0)
      #expect(try values(stand) == left)
    }
  }

  @Test("keeps them for as long as the event says") func setting() throws {
    let stand = try changed()
    try ends(stand, day(-100), "--keep-history", "200")
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try values(stand) == "4")
    try ends(stand, day(-2), "--keep-history", "0")
    #expect(
      try stand.raw(["events", "tidy"]).output == "\(Self.eid) 'Test': removed the values of 4 changes; counts stay.\n")
    #expect(try values(stand) == "0")
  }

  @Test("loses them, from the disk too, and nothing else") func nothingElse() throws {
    let stand = try changed()
    try ends(stand, day(-31))
    let lines = "SELECT id, run, rid, kind FROM change ORDER BY id"
    let before = (try stand.desk.sqlite(lines), try stand.desk.sqlite("SELECT * FROM person"))
    let counts = try stand.raw(["runs", "show", "2", "--json"]).output
    #expect(try stand.desk.files(holding: ["Canary", "canary@x.org"]) == ["events/\(Self.eid).db"])
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try stand.desk.files(holding: ["Canary", "canary@x.org"]) == [])
    #expect(try stand.desk.sqlite(lines) == before.0)
    #expect(try stand.desk.sqlite("SELECT * FROM person") == before.1)
    #expect(try stand.raw(["runs", "show", "2", "--json"]).output == counts)
  }

  @Test("loses with its values what problems say of records, for it quotes values") func problems() throws {
    let stand = try ScriptedDesk()
    let people = [
      ScriptedDesk.person("a1", #""birth": "canary-birth", "seats": "7""#), ScriptedDesk.person("a2", email: "canary"),
    ]
    stand.vendor.serve("people", [people], total: 3)
    #expect(try stand.sync("people").words == "received 2, created 2")
    let said = try stand.problems()
    #expect(said.count == 3)
    #expect(said[0] == "a1 birth: Left out: 'canary-birth' is not a date.")
    try ends(stand, day(-29))
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try stand.problems() == said)
    try ends(stand, day(-31))
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    let left = ["a1 birth: (no longer kept)", "a2 email: (no longer kept)", said[2]]
    #expect(try stand.problems() == left)
    #expect(try stand.desk.files(holding: ["canary"]) == [])
    // A later run tells them once, and writes down no more than that.
    let again = try stand.raw(["sync", "v/people", "--force"])
    #expect(again.output.contains("a1 · birth: Left out: 'canary-birth' is not a date.\n"))
    #expect(try stand.problems() == left)
    #expect(try stand.desk.files(holding: ["canary"]) == [])
  }

  static let runs: [[String]] = [
    ["sync", "v/people", "--force"], ["preview", "v/people"], ["records", "set", eid, "person", "a2", "seat=1"],
    ["undo", "2"], ["deletions", "discard", "v/people"],
  ]

  @Test("loses them by every run", arguments: runs) func everyRun(_ words: [String]) throws {
    let stand = try changed()
    // Something held, so that there is something to discard.
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1")])
    #expect(try stand.sync("people").words == "received 1, unchanged 1, heldDeletions 2")
    try ends(stand, day(-31))
    #expect(try values(stand) == "4")
    #expect([0, 5].contains(try stand.raw(words).code))
    #expect(try values(stand) == "0")
    #expect(try stand.desk.files(holding: ["Canary", "canary@x.org"]) == [])
  }

  @Test("gets no new ones, until the event is not over any more") func later() throws {
    let stand = try changed()
    try ends(stand, day(-31))
    stand.vendor.serveAll(
      "people",
      [ScriptedDesk.person("a1", name: "Eve"), ScriptedDesk.person("a2"), ScriptedDesk.person("a3", name: "Cleo")])
    #expect(try stand.sync("people").words == "received 3, unchanged 2, updated 1")
    #expect(try values(stand) == "0")
    #expect(try stand.desk.sqlite("SELECT kind, rid FROM change ORDER BY id DESC LIMIT 1") == "2|a1")
    try ends(stand, day(10))
    stand.vendor.serveAll(
      "people",
      [ScriptedDesk.person("a1", name: "Mia"), ScriptedDesk.person("a2"), ScriptedDesk.person("a3", name: "Cleo")])
    try stand.sync("people")
    #expect(try values(stand) == "1")
    try ends(stand, day(-31))
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try values(stand) == "0")
  }

  @Test("is looked through again after lines of it were removed") func numbersAgain() throws {
    let stand = try changed()
    try ends(stand, day(-31))
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    try ends(stand, day(10))
    // The lines that come next get the numbers of those that go.
    #expect(try stand.raw(["connections", "remove", "v", "--yes", "v"]).code == 0)
    #expect(
      try stand.raw(["connections", "add", Self.eid, "scripted", "--name", "v", "--endpoint", stand.vendor.address])
        .code
        == 0)
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1")])
    try stand.sync("people")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Eve")])
    try stand.sync("people")
    #expect(try values(stand) == "1")
    try ends(stand, day(-31))
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try values(stand) == "0")
  }

  @Test("cannot be undone from any more, and explain says so") func undone() throws {
    let stand = try changed()
    try ends(stand, day(-31))
    let finished = try stand.raw(["undo", "2"])
    #expect(finished.code == 5)
    #expect(
      finished.output == """
        Undo in \(Self.eid)/v/people: partial (run 5)
          Undoes run 2.
          Received 2 · Created 0 · Unchanged 2 · Updated 0 · Deleted 0 · Skipped 0
          Stored now: 3.
          Problems (2):
            a1: Left as it is: its earlier values are no longer kept.
            a3: Left as it is: run 3 brought it back.

        """)
    // What a returned record was before is not known either.
    #expect(try RunReport(stand.raw(["undo", "3", "--json"])).words == "received 1, unchanged 1")
    #expect(try stand.problems() == ["a3: Left as it is: run 4 changed it since."])
    let explained = try stand.raw(["records", "explain", Self.eid, "person", "a1"])
    #expect(
      explained.output.replacing(/[0-9-]{10}T[0-9:]{8}Z/, with: "TIME") == """
        a1 in \(Self.eid)/v/people
          It is live.
          What run 2, run 4 changed in it is no longer kept.
          email: pa1@x.org
            from email (overwrite)
          name: Ada
            from name (overwrite)

        """)
    // Of one that nothing changed it is known who wrote it.
    #expect(
      try stand.raw(["records", "explain", Self.eid, "person", "a2"]).output.contains("    written by sync 1, "))
  }
}
