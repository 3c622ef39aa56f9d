import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Two processes at one data config") struct FaultSecondRunTests {
  @Test("a second run waits 30 seconds, names the first, and changes nothing") func second() async throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("stall:submissions")
    // Longer than the test takes, however slow the machine is.
    fault.desk.environment["PATCHBAY_STALL_SECONDS"] = "3600"
    let first = try fault.desk.start("sync", "pretalx/sessions", "--force")
    defer { first.signal(SIGKILL) }
    // The file may be locked for the moment in which it is opened.
    try await eventually { (try? fault.desk.sqlite("SELECT count(*) FROM run WHERE status='running'")) == "1" }
    let before = try fault.desk.dump()
    let applied = try fault.desk.sqlite("SELECT * FROM run WHERE id=1")
    // Without giving the thread away: the first is to be looked at while it still runs.
    let second = try fault.desk.start("sync", "pretalx/sessions", "--force", "--json").wait()
    #expect(second.code == 3)
    #expect(
      second.error == "pretalx/sessions: waiting for a sync of process \(first.process.processIdentifier)\n")
    let report = try RunReport(second)
    #expect(report.status == "refused")
    #expect(
      fault.plain(report.reason)
        == "EID/pretalx/sessions is being run by a sync of process \(first.process.processIdentifier), which did not end"
        + " within 30 seconds. Run the command again when it has ended.")
    #expect(try fault.desk.dump() == before)
    // It is in the history as a run, and the two others are as they were.
    #expect(
      try fault.desk.sqlite("SELECT id, kind, status, forced FROM run ORDER BY id")
        == "1|sync|completed|0\n2|sync|running|1\n3|sync|refused|1")
    #expect(try fault.desk.sqlite("SELECT * FROM run WHERE id=1") == applied)
  }

  @Test("a run that was killed holds up nobody, and is told as interrupted") func killed() async throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("stall:submissions")
    let before = try fault.desk.dump()
    // Longer than the test takes, however slow the machine is.
    fault.desk.environment["PATCHBAY_STALL_SECONDS"] = "3600"
    let first = try fault.desk.start("sync", "pretalx/sessions", "--force")
    // The file may be locked for the moment in which it is opened.
    try await eventually { (try? fault.desk.sqlite("SELECT count(*) FROM run WHERE status='running'")) == "1" }
    first.signal(SIGKILL)
    #expect(try await first.finished().code == 137)
    #expect(try fault.desk.dump() == before)
    try fault.vendor.fault("")
    let met = try await fault.sync()
    #expect(met.status == "completed")
    let shown = try fault.desk.patchbay("runs", "show", "2")
    #expect(
      fault.plain(shown.output).hasPrefix(
        "Sync of EID/pretalx/sessions: interrupted (run 2)\n  The program ended before the run did. Nothing of it was"
          + " applied.\n"))
  }

  @Test("another program that holds the write lock is waited for, and then named as the reason") func locked()
    async throws
  {
    let fault = try FaultDesk()
    let before = try fault.desk.dump()
    let holder = try await KeptFile(fault.desk.database, from: .writing)
    let said = try await fault.desk.start("sync", "pretalx/sessions", "--force").finished()
    #expect(said.code == 1)
    #expect(
      fault.plain(said.output + said.error)
        == "'HOME/events/EID.db' is in use by another process and was not free within 10 seconds. Run the command again"
        + " when that one has ended.\n")
    holder.letGo()
    #expect(try fault.desk.dump() == before)
    #expect(try await fault.sync().status == "completed")
  }
}
