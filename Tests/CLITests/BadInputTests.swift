import Foundation
import TestSupport
import Testing

@Suite("What a person is told of a command that cannot be used") struct BadInputTests {
  private func refuses(_ inputs: [BadInput]) async throws {
    let desk = try Operator()
    try desk.connect("pretalx", ["event=sandbox"], secret: ("token", "sandbox-token"), to: "http://127.0.0.1:1/api")
    let whole = { try Launch.run("/usr/bin/sqlite3", [desk.database, ".dump"]).output }
    let before = try whole()
    for input in inputs {
      let finished = try await Launch.start(
        Products.patchbay, input.words, environment: ["PATCHBAY_HOME": desk.home]
      ).finished()
      #expect(finished.output == "", "\(input.testDescription)")
      // The program says its folder as the kernel knows it, without links.
      let folder = URL(fileURLWithPath: Products.folder).resolvingSymlinksInPath().path
      #expect(desk.plain(finished.error).replacing(folder, with: "PROGRAM") == input.error, "\(input.testDescription)")
      #expect(finished.code == input.code, "\(input.testDescription)")
    }
    #expect(try whole() == before)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: desk.home + "/events").filter { $0.hasSuffix(".db") }.count
        == 1)
  }

  @Test("words that do not fit the grammar") func grammar() async throws { try await refuses(BadInput.grammar) }
  @Test("values and names") func values() async throws { try await refuses(BadInput.values) }
  @Test("endpoints, settings and secrets") func connections() async throws { try await refuses(BadInput.connections) }

  @Test("a connection that lacks something is not called ready") func lacks() throws {
    let desk = try Operator()
    for words in [
      ["connectors", "enable", "certain"],
      [
        "events", "add", "T", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", "UTC", "--eid",
        Operator.eid,
      ],
    ] { #expect(try Launch.run(Products.patchbay, words, environment: ["PATCHBAY_HOME": desk.home]).code == 0) }
    let added = try desk.patchbay(
      "connections", "add", Operator.eid, "certain", "--set", "account=a", "--set", "user=u")
    #expect(added.code == 0)
    #expect(
      added.output == """
        Connection \(Operator.eid)/certain is made, with presets for participants, sessions, registrations.
        Certain needs 'password' (Password), and connection 'certain' has none. Set it with 'patchbay connections set \
        \(Operator.eid)/certain --secret password'.
        Certain needs 'event' (Event code), and connection 'certain' has none. Set it with 'patchbay connections set \
        \(Operator.eid)/certain --set event=…'.
        Test it with 'patchbay connections test \(Operator.eid)/certain'.

        """)
  }

  @Test("a choice that the connector does not have names those that it has") func choice() throws {
    let desk = try Operator()
    for words in [
      ["connectors", "enable", "certain"],
      [
        "events", "add", "T", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", "UTC", "--eid",
        Operator.eid,
      ],
    ] { #expect(try Launch.run(Products.patchbay, words, environment: ["PATCHBAY_HOME": desk.home]).code == 0) }
    let said = try desk.patchbay("connections", "add", Operator.eid, "certain", "--set", "session_identity=name")
    #expect(said.code == 2)
    #expect(
      said.error
        == "'name' is no choice for 'session_identity' of Certain. Choose one of: sessionCode, sessionInstanceId.\n")
  }

  @Test("a connection that lacks a credential or a setting says which, and how to give it")
  func lacking() throws {
    let desk = try Operator()
    for words in [
      ["connectors", "enable", "pretalx"],
      [
        "events", "add", "T", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", "UTC", "--eid",
        Operator.eid,
      ],
      ["connections", "add", Operator.eid, "pretalx"],
    ] { #expect(try Launch.run(Products.patchbay, words, environment: ["PATCHBAY_HOME": desk.home]).code == 0) }
    let token =
      "pretalx needs 'token' (API token), and connection 'pretalx' has none. Set it with 'patchbay connections set"
      + " EID/pretalx --secret token'."
    let test = try desk.patchbay("connections", "test", "pretalx")
    #expect(test.code == 2)
    #expect(desk.plain(test.error) == token + "\n")
    let sync = try desk.patchbay("sync", "pretalx/sessions", "--json")
    #expect(sync.code == 3)
    let run = try RunReport(sync)
    #expect(run.status == "refused")
    #expect(desk.plain(run.reason) == token)
    _ = try desk.patchbay("connections", "set", "pretalx", "--secret", "token", input: "x\n")
    let event = try desk.patchbay("connections", "test", "pretalx")
    #expect(
      desk.plain(event.error)
        == "pretalx needs 'event' (Event), and connection 'pretalx' has none. Set it with 'patchbay connections set"
        + " EID/pretalx --set event=…'.\n")
  }

  @Test("zones that Foundation does not list are zones", arguments: ["Asia/Kolkata", "Etc/UTC", "UTC", "Europe/Kyiv"])
  func zones(_ name: String) throws {
    let desk = try Operator()
    let said = try desk.patchbay(
      "events", "add", "T", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", name)
    #expect(said.code == 0)
  }

  @Test(
    "a second sync by hand within the hour says how long to wait, and a plan that is not there which runs there are")
  func refusals() async throws {
    let fault = try FaultDesk()
    _ = try fault.desk.sqlite("UPDATE config SET manual_at=unixepoch()")
    let soon = try await fault.desk.start("sync", "pretalx/sessions", "--json").finished()
    #expect(soon.code == 3)
    let run = try RunReport(soon)
    #expect(run.status == "refused")
    #expect(
      fault.plain(run.reason)
        == "EID/pretalx/sessions was synced by hand less than a minute ago. Wait 60 minutes, or ask the vendor again now with"
        + " --force.")
    _ = try fault.desk.sqlite("UPDATE config SET manual_at=unixepoch()-3540")
    let later = try RunReport(try await fault.desk.start("sync", "pretalx/sessions", "--json").finished())
    #expect(
      fault.plain(later.reason)
        == "EID/pretalx/sessions was synced by hand 59 minutes ago. Wait 1 minute, or ask the vendor again now with --force."
    )
    let plan = try await fault.desk.start("sync", "pretalx/sessions", "--plan", "999", "--json").finished()
    #expect(plan.code == 3)
    #expect(
      fault.plain(try RunReport(plan).reason)
        == "Run 999 is no preview of EID/pretalx/sessions. See 'patchbay runs list EID/pretalx/sessions'.")
  }
}
