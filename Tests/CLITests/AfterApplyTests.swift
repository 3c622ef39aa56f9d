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
}
