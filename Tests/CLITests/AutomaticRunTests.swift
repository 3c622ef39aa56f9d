import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A run that nobody asked for") struct AutomaticRunTests {
  @Test("uses what a person last applied; what is newer waits and is told") func applied() async throws {
    let desk = try ServeDesk()
    _ = try desk.stand.raw(["mapping", "set", "v/people", "id", "name"])
    _ = try desk.stand.raw(["configs", "set", "v/people", "--skip", "email is one of pa9@x.org"])
    desk.stand.vendor.serveAll("people", (1...9).map { ScriptedDesk.person("a\($0)", name: "Eve") })
    try desk.serve()
    let run = try await desk.run(1)
    #expect(run.words == "completed: received 9, updated 9")
    #expect(
      run.reason
        == "It used what run 1 was made with: a newer mapping and skip rule waits for a sync by hand.")
    #expect(try desk.stand.desk.sqlite("SELECT DISTINCT name FROM person") == "Eve")
    let list = try desk.stand.raw(["autosync", "list"]).output
    #expect(
      list.contains(
        "\(Operator.eid)/v/people: a newer mapping and skip rule waits for a sync by hand; automatic runs do not use it."
      ))
    // A person applies them; the next run uses them and has nothing to say.
    #expect(try desk.stand.sync("people").words == "received 9, updated 8, deleted 1, skipped 1")
    try desk.makeDue()
    let next = try await desk.run(2)
    #expect(next.words == "completed: received 9, unchanged 8, skipped 1")
    #expect(next.reason == "")
    #expect(try desk.stand.desk.sqlite("SELECT group_concat(name, '') FROM person") == "a1a2a3a4a5a6a7a8")
  }

  @Test("waits when the connection logs in as another: an account may be another place") func login() async throws {
    let desk = try ServeDesk()
    let set = try desk.stand.raw(["connections", "set", "\(Operator.eid)/v", "--set", "user=new", "--set", "event=two"])
    #expect(set.code == 0)
    let target = ScriptedVendor.target("people", page: 1) + "&user=new"
    let items = ScriptedDesk.people(1...8).joined(separator: ",")
    desk.stand.vendor.answer(target, ScriptedAnswer("{\"items\": [\(items)], \"total\": 8, \"rights\": true}"))
    try desk.serve()
    try await eventually { try desk.state().state == "blocked" }
    #expect(
      try desk.state().reason
        == "Its connection logs in with another user since the last sync by hand. Run 'patchbay sync \(Operator.eid)/v/people'"
        + " once, to see that what comes from there is right.")
    #expect(desk.stand.vendor.requests.count == 1)
    try desk.stand.sync("people")
    // The event is another's decision, and waits; what was applied goes on.
    #expect(try desk.stand.raw(["connections", "set", "\(Operator.eid)/v", "--set", "event=one"]).code == 0)
    // One may have begun before that, and has ended: settings are not changed during a run.
    let before = try desk.runs().count
    try desk.makeDue()
    let run = try await desk.run(before + 1)
    #expect(run.words == "completed: received 8, unchanged 8")
    #expect(run.reason == "It used what run 2 was made with: a newer settings waits for a sync by hand.")
    #expect(desk.stand.vendor.requests.last == target)
  }

  @Test("waits when the connection goes elsewhere since then: no credential goes where nobody looked") func elsewhere()
    async throws
  {
    let desk = try ServeDesk()
    let other = try ScriptedVendor()
    other.serveAll("people", ScriptedDesk.people(1...9))
    let set = try desk.stand.raw([
      "connections", "set", "\(Operator.eid)/v", "--endpoint", other.address,
    ])
    #expect(set.code == 0)
    try desk.serve()
    try await eventually { try desk.state().state == "blocked" }
    #expect(
      try desk.state().reason
        == "Its connection goes to another address since the last sync by hand. Run 'patchbay sync \(Operator.eid)/v/people'"
        + " once, to see that what comes from there is right.")
    #expect(other.requests == [])
    try desk.stand.sync("people")
    try desk.makeDue()
    #expect(try await desk.run(1).words == "completed: received 9, unchanged 9")
  }

  @Test("is incremental, and full when a day has passed since the vendor was asked for all") func daily() async throws {
    let desk = try ServeDesk(people: ScriptedDesk.people(1...9), "\"cursor\": \"c1\"", every: "15m")
    desk.stand.vendor.serve("people", [[ScriptedDesk.person("a1", name: "Eve")]], since: "c1")
    try desk.serve()
    let run = try await desk.run(1)
    #expect(run.words == "completed: received 1, updated 1")
    // Or who reads it would think that eight people are gone.
    let shown = try desk.stand.raw(["runs", "show", run.id]).output
    #expect(shown.contains("\n  The vendor was asked only for what changed since the last run.\n"))
    #expect(try desk.stand.raw(["runs", "show", run.id, "--json"]).output.contains("\"incremental\":true"))
    _ = try desk.stand.desk.sqlite("UPDATE config SET full_at=full_at-85600")
    try desk.makeDue()
    #expect(try await desk.run(2).words == "completed: received 9, unchanged 8, updated 1")
    // A clock that was set back must not put the full run off for good.
    _ = try desk.stand.desk.sqlite("UPDATE config SET full_at=full_at+900000")
    try desk.makeDue()
    #expect(try await desk.run(3).words == "completed: received 9, unchanged 9")
  }

  static let doubtful = [
    // The connector cannot prove that it sees everything, from the first sync on.
    (rights: false, total: 9, requests: 1),
    // The vendor counts other records than it sends, so that a full list is read twice.
    (rights: true, total: 10, requests: 2),
  ]

  @Test("is full once a day and not oftener where it cannot be judged what the vendor lacks", arguments: doubtful)
  func unproven(_ vendor: (rights: Bool, total: Int, requests: Int)) async throws {
    let people = ScriptedDesk.people(1...9)
    let desk = try ServeDesk(people: people, "\"cursor\": \"c1\"", every: "15m", rights: vendor.rights)
    // Whatever was judged was so long ago, and each run that ended leaves it there.
    _ = try desk.stand.desk.sqlite("UPDATE config SET judged_at=judged_at-864000")
    let judged = try desk.stand.desk.sqlite("SELECT judged_at FROM config WHERE data_type='people'")
    #expect(judged.isEmpty == !vendor.rights)
    desk.stand.vendor.serve("people", [people], total: vendor.total, rights: vendor.rights, "\"cursor\": \"c1\"")
    desk.stand.vendor.serve("people", [[]], since: "c1")
    try desk.serve()
    for number in 1...2 {
      #expect(try await desk.run(number).words == "completed")
      if number == 1 { try desk.makeDue() }
    }
    _ = try desk.stand.desk.sqlite("UPDATE config SET full_at=full_at-85600")
    try desk.makeDue()
    let status = vendor.total == 9 ? "completed" : "partial"
    #expect(try await desk.run(3).words == "\(status): received 9, unchanged 9")
    try desk.makeDue()
    #expect(try await desk.run(4).words == "completed")
    let (full, some) = ("/people?since=&page=1", "/people?since=c1&page=1")
    #expect(
      desk.stand.vendor.requests
        == [full, some, some] + Array(repeating: full, count: vendor.requests) + [some])
    #expect(try desk.stand.desk.sqlite("SELECT judged_at FROM config WHERE data_type='people'") == judged)
  }

  @Test("holds every deletion by absence when the doors are about to open, and lets cancelled ones leave") func doors()
    async throws
  {
    let desk = try ServeDesk()
    let format = Date.ISO8601FormatStyle(timeZone: TimeZone(identifier: "Europe/Zurich") ?? .gmt).year().month().day()
    let tomorrow = Date(timeIntervalSinceNow: 20 * 3600).formatted(format)
    #expect(try desk.stand.raw(["events", "edit", Operator.eid, "--starts", tomorrow, "--ends", tomorrow]).code == 0)
    let cancelled = ScriptedDesk.person("a8", status: "cancelled")
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...7) + [cancelled] + ScriptedDesk.people(10...11))
    try desk.serve()
    let run = try await desk.run(1)
    #expect(
      run.words == "partial: received 10, created 2, unchanged 7, deleted 1, skipped 1, heldDeletions 1")
    #expect(
      run.reason
        == "Held for approval: the vendor lacks 1 stored record. From 24 hours before the event until its end, automatic runs"
        + " delete nothing that the vendor lacks. See 'patchbay deletions list'."
        // The event was moved to where its zone's clocks are changed on other days.
        + " Judged again by the time zone at the event's dates: 0 changed.")
    #expect(try desk.stand.held() == ["deletion a9"])
    #expect(try desk.stand.ids("person") == ["a1", "a10", "a11", "a2", "a3", "a4", "a5", "a6", "a7", "a9"])
    // Held still by the next one, and a person decides.
    try desk.makeDue()
    #expect(try await desk.run(2).words == "partial: received 10, unchanged 9, skipped 1, heldDeletions 1")
    let approved = try desk.stand.raw(["deletions", "approve", "v/people", "--json"])
    #expect(try RunReport(approved).words == "deleted 1")
    // What a person asks for is judged as at any other time.
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...6) + [cancelled] + ScriptedDesk.people(10...11))
    #expect(try desk.stand.sync("people").words == "received 9, unchanged 8, deleted 1, skipped 1")
  }

  @Test("names a field that had values and has none, until a person has looked") func collapse() async throws {
    let desk = try ServeDesk(people: (1...9).map { ScriptedDesk.person("a\($0)", "\"seats\": 2") })
    desk.stand.vendor.serveAll("people", (1...9).map { ScriptedDesk.person("a\($0)") })
    try desk.serve()
    let reason =
      "9 of 9 records had a value when this was last in order, and now none has one: the vendor may have renamed or closed"
      + " the field. Stored values stay as they are. A sync by hand takes this as the new order."
    for number in 1...2 {
      let run = try await desk.run(number)
      #expect(
        run.words
          == "partial: received 9, \(number == 1 ? "updated 9" : "unchanged 9")".replacing("updated", with: "unchanged")
      )
      let shown = try desk.stand.desk.sqlite("SELECT field || ': ' || reason FROM problem WHERE run=\(run.id)")
      #expect(shown == "seats: \(reason)")
      try desk.makeDue()
    }
    #expect(try desk.stand.sync("people").status == "partial")
    #expect(try desk.stand.sync("people").status == "completed")
    try desk.makeDue()
    try await eventually { try desk.runs().last?.words.hasPrefix("completed") ?? false }
    #expect(try desk.runs().last?.words == "completed: received 9, unchanged 9")
    #expect(try desk.stand.desk.sqlite("SELECT count(*) FROM person WHERE seats=2") == "9")
  }

  @Test("does not mind the hour, and a sync by hand that it keeps waiting says who runs") func excludes() async throws {
    let desk = try ServeDesk()
    desk.stand.desk.environment["PATCHBAY_LOCK_WAIT"] = "0"
    desk.stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("{}", stalls: true))
    let serve = try desk.serve()
    try await eventually { desk.stand.vendor.requests.count > 1 }
    let busy = try desk.stand.raw(["sync", "v/people", "--force"])
    #expect(busy.code == 3)
    #expect(
      busy.output.contains(
        "is being run by an automatic sync of node root, process \(serve.process.processIdentifier), which did not end within"
          + " 0 seconds. Run the command again when it has ended."))
    #expect(try desk.state().state == "running")
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    desk.stand.vendor.release()
    // What stalled answers with an object that is no list, which is an error, and never an empty list.
    #expect(try await desk.run(1).words == "failed")
  }

  @Test("keeps a sync by hand waiting, which says for whom") func waits() async throws {
    let desk = try ServeDesk()
    desk.stand.vendor.answer(
      ScriptedVendor.target("people", page: 1),
      ScriptedAnswer("{\"items\": [\(ScriptedDesk.person("a1"))], \"total\": 1, \"rights\": true}", stalls: true))
    let serve = try desk.serve()
    try await eventually { desk.stand.vendor.requests.count > 1 }
    let sync = try Launch.start(
      Products.patchbay, ["sync", "v/people", "--force"],
      environment: ["PATCHBAY_HOME": desk.stand.desk.home].merging(desk.stand.desk.environment) { $1 })
    let line =
      "v/people: waiting for an automatic sync of node root, process \(serve.process.processIdentifier)\n"
    try await eventually { sync.errorSoFar == line }
    #expect(sync.errorSoFar == line)
    desk.stand.vendor.release()
    let finished = try await sync.finished()
    #expect(finished.error == line)
    #expect(finished.output.contains("Sync of \(Operator.eid)/v/people: "))
  }

  @Test("waits, with all jobs of its connection, after the vendor refused the credentials, and goes on by itself")
  func credentials() async throws {
    let desk = try ServeDesk(["people", "sessions"])
    for list in ["people", "sessions"] {
      desk.stand.vendor.answer(ScriptedVendor.target(list, page: 1), ScriptedAnswer("no", status: 401))
    }
    try desk.serve(["--jobs", "1"])
    let run = try await desk.run(1)
    #expect(run.words == "failed")
    try await eventually { try desk.state("sessions").state == "waiting for credentials" }
    #expect(try desk.state("people").state == "waiting for credentials")
    #expect(
      try desk.state("sessions").reason
        .replacing(/at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ;/, with: "at TIME;")
        == "\(run.reason) The host asks again by itself at TIME; or set them anew with 'patchbay connections set'.")
    #expect(try desk.runs().count == 1)
    // The host asks after a quarter of an hour; while the vendor refuses, nothing runs.
    let asked = desk.stand.vendor.requests.count
    _ = try desk.stand.desk.sqlite("UPDATE credential_wait SET since=since-901")
    try await eventually { try desk.stand.desk.sqlite("SELECT checks FROM credential_wait") == "1" }
    try await eventually { desk.stand.vendor.requests.count > asked }
    #expect(try desk.runs().count == 1)
    // Then it takes them again.
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    for list in ["sessions", "registrations", "positions"] { desk.stand.vendor.serveAll(list, []) }
    desk.stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"Opening\"}"])
    _ = try desk.stand.desk.sqlite("UPDATE credential_wait SET last_check=last_check-1801")
    try await eventually { try desk.stand.desk.sqlite("SELECT count(*) FROM credential_wait") == "0" }
    try desk.makeDue()
    try await eventually { try desk.runs().count >= 3 }
    #expect(try desk.runs().suffix(2).allSatisfy { $0.words.hasPrefix("completed") })
  }

  @Test("goes on when the credentials are taken, though one list stays closed to them") func closed() async throws {
    let desk = try ServeDesk(["people", "sessions"])
    desk.stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("no", status: 401))
    desk.stand.vendor.answer(ScriptedVendor.target("sessions", page: 1), ScriptedAnswer("no", status: 403))
    // Nothing of this connection that nobody syncs by itself counts.
    desk.stand.vendor.answer(ScriptedVendor.target("positions", page: 1), ScriptedAnswer("no", status: 403))
    let serve = try desk.serve(["--jobs", "1"])
    #expect(try await desk.run(1).words == "failed")
    try await eventually { try desk.state("people").state == "waiting for credentials" }
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    _ = try desk.stand.desk.sqlite("UPDATE credential_wait SET since=since-901")
    try await eventually { try desk.runs().contains { $0.words == "completed: received 9, unchanged 9" } }
    #expect(serve.errorSoFar.contains("event=credentials.accepted connection=\(Operator.eid)/v msg="))
    #expect(try desk.runs().count <= 3)
  }

  @Test("does not wait for a data type that its connection does not sync") func unneeded() async throws {
    let types = """
      [{"id": "people", "fpType": "person", "primaryKey": ["id"], "mapping": [{"from": "name", "to": "name"}],
        "requires": ["halls"]},
       {"id": "halls", "fpType": "session", "primaryKey": ["id"], "mapping": [{"from": "title", "to": "title"}]}]
      """
    let desk = try ServeDesk([], dataTypes: types)
    _ = try desk.stand.desk.sqlite("DELETE FROM config WHERE data_type='halls'")
    try desk.stand.sync("people")
    #expect(try desk.stand.raw(["autosync", "on", "v/people", "--every", "1d", "--yes"]).code == 0)
    try desk.serve()
    #expect(try await desk.run(1).words == "completed: received 9, unchanged 9")
  }

  @Test("runs at once when the credentials are typed anew") func typed() async throws {
    let desk = try ServeDesk()
    desk.stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("no", status: 403))
    try desk.serve()
    #expect(try await desk.run(1).words == "failed")
    try await eventually { try desk.state().state == "waiting for credentials" }
    #expect(
      try desk.stand.raw(["doctor"]).output.contains(
        "BAD  credentials    The vendor refused those of \(Operator.eid)/v: automatic runs wait. See 'patchbay connections"
          + " test \(Operator.eid)/v', and set them anew with 'patchbay connections set'.\n"))
    desk.stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    let typed = try Launch.run(
      Products.patchbay, ["connections", "set", "\(Operator.eid)/v", "--secret", "token"], input: "new\n",
      environment: ["PATCHBAY_HOME": desk.stand.desk.home].merging(desk.stand.desk.environment) { $1 })
    #expect(typed.code == 0)
    #expect(
      try desk.stand.raw(["doctor"]).output.contains("ok   credentials    no automatic run waits for any\n"))
    // Its time is tomorrow: it is made again because it was refused.
    #expect(try await desk.run(2).words == "completed: received 9, unchanged 9")
  }
}
