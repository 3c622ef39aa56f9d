import Foundation
import TestSupport
import Testing

@Suite("Enabling another file, or none, keeps an event's records and mapping") struct ConnectorUpdateTests {
  let vendor: PeopleVendor
  let faulty: FaultyDesk

  init() throws {
    vendor = try PeopleVendor(ConnectorFaultTests.before)
    faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor)
  }

  private func enable(_ options: String...) throws -> Finished {
    try Launch.run(
      Products.patchbay, ["connectors", "enable", "faulty"] + options,
      environment: ["PATCHBAY_HOME": faulty.desk.home].merging(faulty.desk.environment) { $1 })
  }

  private func state() throws -> String {
    let line = try faulty.desk.patchbay("connectors", "list").output.split(separator: "\n")
      .first { $0.contains(faulty.library) }
    return String(line ?? "").split(separator: "  ").dropFirst().first.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? ""
  }

  static let advice = "Nothing was changed. If that is wanted, an administrator enables it with --accept-rekey."
  static let rekeyed =
    "changes the key or the fp_type of 'people', and CONFIG has records of it: they would all look new."
  static let updates: [(document: String, sentence: String)] = [
    (FaultyDesk.document(version: "2.0.0", key: "email"), "Faulty 2.0.0 \(rekeyed) \(advice)"),
    (
      FaultyDesk.document(version: "2.0.0").replacing("\"person\"", with: "\"exhibitor\""),
      "Faulty 2.0.0 \(rekeyed) \(advice)"
    ),
    (
      FaultyDesk.document(version: "2.0.0", type: "attendees"),
      "Faulty 2.0.0 has no data type 'people' any more, and CONFIG has records of it, which no sync could reach. \(advice)"
    ),
  ]

  @Test("An update that changes what records in use are keyed by, or become, is an administrator's", arguments: updates)
  func rekey(_ document: String, _ sentence: String) throws {
    #expect(try faulty.sync().code == 0)
    let stored = try faulty.desk.dump()
    try faulty.put(document)
    let refused = Finished(code: 3, output: "", error: sentence.replacing("CONFIG", with: faulty.config) + "\n")
    #expect(try enable() == refused)
    #expect(try state() == "update available")
    #expect(try faulty.desk.dump() == stored)
    // The enabled file goes on, and disabling it first is no way round.
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed", "", "received 4, unchanged 4"))
    try faulty.run("connectors", "disable", "faulty")
    #expect(try enable() == refused)
    #expect(try enable("--accept-rekey").code == 0)
    #expect(try state() == "enabled")
  }

  @Test("An event that cannot be read stands against a new key, and against nothing else") func unread() throws {
    let eid = "0bad0000000000000000000000000002"
    try faulty.run(
      "events", "add", "Other", "--starts", "2026-12-01", "--ends", "2026-12-02", "--time-zone", "UTC", "--eid", eid)
    let path = "\(faulty.desk.home)/events/\(eid).db"
    try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: path))
    try faulty.put(FaultyDesk.document(version: "2.0.0", key: "email"))
    let why =
      "'\(path)' is not a Patchbay database. Nothing was changed. Restore it from a backup, or move it out of the home."
    let user = "event \(eid) may have records of it, which cannot be read (\(why))"
    #expect(
      try enable()
        == Finished(
          code: 3, output: "",
          error: "Faulty 2.0.0 " + Self.rekeyed.replacing("CONFIG has records of it", with: user) + " \(Self.advice)\n")
    )
    try faulty.put(FaultyDesk.document(version: "2.0.0"))
    #expect(try enable().code == 0)
  }

  @Test("Without records it is anybody's") func unused() throws {
    try faulty.put(FaultyDesk.document(version: "2.0.0", key: "email"))
    let output = """
      Faulty 2.0.0 is enabled: people.
        may reach    https://api.example, the endpoint that a connection names
        credentials  none

      """
    #expect(try enable() == Finished(code: 0, output: output, error: ""))
    #expect(
      try Outcome(faulty.sync()) == Outcome(code: 0, "completed", "", "received 4, created 4"))
    #expect(try faulty.desk.sqlite("SELECT id FROM person ORDER BY id LIMIT 1") == "ann@example.org")
  }

  @Test("An update changes no mapping of an event") func mapping() throws {
    #expect(try faulty.sync().code == 0)
    let stored = try faulty.desk.dump()
    try faulty.put(
      FaultyDesk.document(version: "2.0.0").replacing("\"from\":\"email\"", with: "\"from\":\"mail\""))
    #expect(try enable().code == 0)
    #expect(try faulty.desk.dump() == stored)
    #expect(
      try Outcome(faulty.sync())
        == Outcome(code: 0, "completed", "Judged again by the connector: 0 changed.", "received 4, unchanged 4"))
  }

  @Test("Another file under the same name is not run until it is enabled") func notYet() throws {
    try faulty.put(FaultyDesk.document(version: "2.0.0"), ["CRASHING_CONSTRUCTOR"])
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed", "", "received 4, created 4"))
    #expect(try state() == "update available")
  }

  @Test("Disabled, its records stay, its syncs are refused and those of others go on") func disabled() throws {
    try faulty.put(FaultyDesk.document(id: "other"), as: "libother.so")
    try faulty.run("connectors", "enable", "other")
    try faulty.connect(vendor, as: "other", connector: "other")
    #expect(try faulty.sync().code == 0)
    let stored = try faulty.desk.dump()
    #expect(
      try faulty.desk.patchbay("connectors", "disable", "faulty")
        == Finished(code: 0, output: "faulty is disabled. Its connections and their data stay.\n", error: ""))
    #expect(try state() == "installed")
    let refused = Outcome(
      code: 3, "refused",
      "Connector 'faulty' is not enabled. Enable it with 'patchbay connectors enable faulty'.")
    #expect(try Outcome(faulty.sync()) == refused)
    #expect(try faulty.desk.dump() == stored)
    let all = try faulty.desk.patchbay("sync", Operator.eid, "--all", "--force", "--json")
    #expect(all.code == 3)
    let reports = try all.output.split(separator: "\n").map { try RunReport(line: String($0)) }
    #expect(reports.map(\.status) == ["refused", "completed"])
    #expect(reports.map(\.reason) == [refused.reason, ""])
    #expect(reports.map(\.words) == ["", "received 4, created 4"])
    try faulty.run("connectors", "enable", "faulty")
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed", "", "received 4, unchanged 4"))
  }
}
