import TestSupport
import Testing

@Suite("Mail that waits for a server that is not there") struct MailBoundsTests: MailStand {
  private let name = "people of Nördlicher Gipfel 🎪 <b> (v)"

  /// What `mail list` and `doctor` say of what was left out, with the time in it.
  private func leftOut(_ words: String, _ stand: ScriptedDesk) throws -> String {
    let time = try host(stand, "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(since), 'unixepoch') FROM mail_left_out")
    return "\(words) left out since \(time), as more waited than is kept; each address is told with its next mail."
      + " 'patchbay mail drop --left-out' forgets it.\n"
  }

  @Test("is no more than twenty to one mailbox about one data config: the newest, and a word on the others")
  func alike() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any", addresses: ["desk@example.org", "eve@example.org"])
    try stand.sync("people")
    _ = try host(
      stand,
      """
      INSERT INTO mail SELECT 10+value, event, config, 'DESK@example.org', mailbox, lists, 'old ' || value, cause, item, people, made,
        tries, next, taken, answer, dead, size, file, lost_file FROM mail, generate_series(1, 24) WHERE mail.id=1;
      INSERT INTO mail_text SELECT 10+value, body, html FROM mail_text, generate_series(1, 24) WHERE mail=1
      """)
    try stand.sync("people")
    #expect(
      try host(stand, "SELECT count(*), min(id), count(DISTINCT file) FROM mail WHERE mailbox LIKE 'desk%'")
        == "20|16|2")
    #expect(try host(stand, "SELECT group_concat(id) FROM mail WHERE mailbox LIKE 'eve%'") == "2,36")
    let words = try leftOut("6 mails", stand)
    #expect(try stand.raw(["mail", "list"]).output.hasSuffix("\n" + words))
    let json = try stand.raw(["mail", "list", "--json"])
    #expect(json.error == words && json.output.hasPrefix("[{\"id\":2,"))
    #expect(try stand.raw(["doctor"]).output.contains("BAD  mail           " + words))
    let since = try host(stand, "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', since, 'unixepoch') FROM mail_left_out")
    try send(stand)
    let letters = try office.letters()
    let note =
      "Since \(since) this host has left out 6 mails to you: more waited for the mail server than is kept. What happened is in"
      + " 'patchbay runs list'.\n"
    // Whoever missed some is told once, and nobody else.
    let told = letters.filter { $0.text.hasSuffix(note) }
    #expect(told.map(\.to) == ["DESK@example.org DESK@example.org"])
    #expect(told.first?.html.contains("<p>Since \(since) this host has left out 6 mails to you") == true)
    #expect(letters.count == 22)
    #expect(try stand.raw(["mail", "list"]).output == "No mail waits.\n")
    #expect(try stand.raw(["doctor"]).output.contains("ok   mail           0 wait\n"))
    #expect(try host(stand, "SELECT (SELECT count(*) FROM mail_text) + (SELECT count(*) FROM mail_file)") == "0")
  }

  @Test("loses the oldest reports of the list that has the most, and says so, before any mail is left out") func bytes()
    throws
  {
    let office = try PostOffice()
    let stand = try stand(office, when: "any")
    stand.vendor.serveAll("sessions", ["{\"id\": \"s1\", \"title\": \"Opening\"}"])
    try must(stand.raw(["subscribers", "add", Operator.eid, "quiet", "--when", "any", "quiet@example.org"]))
    try must(stand.raw(["subscribers", "attach", Operator.eid, "quiet", "v/sessions"]))
    try stand.sync("sessions")
    for _ in 0..<2 { try stand.sync("people") }
    // As if each were so large.
    _ = try host(stand, "UPDATE mail_file SET size=90000000")
    try stand.sync("people")
    #expect(
      try host(stand, "SELECT id, recipient, file IS NULL, lost_file FROM mail") == """
        1|quiet@example.org|0|0
        2|desk@example.org|1|1
        3|desk@example.org|0|0
        4|desk@example.org|0|0
        """)
    #expect(try stand.raw(["mail", "list"]).output.hasSuffix("\n" + leftOut("1 report", stand)))
    try send(stand)
    let letters = try office.letters()
    #expect(letters.map(\.file) == ["sync-1.xlsx", "", "sync-3.xlsx", "sync-4.xlsx"])
    #expect(
      letters[1].text.contains(
        "The report is not attached: it was removed while this mail waited. 'patchbay runs report' makes it again.\nSince "
      )
    )
    #expect(letters[1].text.contains(" this host has left out 1 report to you: more waited "))
    #expect(!letters[0].text.contains("left out") && !letters[3].text.contains("left out"))
  }

  @Test(
    "is no more than 20,000: old news of the list that has the most goes first, and the newest of each data config stays"
  )
  func count() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any")
    _ = try host(
      stand,
      """
      WITH made(id, list, config) AS (
        SELECT value, 'quiet', 'q' FROM generate_series(1, 5)
        UNION ALL SELECT value, 'loud', 'c' || value FROM generate_series(6, 19995)
        UNION ALL SELECT value, 'loud more', 'same' FROM generate_series(19996, 20005))
      INSERT INTO mail SELECT id, '\(Operator.eid)', config, list || '@example.org', substr(list, 1, 4) || '@example.org', list,
        'old', NULL, '', 0, unixepoch(), 0, unixepoch()+1000, 0, '', 0, 100, NULL, 0 FROM made
      """)
    try stand.sync("people")
    #expect(try host(stand, "SELECT count(*) FROM mail") == "20000")
    #expect(try host(stand, "SELECT count(*) FROM mail WHERE lists='quiet'") == "5")
    #expect(try host(stand, "SELECT group_concat(id) FROM mail WHERE config='same'") == "20002,20003,20004,20005")
    #expect(try host(stand, "SELECT subject FROM mail WHERE lists='desk'") == "Completed: \(name)")
    #expect(try host(stand, "SELECT mailbox, mails, reports FROM mail_left_out") == "loud@example.org|6|0")
    // What is being sent now is not pulled away.
    _ = try host(
      stand,
      "UPDATE mail SET taken=unixepoch()+200 WHERE config='same'; UPDATE mail SET made=made-700000 WHERE id<20000")
    try stand.sync("people")
    let dead = "Given up after 7 days: nothing has tried to send it. 'patchbay serve' does, or 'patchbay mail send'."
    #expect(try host(stand, "SELECT count(*), min(answer) FROM mail WHERE dead") == "10000|\(dead)")
    #expect(try host(stand, "SELECT count(*) FROM mail WHERE NOT dead") == "6")
    #expect(try host(stand, "SELECT sum(mails), sum(reports) FROM mail_left_out") == "10001|0")
  }

  @Test("is forgotten when somebody has seen what was left out of mail to addresses that get none any more")
  func forgotten() throws {
    let stand = try stand(try PostOffice())
    let nothing = try stand.raw(["mail", "drop", "--left-out"])
    #expect(nothing.output == "Nothing was left out.\n")
    _ = try host(stand, "INSERT INTO mail_left_out VALUES('eve@example.org',6,1,1.8e9,1.9e9)")
    #expect(
      try stand.raw(["doctor"]).output.contains(
        "BAD  mail           6 mails and 1 report left out since 2027-01-15T08:00:00Z, as more waited than is kept; each"
          + " address is told with its next mail. 'patchbay mail drop --left-out' forgets it.\n"))
    let dropped = try stand.raw(["mail", "drop", "--left-out"])
    #expect(dropped.output == "Nobody is told any more of 6 mails and 1 report left out.\n")
    #expect(try stand.raw(["doctor"]).output.contains("ok   mail           0 wait\n"))
    let both = try stand.raw(["mail", "drop", "--left-out", "3"])
    #expect(both.code == 2 && both.error.hasPrefix("Give the number of a mail, or --left-out.\n"))
  }

  @Test("is given up after a week with what the server said, if it said something") func answers() throws {
    let stand = try stand(try PostOffice(), when: "any")
    try stand.sync("people")
    _ = try host(
      stand,
      """
      INSERT INTO mail SELECT 10+value, event, 'c' || value, recipient, mailbox, lists, subject, cause, item, people, made-700000,
        max(0, value-1), next, taken, iif(value=3, 'The server is full.', ''), dead, size, NULL, 0
        FROM mail, generate_series(1, 3) WHERE mail.id=1
      """)
    try stand.sync("people")
    #expect(
      try host(stand, "SELECT id, answer FROM mail WHERE dead") == """
        11|Given up after 7 days: nothing has tried to send it. 'patchbay serve' does, or 'patchbay mail send'.
        12|Given up after 7 days: the program that sent it ended before it could say what became of it.
        13|Given up after 7 days: The server is full.
        """)
  }

  @Test("leaves out of what was given up the oldest alone, when the texts are more than is kept") func deadTexts()
    throws
  {
    let stand = try stand(try PostOffice(), when: "any")
    try stand.sync("people")
    _ = try host(
      stand,
      """
      INSERT INTO mail SELECT 10+value, event, 'c' || value, recipient, mailbox, lists, subject, cause, item, people, made,
        0, next, taken, 'No.', 1, 90000000, NULL, 0 FROM mail, generate_series(1, 4) WHERE mail.id=1
      """)
    try stand.sync("people")
    #expect(try host(stand, "SELECT group_concat(id) FROM mail WHERE dead") == "13,14")
    #expect(try host(stand, "SELECT count(*) FROM mail WHERE NOT dead") == "2")
    #expect(try host(stand, "SELECT mails FROM mail_left_out") == "2")
    // The same when a list has nobody to tell.
    _ = try host(stand, "DELETE FROM mail_left_out; UPDATE mail SET size=200000000 WHERE id=13")
    _ = try stand.desk.sqlite("DELETE FROM subscriber")
    _ = try stand.raw(["subscribers", "test", Operator.eid, "desk"])
    #expect(try host(stand, "SELECT group_concat(id) FROM mail WHERE dead") == "14")
    #expect(try host(stand, "SELECT mails, since > unixepoch() - 600 FROM mail_left_out") == "1|1")
  }
}
