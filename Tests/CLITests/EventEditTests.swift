import Foundation
import TestSupport
import Testing

@Suite("An event that is edited") struct EventEditTests {
  private static let eid = Operator.eid

  private func edit(_ stand: ScriptedDesk, _ words: String...) throws -> Finished {
    try stand.raw(["events", "edit", Self.eid] + words)
  }

  @Test("has what was given, and keeps the rest") func edited() throws {
    let stand = try ScriptedDesk()
    let finished = try edit(stand, "--name", "Nordic \"Summit\"", "--starts", "2030-11-30", "--node", "eu")
    #expect(
      finished.output == "Event \(Self.eid) is 'Nordic \"Summit\"', 2030-11-30 to 2030-12-03, Europe/Zurich, node eu.\n"
    )
    #expect(
      try edit(stand, "--ends", "2030-12-05", "--keep-history", "10", "--json").output
        == #"{"eid":"\#(Self.eid)","name":"Nordic \"Summit\"","starts":"2030-11-30","ends":"2030-12-05","timeZone":"Europe/Zurich","#
        + #""node":"eu","keepHistory":10}"# + "\n")
    #expect(
      try stand.raw(["events", "show", Self.eid]).output.contains(
        "\n  history    values stay in the change log for 10 days after the end\n"))
  }

  @Test("says until when the change log keeps values") func historyNotes() throws {
    let stand = try ScriptedDesk()
    let line = "Event \(Self.eid) is 'Test', 2030-12-01 to 2030-12-05, Europe/Zurich, node root.\n"
    #expect(
      try edit(stand, "--ends", "2030-12-05").output == line + "The change log keeps values until 2031-01-04.\n")
    #expect(
      try edit(stand, "--keep-history", "0").output == line + "The change log keeps values until 2030-12-05.\n")
    #expect(
      try edit(stand, "--starts", "2020-01-01", "--ends", "2020-02-29").output
        == "Event \(Self.eid) is 'Test', 2020-01-01 to 2020-02-29, Europe/Zurich, node root.\n"
        + "The change log was to keep values until 2020-02-29, which is over: the next run, or 'patchbay events tidy"
        + " \(Self.eid)', removes them for good.\n")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let words: [String]
    let says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  static let refusals = [
    Refusal(
      words: [], says: "Nothing to change: give --name, --starts, --ends, --time-zone, --node or --keep-history."),
    Refusal(words: ["--name", " "], says: "An event needs a name."),
    Refusal(words: ["--starts", "1.12.2030"], says: "--starts '1.12.2030' is not a date such as 2026-09-14."),
    Refusal(words: ["--ends", "2030-02-30"], says: "--ends '2030-02-30' is not a date such as 2026-09-16."),
    Refusal(
      words: ["--ends", "2030-11-30"], says: "The event would end (2030-11-30) before it starts (2030-12-01)."),
    Refusal(
      words: ["--time-zone", "Europe/Zürich"],
      says: "--time-zone 'Europe/Zürich' is not a time zone such as Europe/Zurich. Did you mean 'Europe/Zurich'?"),
    Refusal(words: ["--node", ""], says: "--node '' cannot be the name of a node: 1 to 64 bytes, no white space."),
    Refusal(
      words: ["--node", "a b"], says: "--node 'a b' cannot be the name of a node: 1 to 64 bytes, no white space."),
    Refusal(
      words: ["--name", "a\nb"],
      says: "This cannot be the name of an event: at most 500 bytes, no line break or control character."),
    Refusal(
      words: ["--name", "New", "--keep-history", "-1"],
      says: "--keep-history '-1' is not a number of days from 0 to 3650."),
    Refusal(
      words: ["--keep-history", "3651"], says: "--keep-history '3651' is not a number of days from 0 to 3650."),
  ]

  @Test("stays as it is when something given cannot be meant", arguments: refusals) func refuses(_ refusal: Refusal)
    throws
  {
    let stand = try ScriptedDesk()
    let before = try stand.desk.sqlite("SELECT * FROM event")
    let finished = try stand.raw(["events", "edit", Self.eid] + refusal.words)
    #expect(finished.error == refusal.says + "\n")
    #expect(finished.code == 2)
    #expect(try stand.desk.sqlite("SELECT * FROM event") == before)
  }

  // MARK: Another zone

  /// One person whose note is a time without offset; a cursor.
  private func timed() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    _ = try stand.desk.sqlite("UPDATE metadata SET kind='date-time' WHERE name='note'")
    stand.vendor.serveAll(
      "people", [ScriptedDesk.person("a1", #""note": "2030-12-01T09:00:00""#)], "\"cursor\": \"c1\"")
    try stand.sync("people")
    #expect(try stand.desk.sqlite("SELECT note FROM person") == "2030-12-01T08:00:00Z")
    return stand
  }

  @Test("in another zone is read from the start, and its times anew") func zone() throws {
    let stand = try timed()
    #expect(
      try edit(stand, "--time-zone", "Asia/Tokyo").output
        == "Event \(Self.eid) is 'Test', 2030-12-01 to 2030-12-03, Asia/Tokyo, node root.\n"
        + "Times that the vendor gives without an offset are read in Asia/Tokyo from the next sync on, which asks for"
        + " everything. Plans made before are refused.\n"
        + "The change log keeps values until 2031-01-02.\n")
    #expect(try stand.sync("people", "--incremental").words == "received 1, updated 1")
    #expect(stand.vendor.requests.last == "/people?since=&page=1")
    #expect(try stand.desk.sqlite("SELECT note FROM person") == "2030-12-01T00:00:00Z")
  }

  @Test("in another zone for a while only does not go on from a cursor of before") func thereAndBack() throws {
    let stand = try timed()
    #expect(try edit(stand, "--time-zone", "Asia/Tokyo").code == 0)
    // A run that the vendor cuts applies what came, and stores no cursor.
    let row = ScriptedDesk.person("a1", #""note": "2030-12-01T09:00:00""#)
    stand.vendor.serve("people", [[row], []], total: 2)
    stand.vendor.answer(ScriptedVendor.target("people", page: 2), ScriptedAnswer("{}", status: 500))
    #expect(try stand.sync("people").status == "incomplete")
    #expect(try stand.desk.sqlite("SELECT note FROM person") == "2030-12-01T00:00:00Z")
    #expect(try edit(stand, "--time-zone", "Europe/Zurich").code == 0)
    stand.vendor.serveAll("people", [row])
    #expect(try stand.sync("people", "--incremental").words == "received 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT note FROM person") == "2030-12-01T08:00:00Z")
  }

  @Test("in another zone refuses plans, and asks the vendor again before what is held is approved") func decisions()
    throws
  {
    let stand = try timed()
    let other = [ScriptedDesk.person("b1", #""note": "2030-12-01T09:00:00""#)]
    stand.vendor.serveAll("people", other)
    try stand.sync("people")
    #expect(try stand.held() == ["deletion a1", "creation b1"])
    #expect(try stand.raw(["preview", "v/people"]).code == 5)
    #expect(try edit(stand, "--time-zone", "Asia/Tokyo").code == 0)
    let refused = try stand.raw(["sync", "v/people", "--plan", "3", "--json"])
    #expect(
      try RunReport(refused).reason
        == "The plan is refused: since it was made, the time zone at the event's dates changed. Nothing was applied. Make a"
        + " new preview.")
    let asked = stand.vendor.requests.count
    #expect(try stand.raw(["deletions", "approve", "v/people"]).code == 0)
    #expect(stand.vendor.requests.count == asked + 1)
    #expect(try stand.desk.sqlite("SELECT id, note FROM person") == "b1|2030-12-01T00:00:00Z")
  }

  @Test("in the same zone goes on from its cursor") func sameZone() throws {
    let stand = try timed()
    #expect(try edit(stand, "--time-zone", "Europe/Zurich", "--name", "Other").code == 0)
    stand.vendor.serve("people", [[]], since: "c1")
    #expect(try stand.sync("people", "--incremental").words == "")
    #expect(stand.vendor.requests.last == "/people?since=c1&page=1")
  }
}
