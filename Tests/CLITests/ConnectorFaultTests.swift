import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Whatever a connector does, a sync says so in one sentence and the event keeps what it had")
struct ConnectorFaultTests {
  /// A fault, and what a sync with it ends with.
  struct Case: CustomTestStringConvertible {
    let fault: String
    let outcome: Outcome
    var environment: [String: String] = [:]
    var testDescription: String { fault }
  }

  static let before = [
    PeopleVendor.Person("1", "ann@example.org"), .init("2", "bob@example.org"), .init("3", "cleo@example.org"),
    .init("4", "dan@example.org"),
  ]
  /// Ann has left, Bob has moved, Eve is new: a run of which anything applied would show.
  static let after = [
    PeopleVendor.Person("2", "bob@example.com"), .init("3", "cleo@example.org"), .init("4", "dan@example.org"),
    .init("5", "eve@example.org"),
  ]
  static let left = "1 missing record left: all 4 came that the vendor announced, in an order that does not shift."
  static let allOfIt = Outcome(
    code: 0, "completed", left, "received 4, created 1, unchanged 2, updated 1, deleted 1")

  static let nothing = "Nothing of this run was applied."
  static let report = "Run 'patchbay connectors info faulty' for its version and report this line to its maker."
  static let less = "Fetch less at a time if faulty has a setting for it ('patchbay connectors info faulty')."
  static let stuck =
    "Try again; if it stays so, run 'patchbay connectors info faulty' for its version and report this line to its maker."

  private static func failed(
    _ fault: String, _ happened: String, _ next: String = report, _ environment: [String: String] = [:]
  ) -> Case {
    Case(
      fault: fault, outcome: Outcome(code: 1, "failed", "\(happened) \(nothing) \(next)"), environment: environment)
  }

  private static func crash(_ fault: String, _ signal: Int) -> Case {
    failed(fault, "faulty crashed while fetching people (signal \(signal) at libfaulty.so(+0x…)).")
  }

  private static func exited(_ fault: String) -> Case {
    failed(fault, "faulty ended its process while fetching people, without finishing (exit code 0).")
  }

  private static func silent(_ fault: String) -> Case {
    failed(
      fault, "faulty was stopped: it gave no sign of life for 3 s while fetching people.", stuck,
      ["PATCHBAY_WORKER_SILENCE": "3"])
  }

  private static func slow(_ fault: String) -> Case {
    failed(
      fault, "faulty was stopped: fetching people used more than 1 s of processor time.", less,
      ["PATCHBAY_WORKER_CPU": "1"])
  }

  private static func greedy(_ fault: String) -> Case {
    failed(fault, "faulty was stopped: fetching people needed more than 512 MiB of memory.", less)
  }

  private static func broken(_ fault: String, _ what: String) -> Case {
    failed(fault, "faulty broke the protocol while fetching people: it sent \(what).")
  }

  private static func misuse(_ fault: String, _ what: String) -> Case {
    failed(fault, "faulty failed while fetching people: \(what).")
  }

  /// At once in a worker.
  private static let threads = max(64, sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 16)

  static let deaths = [
    crash("segv", 11), crash("abort", 6), crash("stack-overflow", 11), crash("bad-pointer", 11), exited("exit0"),
    exited("_exit0"), failed("close-channel", "faulty closed its channel to the host while fetching people."),
    silent("hang"), silent("hang-ignoring-sigterm"), slow("cpu-spin"), slow("cpu-spin-ignoring-sigxcpu"),
    greedy("memory-bomb"), greedy("shared-memory-bomb"),
    failed("many-threads", "faulty was stopped: it had more than \(threads) threads while fetching people."),
  ]

