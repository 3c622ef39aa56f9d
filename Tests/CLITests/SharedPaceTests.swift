import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A vendor's pace") struct SharedPaceTests {
  /// Seconds since the machine started.
  private var uptime: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func host(_ stand: ScriptedDesk, _ sql: String) throws -> String {
    let finished = try Launch.run(
      "/usr/bin/sqlite3", ["-cmd", ".timeout 20000", stand.desk.home + "/host.db", sql])
    guard finished.code == 0 else { throw StepFailed(finished: finished) }
    return finished.output.trimmingCharacters(in: .newlines)
  }

  private func stand(connections: Int = 1, limits: String = #"{"requestsPerMinute": 600}"#) throws -> ScriptedDesk {
    let stand = try ScriptedDesk(connections: connections, limits: limits)
    stand.vendor.serve(
      "people", [ScriptedDesk.people(1...3), ScriptedDesk.people(4...6), ScriptedDesk.people(7...9)], total: 9)
    return stand
  }

  @Test("is one for all programs that use an account at once") func shared() async throws {
    // 37 in 61 seconds, after four at once.
    let stand = try stand(connections: 3, limits: #"{"requestsPerMinute": 40}"#)
    let before = uptime
    let runs = try ["v", "v2", "v3"].map { try stand.desk.start("sync", "\($0)/people", "--json") }
    for run in runs {
      #expect(try RunReport(try await run.finished()).words == "received 9, created 9")
    }
    #expect(stand.vendor.requests.count == 9)
    // Each of them had its step of the one time that they share.
    #expect(try host(stand, "SELECT count(*) FROM turn") == "1")
    #expect(try Double(host(stand, "SELECT ends FROM turn")) ?? 0 >= before + 9 * 61 / 37 - 1e-6)
    // Other credentials are another account, which nobody has asked yet.
    let other = try Launch.run(
      Products.patchbay, ["connections", "set", "\(Operator.eid)/v2", "--secret", "token"], input: "another\n",
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(other.code == 0)
    #expect(try RunReport(stand.raw(["sync", "v2/people", "--json", "--force"])).status == "completed")
    #expect(try host(stand, "SELECT count(*) FROM turn") == "2")
  }

  @Test("is one for a server, however its address is spelt") func spelt() throws {
    let stand = try stand(connections: 2)
    let port = stand.vendor.address.split(separator: ":").last ?? ""
    for (connection, server) in [("v", "http://localhost:\(port)"), ("v2", "http://LocalHost:\(port)/")] {
      let set = try stand.raw(["connections", "set", "\(Operator.eid)/\(connection)", "--endpoint", server])
      #expect(set.code == 0)
      #expect(
        try RunReport(stand.raw(["sync", "\(connection)/people", "--json", "--force"])).words == "received 9, created 9"
      )
    }
    #expect(stand.vendor.requests.count == 6)
    #expect(try host(stand, "SELECT count(*) FROM turn") == "1")
  }

  static let waiting = [
    (
      ["sync", "v/people", "--force"], 1 as Int32,
      "Sync of \(Operator.eid)/v/people: cancelled (run 2)\n  It was told to stop before everything had come. Nothing was"
        + " applied. Run it again when it may end.\n", ""
    ),
    (
      ["connections", "test", "\(Operator.eid)/v"], 1, "",
      "The command was told to stop before Scripted at VENDOR had shown all that is looked at. Nothing was changed. Run it"
        + " again when it may end.\n"
    ),
  ]

  @Test("lets whoever comes later wait for the turns before, and Ctrl-C ends the wait", arguments: waiting)
  func waits(_ words: [String], _ code: Int32, _ output: String, _ error: String) async throws {
    let stand = try stand()
    try stand.sync("people")
    let asked = stand.vendor.requests
    let others = uptime + 50
    _ = try host(stand, "UPDATE turn SET ends=\(others)")
    // Threads of this process block signals, and programs inherit that; a person's shell does not.
    let run = try Launch.start(
      "/usr/bin/env",
      ["--default-signal=INT", "python3", "-c", InterruptionTests.unblocked, Products.patchbay] + words,
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    try await eventually { try host(stand, "SELECT ends FROM turn WHERE ends>\(others)") != "" }
    run.signal(SIGINT)
    let finished = try await run.finished()
    let said = error.replacing("VENDOR", with: stand.vendor.address)
    #expect(finished == Finished(code: code, output: output, error: said))
    #expect(stand.vendor.requests == asked)
  }

  @Test(
    "is none that a damaged file says",
    arguments: ["ends=1e300", "ends='soon'", "ends=-1e300", "boot='another', ends=ends+1e6"])
  func damaged(_ change: String) throws {
    let stand = try stand()
    try stand.sync("people")
    let before = uptime
    _ = try host(stand, "UPDATE turn SET \(change)")
    #expect(try stand.sync("people").words == "received 9, unchanged 9")
    #expect(try host(stand, "SELECT typeof(ends) FROM turn") == "real")
    let ends = try Double(host(stand, "SELECT ends FROM turn")) ?? 0
    #expect(ends > before && ends < before + 3600)
  }

  @Test("needs no key where there is nothing to hide") func noKey() throws {
    let stand = try stand()
    #expect(try stand.sync("people").words == "received 9, created 9")
    #expect(try host(stand, "SELECT count(*) FROM turn") == "1")
    #expect(!FileManager.default.fileExists(atPath: stand.desk.home + "/key"))
  }

  @Test("is not minded where a connector on this computer names none") func none() throws {
    let stand = try stand(limits: "{}")
    #expect(try stand.sync("people").words == "received 9, created 9")
    #expect(try host(stand, "SELECT count(*) FROM turn") == "0")
  }
}
