import TestSupport
import Testing

@Suite("What follows a run that applied") struct AfterApplyTests {
  @Test("may fail without making the run look failed") func told() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    let host = stand.desk.home + "/host.db"
    let spoiled = try Launch.run(
      "/usr/bin/sqlite3",
      [
        host,
        """
        INSERT INTO crash SELECT digest, '\(Operator.eid)/v/people', 1, '', 1 FROM connector;
        CREATE TABLE mine(digest, config, FOREIGN KEY(digest, config) REFERENCES crash(digest, config));
        INSERT INTO mine SELECT digest, config FROM crash;
        """,
      ])
    #expect(spoiled.code == 0)
    let finished = try stand.raw(["sync", "v/people"])
    #expect(finished.code == 0)
    #expect(finished.output.contains("    The run itself ended as it says; what follows it failed: "))
    #expect(try stand.desk.sqlite("SELECT status, created FROM run") == "completed|2")
    #expect(try stand.ids("person") == ["a1", "a2"])
  }

  @Test("and so may what follows a decision of a person's") func decided() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    try stand.sync("people")
    // Of another record, so that it is first looked at when all is written.
    _ = try stand.desk.sqlite(
      "INSERT INTO kept(config, rid, slot, offered, run, since) VALUES(1, 'a2', 1, '1', 1, 'never')")
    let finished = try stand.raw(["records", "set", Operator.eid, "person", "a1", "name=Eve"])
    #expect(finished.error == "")
    #expect(
      finished.output.contains(
        "    The run itself ended as it says; what follows it failed: '\(stand.desk.database)' is damaged ('since' in it cannot"
          + " be a text). Stop using it and restore it from a backup.\n"))
    #expect(finished.code == 0)
    #expect(try stand.desk.sqlite("SELECT status, updated FROM run WHERE kind='edit'") == "completed|1")
    #expect(try stand.desk.sqlite("SELECT name FROM person WHERE id='a1'") == "Eve")
  }
}