  static let nonsense = [
    failed(
      "flood-errors",
      "faulty was stopped: it sent more than 1000 lines for the log a second while fetching people."),
    failed("flood-stdout", "faulty was stopped: it printed more than 16 MiB a second while fetching people."),
    failed(
      "flood-stdout-ignoring-sigterm",
      "faulty was stopped: it printed more than 16 MiB a second while fetching people."),
    broken("garbage-frame", "bytes that are no frame"),
    broken("huge-frame-length", "a frame of 1073741824 bytes, 33554432 are allowed"),
    broken("unknown-frame", "a frame of the unknown type 99"), broken("forged-frame", "frame 10 where 5 was due"),
    broken("half-frame", "half a frame"),
    failed("unknown-status", "faulty returned the status 99 while fetching people, which means nothing."),
    misuse("rude-words", "[31mall is lost and more"), misuse("null-pointer", "'emit_records' got NULL as page"),
    misuse("too-long", "'emit_records' got a page of 8388609 bytes; at most 8388608 are allowed"),
    misuse(
      "bad-handle", "'read' got handle 7, which was never given, or was released or emitted before"),
    misuse(
      "bad-handle-of-vendor", "'read' got handle 7, which was never given, or was released or emitted before"),
    misuse(
      "bad-handle-at-the-end", "'read' got handle 7, which was never given, or was released or emitted before"),
    misuse(
      "bad-secret-of-vendor",
      "Connector 'faulty' asked for GET http://127.0.0.1:…/?key=<secret>, with a placeholder for credential"
        + " 'other', for which it asks nobody. Nothing was sent. Tell the connector's author"),
    misuse("bad-text", "'http' got a url that is not UTF-8"),
    misuse("too-many", "'http' got 17 requests; 1 to 16 are allowed"),
    misuse("unsized", "'http' got requests whose struct_size is 8"),
    misuse(
      "emit-twice", "'emit_page' got handle 2, which was never given, or was released or emitted before"),
    misuse("emit-nowhere", "it emitted the records at 'items', which is no JSON Pointer (RFC 6901)"),
    misuse("read-nowhere", "it read the value at '/next~', which is no JSON Pointer (RFC 6901)"),
    misuse("after-complete", "'emit_records' was called after 'complete'"),
    misuse("other-thread", "a host service was called from a thread that is not the job's"),
  ]

  @Test("Ways to die, and to take too much", arguments: deaths) func dies(_ c: Case) throws { try check(c) }

  @Test("Ways to talk nonsense", arguments: nonsense) func talks(_ c: Case) throws { try check(c) }

