import Foundation
import TestSupport

/// What tests of mail stand on.
protocol MailStand {}

extension MailStand {
  /// A vendor with nine people, a list `desk` for errors that is attached to them, and where mail goes.
  func stand(
    _ office: PostOffice, when: String = "error", _ more: [String] = [], addresses: [String] = ["desk@example.org"]
  ) throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    try must(stand.raw(["events", "edit", Operator.eid, "--name", "Nördlicher Gipfel 🎪 <b>"]))
    try must(
      stand.raw(["mail", "set", "--server", "smtp://127.0.0.1:\(office.port)", "--from", "patchbay@example.org"]))
    try must(stand.raw(["subscribers", "add", Operator.eid, "desk", "--when", when] + more + addresses))
    try must(stand.raw(["subscribers", "attach", Operator.eid, "desk", "v/people"]))
    return stand
  }

  @discardableResult
  func must(_ finished: Finished) throws -> Finished {
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return finished
  }

  /// Lets what gathers be due, and sends.
  @discardableResult
  func send(_ stand: ScriptedDesk) throws -> Finished {
    try must(
      Launch.run(
        "/usr/bin/sqlite3",
        ["-cmd", ".timeout 20000", stand.desk.home + "/host.db", "UPDATE mail SET next=next-120 WHERE NOT dead"]))
    return try stand.raw(["mail", "send"])
  }

  /// What the host's own file says.
  func host(_ stand: ScriptedDesk, _ sql: String) throws -> String {
    try must(Launch.run("/usr/bin/sqlite3", ["-cmd", ".timeout 20000", stand.desk.home + "/host.db", sql])).output
      .trimmingCharacters(in: .newlines)
  }
}
