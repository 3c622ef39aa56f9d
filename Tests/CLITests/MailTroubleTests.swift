import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Mail when something is in the way") struct MailTroubleTests: MailStand {
  private let name = "people of Nördlicher Gipfel 🎪 <b> (v)"

  private func fail(_ stand: ScriptedDesk, _ list: String, status: Int = 400) throws {
    stand.vendor.answer(ScriptedVendor.target(list, page: 1), ScriptedAnswer("no", status: status))
    #expect(try stand.sync(list).status == "failed")
  }

  // MARK: What it says

  @Test("never says that all is in order before it says what was wrong") func order() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    try fail(stand, "people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    try stand.sync("people")
    // The failure gathers for a minute, and what follows it waits for it.
    #expect(try stand.raw(["mail", "send"]).output == "No mail is due.\n")
    try send(stand)
    #expect(try office.letters().map(\.subject) == ["Failed: \(name)", "In order again: \(name)"])
  }

  @Test("is one for all lists of a vendor that is down, and says of each what failed") func outage() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    try must(stand.raw(["subscribers", "attach", Operator.eid, "desk", "v/sessions"]))
    try fail(stand, "people", status: 401)
    try fail(stand, "sessions", status: 401)
    try send(stand)
    let letters = try office.letters()
    #expect(letters.map(\.subject) == ["Failed: 2 data configs, for one cause"])
    let reasons = try stand.desk.sqlite("SELECT reason FROM run ORDER BY id").split(separator: "\n")
    #expect(
      letters.first?.text == """
        2 data configs have the same trouble:
          - \(Operator.eid)/v/people (run 1): \(reasons[0])
          - \(Operator.eid)/v/sessions (run 2): \(reasons[1])
        See the runs of an event, newest first, and when each runs next:
          $ patchbay runs list \(Operator.eid)
          $ patchbay scheduler \(Operator.eid)

        """)
  }

  @Test("that would overtake another's goes into no mail with its like") func overtaken() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    try fail(stand, "people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    try stand.sync("people")
    try fail(stand, "people")
    try send(stand)
    #expect(
      try office.letters().map(\.subject) == ["Failed: \(name)", "In order again: \(name)", "Failed: \(name)"])
  }

  @Test("comes once to an address on two lists, with what either may have") func twoLists() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any", addresses: ["desk@example.org", "one@example.org"])
    try must(
      stand.raw([
        "subscribers", "add", Operator.eid, "full", "--when", "error", "--with-people", "desk@example.org",
      ]))
    try must(stand.raw(["subscribers", "attach", Operator.eid, "full", "v/people"]))
    try fail(stand, "people")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Eve")])
    try stand.sync("people")
    try send(stand)
    let letters = try office.letters().sorted { $0.to < $1.to }
    #expect(
      letters.map { "\($0.to.prefix { $0 != "@" }) \($0.subject)" } == [
        "desk Failed: \(name)", "desk In order again: \(name)", "one Failed: \(name)", "one Completed: \(name)",
      ])
    #expect(letters[1].sheets.joined().contains("Eve") && !letters[3].sheets.joined().contains("Eve"))
  }

  // MARK: A server that does not take it

  static let mendable: [(options: [String], words: String)] = [
    (
      ["greet"],
      "Handing it to SERVER failed: 554 5.3.2 closed for now. If that stays so, look at 'patchbay mail show' and give it anew"
        + " with 'patchbay mail set'."
    ),
    (
      ["sender"],
      "SERVER does not take mail from 'patchbay@example.org': 553 5.7.1 <patchbay@example.org>: not from here. Give another"
        + " sender with 'patchbay mail set --from', or a login with --user NAME --password."
    ),
    (
      ["relay"],
      "Handing it to SERVER failed: 550 5.7.1 relaying is not for you. If that stays so, look at 'patchbay mail show' and give"
        + " it anew with 'patchbay mail set'."
    ),
  ]

  @Test("waits where the server's refusal is not of the mail itself, which someone may mend", arguments: mendable)
  func mended(_ options: [String], _ words: String) throws {
    let office = try PostOffice(options)
    let stand = try stand(office)
    let test = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(test.code == 1)
    let said = words.replacing("SERVER", with: "smtp://127.0.0.1:\(office.port)")
    #expect(test.error.hasPrefix("Not sent to desk@example.org: \(said) It is tried again at "), "\(test.error)")
    let mended = try PostOffice()
    try must(stand.raw(["mail", "set", "--server", "smtp://127.0.0.1:\(mended.port)"]))
    try send(stand)
    #expect(try mended.letters().count == 1)
  }

  @Test("goes without the report where the server does not take so large a mail, and says so") func large() throws {
    let office = try PostOffice(["size=6000"])
    let stand = try stand(office, when: "any")
    try stand.sync("people")
    #expect(try send(stand).output == "Sent to desk@example.org: Completed: \(name)\n")
    let letter = try #require(try office.letters().first)
    #expect(letter.file == "")
    #expect(
      letter.text.hasSuffix("The report is not attached: the mail server did not take the mail with it.\n"))
    #expect(letter.html.contains("<p>The report is not attached: the mail server did not take the mail with it.</p>"))
  }

  @Test("goes without the report when it was not taken with it twice") func stubborn() throws {
    let office = try PostOffice(["busy=2"])
    let stand = try stand(office, when: "any")
    try stand.sync("people")
    for _ in 0..<2 {
      #expect(try stand.raw(["mail", "send"]).code <= 1); _ = try host(stand, "UPDATE mail SET next=0")
    }
    #expect(try stand.raw(["mail", "send"]).code == 0)
    #expect(try office.letters().map(\.file) == [""])
  }

  @Test("says by its own number which mail it is, however often it comes") func identity() throws {
    let office = try PostOffice(["busy=1"])
    let stand = try stand(office)
    #expect(try stand.raw(["subscribers", "test", Operator.eid, "desk"]).code == 1)
    try send(stand)
    func identity(_ file: String) throws -> String {
      let text = try String(contentsOfFile: "\(office.folder.path)/\(file).eml", encoding: .utf8)
      return text.firstMatch(of: /Message-ID: (.+)/).map { String($0.1) } ?? ""
    }
    #expect(try identity("busy").hasPrefix("<patchbay."))
    #expect(try identity("busy") == identity("1"))
  }

  // MARK: A host that cannot

  @Test("of an alarm is news again after auto-sync was off") func forgotten() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    try stand.sync("people")
    try must(stand.raw(["autosync", "on", "v/people", "--yes"]))
    _ = try host(stand, "INSERT INTO alarm VALUES('\(Operator.eid)', 1, 1, 1)")
    try must(stand.raw(["autosync", "off", "v/people"]))
    #expect(try host(stand, "SELECT count(*) FROM alarm") == "0")
  }

  @Test("stays untouched while the key of the server's password is gone, which is said") func key() throws {
    let office = try PostOffice(["auth"])
    let stand = try stand(office)
    let set = try Launch.run(
      Products.patchbay, ["mail", "set", "--user", "post", "--password"], input: "pass wörd\n",
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(set.code == 0)
    let key = stand.desk.home + "/key"
    #expect(rename(key, key + ".away") == 0)
    let test = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(test.code == 3)
    #expect(
      test.error
        == "The password for smtp://127.0.0.1:\(office.port) cannot be opened: The key file '\(key)' is missing, and the stored"
        + " credentials were sealed with its key. Put it back from a backup, or type each credential again with 'patchbay"
        + " connections set EID/CONNECTION --secret KEY'. That of the mail server is typed with 'patchbay mail set"
        + " --password'. Until then no mail goes.\n")
    #expect(try host(stand, "SELECT tries, dead FROM mail") == "0|0")
    #expect(try stand.raw(["doctor"]).output.contains("BAD  key            The key file '\(key)' is missing"))
    #expect(rename(key + ".away", key) == 0)
    #expect(
      try stand.raw(["mail", "send"]).output == "Sent to desk@example.org: Test: list desk of Nördlicher Gipfel 🎪 <b>\n"
    )
  }

  @Test("that nobody can send, or that was given up, does not stay for ever") func old() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any")
    try stand.sync("people")
    _ = try host(stand, "DELETE FROM mail_server")
    _ = try host(stand, "UPDATE mail SET made=made-86401")
    #expect(try stand.raw(["events", "tidy", Operator.eid]).code == 0)
    #expect(
      try stand.raw(["mail", "list", "--json"]).output.contains(
        "\"givenUp\":true,\"answer\":\"Given up after a day: nobody said where mail goes.\""))
    _ = try host(stand, "UPDATE mail SET made=made-2500000")
    #expect(try stand.raw(["events", "tidy", Operator.eid]).code == 0)
    #expect(try stand.raw(["mail", "list", "--json"]).output.contains("\"givenUp\":true"))
    _ = try host(stand, "UPDATE mail SET made=made-7000")
    #expect(try stand.raw(["events", "tidy", Operator.eid]).code == 0)
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
  }

  @Test("goes with the connection that it is about") func removed() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any")
    try stand.sync("people")
    #expect(try host(stand, "SELECT count(*) FROM mail") == "1")
    #expect(try stand.raw(["connections", "remove", "\(Operator.eid)/v", "--yes", "v"]).code == 0)
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
  }

  // MARK: What a person does with it

  @Test("of a test is sent alone, and what is being sent is not sent twice") func alone() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any")
    try stand.sync("people")
    #expect(
      try stand.raw(["subscribers", "test", Operator.eid, "desk"]).output
        == "Queued for desk@example.org.\nSent to desk@example.org: Test: list desk of Nördlicher Gipfel 🎪 <b>\n")
    _ = try host(stand, "UPDATE mail SET taken=unixepoch()+200")
    #expect(try stand.raw(["mail", "retry", "--all"]).output == "1 mail is being sent now.\n")
    #expect(try stand.raw(["mail", "send"]).output == "No mail is due.\n")
    // Whoever had it has ended, or the clock was set.
    _ = try host(stand, "UPDATE mail SET taken=unixepoch()+20000")
    #expect(try stand.raw(["mail", "send"]).output == "Sent to desk@example.org: Completed: \(name)\n")
  }

  @Test("is given a password with its user alone") func password() throws {
    let office = try PostOffice()
    let stand = try stand(office)
    let set = try Launch.run(
      Products.patchbay, ["mail", "set", "--password"], input: "x\n",
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(
      set
        == Finished(
          code: 2, output: "", error: "--password is for a login: give its --user too. Nothing was changed.\n"))
  }

  @Test("to a name that begins like this computer's number goes encrypted") func notHere() throws {
    let stand = try ScriptedDesk()
    #expect(
      try stand.raw(["mail", "set", "--server", "smtp://127.mail.example.org", "--from", "a@b.org"]).output
        == "Mail from a@b.org goes to smtp://127.mail.example.org without a login, encrypted.\n")
  }
}
