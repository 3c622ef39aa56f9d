import TestSupport
import Testing

@Suite("What a sync does when the vendor's list is not what it says") struct FaultListTests {
  @Test("records without id are invalid, and no missing record is deleted", arguments: ["no-id", "duplicate-keys"])
  func withoutID(_ name: String) async throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("\(name):submissions")
    let met = try await fault.sync()
    #expect(
      met
        == .init(
          code: 5, status: "partial",
          reason: "No missing record leaves: 2 delivered records have no id, and could be among the missing ones.",
          words: "received 303, created 6, unchanged 124, updated 62, deleted 3, skipped 109, invalid 2",
          isUntouched: false))
    let finished = try fault.desk.patchbay("runs", "show", "2")
    #expect(finished.output.contains("    A record has no id: code is missing, empty or ambiguous.\n"))
    // The three that left are the ones that the skip rule names.
    #expect(try fault.desk.sqlite("SELECT count(*) FROM state WHERE status=2") == "0")
  }

  @Test("ids beyond 2^53 stay exact and apart") func bigNumbers() async throws {
    let vendor = try Vendor("pretalx", people: 300, ["--faults", "big-numbers:submissions"])
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    let run = try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json"))
    #expect(run.status == "completed")
    #expect(run.words == "received 300, created 191, skipped 109")
    // Neighbours differ by one, which a double could not tell; the text is compared with what the server sent.
    let sent = try Launch.run(
      "/usr/bin/curl",
      [
        "-sS", "-H", "Authorization: Token sandbox-token",
        vendor.address + "/api/events/sandbox/submissions/?page_size=1",
      ])
    let code = try #require(sent.output.firstMatch(of: /"code":\s*([0-9]+)/)?.1)
    #expect(try #require(UInt64(code)) > 1 << 53)
    #expect(try desk.sqlite("SELECT count(*) FROM state WHERE rid='\(code)'") == "1")
    #expect(try desk.sqlite("SELECT count(*), count(DISTINCT CAST(rid AS REAL)) < 300 FROM state") == "300|1")
  }

  @Test("links that lead round in a circle end the run") func circle() async throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("repeat-next:submissions")
    let met = try await fault.sync()
    #expect(met.code == 5)
    #expect(met.status == "incomplete")
    #expect(
      met.reason.hasSuffix(
        "has not the expected form: '/next' leads back to a page that was read already. \(FaultyAnswer.form)"
          + " Before that 303 of 303 records were read; 193 of them are kept, and nothing was deleted."))
    #expect(try fault.desk.sqlite("SELECT count(*) FROM state WHERE status=2") == "0")
  }

  @Test(
    "a list that is shorter or longer than its total deletes nothing",
    arguments: [
      ("half", 152, 303, "received 152, created 2, unchanged 65, updated 34, skipped 51"),
      ("total-wrong", 303, 310, "received 303, created 6, unchanged 124, updated 63, deleted 3, skipped 110"),
    ]) func total(_ name: String, _ delivered: Int, _ announced: Int, _ words: String) async throws
  {
    let fault = try FaultDesk()
    try fault.vendor.fault("\(name):submissions")
    let met = try await fault.sync()
    #expect(
      met
        == .init(
          code: 5, status: "partial",
          reason: "No missing record leaves: the vendor announced \(announced) records and delivered \(delivered)"
            + " different ones, twice in a row. Run it again when the vendor has settled.", words: words,
          isUntouched: false))
    #expect(try fault.desk.sqlite("SELECT count(*) FROM state WHERE status=2") == "0")
  }

  @Test("a list that is empty after it was full is not believed at once, and held when it stays so")
  func empty() async throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("empty:submissions")
    let first = try await fault.sync()
    #expect(
      first.reason
        == "191 stored records are missing at the vendor, whose list can shift while it is read: deleted if the next"
        + " complete run lacks them too.")
    #expect(first.words == "")
    #expect(try fault.desk.sqlite("SELECT count(*) FROM session") == "191")
    let second = try await fault.sync()
    #expect(
      second
        == .init(
          code: 5, status: "partial",
          reason: "Held for approval: All 191 stored records would leave. See 'patchbay deletions list'.",
          words: "heldDeletions 191", isUntouched: false))
    #expect(try fault.desk.sqlite("SELECT count(*) FROM session") == "191")
    // What the vendor delivers again is held no more; the four that it deleted meanwhile wait for a person still.
    try fault.vendor.fault("")
    let healed = try await fault.sync()
    #expect(
      healed
        == .init(
          code: 5, status: "partial",
          reason: "Held for approval since run 3: 4 deletions. Let them happen with 'patchbay deletions approve"
            + " EID/pretalx/sessions', or keep them from happening with 'patchbay deletions discard"
            + " EID/pretalx/sessions'.",
          words: "received 303, created 6, unchanged 124, updated 63, skipped 110, heldDeletions 4", isUntouched: false)
    )
    #expect(try fault.desk.sqlite("SELECT count(*) FROM hold") == "4")
  }

  @Test("a page of 50 MB is taken, and held in memory once") func hugePage() async throws {
    let fault = try FaultDesk()
    try fault.vendor.fault("huge-page:submissions@1x1")
    // The kernel keeps the peak of a program that has ended for whoever waited for it: 1 KiB units on Linux.
    let measured = """
      import resource, subprocess, sys
      subprocess.run(sys.argv[1:])
      sys.stderr.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
      """
    let finished = try await Launch.start(
      "/usr/bin/env", ["python3", "-c", measured, Products.patchbay, "sync", "pretalx/sessions", "--force", "--json"],
      environment: ["PATCHBAY_HOME": fault.desk.home]
    ).finished()
    let run = try RunReport(finished)
    #expect(run.status == "completed")
    #expect(run.words == "received 303, created 6, unchanged 124, updated 63, deleted 3, skipped 110")
    // The page is held once: 50 MB and what the program needs anyway.
    #expect((50_000..<140_000).contains(Int(finished.error) ?? 0))
  }

  @Test("a page of 50 MB that a connector has to work on itself is refused with a sentence") func hugeWork()
    async throws
  {
    let vendor = try Vendor("pretalx", people: 300, ["--faults", "huge-page:speakers"])
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    let finished = try await desk.start("sync", "pretalx/presenters", "--json").finished()
    #expect(finished.code == 1)
    let run = try RunReport(finished)
    #expect(run.status == "failed")
    #expect(
      run.reason
        == "GET \(vendor.address)/api/events/sandbox/speakers/?page_size=250 answered with more than 8 MiB, which is more"
        + " than a connector can work on at once. If the connector has a setting for the page size, lower it.")
  }

  @Test("a page beyond 64 MiB is refused with a sentence") func tooLarge() async throws {
    let fault = try FaultDesk(["--set", "huge-mb=80"])
    try fault.vendor.fault("huge-page:submissions")
    let met = try await fault.sync()
    #expect(
      met
        == .init(
          code: 1, status: "failed",
          reason:
            "GET \(FaultyAnswer.list) was stopped: the answer is larger than 67,108,864 bytes. If the connector has a"
            + " setting for the page size, lower it.", words: "", isUntouched: true))
  }
}
