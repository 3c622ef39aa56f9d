import Foundation
import TestSupport
import Testing

@Suite("A home that an earlier program left") struct OldHomeTests {
  /// Run with the programs of that commit, as `Tests/Homes/README.md` says.
  @Test(
    "is made anew", .enabled(if: ProcessInfo.processInfo.environment["PATCHBAY_MAKE_HOME"] != nil))
  func make() throws {
    let commit = try #require(ProcessInfo.processInfo.environment["PATCHBAY_MAKE_HOME"])
    try ScriptedDesk.leaveHome(in: OldHome.folder(commit))
  }

  /// The home of fd98ee7 with its connector enabled anew and a vendor that answers as in the end.
  private func upgraded(_ spelling: OldVendor.Spelling) throws -> ScriptedDesk {
    let stand = try ScriptedDesk(oldHome: "fd98ee7")
    OldVendor.serve(on: stand.vendor, spelling)
    let enabled = try stand.raw(["connectors", "enable", "scripted"])
    #expect(enabled.error == "")
    #expect(enabled.code == 0)
    return stand
  }

  private static let people = """
    SELECT id, name, birth, arrives, seats, fee FROM person WHERE connection='v' ORDER BY id
    """
  /// People as they are stored, in the spellings of then.
  private static let stored = """
    p1|Ada Lovelace|1815-12-10|2030-12-01T14:11:00Z|2|10.0
    p11|Hedy Lamarr|1980-02-03|2030-12-01T14:11:00Z|2|10.0
    p15|Frances Allen|1980-02-03|2030-12-01T14:11:00Z|2|10.0
    p2|Grace Murray Hopper|1906-12-09|2030-12-01T18:00:00+01:00|5|30.0
    p3|Alan M. Turing|1912-06-24|2030-12-01T10:00:00+01:00|6|7.5
    p4|Zo\u{EB} Quinn|1987-01-01|2030-12-01T14:11:00.250Z|0|0.0
    p5|Linus Pauling||||1500
    p6|Marie Curie|1867-11-07|2030-11-30T23:30:00-05:00|12345678901234567|1.0e-06
    p7|Rosalind Franklin|1980-02-03|2030-12-01T14:11:00Z|2|10.0
    p8|Emmy Noether|1980-02-03|2030-12-01T14:11:00Z|2|10.0
    p9|Sofja Kowalewskaja|1980-02-03|2030-12-01T14:11:00Z|2|10.0
    """

  private func payload(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT group_concat(body, char(10)) FROM (SELECT body FROM payload ORDER BY n)")
  }

  private func kept(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT group_concat(rid || ' ' || slot, ', ') FROM (SELECT * FROM kept ORDER BY rid, slot)")
  }

  private static let kept = "p1 0, p1 3, p1 4, p1 5, p11 -2, p14 -1, p3 0, p3 2, p3 3, p3 4, p3 5, x1 -2, y1 -1"
  private static let held = (2...5).map { "deletion x\($0)" } + (2...5).map { "creation y\($0)" }

  @Test(
    "goes on: nothing changes while the vendor offers the same, be it spelt otherwise",
    arguments: [OldVendor.Spelling.first, .other])
  func goesOn(_ spelling: OldVendor.Spelling) throws {
    let stand = try upgraded(spelling)
    #expect(try stand.desk.sqlite(Self.people) == Self.stored)
    let before = try payload(stand)
    #expect(try stand.raw(["connections", "test", "v"]).code == 0)
    for _ in 0..<2 {
      #expect(try stand.sync("people").words == "received 13, unchanged 10, skipped 3")
      #expect(try stand.sync("sessions").words == "received 3, unchanged 3")
      let registrations = try stand.sync("registrations")
      #expect(registrations.words == "received 6, unchanged 3, skipped 2, invalid 1")
      #expect(try stand.sync("stands").words == "received 5, skipped 1, heldDeletions 4, heldCreations 4")
    }
    #expect(try payload(stand) == before)
    #expect(try kept(stand) == Self.kept)
    #expect(try stand.held().sorted() == Self.held.sorted())
    #expect(try stand.desk.sqlite("SELECT count(*) FROM change WHERE run>14") == "0")
  }

  @Test("has its holds approved", arguments: [OldVendor.Spelling.first, .other])
  func approves(_ spelling: OldVendor.Spelling) throws {
    let stand = try upgraded(spelling)
    let held = try stand.held()
    #expect(held.sorted() == Self.held.sorted())
    let approved = try stand.raw(["deletions", "approve", "\(Operator.eid)/v/stands", "--json"])
    #expect(try RunReport(approved).words == "received 4, created 4, deleted 4")
    #expect(try stand.ids("exhibitor") == ["x1", "y2", "y3", "y4", "y5"])
    #expect(try stand.sync("stands").words == "received 5, unchanged 4, skipped 1")
  }

  @Test("has a run undone that the earlier program made", arguments: [OldVendor.Spelling.first, .other])
  func undoes(_ spelling: OldVendor.Spelling) throws {
    let stand = try upgraded(spelling)
    // A sync of today between does not stand in the way: it has nothing to write.
    #expect(try stand.sync("people").words == "received 13, unchanged 10, skipped 3")
    let undone = try RunReport(stand.raw(["undo", "8", "--json"]))
    #expect(undone.words == "received 2, created 1, updated 1, deleted 1")
    #expect(undone.status == "completed")
    #expect(
      try stand.desk.sqlite(Self.people + " LIMIT 4") == """
        p1|Ada Lovelace|1815-12-10|2030-12-01T14:11:00Z|2|10.0
        p11|Hedy Lamarr|1980-02-03|2030-12-01T14:11:00Z|2|10.0
        p12|Karen Jones|1980-02-03|2030-12-01T14:11:00Z|2|10.0
        p2|Grace Hopper|1906-12-08|2030-12-01T14:11:00Z|3|12.5
        """)
    #expect(try stand.sync("people").words == "received 13, unchanged 9, skipped 4")
    #expect(
      try kept(stand)
        == "p1 0, p1 3, p1 4, p1 5, p11 -2, p12 -2, p14 -1, p15 -1, p2 0, p2 2, p2 3, p2 4, p2 5, p3 0, p3 2, p3 3, p3 4,"
        + " p3 5, x1 -2, y1 -1")
  }

  @Test("keeps the erased person out, and what is frozen as it is") func erased() throws {
    let stand = try upgraded(.first)
    try stand.sync("people")
    try stand.sync("registrations")
    #expect(try stand.ids("registration") == ["p1/s1", "p2/s1", "p3/s2"])
    #expect(
      try stand.desk.sqlite("SELECT connection, id, name FROM person WHERE id IN ('p10', 'f1')")
        == "former.frozen|f1|Former Person")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM state WHERE rid LIKE 'p10%'") == "0")
  }

  @Test("keeps what was spent of a vendor's quota, though old accounts are forgotten") func spent() throws {
    let stand = try ScriptedDesk(oldHome: "fd98ee7")
    func host(_ sql: String) throws -> String {
      let finished = try Launch.run("/usr/bin/sqlite3", [stand.desk.home + "/host.db", sql])
      guard finished.code == 0 else { throw StepFailed(finished: finished) }
      return finished.output.trimmingCharacters(in: .newlines)
    }
    _ = try host("INSERT INTO account VALUES(x'aa', 'scripted', 10000, 600); INSERT INTO spent VALUES(x'aa', 1, 9000)")
    #expect(try stand.raw(["events", "tidy"]).code == 0)
    #expect(try host("SELECT credits FROM spent") == "9000")
  }
}
