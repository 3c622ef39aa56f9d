import Foundation
import TestSupport
import Testing

@Suite("Switching auto-sync on and off") struct AutoSyncCommandTests {
  private func synced() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    return stand
  }

  private static let config = "\(Operator.eid)/v/people"

  static let errors: [(words: [String], code: Int32, error: String)] = [
    (
      ["on", "v/sessions", "--yes"], 3,
      "\(Operator.eid)/v/sessions cannot run by itself yet: no sync by hand has applied. Run 'patchbay sync"
        + " \(Operator.eid)/v/sessions', see what it did, then switch auto-sync on.\n"
    ),
    (
      ["on", "v/people", "--every", "14m", "--yes"], 2,
      "--every '14m' is not a time from 15 minutes to a day, such as 15m, 90m, 2h or 1d. Nothing was changed.\n"
    ),
    (
      ["on", "v/people", "--every", "1441m", "--yes"], 2,
      "--every '1441m' is not a time from 15 minutes to a day, such as 15m, 90m, 2h or 1d. Nothing was changed.\n"
    ),
    (
      ["on", "v/people", "--from", "2030-02-30", "--yes"], 2,
      "--from '2030-02-30' is not a date such as 2026-09-14. Nothing was changed.\n"
    ),
    (
      ["on", "v/people", "--from", "2030-12-07", "--yes"], 2,
      "Automatic runs of \(config) would begin on 2030-12-07 and end after 2030-12-06. Give another --from or --until."
        + " Nothing was changed.\n"
    ),
    (
      ["on", "v/people", "--until", "2020-01-01", "--yes"], 2,
      "Automatic runs of \(config) end after 2020-01-01 (Europe/Zurich), which leaves no time for one. Give a later --until."
        + " Nothing was changed.\n"
    ),
    (["on", "v/people"], 3, "Nothing was changed. Repeat the command with --yes to switch auto-sync on.\n"),
    (["off", "v/people"], 2, "Auto-sync of \(config) is not on. See 'patchbay autosync list'.\n"),
    (
      ["on", "v/peple", "--yes"], 2,
      "There is no data config 'v/peple'. Did you mean 'v/people'? See 'patchbay configs list EID'.\n"
    ),
  ]

  @Test("says what is wrong, and changes nothing") func errors() throws {
    let stand = try synced()
    for error in Self.errors {
      let finished = try stand.raw(["autosync"] + error.words)
      #expect(finished.code == error.code)
      #expect(finished.error == error.error)
    }
    #expect(try stand.desk.sqlite("SELECT count(*) FROM autosync") == "0")
    #expect(
      try stand.raw(["autosync", "list"]).output
        == "Nothing runs by itself. Switch it on with 'patchbay autosync on CONFIG'.\n")
  }

  @Test("What holds for several data configs is told once") func reasons() throws {
    let stand = try synced()
    stand.vendor.serveAll("sessions", ScriptedDesk.people(1...3))
    try stand.sync("sessions")
    for type in ["people", "sessions"] { _ = try stand.raw(["autosync", "on", "v/\(type)", "--yes"]) }
    let lines = try stand.raw(["autosync", "list"]).output.split(separator: "\n").dropFirst(3)
    #expect(
      lines == [
        "\(Self.config) and 1 more: No 'patchbay serve --node root' runs. Start it, or give the event another node."
      ])
  }

  @Test("shows frequency, first run and last day, and asks") func asks() throws {
    let stand = try synced()
    for (answer, isOn) in [("n\r", "0"), ("y\r", "1")] {
      let shown = try Terminal.run(
        Products.patchbay, ["autosync", "on", "v/people", "--every", "15m"], keys: [("[y/N]", answer)],
        environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
      #expect(shown.contains("frequency  every 15 minutes\n"))
      #expect(shown.contains("last day   2030-12-06 (Europe/Zurich)\n"))
      #expect(shown.contains("node       root; no 'patchbay serve --node root' runs now\n"))
      #expect(shown.firstMatch(of: /first run  2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z\n/) != nil)
      #expect(try stand.desk.sqlite("SELECT count(*) FROM autosync") == isOn)
    }
  }

  @Test("keeps what is not given, and goes with the connection") func keeps() throws {
    let stand = try synced()
    func row() throws -> String { try stand.desk.sqlite("SELECT every, from_day, until_day FROM autosync") }
    #expect(
      try stand.raw(["autosync", "on", "v/people", "--every", "2h", "--until", "2030-12-31", "--yes"]).code == 0)
    #expect(try row() == "120||2030-12-31")
    #expect(try stand.raw(["autosync", "on", "v/people", "--from", "2030-11-01", "--yes"]).code == 0)
    #expect(try row() == "120|2030-11-01|2030-12-31")
    #expect(
      try stand.raw(["autosync", "off", "v/people"]).output
        == "\(Self.config): auto-sync is off. A run that goes on ends as it would have.\n")
    #expect(try stand.raw(["autosync", "on", "v/people", "--yes"]).code == 0)
    #expect(try row() == "60||")
    #expect(try stand.raw(["connections", "remove", "\(Operator.eid)/v", "--yes", "v", "--keep-records"]).code == 0)
    #expect(try row() == "")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM applied_setup") == "0")
  }

  @Test("ends as the event does, which an edit of the event says") func edited() throws {
    let stand = try synced()
    func notes(_ words: String...) throws -> [String] {
      try stand.raw(["events", "edit", Operator.eid] + words).output.split(separator: "\n").dropFirst().map(String.init)
        .filter { $0.hasPrefix("Automatic") }
    }
    #expect(try notes("--ends", "2030-12-04") == [])
    #expect(try stand.raw(["autosync", "on", "v/people", "--yes"]).code == 0)
    #expect(
      try notes("--ends", "2030-12-10") == ["Automatic runs start until 2030-12-13 (Europe/Zurich) now."])
    #expect(
      try notes("--time-zone", "Pacific/Auckland") == [
        "Automatic runs start until 2030-12-13 (Pacific/Auckland) now."
      ])
    #expect(
      try notes("--starts", "2020-01-01", "--ends", "2020-01-02", "--node", "east") == [
        "Automatic runs go on, on node east: 'patchbay serve --node east' runs them, if it is there; 'patchbay doctor' says so.",
        "Automatic runs would have started until 2020-01-05 (Pacific/Auckland), which is over: none starts any more.",
      ])
    #expect(try stand.raw(["autosync", "list", "--json"]).output.contains(#""state":"finished""#))
    // A last day of its own stays.
    #expect(try stand.raw(["autosync", "on", "v/people", "--until", "2031-01-01", "--yes"]).code == 0)
    #expect(try notes("--ends", "2030-12-10") == [])
    #expect(try stand.raw(["scheduler", Operator.eid]).output.contains("2031-01-01  scheduled"))
  }
}
