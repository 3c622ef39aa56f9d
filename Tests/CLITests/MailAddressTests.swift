import TestSupport
import Testing

@Suite("One mailbox in several spellings") struct MailAddressTests: MailStand {
  private static let spellings = [
    " ana@example.com ", "mailto:ANA@example.com?subject=hello", "<ana@Example.COM>", "ana@example.com.",
    "<mailto:Ana@example.com>", "\u{FEFF}ana@example.com\u{200B}", "ana@EXAMPLE.com",
  ]

  @Test("is on a list once, as its owner spells it; who adds it again is told") func added() throws {
    let stand = try ScriptedDesk()
    let add = try stand.raw(
      ["subscribers", "add", Operator.eid, "desk", "--when", "any", "Ana@Example.com"] + Self.spellings)
    let notes = [
      "ana@example.com", "ANA@example.com", "ana@Example.COM", "ana@example.com.", "Ana@example.com", "ana@example.com",
      "ana@EXAMPLE.com",
    ].map { "'\($0)' is on list 'desk' already, as 'Ana@Example.com'.\n" }
    #expect(
      add.output
        == "List 'desk' has 1 subscriber. Attach it to data configs with 'patchbay subscribers attach', and try it with"
        + " 'patchbay subscribers test'.\n" + notes.joined())
    #expect(try stand.desk.sqlite("SELECT group_concat(address) FROM subscriber") == "Ana@Example.com")
    let set = try stand.raw([
      "subscribers", "set", Operator.eid, "desk", "--add", "Ana@Example.com", "--add", "ana+desk@example.com", "--add",
      "bo@BÜCHER.example", "--add", "bo@xn--bcher-kva.example",
    ])
    #expect(
      set.output == """
        List 'desk' has 3 subscribers: Ana@Example.com, ana+desk@example.com, bo@BÜCHER.example. They are told: any.
        'Ana@Example.com' is on list 'desk' already.
        'bo@xn--bcher-kva.example' is on list 'desk' already, as 'bo@BÜCHER.example'.

        """)
    // It goes in any spelling.
    let drop = try stand.raw([
      "subscribers", "set", Operator.eid, "desk", "--drop", "<ANA@example.com>", "--drop", "bo@bücher.example.",
    ])
    #expect(drop.output == "List 'desk' has 1 subscriber: ana+desk@example.com. They are told: any.\n")
  }

  @Test("gets one mail of each run, also from a list of an earlier program, and at the address of DNS") func told()
    throws
  {
    let office = try PostOffice()
    let stand = try stand(office, when: "any", addresses: ["Ana@Example.com", "bo@bücher.example"])
    // As earlier programs took them.
    _ = try stand.desk.sqlite("INSERT INTO subscriber VALUES(1,'ana@example.com'),(1,'ANA@EXAMPLE.COM')")
    try must(
      stand.raw(["subscribers", "add", Operator.eid, "boss", "--when", "any", "ana@example.com.", "cy@example.com"]))
    try must(stand.raw(["subscribers", "attach", Operator.eid, "boss", "v/people"]))
    try stand.sync("people")
    try send(stand)
    let letters = try office.letters().sorted { $0.to.lowercased() < $1.to.lowercased() }
    #expect(
      letters.map(\.to) == ["ana@example.com", "bo@xn--bcher-kva.example", "cy@example.com"].map { "\($0) \($0)" })
    let both = "Lists 'boss' and 'desk' have reason to tell you of it. This one mail is for all of them.\n"
    #expect(letters.map { $0.text.contains(both) } == [true, false, false])
    #expect(letters[0].html.contains("<p>Lists 'boss' and 'desk' have reason to tell you of it."))
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
    #expect(
      try stand.raw(["subscribers", "test", Operator.eid, "desk"]).output.hasPrefix(
        "Queued for ANA@EXAMPLE.COM, bo@xn--bcher-kva.example.\n"))
  }

  @Test("gets one mail for one cause, from the lists of two data configs") func cause() throws {
    let office = try PostOffice()
    let stand = try stand(office, addresses: ["Ana@Example.com"])
    try must(stand.raw(["subscribers", "add", Operator.eid, "boss", "--when", "error", "ana@example.com"]))
    try must(stand.raw(["subscribers", "attach", Operator.eid, "boss", "v/sessions"]))
    for list in ["people", "sessions"] {
      stand.vendor.answer(ScriptedVendor.target(list, page: 1), ScriptedAnswer("no", status: 401))
      #expect(try stand.sync(list).status == "failed")
    }
    try send(stand)
    let letters = try office.letters()
    #expect(letters.map(\.subject) == ["Failed: 2 data configs, for one cause"])
    #expect(
      letters.first?.text.contains(
        "Lists 'desk' and 'boss' have reason to tell you of it. This one mail is for all of them.\n") == true)
  }

  @Test("that waits in the queue of an earlier program comes once too") func waiting() throws {
    let office = try PostOffice()
    let stand = try stand(office, addresses: ["ana@example.com"])
    stand.vendor.answer(ScriptedVendor.target("people", page: 1), ScriptedAnswer("no", status: 401))
    #expect(try stand.sync("people").status == "failed")
    // The tables of then, with two mails of one cause to two spellings; one of them has a report.
    _ = try host(
      stand,
      """
      CREATE TABLE earlier AS SELECT id, event, recipient, subject, body, html, NULL file, NULL bytes, cause, item, people, made, tries,
        next, answer, dead, config, taken FROM mail JOIN mail_text ON mail=id;
      DROP TABLE mail; DROP TABLE mail_text; DROP TABLE mail_file; DROP TABLE mail_left_out;
      CREATE TABLE mail(
        id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
        body TEXT NOT NULL, html TEXT NOT NULL, file TEXT, bytes BLOB, cause TEXT, item TEXT NOT NULL,
        people INTEGER NOT NULL, made REAL NOT NULL, tries INTEGER NOT NULL, next REAL NOT NULL, answer TEXT NOT NULL,
        dead INTEGER NOT NULL);
      ALTER TABLE mail ADD COLUMN config TEXT NOT NULL DEFAULT '';
      ALTER TABLE mail ADD COLUMN taken REAL NOT NULL DEFAULT 0;
      INSERT INTO mail SELECT * FROM earlier;
      INSERT INTO mail SELECT 7, event, 'ANA@Example.com', subject, body, html, 'sync-1.xlsx', x'504b', cause, item, people, made,
        tries, next, answer, dead, 'x' || config, taken FROM earlier;
      DROP TABLE earlier; PRAGMA user_version=13
      """)
    #expect(try stand.raw(["mail", "list"]).output.split(separator: "\n").count == 3)
    #expect(try host(stand, "SELECT id, mailbox, file FROM mail") == "1|ana@example.com|\n7|ana@example.com|7")
    try send(stand)
    #expect(try office.letters().map(\.subject) == ["Failed: 2 data configs, for one cause"])
    #expect(try host(stand, "SELECT count(*) FROM mail") == "0")
    try must(stand.raw(["subscribers", "test", Operator.eid, "desk"]))
    // Numbers go on, so that no mail has that of another.
    #expect(try host(stand, "SELECT seq FROM sqlite_sequence WHERE name='mail'") == "8")
  }
}
