import Foundation
import TestSupport
import Testing

@Suite("Crashes are counted, and a connector that keeps crashing is stopped") struct CrashAccountTests {
  static let crash =
    "faulty crashed while fetching people (signal 11 at libfaulty.so(+0x…)). Nothing of this run was applied. Run"
    + " 'patchbay connectors info faulty' for its version and report this line to its maker."

  private func crashed(_ times: Int) -> Outcome {
    let stopped =
      times < 3
      ? ""
      : " It crashed \(times) times in a row: this data config is stopped. Try once more with 'patchbay sync \(config("one")) --force', or enable a fixed connector."
    return Outcome(code: 1, "failed", Self.crash + stopped)
  }

  private func config(_ name: String) -> String { "\(Operator.eid)/\(name)/people" }

  private func desk(_ vendor: PeopleVendor, _ connections: String..., fault: String) throws -> FaultyDesk {
    let faulty = try FaultyDesk()
    try faulty.prepare()
    for name in connections { try faulty.connect(vendor, as: name, fault: fault) }
    return faulty
  }

  @Test("Three in a row stop one data config; --force tries again, and one that succeeds ends the count")
  func threeInARow() throws {
    let vendor = try PeopleVendor(ConnectorFaultTests.before)
    let faulty = try desk(vendor, "one", "two", fault: "segv")
    let (one, two) = (config("one"), config("two"))
    for times in 1...3 {
      #expect(try Outcome(faulty.desk.patchbay("sync", one, "--json")) == crashed(times))
    }
    let stopped = Outcome(
      code: 3, "refused",
      "\(one) is stopped: connector 'faulty' crashed in its last 3 runs. Try once more with 'patchbay sync \(one) --force',"
        + " or enable a fixed connector.")
    #expect(try Outcome(faulty.desk.patchbay("sync", one, "--json")) == stopped)
    #expect(try Outcome(faulty.desk.patchbay("preview", one, "--json")) == stopped)
    // The other data config is not stopped.
    try faulty.set(fault: "none", of: "two")
    #expect(
      try Outcome(faulty.desk.patchbay("sync", two, "--json"))
        == Outcome(code: 0, "completed", "", "received 4, created 4"))
    #expect(try Outcome(faulty.desk.patchbay("sync", one, "--json")) == stopped)
    #expect(try Outcome(faulty.sync(one)) == crashed(4))
    try faulty.set(fault: "none", of: "one")
    #expect(try Outcome(faulty.sync(one)) == Outcome(code: 0, "completed", "", "received 4, created 4"))
    try faulty.set(fault: "segv", of: "one")
    #expect(try Outcome(faulty.sync(one)) == crashed(1))
  }

  @Test("A stopped data config says so even within the hour after a good sync") func withinTheHour() throws {
    let vendor = try PeopleVendor(ConnectorFaultTests.before)
    let faulty = try desk(vendor, "one", fault: "none")
    #expect(try faulty.sync(config("one")).code == 0)
    try faulty.set(fault: "segv", of: "one")
    for times in 1...3 { #expect(try Outcome(faulty.sync(config("one"))) == crashed(times)) }
    #expect(
      try Outcome(faulty.desk.patchbay("sync", config("one"), "--json")).reason.hasPrefix(
        "\(config("one")) is stopped: connector 'faulty' crashed in its last 3 runs."))
  }

  @Test("Being stopped for time, or a call out of order, is no crash", arguments: ["hang", "bad-handle"])
  func noCrash(_ fault: String) throws {
    let vendor = try PeopleVendor(ConnectorFaultTests.before)
    let faulty = try desk(vendor, "one", fault: fault)
    faulty.desk.environment["PATCHBAY_WORKER_SILENCE"] = "2"
    let first = try Outcome(faulty.desk.patchbay("sync", config("one"), "--json"))
    #expect(first.code == 1)
    for _ in 1...3 { #expect(try Outcome(faulty.desk.patchbay("sync", config("one"), "--json")) == first) }
  }

  @Test("An enabled update starts its own count") func update() throws {
    let vendor = try PeopleVendor(ConnectorFaultTests.before)
    let faulty = try desk(vendor, "one", fault: "segv")
    for times in 1...3 { #expect(try Outcome(faulty.sync(config("one"))) == crashed(times)) }
    try faulty.put(FaultyDesk.document(version: "1.0.1"))
    try faulty.run("connectors", "enable", "faulty")
    #expect(try Outcome(faulty.desk.patchbay("sync", config("one"), "--json")) == crashed(1))
  }

  @Test("Three data configs quarantine the file, until it is enabled again") func quarantine() throws {
    let vendor = try PeopleVendor(ConnectorFaultTests.before)
    let faulty = try desk(vendor, "one", "two", "three", "four", fault: "segv")
    #expect(try Outcome(faulty.sync(config("one"))) == crashed(1))
    #expect(try Outcome(faulty.sync(config("two"))) == crashed(1))
    #expect(
      try Outcome(faulty.sync(config("three")))
        == Outcome(
          code: 1, "failed", Self.crash + " The connector is quarantined now: it crashed in three data configs."))
    let reason = "it crashed in 3 data configs with no success between; last: \(Self.crash)"
    let refused = Outcome(
      code: 3, "refused",
      "Connector 'faulty' is quarantined: \(reason) Enable it again with 'patchbay connectors enable faulty', best after"
        + " its maker fixed it.")
    // Neither force nor a setting gets past it, nor does another data config.
    try faulty.set(fault: "none", of: "four")
    for name in ["one", "four"] { #expect(try Outcome(faulty.sync(config(name))) == refused) }
    let list = try faulty.desk.patchbay("connectors", "list").output.replacing(/\+0x[0-9a-f]+/, with: "+0x…")
    #expect(
      list.split(separator: "\n").first { $0.hasPrefix("faulty") }.map(words)
        == "faulty quarantined \(faulty.library) \(reason)")
    try faulty.run("connectors", "enable", "faulty")
    #expect(
      try Outcome(faulty.desk.patchbay("sync", config("four"), "--json"))
        == Outcome(code: 0, "completed", "", "received 4, created 4"))
    #expect(try Outcome(faulty.desk.patchbay("sync", config("one"), "--json")) == crashed(1))
  }

  @Test("A success between keeps a connector out of quarantine") func successBetween() throws {
    let vendor = try PeopleVendor(ConnectorFaultTests.before)
    let faulty = try desk(vendor, "one", "two", "three", "four", fault: "segv")
    try faulty.set(fault: "none", of: "four")
    #expect(try Outcome(faulty.sync(config("one"))) == crashed(1))
    #expect(try Outcome(faulty.sync(config("two"))) == crashed(1))
    #expect(try faulty.sync(config("four")).code == 0)
    #expect(try Outcome(faulty.sync(config("three"))) == crashed(1))
    #expect(try Outcome(faulty.sync(config("one"))) == crashed(2))
  }

  /// A line of a table with one space between its cells.
  private func words(_ line: Substring) -> String { line.split(separator: " ").joined(separator: " ") }
}
