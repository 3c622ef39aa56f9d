import Foundation
import Glibc
import TestSupport
import Testing

@Suite("What the host keeps for a connector has a bound") struct GreedyConnectorTests {
  private func desk(_ vendor: ScriptedVendor, fault: String) throws -> FaultyDesk {
    let faulty = try FaultyDesk("forger")
    try faulty.prepare()
    try faulty.connect(vendor.address, fault: fault)
    return faulty
  }

  @Test("Answers that it does not let go may be 256 MiB together, not 64 times 64") func answers() throws {
    let vendor = try ScriptedVendor()
    let body = "{\"items\":[\"" + String(repeating: "x", count: 60 << 20) + "\"]}"
    vendor.answer("/large", ScriptedAnswer(body))
    let faulty = try desk(vendor, fault: "hoard")
    #expect(
      try Outcome(faulty.sync())
        == Outcome(
          code: 1, "failed",
          "GET \(vendor.address)/large was stopped: with the other answers that the connector keeps it is larger than"
            + " 268,435,456 bytes. If the connector has a setting for the page size, lower it; if not, tell the connector's"
            + " author."))
    #expect(vendor.requests == Array(repeating: "/large", count: 5))
  }

  private func failed(_ happened: String) -> Outcome {
    Outcome(
      code: 1, "failed",
      "faulty failed while fetching people: \(happened). \(ConnectorFaultTests.nothing) \(ConnectorFaultTests.report)")
  }

  @Test("Records that it says are gone may be a million") func deletions() throws {
    let vendor = try ScriptedVendor()
    let faulty = try desk(vendor, fault: "delete-all")
    #expect(try Outcome(faulty.sync()) == failed("it said of more than 1,000,000 records that they are gone"))
  }

  @Test("Joins may have 16 MiB together") func joins() throws {
    let vendor = try ScriptedVendor()
    let faulty = try desk(vendor, fault: "join-much")
    #expect(try Outcome(faulty.sync()) == failed("it asked for joins of more than 16 MiB together"))
  }

  @Test("Ctrl-C ends the run of one that is busy with itself and asks for nothing any more") func interrupted() throws {
    let vendor = try ScriptedVendor()
    vendor.answer("/people", ScriptedAnswer("{\"items\":[]}"))
    let faulty = try desk(vendor, fault: "busy")
    // Threads of this process block signals, and programs inherit that; a person's shell does not.
    let run = try Launch.start(
      "/usr/bin/env",
      [
        "--default-signal=INT", "python3", "-c", InterruptionTests.unblocked, Products.patchbay, "sync", faulty.config,
        "--json",
      ], environment: ["PATCHBAY_HOME": faulty.desk.home].merging(faulty.desk.environment) { $1 })
    vendor.waitForRequest("/people")
    run.signal(SIGINT)
    #expect(
      try Outcome(run.wait())
        == Outcome(
          code: 1, "cancelled",
          "It was told to stop before everything had come. Nothing was applied. Run it again when it may end."))
  }
}
