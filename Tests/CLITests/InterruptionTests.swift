import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A run that a person stops") struct InterruptionTests {
  private let sentence =
    "It was told to stop before everything had come. Nothing was applied. Run it again when it may end."

  /// An event with two people, and a vendor that now has more, on two pages of which the second never comes.
  private func stand() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2))
    try stand.sync("people")
    stand.vendor.serve("people", [ScriptedDesk.people(1...20), ScriptedDesk.people(21...40)], total: 40)
    stand.vendor.answer(ScriptedVendor.target("people", page: 2), ScriptedAnswer("{}", stalls: true))
    return stand
  }

  @Test("by Ctrl-C says so, applies nothing and leaves the terminal clean") func terminal() throws {
    let stand = try stand()
    defer { stand.vendor.release() }
    let before = try stand.desk.dump()
    let shown = try Terminal.run(
      "/usr/bin/env",
      ["bash", "-c", "trap : INT; '\(Products.patchbay)' sync v/people --force; echo code $?"],
      keys: [("20 records, 1 page", "\u{3}")],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(
      shown.split(separator: "\r\u{1B}[K").last == """
        Sync of \(Operator.eid)/v/people: cancelled (run 2)
          \(sentence)
        code 1

        """)
    #expect(try stand.desk.dump() == before)
    #expect(try stand.desk.sqlite("SELECT status, finished IS NOT NULL FROM run WHERE id=2") == "cancelled|1")
  }

  @Test("by a signal ends all that was to come", arguments: [SIGINT, SIGTERM, SIGHUP])
  func signalled(_ signal: Int32) async throws {
    let stand = try stand()
    defer { stand.vendor.release() }
    // Threads of this process block signals, and programs inherit that; a person's shell does not.
    let run = try Launch.start(
      "/usr/bin/env",
      [
        "--default-signal=INT,TERM,HUP", "python3", "-c", Self.unblocked, Products.patchbay, "sync",
        Operator.eid, "--all", "--force", "--json",
      ], environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    let target = ScriptedVendor.target("people", page: 2)
    try await eventually { stand.vendor.requests.contains(target) }
    run.signal(signal)
    let finished = try await run.finished()
    #expect(finished.code == 1)
    let report = try RunReport(finished)
    // What a person did not want is told from what was cut off with the program.
    #expect(report.status == (signal == SIGINT ? "cancelled" : "interrupted"))
    #expect(
      report.reason
        == (signal == SIGINT
          ? sentence : "Its program was ended before everything had come. Nothing was applied. Run it again."))
    #expect(report.words == "")
    #expect(finished.output.split(separator: "\n").count == 1)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM run") == "2")
  }

  @Test("leaves no plan if it is a preview") func preview() throws {
    let stand = try stand()
    defer { stand.vendor.release() }
    let shown = try Terminal.run(
      Products.patchbay, ["preview", "v/people"], keys: [("20 records, 1 page", "\u{3}")],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(shown.hasSuffix("Preview of \(Operator.eid)/v/people: cancelled (run 2)\n  \(sentence)\n"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: stand.desk.home + "/plans") == [])
  }

  @Test("while the connector gives no sign of life does not wait for one") func silent() throws {
    let vendor = try PeopleVendor([.init("1", "ann@example.org"), .init("2", "bob@example.org")])
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor, fault: "hang")
    // What else would end it comes later than any test may last.
    faulty.desk.environment["PATCHBAY_WORKER_SILENCE"] = "86400"
    let shown = try Terminal.run(
      Products.patchbay, ["sync", "faulty/people"], keys: [("2 records, 1 page", "\u{3}")],
      environment: ["PATCHBAY_HOME": faulty.desk.home].merging(faulty.desk.environment) { $1 })
    #expect(shown.hasSuffix("Sync of \(Operator.eid)/faulty/people: cancelled (run 1)\n  \(sentence)\n"))
    #expect(try faulty.desk.sqlite("SELECT status, finished IS NOT NULL FROM run") == "cancelled|1")
    #expect(try faulty.desk.sqlite("SELECT count(*) FROM state") == "0")
  }

  static let unblocked = """
    import os, signal, sys
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execv(sys.argv[1], sys.argv[1:])
    """
}
