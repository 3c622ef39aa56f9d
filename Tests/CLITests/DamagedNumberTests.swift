import Foundation
import TestSupport
import Testing

@Suite("Beside an event whose file holds a number that cannot be") struct DamagedNumberTests {
  static let other = "0bad0000000000000000000000000002"

  /// What stands in the other event's file, and how it is told.
  struct Damage: Sendable, CustomTestStringConvertible {
    let sql: String
    let detail: String
    var testDescription: String { sql }
  }

  static let rows = "INSERT OR REPLACE INTO autosync VALUES(1, 60, NULL, NULL, 1.79e9, 0, NULL);"

  /// Told by whoever opens the file.
  static let ofEvents = [
    Damage(sql: "PRAGMA user_version=-5", detail: "the number of its schema cannot be -5"),
    Damage(sql: "PRAGMA user_version=-2147483648", detail: "the number of its schema cannot be -2147483648"),
    Damage(
      sql: "UPDATE event SET keep_history=9223372036854775807",
      detail: "'keep_history' in it cannot be 9223372036854775807"),
    Damage(
      sql: "UPDATE event SET keep_history='99999999999999999999'", detail: "'keep_history' in it cannot be 1.0e+20"),
    Damage(sql: "UPDATE event SET keep_history='for ever'", detail: "'keep_history' in it cannot be a text"),
    Damage(sql: "UPDATE event SET keep_history=-1", detail: "'keep_history' in it cannot be -1"),
  ]

  /// Told by whoever asks when something runs by itself.
  static let ofJobs =
    ["0", "-1", "9223372036854775807", "1441", "'often'"].map { every in
      Damage(
        sql: "\(rows) UPDATE autosync SET every=\(every)",
        detail: "'every' in it cannot be \(every == "'often'" ? "a text" : every)")
    } + [
      Damage(sql: "\(rows) UPDATE autosync SET since=9e999", detail: "'since' in it cannot be Inf"),
      Damage(sql: "\(rows) UPDATE autosync SET since=-1e300", detail: "'since' in it cannot be -1.0e+300"),
    ]

  private func path(_ desk: Operator) -> String { "\(desk.home)/events/\(Self.other).db" }

  /// Makes the other event, with that in its file.
  private func damage(_ desk: Operator, _ damage: Damage) throws {
    let made = try desk.patchbay(
      "events", "add", "Other", "--starts", "2026-12-01", "--ends", "2026-12-02", "--time-zone", "UTC", "--eid",
      Self.other)
    let changed = try Launch.run("/usr/bin/sqlite3", ["-bail", path(desk), damage.sql])
    for step in [made, changed] where step.code != 0 { throw StepFailed(finished: step) }
  }

  private func sentence(_ desk: Operator, _ damage: Damage) -> String {
    "'\(path(desk))' is damaged (\(damage.detail)). Stop using it and restore it from a backup."
  }

  @Test("all others are listed, and the doctor names it", arguments: ofEvents) func listed(_ damage: Damage) throws {
    let desk = try Operator()
    let made = try desk.patchbay(
      "events", "add", "Test", "--starts", "2026-12-01", "--ends", "2026-12-03", "--time-zone", "UTC", "--eid",
      Operator.eid)
    #expect(made.code == 0)
    try self.damage(desk, damage)
    let listed = try desk.patchbay("events", "list")
    #expect(
      listed
        == Finished(
          code: 1,
          output: """
            EID                               STARTS      ENDS        TIME ZONE  NAME
            \(Operator.eid)  2026-12-01  2026-12-03  UTC        Test

            """, error: sentence(desk, damage) + "\n"))
    let doctor = try desk.patchbay("doctor")
    #expect(doctor.code == 1)
    #expect(
      doctor.output.contains("BAD  events         \(sentence(desk, damage)) Of the others: 1 file, whole\n"))
    #expect(doctor.output.contains("ok   nodes          nothing runs by itself\n"))
    #expect(doctor.output.contains("ok   mail           nobody is to be told\n"))
  }

  @Test("the jobs of all others run by themselves", arguments: ofEvents + ofJobs) func served(_ damage: Damage)
    async throws
  {
    let desk = try ServeDesk()
    try self.damage(desk.stand.desk, damage)
    let serve = try desk.serve()
    func ended() throws -> String {
      try desk.stand.desk.sqlite(
        "SELECT status, received, unchanged FROM run WHERE automatic AND status<>'running' ORDER BY id LIMIT 1")
    }
    try await eventually { try ended() == "completed|9|9" }
    #expect(try ended() == "completed|9|9")
    let line = "event=file.unreadable path=\(path(desk.stand.desk)) msg=\"\(sentence(desk.stand.desk, damage))\"\n"
    try await eventually { serve.errorSoFar.contains(line) }
    #expect(serve.errorSoFar.contains(line))
    let doctor = try desk.stand.raw(["doctor"])
    #expect(doctor.output.contains(sentence(desk.stand.desk, damage)))
    #expect(doctor.output.contains("root runs 1 data config\n"))
    serve.signal(SIGTERM)
    #expect(try await serve.finished().code == 0)
  }
}
