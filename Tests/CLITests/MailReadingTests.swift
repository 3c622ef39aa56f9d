import Foundation
import TestSupport
import Testing

@Suite("What is read of mail that waits") struct MailReadingTests: MailStand {
  /// Bytes that a command reads of the host's own file, and what it says.
  private func read(_ words: [String], _ stand: ScriptedDesk) throws -> (bytes: Int, said: Finished) {
    let log = stand.desk.folder.path + "/calls"
    let said = try Launch.run(
      "/usr/bin/strace",
      ["-f", "-q", "-y", "-s", "0", "-o", log, "-e", "trace=pread64,read", Products.patchbay] + words,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    let bytes = lines.filter { $0.contains("/host.db>") || $0.contains("/host.db-wal>") }.compactMap { line in
      line.split(separator: " ").last.flatMap { Int($0) }
    }
    return (bytes.reduce(0, +), said)
  }

  @Test("is neither a text nor a report, but of the mail that is sent") func reading() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any", addresses: (1...12).map { "desk\($0)@example.org" })
    try stand.sync("people")
    try stand.sync("people")
    // The first ones wait for a server that was not there, and the later ones for these.
    _ = try host(
      stand,
      """
      UPDATE mail SET next=next+600 WHERE id<=12;
      UPDATE mail_file SET bytes=zeroblob(4000000);
      UPDATE mail_text SET html=html || hex(zeroblob(500000))
      """)
    #expect(try host(stand, "SELECT sum(length(html))>24000000 FROM mail_text") == "1")
    for (words, said) in [
      (["mail", "list", "--json"], "Completed: people of"), (["mail", "send"], "No mail is due.\n"),
      (["doctor"], "24 wait"),
    ] {
      let (bytes, finished) = try read(words, stand)
      #expect(finished.output.contains(said), "\(finished)")
      #expect(bytes > 0 && bytes < 400_000, "\(words) reads \(bytes) bytes")
    }
    // One is sent: its text and its report are read.
    _ = try host(stand, "UPDATE mail SET next=0 WHERE id=1; UPDATE mail SET next=next+600 WHERE id=13")
    let (bytes, _) = try read(["mail", "send"], stand)
    #expect(bytes > 5_000_000 && bytes < 8_000_000, "\(bytes)")
  }

  @Test("is kept once, however many have it, and goes with the last of them") func once() throws {
    let office = try PostOffice(["refuse=two@example.org"])
    let stand = try stand(office, when: "any", addresses: ["one@example.org", "two@example.org", "three@example.org"])
    try stand.sync("people")
    #expect(try host(stand, "SELECT count(*), count(DISTINCT file) FROM mail") == "3|1")
    #expect(try host(stand, "SELECT count(*) FROM mail_file") == "1")
    #expect(try send(stand).code == 1)
    let letters = try office.letters()
    #expect(letters.map(\.file) == ["sync-1.xlsx", "sync-1.xlsx"])
    #expect(letters[0].sheets == letters[1].sheets && letters[0].sheets.contains("Changes: a1 |  | created |  |  | "))
    // The one that was given up keeps its words for a month, and no report.
    #expect(try host(stand, "SELECT recipient, dead, lost_file, file IS NULL FROM mail") == "two@example.org|1|1|1")
    #expect(try host(stand, "SELECT count(*) FROM mail_file") == "0")
    #expect(try stand.raw(["mail", "drop", "3"]).output == "Mail 3 is removed.\n")
    #expect(try host(stand, "SELECT count(*) FROM mail_text") == "0")
  }

  @Test("that waited for a server which nobody had named loses its report when it is given up, and says so")
  func unnamed() throws {
    let office = try PostOffice()
    let stand = try stand(office, when: "any")
    try stand.sync("people")
    _ = try host(stand, "DELETE FROM mail_server; UPDATE mail SET made=made-86401")
    #expect(try stand.raw(["events", "tidy", Operator.eid]).code == 0)
    #expect(try host(stand, "SELECT dead FROM mail") == "1")
    #expect(try host(stand, "SELECT count(*) FROM mail_file") == "0")
    try must(
      stand.raw(["mail", "set", "--server", "smtp://127.0.0.1:\(office.port)", "--from", "patchbay@example.org"]))
    try must(stand.raw(["mail", "retry", "--all"]))
    try send(stand)
    let letter = try #require(try office.letters().first)
    #expect(letter.file == "")
    #expect(
      letter.text.hasSuffix(
        "The report is not attached: it was removed while this mail waited. 'patchbay runs report' makes it again.\n"))
  }
}
