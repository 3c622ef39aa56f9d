import Foundation
import TestSupport
import Testing

@Suite("What a connector that stops itself leaves, and what its author makes of it") struct LastWordsTests {
  /// A way to stop, and what comes of it.
  struct Case: Sendable, CustomTestStringConvertible {
    let fault: String
    let signal: Int
    /// What is printed by a debug build and by a release build.
    let debug: [String]
    let release: [String]
    /// The line of its source that says so.
    let code: String
    /// What its author is told besides function and line, of a release build: words that are in debug information alone.
    var check: String?
    var testDescription: String { fault }
  }

  static let cases = [
    Case(
      fault: "fatal", signal: 4, debug: ["Stopping/Stopping.swift:…: Fatal error: the list of people has no end"],
      release: ["Stopping/Stopping.swift:…: Fatal error: the list of people has no end"], code: "case \"fatal\""),
    Case(
      fault: "nil", signal: 4,
      debug: ["Stopping/Stopping.swift:…: Fatal error: Unexpectedly found nil while unwrapping an Optional value"],
      release: [], code: "print(Int(fault)!)", check: "Unexpectedly found nil while unwrapping an Optional value"),
    Case(
      fault: "index", signal: 4, debug: ["Swift/ContiguousArrayBuffer.swift:…: Fatal error: Index out of range"],
      release: [], code: "case \"index\"", check: "Index out of range"),
    Case(
      fault: "overflow", signal: 4, debug: [], release: [], code: "case \"overflow\"", check: "arithmetic overflow"),
    Case(
      fault: "unfinished", signal: 6, debug: ["the last words"], release: ["the last words"], code: "abort()"),
  ]

  private func lines(_ output: String) -> [String] {
    output.replacing(/\+0x[0-9a-f]+/, with: "+0x…").replacing(/swift:\d+: Fatal/, with: "swift:…: Fatal")
      .replacing(/20\d\d-[-:0-9TZ]+/, with: "…").split(separator: "\n").map(String.init)
  }

  @Test("in Swift: each is kept with the run and shown", arguments: [false, true]) func swift(_ isRelease: Bool) throws
  {
    let desk = try Operator()
    let folder = desk.folder.path + "/connectors"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    try SwiftConnector.build(isRelease: isRelease, into: folder)
    desk.environment["PATCHBAY_CONNECTORS"] = folder
    func run(_ words: String...) throws -> Finished {
      try Launch.run(
        Products.patchbay, words, environment: ["PATCHBAY_HOME": desk.home].merging(desk.environment) { $1 })
    }
    let eid = Operator.eid
    _ = try run("connectors", "enable", "stopping")
    _ = try run(
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "Europe/Zurich",
      "--eid",
      eid)
    let source = try String(contentsOfFile: SwiftConnector.source, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    for (index, c) in Self.cases.enumerated() {
      let config = "\(eid)/\(c.fault)/people"
      // Three that crash quarantine it.
      #expect(try run("connectors", "enable", "stopping").code == 0)
      let connected = try run(
        "connections", "add", eid, "stopping", "--name", c.fault, "--endpoint", "http://127.0.0.1:9/", "--set",
        "fault=\(c.fault)")
      #expect(connected.code == 0, "\(connected.error)")
      let failed = try run("sync", config)
      #expect(failed.code == 1)
      let reason =
        "  stopping crashed while fetching people (signal \(c.signal) at libstopping.so(+0x…)). Nothing of this run was"
        + " applied. Run 'patchbay connectors info stopping' for its version and report this line to its maker."
      let head = ["Sync of \(config): failed (run \(index + 1))", reason]
      let printed = (isRelease ? c.release : c.debug).map { "    " + $0 }
      let said = printed.isEmpty ? [] : ["  The connector printed:"] + printed
      // Below its words Swift prints frames of the stack, in a debug build's case those of the kit.
      let isFrame = { (line: String) in line == "    at libstopping.so(+0x…)" }
      #expect(lines(failed.output).map(shortened).filter { !isFrame($0) } == head.map(shortened) + said)
      let shown = try run("runs", "show", "\(index + 1)")
      let hint =
        "  Its author finds the place in the source with 'PluginAPI/Scripts/crashed-at libstopping.so' and this line."
      #expect(
        lines(shown.output).map(shortened).filter { !isFrame($0) }
          == head.map(shortened) + ["  started …, finished …", hint] + said)

      let told = try Launch.run(PluginScript.crashedAt, ["\(folder)/libstopping.so"], input: shown.output)
      #expect(told.code == 0, "\(told.error)")
      let line = try #require(source.firstIndex { $0.contains(c.code) }) + 1
      let first = lines(told.output).first ?? ""
      let check = isRelease || c.fault == "overflow" ? c.check : nil
      #expect(
        first.hasPrefix("libstopping.so(+0x…): in " + (check.map { "Swift runtime failure: \($0), within " } ?? "")))
      #expect(first.hasSuffix("StoppingConnector.fetch(_:using:) at \(SwiftConnector.source):\(line)"), "\(first)")
    }
  }

  /// Without what is said of an account of crashes, which depends on those before.
  private func shortened(_ line: String) -> String {
    line.replacing(" The connector is quarantined now: it crashed in three data configs.", with: "")
  }

  @Test("in C: an assertion too") func assertion() throws {
    let faulty = try FaultyDesk("forger")
    try faulty.prepare()
    let vendor = try PeopleVendor([])
    try faulty.connect(vendor, fault: "assert")
    let said = try faulty.desk.patchbay("sync", faulty.config).output.split(separator: "\n").dropFirst(2)
    #expect(
      said.map { $0.replacing(/forger\.c:\d+/, with: "forger.c:…").replacing(/\/[^ ]*\//, with: "") } == [
        "  The connector printed:",
        "    patchbay-worker: forger.c:…: fetch: Assertion `*fault != 'a'' failed.",
      ])
    withExtendedLifetime(vendor) {}
  }
}