  @Test("Its own words on the vendor become a sentence, which another may follow") func words() throws {
    let vendor = try PeopleVendor(Self.before)
    let faulty = try connected(vendor)
    try faulty.set(fault: "blame-vendor")
    #expect(
      try Outcome(faulty.sync())
        == Outcome(
          code: 5, "incomplete",
          "the vendor is down. Before that 4 records were read; they are kept, and nothing was deleted.",
          "received 4, unchanged 4"))
  }

  private func check(_ c: Case) throws {
    let vendor = try PeopleVendor(Self.before)
    let faulty = try connected(vendor)
    vendor.set(Self.after)
    try faulty.set(fault: c.fault)
    let stored = try faulty.desk.dump()
    faulty.desk.environment.merge(c.environment) { $1 }
    var outcome = try Outcome(faulty.sync())
    outcome.reason.replace(/127.0.0.1:\d+/, with: "127.0.0.1:…")
    #expect(outcome == c.outcome)
    #expect(try faulty.desk.dump() == stored)
    try faulty.set(fault: "none")
    #expect(try Outcome(faulty.sync()) == Self.allOfIt)
  }

  /// A desk whose event holds the people of the vendor.
  private func connected(_ vendor: PeopleVendor) throws -> FaultyDesk {
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor)
    #expect(try Outcome(faulty.sync()) == Outcome(code: 0, "completed", "", "received 4, created 4"))
    return faulty
  }

  // MARK: Reaching out

  /// Whether this kernel has Landlock, by its own word (landlock_create_ruleset, number 444 everywhere, asked for its
  /// version) and not by the product's: reading files is Landlock's alone to refuse.
  private static let hasLandlock = Result {
    let asked = try Launch.run(
      "/usr/bin/env", ["python3", "-c", "import ctypes; print(ctypes.CDLL(None).syscall(444, None, 0, 1))"])
    guard let version = Int(asked.output.dropLast()) else { throw StepFailed(finished: asked) }
    return version > 0
  }

  static let places: [(fault: String, answer: String)] =
    [
      "socket", "socketpair", "write-file", "remove-file", "exec", "spawn", "fork", "kill-parent", "ptrace-parent",
      "read-parent", "raise-limit", "parent-limits", "memfd", "io-uring", "bpf", "file-setattr", "file-getattr",
      "nobodys-processors", "name-file", "access", "watch", "aio",
    ].map { ($0, "Operation not permitted") }
    + ["read-file", "read-passwd", "own-memory", "list-root", "stat"].map { ($0, "Permission denied") }
    + [("shared-memory", "Cannot allocate memory"), ("personality", "Function not implemented")]

  @Test("The network, the home, other files, programs and the host itself are out of its reach", arguments: places)
  func reachesOut(_ fault: String, _ answer: String) throws {
    let vendor = try PeopleVendor(Self.before)
    let faulty = try connected(vendor)
    vendor.set(Self.after)
    try faulty.set(fault: fault, path: faulty.desk.home + "/key")
    let made = FileManager.default.createFile(
      atPath: faulty.desk.home + "/key", contents: Data(repeating: 7, count: 32), attributes: [.posixPermissions: 0o600]
    )
    try #require(made)
    let isOpen = try !Self.hasLandlock.get() && answer == "Permission denied"
    let key = FileManager.default.contents(atPath: faulty.desk.home + "/key")
    let stored = try faulty.desk.dump()
    let expected = isOpen ? "allowed" : answer
    #expect(
      try Outcome(faulty.sync())
        == Outcome(
          code: 1, "failed", "faulty failed while fetching people: \(expected). \(Self.nothing) \(Self.report)"))
    #expect(try faulty.desk.dump() == stored)
    #expect(key?.count == 32)
    #expect(FileManager.default.contents(atPath: faulty.desk.home + "/key") == key)
    try faulty.set(fault: "none")
    #expect(try Outcome(faulty.sync()) == Self.allOfIt)
  }

  // MARK: What does no harm

  @Test(
    "What it prints or logs changes nothing of a run, and is not shown with one that completes",
    arguments: ["print-stdout", "flood-log"])
  func harmless(_ fault: String) throws {
    let vendor = try PeopleVendor(Self.before)
    let faulty = try connected(vendor)
    vendor.set(Self.after)
    try faulty.set(fault: fault)
    #expect(try Outcome(faulty.sync()) == Self.allOfIt)
    let shown = try faulty.desk.patchbay("sync", faulty.config, "--force")
    #expect(shown.error == "")
    #expect(
      shown.output.replacing(/run \d+/, with: "run N") == """
        Sync of \(faulty.config): completed (run N)
          Received 4 · Created 0 · Unchanged 4 · Updated 0 · Deleted 0 · Skipped 0
          Stored now: 4.

        """)
  }

  @Test("OK without 'complete' brings what came and deletes nothing") func notComplete() throws {
    let vendor = try PeopleVendor(Self.before)
    let faulty = try connected(vendor)
    vendor.set(Self.after)
    try faulty.set(fault: "not-complete")
    #expect(
      try Outcome(faulty.sync())
        == Outcome(
          code: 5, "incomplete",
          "faulty stopped without declaring that it delivered everything. Try again later; if it stays so, tell the connector's maker. Before that 4 records were read; they are kept,"
            + " and nothing was deleted.", "received 4, created 1, unchanged 2, updated 1"))
    #expect(
      try faulty.desk.sqlite("SELECT id, email FROM person ORDER BY id") == """
        1|ann@example.org
        2|bob@example.com
        3|cleo@example.org
        4|dan@example.org
        5|eve@example.org
        """)
    try faulty.set(fault: "none")
    #expect(
      try Outcome(faulty.sync()) == Outcome(code: 0, "completed", Self.left, "received 4, unchanged 4, deleted 1"))
  }

  @Test("A refused configuration is told in the connector's words") func refusedConfiguration() throws {
    let vendor = try PeopleVendor(Self.before)
    let faulty = try connected(vendor)
    try faulty.set(fault: "create-refuses")
    let stored = try faulty.desk.dump()
    #expect(
      try Outcome(faulty.sync()) == Outcome(code: 1, "failed", "Setting 'fault' is not to be had."))
    #expect(try faulty.desk.dump() == stored)
  }

  @Test("Previews and connection tests survive a crash too") func otherDoors() throws {
    let vendor = try PeopleVendor(Self.before)
    let faulty = try connected(vendor)
    try faulty.set(fault: "segv")
    let stored = try faulty.desk.dump()
    let preview = try Outcome(faulty.desk.patchbay("preview", faulty.config, "--json"))
    #expect(preview == Self.crash("segv", 11).outcome)
    let test = try faulty.desk.patchbay("connections", "test", "\(Operator.eid)/faulty")
    #expect(test.code == 1)
    #expect(test.output == "")
    #expect(
      test.error.replacing(/\+0x[0-9a-f]+/, with: "+0x…")
        == "faulty crashed while checking credentials (signal 11 at libfaulty.so(+0x…)). Nothing was changed."
        + " \(Self.report)\n")
    #expect(try faulty.desk.dump() == stored)
  }

  // MARK: Limits

  @Test(
    "A limit that is no number of seconds is refused by its name",
    arguments: ["PATCHBAY_WORKER_SILENCE", "PATCHBAY_WORKER_CPU"], ["0", "-1", "1.5", "86401", "soon"])
  func limits(_ name: String, _ value: String) throws {
    let faulty = try FaultyDesk()
    try faulty.put()
    faulty.desk.environment[name] = value
    #expect(
      try faulty.desk.patchbay("connectors", "enable", "faulty")
        == Finished(
          code: 2, output: "",
          error: "\(name) is '\(value)', which is no whole number of seconds from 1 to 86400. Correct or unset it.\n"))
  }
}
