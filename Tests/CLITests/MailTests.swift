import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Mail to those who are told of syncs") struct MailTests: MailStand {
  @Test("comes after each sync, with the report, in text and HTML that say the same") func report() throws {
    let office = try PostOffice()
    let stand = try stand(
      office, when: "any", addresses: ["desk@example.org", "mueller@example.org", "desk@example.org"])
    try stand.sync("people")
    #expect(try stand.raw(["mail", "list"]).output.contains("Completed: people of Nördlicher Gipfel 🎪 <b> (v)"))
    let sent = try send(stand)
    #expect(
      sent.output == """
        Sent to desk@example.org: Completed: people of Nördlicher Gipfel 🎪 <b> (v)
        Sent to mueller@example.org: Completed: people of Nördlicher Gipfel 🎪 <b> (v)

        """)
    let letters = try office.letters()
    #expect(letters.map(\.to) == ["desk@example.org desk@example.org", "mueller@example.org mueller@example.org"])
    let letter = try #require(letters.first)
    #expect(letter.from == "patchbay@example.org Patchbay <patchbay@example.org>")
    #expect(letter.subject == "Completed: people of Nördlicher Gipfel 🎪 <b> (v)")
    #expect(letter.defects == 0)
    let started = try stand.desk.sqlite("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', started, 'unixepoch') FROM run")
    #expect(
      letter.text == """
        A sync by hand ended in order.
          Data config: \(Operator.eid)/v/people
          Event: Nördlicher Gipfel 🎪 <b>
          Status: completed
          Run: 1
          Started: \(started)
          Received: 9
          Created: 9
          Stored now: 9
        More of it:
          $ patchbay runs show 1 --event \(Operator.eid)

        """)
    #expect(letter.html.contains("<td style=\"padding:2px 0\">Nördlicher Gipfel 🎪 &lt;b&gt;</td>"))
    #expect(letter.file == "sync-1.xlsx")
    // Ids and counts, no names.
    #expect(letter.sheets.contains("Changes: a1 |  | created |  |  | "))
    #expect(letter.sheets.contains { $0.hasPrefix("Sync report: completed | person | 9 | 9 | 0") })
    #expect(!letter.sheets.joined().contains("Ada") && !letter.text.contains("Ada"))
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
  }

  @Test("names people only to a list that asks for them") func people() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any", ["--with-people"])
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", "\"birth\": \"33.33.1990\"")])
    try stand.sync("people")
    try must(stand.raw(["subscribers", "add", Operator.eid, "plain", "--when", "any", "plain@example.org"]))
    try must(stand.raw(["subscribers", "attach", Operator.eid, "plain", "v/people"]))
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Eve", "\"birth\": \"44.44.1990\"")])
    try stand.sync("people")
    try send(stand)
    let (full, plain) = (try office.letters()[1], try office.letters()[2])
    #expect(full.to.hasPrefix("desk@") && plain.to.hasPrefix("plain@"))
    #expect(full.sheets.contains("Changes: a1 | Eve, pa1@x.org | updated | name | Ada | Eve"))
    #expect(plain.sheets.contains("Changes: a1 |  | updated | name |  | "))
    #expect(full.text.contains("44.44.1990") && full.sheets.joined().contains("44.44.1990"))
    #expect(plain.text.contains("  - a1 · birth: its value does not fit\n"))
    #expect(!(plain.text + plain.html + plain.sheets.joined()).contains("44.44.1990"))
    // Whoever is erased is in no mail that waits either.
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    try stand.sync("people")
    #expect(try stand.raw(["records", "erase", Operator.eid, "person", "a1", "--yes", "a1"]).code == 0)
    let waiting = try stand.raw(["mail", "list", "--json"]).output
    #expect(!waiting.contains("\"to\":\"desk@example.org\""))
    #expect(try stand.desk.files(holding: ["pa1@x.org"]) == [])
  }

  @Test("of errors comes when the outcome changes, then daily, and when it is right again") func errors() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    let target = ScriptedVendor.target("people", page: 1)
    func run(_ status: Int?) throws -> [String] {
      if let status { stand.vendor.answer(target, ScriptedAnswer("no", status: status)) }
      try stand.sync("people")
      let before = try office.letters().count
      try send(stand)
      return try office.letters().dropFirst(before).map(\.subject)
    }
    let name = "people of Nördlicher Gipfel 🎪 <b> (v)"
    #expect(try run(nil) == [])
    #expect(try run(400) == ["Failed: \(name)"])
    #expect(try run(400) == [])
    #expect(try run(401) == ["Failed: \(name)"])
    #expect(try run(401) == [])
    _ = try stand.desk.sqlite("UPDATE subscription SET told=told-86400")
    #expect(try run(401) == ["Still failed: \(name)"])
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    #expect(try run(nil) == ["In order again: \(name)"])
    #expect(try run(nil) == [])
    // More records are worse.
    stand.vendor.serve("people", [ScriptedDesk.people(1...9) + ["{\"name\": \"?\"}"]], total: 10)
    #expect(try run(nil) == ["Partial: \(name)"])
    #expect(try run(nil) == [])
    stand.vendor.serve("people", [ScriptedDesk.people(1...9) + ["{\"name\": \"?\"}", "{\"name\": \"!\"}"]], total: 11)
    #expect(try run(nil) == ["Partial: \(name)"])
    let last = try #require(try office.letters().last)
    #expect(last.text.contains("  Status: partial\n") && last.file.hasPrefix("sync-"))
  }

  @Test("of many failures with one cause is one", arguments: ["any", "error"]) func digest(_ when: String) throws {
    let office = try PostOffice()
    let stand = try ScriptedDesk(connections: 3)
    try must(
      stand.raw(["mail", "set", "--server", "smtp://127.0.0.1:\(office.port)", "--from", "patchbay@example.org"]))
    try must(stand.raw(["subscribers", "add", Operator.eid, "desk", "--when", when, "desk@example.org"]))
    for connection in ["v", "v2", "v3"] {
      try must(stand.raw(["subscribers", "attach", Operator.eid, "desk", "\(connection)/people"]))
    }
    stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("no", status: 401))
    for connection in ["v", "v2", "v3"] {
      #expect(try stand.raw(["sync", "\(connection)/people"]).code == 4)
    }
    // They gather for a minute.
    #expect(try stand.raw(["mail", "send"]).output == "No mail is due.\n")
    try send(stand)
    let letters = try office.letters()
    #expect(letters.map(\.subject) == ["Failed: 3 data configs, for one cause"])
    let text = letters.first?.text ?? ""
    for (number, connection) in ["v", "v2", "v3"].enumerated() {
      #expect(text.contains("  - \(Operator.eid)/\(connection)/people (run \(number + 1)): "))
    }
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
  }

  static let servers: [(options: [String], scheme: String, host: String, login: Bool)] = [
    (["starttls"], "smtp", "2130706433", false), (["starttls", "auth"], "smtp", "2130706433", true),
    (["tls"], "smtps", "127.0.0.1", false), (["tls", "auth"], "smtps", "2130706433", true),
  ]

  @Test("goes encrypted, and with a login", arguments: servers)
  func encrypted(_ options: [String], _ scheme: String, _ host: String, _ login: Bool) throws {
    let office = try PostOffice(options)
    let desk = try Operator()
    desk.environment["PATCHBAY_CA_FILE"] = office.certificate
    try must(
      desk.patchbay(
        "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "Europe/Zurich",
        "--eid",
        Operator.eid))
    let set = ["mail", "set", "--server", "\(scheme)://\(host):\(office.port)", "--from", "patchbay@example.org"]
    try must(
      Launch.run(
        Products.patchbay, set + (login ? ["--user", "post", "--password"] : []), input: login ? "pass wörd\n" : "",
        environment: ["PATCHBAY_HOME": desk.home].merging(desk.environment) { $1 }))
    try must(desk.patchbay("subscribers", "add", Operator.eid, "desk", "--when", "any", "desk@example.org"))
    let test = try desk.patchbay("subscribers", "test", Operator.eid, "desk")
    #expect(
      test
        == Finished(
          code: 0, output: "Queued for desk@example.org.\nSent to desk@example.org: Test: list desk of Test\n",
          error: ""))
    #expect(try office.letters().map(\.isEncrypted) == [true])
    #expect(try desk.files(holding: ["pass wörd"]) == [])
    // Another certificate is none that it trusts.
    desk.environment["PATCHBAY_CA_FILE"] = "/etc/ssl/certs/ca-certificates.crt"
    let other = try desk.patchbay("subscribers", "test", Operator.eid, "desk")
    #expect(
      other.error.hasPrefix(
        "Not sent to desk@example.org: \(scheme)://\(host):\(office.port) could not be proved to be itself: ")
        && other.error.contains(
          " Name a readable file with its authority's certificate in PATCHBAY_CA_FILE"
            + " ('/etc/ssl/certs/ca-certificates.crt'). It is tried again at ")
    )
    #expect(try office.letters().count == 1)
  }

  @Test("with a login, or to another computer, never goes unencrypted") func unencrypted() throws {
    let office = try PostOffice(["auth"])
    let stand = try stand(office)
    try must(stand.raw(["mail", "set", "--server", "smtp://2130706433:\(office.port)", "--allow-plain"]))
    let password = try Launch.run(
      Products.patchbay, ["mail", "set", "--user", "post", "--password"], input: "pass wörd\n",
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(
      password.output
        == "Mail from patchbay@example.org goes to smtp://2130706433:\(office.port) as 'post', encrypted.\n")
    let test = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(test.code == 1)
    #expect(
      test.error.contains(
        "Not sent to desk@example.org: smtp://2130706433:\(office.port) offers no encryption (STARTTLS): Requested SSL level"
          + " failed. Give another server or port with 'patchbay mail set --server'; without a login, --allow-plain does"
          + " without. It is tried again at "))
    let open = try PostOffice()
    try must(stand.raw(["mail", "set", "--server", "smtp://2130706433:\(open.port)", "--user", ""]))
    try must(stand.raw(["mail", "set", "--require-tls"]))
    #expect(try stand.raw(["subscribers", "test", Operator.eid, "desk"]).code == 1)
    #expect(try open.letters() == [] && office.letters() == [])
    try must(stand.raw(["mail", "set", "--allow-plain"]))
    #expect(try stand.raw(["subscribers", "test", Operator.eid, "desk"]).code == 0)
    #expect(try open.letters().map(\.isEncrypted) == [false])
  }

  @Test("that is refused for good is given up, and the others' is sent") func refused() throws {
    let office = try PostOffice(["refuse=gone@example.org"])
    let stand = try stand(office, addresses: ["gone@example.org", "here@example.org"])
    let test = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(test.code == 1)
    #expect(
      test.error
        == "Given up to gone@example.org: smtp://127.0.0.1:\(office.port) does not take it: 550 5.1.1 <gone@example.org>:"
        + " nobody of this name. Check the address, and who the mail is from. See 'patchbay mail list'.\n"
    )
    #expect(try office.letters().map(\.to) == ["here@example.org here@example.org"])
    let list = try stand.raw(["mail", "list"]).output
    #expect(list.contains("gone@example.org") && list.contains("given up") && list.contains("nobody of this name"))
    #expect(try stand.raw(["mail", "send"]).output == "No mail is due.\n")
    #expect(
      try stand.raw(["doctor"]).output.contains(
        "BAD  mail           1 mail was given up: 'patchbay mail list' says why, 'patchbay mail retry --all' tries again.\n"
      ))
    let id = try #require(list.split(separator: "\n").last?.split(separator: " ").first)
    #expect(try stand.raw(["mail", "retry", String(id)]).code == 0)
    #expect(try stand.raw(["mail", "send"]).code == 1)
    #expect(try stand.raw(["mail", "drop", String(id)]).output == "Mail \(id) is removed.\n")
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
  }

  static let passing = [["busy=1"], ["drop=1"]]

  @Test("that cannot be taken now is tried again", arguments: passing) func later(_ options: [String]) throws {
    let office = try PostOffice(options)
    let stand = try stand(office)
    let first = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(first.code == 1)
    #expect(first.error.hasPrefix("Not sent to desk@example.org: "))
    #expect(first.error.contains("It is tried again at "))
    #expect(try stand.raw(["mail", "send"]).output == "No mail is due.\n")
    #expect(try send(stand).output == "Sent to desk@example.org: Test: list desk of Nördlicher Gipfel 🎪 <b>\n")
    #expect(try office.letters().count == 1)
  }

  @Test("that nobody takes for a day is given up, and can be tried anew") func day() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    try must(stand.raw(["mail", "set", "--server", "smtp://127.0.0.1:1"]))
    #expect(try stand.raw(["subscribers", "test", Operator.eid, "desk"]).code == 1)
    #expect(
      try send(stand).error.hasPrefix(
        "Not sent to desk@example.org: Handing it to smtp://127.0.0.1:1 failed: Couldn't connect to server. If that stays so,"
          + " look at 'patchbay mail show' and give it anew with 'patchbay mail set'. It is tried again at "))
    _ = try must(
      Launch.run(
        "/usr/bin/sqlite3", [stand.desk.home + "/host.db", "UPDATE mail SET made=made-86000, next=next-90000"]))
    #expect(try stand.raw(["mail", "send"]).error.hasPrefix("Given up to desk@example.org: given up after a day: "))
    #expect(try stand.raw(["mail", "list", "--json"]).output.contains("\"givenUp\":true"))
    try must(stand.raw(["mail", "set", "--server", "smtp://127.0.0.1:\(office.port)"]))
    #expect(
      try stand.raw(["mail", "retry", "--all"]).output
        == "1 mail will be tried at once: by 'patchbay serve', or with 'patchbay mail send'.\n")
    #expect(try stand.raw(["mail", "send"]).code == 0)
    #expect(try office.letters().count == 1)
  }

  @Test("is sent by a serve, once though there are two, and an alarm when no good run happens") func serve()
    async throws
  {
    let office = try PostOffice(["slow"])
    let desk = try ServeDesk()
    try must(
      desk.stand.raw(["mail", "set", "--server", "smtp://127.0.0.1:\(office.port)", "--from", "patchbay@example.org"]))
    try must(desk.stand.raw(["subscribers", "add", Operator.eid, "all", "--when", "any", "all@example.org"]))
    try must(desk.stand.raw(["subscribers", "attach", Operator.eid, "all", "v/people"]))
    for _ in 0..<2 { try desk.serve(isDue: false) }
    try desk.makeDue()
    _ = try await desk.run(1)
    try await eventually { try office.letters().count == 1 }
    let letter = try office.letters().first
    #expect(letter?.subject == "Completed: people of Test (v)")
    #expect(letter?.text.hasPrefix("An automatic sync ended in order.\n") ?? false)
    let sent = desk.serves.map { $0.errorSoFar.components(separatedBy: "event=mail.sent").count - 1 }
    try await eventually { try desk.stand.raw(["mail", "list"]).output == "No mail waits.\n" }
    #expect(sent.reduce(0, +) <= 1)
    #expect(try office.letters().count == 1)
  }

  static let causes: [(cause: [String], cure: [String], words: String)] = [
    (
      ["connectors", "disable", "scripted"], ["connectors", "enable", "scripted"],
      "Connector 'scripted' is not enabled. Enable it with 'patchbay connectors enable scripted'."
    ),
    (
      ["events", "edit", Operator.eid, "--node", "east"], ["events", "edit", Operator.eid, "--node", "root"],
      "No 'patchbay serve --node east' runs. Start it, or give the event another node."
    ),
  ]

  @Test("says that no good run happens, once, and that one did", arguments: causes)
  func alarm(_ cause: [String], _ cure: [String], _ words: String) async throws {
    let office = try PostOffice()
    let desk = try ServeDesk(["people", "sessions"])
    desk.stand.desk.environment["PATCHBAY_LEASE"] = "15"
    // What does not begin before its first day is not late.
    try must(desk.stand.raw(["autosync", "on", "v/sessions", "--from", "2030-11-30", "--yes"]))
    try must(
      desk.stand.raw(["mail", "set", "--server", "smtp://127.0.0.1:\(office.port)", "--from", "patchbay@example.org"]))
    for (name, when) in [("all", "any"), ("desk", "error"), ("quiet", "never")] {
      try must(desk.stand.raw(["subscribers", "add", Operator.eid, name, "--when", when, "\(name)@example.org"]))
      try must(desk.stand.raw(["subscribers", "attach", Operator.eid, name, "v/people"]))
      try must(desk.stand.raw(["subscribers", "attach", Operator.eid, name, "v/sessions"]))
    }
    try must(desk.stand.raw(cause))
    try desk.makeDue()
    let clock = try Clock(in: desk.stand.folder)
    desk.stand.desk.environment.merge(clock.environment) { $1 }
    let serve = try Launch.start(
      "/usr/bin/env", clock.words + [Products.patchbay, "serve", "--listen", "none"],
      environment: ["PATCHBAY_HOME": desk.stand.desk.home].merging(desk.stand.desk.environment) { $1 })
    defer { serve.signal(SIGKILL) }
    try await eventually { serve.errorSoFar.contains("event=ready") }
    // What was missed before a serve began is made up for at first, and no reason for an alarm.
    try clock.set(200)
    for number in 1...2 {
      try await eventually {
        _ = try send(desk.stand)
        return try office.letters().count >= number
      }
    }
    let letters = try office.letters().sorted { $0.to < $1.to }
    #expect(letters.map(\.subject) == ["No good run: v/people of Test", "No good run: v/people of Test"])
    #expect(letters.map(\.to) == ["all@example.org all@example.org", "desk@example.org desk@example.org"])
    let ended = try desk.stand.desk.sqlite(
      "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', finished, 'unixepoch') FROM run WHERE id=1")
    #expect(
      letters.first?.text == """
        \(Operator.eid)/v/people runs by itself every day, and the last good run ended \(ended). \(words)
        What the event has may be old. See when it runs next, and why not sooner:
          $ patchbay scheduler \(Operator.eid)

        """)
    try must(desk.stand.raw(cure))
    _ = try await desk.run(1)
    try await eventually {
      _ = try send(desk.stand)
      return try office.letters().count >= 5
    }
    #expect(
      try office.letters().dropFirst(2).map(\.subject).sorted() == [
        "Completed: people of Test (v)", "Runs again: v/people of Test", "Runs again: v/people of Test",
      ])
    #expect(
      try Launch.run("/usr/bin/sqlite3", [desk.stand.desk.home + "/host.db", "SELECT count(*) FROM alarm"]).output
        == "0\n")
  }
}
