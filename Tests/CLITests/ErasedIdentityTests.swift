import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Who was erased stays out of the event") struct ErasedIdentityTests {
  private static let eid = Operator.eid

  private func erase(_ stand: ScriptedDesk, _ id: String = "a1", from config: String? = nil) throws -> Finished {
    try stand.raw(
      ["records", "erase", Self.eid, "person", id, "--yes", id] + (config.map { ["--config", $0] } ?? []))
  }

  private func add(_ stand: ScriptedDesk, _ name: String = "v", event: String = "one") throws {
    let added = try stand.raw([
      "connections", "add", Self.eid, "scripted", "--name", name, "--endpoint", stand.vendor.address, "--set",
      "event=\(event)",
    ])
    #expect(added.code == 0, "\(added.error)")
  }

  private func set(_ stand: ScriptedDesk, _ setting: String) throws -> Finished {
    try stand.raw(["connections", "set", "v", "--set", setting])
  }

  /// Three people, the first erased.
  private func erased() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"One\"}"])
    stand.vendor.serveAll(
      "registrations", (1...2).map { "{\"person\": \"a\($0)\", \"session\": \"s1\", \"state\": \"in\"}" })
    try stand.sync("people")
    #expect(try erase(stand).code == 0)
    return stand
  }

  @Test("or nothing is read, if the file does not tell any more whose they were") func damaged() throws {
    let stand = try erased()
    _ = try stand.desk.sqlite("UPDATE kept_out SET fields='[\"event\"'")
    let run = try stand.sync("people")
    #expect(run.status == "failed")
    #expect(
      run.reason
        == "'\(stand.desk.home)/events/\(Self.eid).db' is damaged (what tells whose an erased record was cannot be read:"
        + " [\"event\"). Stop using it and restore it from a backup.")
    #expect(try stand.ids("person") == ["a2", "a3"])
  }

  @Test("when the connection is removed and added again, which its removal says") func removedAndAdded() throws {
    let stand = try erased()
    #expect(
      try stand.raw(["connections", "remove", "v"]).error
        == "Connection 'v' of event 'Test' would be removed for good, with 2 records (2 person), its credentials, settings,"
        + " mapping and history. One erased record stays out of the event, whichever connection brings it. Nothing was"
        + " changed. To do it, add --yes v. To keep the records, add --keep-records too.\n")
    #expect(try stand.raw(["connections", "remove", "v", "--yes", "v"]).code == 0)
    try add(stand)
    let preview = try stand.raw(["preview", "v/people"])
    #expect(preview.code == 0)
    #expect(!preview.output.contains("a1"))
    #expect(try stand.desk.files(holding: ["pa1@x.org"]) == [])
    #expect(try stand.sync("people").words == "received 3, created 2, skipped 1")
    try stand.sync("sessions")
    #expect(try stand.sync("registrations").words == "received 2, created 1, skipped 1")
    #expect(try stand.ids("person") == ["a2", "a3"])
    #expect(
      try stand.raw(["records", "explain", Self.eid, "person", "a1"]).output.replacing(
        /[0-9-]{10}T[0-9:]{8}Z/, with: "TIME")
          == """
          a1 in \(Self.eid)/v/people
            It was erased by run 2, TIME: nothing of it is stored, and later runs keep it out.

          """)
  }

  @Test("when the connection is frozen, and another brings the same account") func frozen() throws {
    let stand = try erased()
    #expect(try stand.raw(["connections", "remove", "v", "--keep-records", "--yes", "v"]).code == 0)
    try add(stand)
    #expect(try stand.sync("people").words == "received 3, created 2, skipped 1")
    // One that both have goes from both.
    let asked = try stand.raw(["records", "erase", Self.eid, "person", "a2", "--config", "v/people"])
    #expect(
      asked.error
        == "Record 'a2' of \(Self.eid)/v/people would be erased: values, change log and whatever names it go, and later runs"
        + " keep it out. The same record goes from v.frozen/people, too. This cannot be taken back. Nothing was changed. To"
        + " do it, add --yes a2.\n")
    #expect(try erase(stand, "a2", from: "v.frozen/people").code == 0)
    #expect(try stand.ids("person") == ["a3", "a3"])
    #expect(
      try stand.desk.sqlite("SELECT name, status, reason, deleted FROM run WHERE id>3 ORDER BY id")
        == """
        \(Self.eid)/v.frozen/people|completed|A record was erased by hand. It stays out, and this cannot be taken back.|1
        \(Self.eid)/v/people|completed|1 record was erased with that of \(Self.eid)/v.frozen/people: it is the same.|1
        """)
    #expect(try stand.desk.files(holding: ["pa2@x.org"]) == [])
    #expect(try stand.sync("people").words == "received 3, unchanged 1, skipped 2")
  }

  @Test("when another connection to the same account has the record, a plan or a registration of it")
  func twoConnections()
    throws
  {
    let stand = try erased()
    try add(stand, "w", event: " One")
    for type in ["people", "sessions"] { #expect(try stand.raw(["sync", "w/\(type)"]).code == 0) }
    #expect(try stand.raw(["sync", "w/registrations"]).code == 0)
    #expect(try stand.ids("person") == ["a2", "a2", "a3", "a3"])
    #expect(try stand.ids("registration") == ["a2/s1"])
    #expect(try stand.raw(["preview", "w/people"]).code == 0)
    let other = try stand.desk.sqlite("SELECT max(id) FROM run")
    let asked = try stand.raw(["records", "erase", Self.eid, "person", "a2", "--config", "v/people"])
    #expect(
      asked.error.hasPrefix(
        "Record 'a2' of \(Self.eid)/v/people would be erased, and with it 1 that points at it: values,"))
    #expect(asked.error.contains(" The same record goes from w/people, too. "))
    #expect(try erase(stand, "a2", from: "v/people").code == 0)
    #expect(try stand.ids("person") == ["a3", "a3"])
    #expect(try stand.ids("registration") == [])
    #expect(try stand.desk.files(holding: ["pa2@x.org"]) == [])
    #expect(try stand.raw(["sync", "w/people", "--plan", other]).code == 3)
    #expect(
      try RunReport(stand.raw(["sync", "w/people", "--force", "--json"])).words == "received 3, unchanged 1, skipped 2")
  }

  @Test("whatever credentials and other settings it is read with; another event's person of the same id is another")
  func identity() throws {
    let stand = try erased()
    #expect(try stand.desk.patchbay("connections", "set", "v", "--secret", "token", input: "canary").error == "")
    for (setting, count) in [("event=one", "unchanged 2"), ("event= ONE ", "unchanged 2")] {
      #expect(try set(stand, setting).error == "")
      #expect(try stand.sync("people").words == "received 3, \(count), skipped 1")
    }
    let changed = try set(stand, "event=two")
    #expect(changed.output == "Connection v is changed.\n")
    #expect(
      changed.error
        == "1 erased record stays out only of what the connection read before: at another address, or of another account or"
        + " event, the same id is another record.\n")
    #expect(try stand.sync("people").words == "received 3, created 1, unchanged 2")
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
    // Back again: what the other event had leaves.
    #expect(try set(stand, "event=one").code == 0)
    #expect(try stand.sync("people").words == "received 3, unchanged 2, deleted 1, skipped 1")
    #expect(try stand.sync("people").words == "received 3, unchanged 2, skipped 1")
  }

  @Test("from automatic runs as well, which go on with the event that a person last applied") func automatic()
    async throws
  {
    let desk = try ServeDesk()
    #expect(try erase(desk.stand).code == 0)
    #expect(try set(desk.stand, "event=two").code == 0)
    try desk.serve()
    let run = try await desk.run(1)
    #expect(run.words == "completed: received 9, unchanged 8, skipped 1")
    #expect(run.reason == "It used what run 1 was made with: a newer settings waits for a sync by hand.")
  }

  @Test("when an update of the connector tells accounts apart by other fields") func otherFields() throws {
    let stand = try erased()
    try ScriptedConnector.build(
      "scripted", dataTypes: ScriptedDesk.dataTypes(true), into: stand.folder, remark: "two", identity: "user")
    #expect(try stand.raw(["connectors", "enable", "scripted"]).code == 0)
    #expect(try stand.sync("people").words == "received 3, unchanged 2, skipped 1")
    // The event does not tell any more; the account is the same.
    #expect(try set(stand, "event=two").error == "")
    #expect(try stand.sync("people").words == "received 3, unchanged 2, skipped 1")
    #expect(try stand.desk.sqlite("SELECT fields, count(*) FROM kept_out GROUP BY 1") == #"["user"]|1"#)
    #expect(try set(stand, "user=bob").error.hasPrefix("1 erased record stays out only of "))
  }

  /// As a version left it that knew erasures by data config alone.
  private func makeOld(_ stand: ScriptedDesk) throws {
    _ = try stand.desk.sqlite(
      """
      INSERT INTO erased SELECT 1, lo, hi, run, since FROM kept_out; DELETE FROM kept_out;
      UPDATE config SET identity_fields=NULL, identity_lo=NULL, identity_hi=NULL;
      """)
  }

  @Test("who was erased by an earlier version, too") func earlierVersion() throws {
    for first in [["connections", "remove", "v", "--yes", "v"], ["sync", "v/people", "--force"]] {
      let stand = try erased()
      try makeOld(stand)
      #expect(try stand.raw(first).code == 0)
      #expect(try stand.desk.sqlite("SELECT count(*) FROM kept_out") == "1")
      try add(stand, "w")
      #expect(
        try RunReport(stand.raw(["sync", "w/people", "--force", "--json"])).words == "received 3, created 2, skipped 1")
    }
  }

  @Test("but of a connection that an earlier version froze nobody knows whose it was, and that is said") func unknown()
    throws
  {
    let stand = try erased()
    #expect(try stand.raw(["connections", "remove", "v", "--keep-records", "--yes", "v"]).code == 0)
    try makeOld(stand)
    #expect(
      try stand.raw(["records", "erase", Self.eid, "person", "a2"]).error
        == "Record 'a2' of \(Self.eid)/v.frozen/people would be erased: values, change log and whatever names it go. Nobody"
        + " knows any more which account its connection read, so another connection may bring it in again. This cannot be"
        + " taken back. Nothing was changed. To do it, add --yes a2.\n")
    let unsure =
      "Nobody knows any more which account its connection read, so another connection may bring it in again."
    let finished = try erase(stand, "a2")
    #expect(finished.code == 0)
    #expect(
      finished.output.contains("A record was erased by hand. \(unsure) This cannot be taken back."),
      "\(finished.output)")
    #expect(
      try stand.raw(["records", "explain", Self.eid, "person", "a2"]).output.contains(
        ": nothing of it is stored here. \(unsure)"))
    #expect(
      try stand.raw(["connections", "remove", "v.frozen"]).error.contains(
        " Of 2 erased records nobody knows any more which account they were read from: another connection may bring them in"
          + " again, with or without this one. ")
    )
    // The other way round: one of the same id stays where nobody knows whose it is.
    try add(stand)
    try stand.sync("people")
    #expect(
      try erase(stand, "a3", from: "v/people").error
        == "A record of this id stays in v.frozen/people: nobody knows any more which account was read there. If it is the"
        + " same, erase it there, too: add --config v.frozen/people.\n")
    // a2, which the frozen connection alone was told of, came in again.
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
    #expect(
      try stand.raw(["events", "remove", Self.eid]).error.contains(
        " That 3 records were erased is forgotten, too: a new event would take them in. "))
  }

  @Test("and its e-mail is looked for among those who are held or wait, too") func equalEmails() throws {
    let stand = try erased()
    #expect(try stand.raw(["metadata", "add", Self.eid, "registration", "mail", "--kind", "email"]).code == 0)
    #expect(try stand.raw(["mapping", "set", "v/registrations", "mail", "mail"]).code == 0)
    stand.vendor.serveAll("registrations", [#"{"person": "a9", "session": "s1", "mail": "PA2@x.org"}"#])
    try stand.sync("sessions")
    #expect(try stand.sync("registrations").words == "received 1, invalid 1")
    stand.vendor.serveAll("people", (1...3).map { ScriptedDesk.person("b\($0)", email: "pa2@x.org") })
    #expect(try stand.sync("people").words == "received 3, heldDeletions 2, heldCreations 3")
    #expect(
      try erase(stand, "a2").error
        == "4 other records have the same e-mail address and stay: b1 (v/people, held), b2 (v/people, held), b3 (v/people,"
        + " held), a9/s1 (v/registrations, waiting).\n")
  }
}
