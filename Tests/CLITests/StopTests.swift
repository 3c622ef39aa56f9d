import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A command that is told to stop while it waits") struct StopTests {
  static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Starts a command as a shell would, which blocks no signal.
  private func start(_ desk: Operator, _ words: [String]) throws -> Running {
    try Launch.start(
      "/usr/bin/env",
      ["--default-signal=INT,TERM,HUP", "python3", "-c", InterruptionTests.unblocked, Products.patchbay] + words,
      environment: ["PATCHBAY_HOME": desk.home].merging(desk.environment) { $1 })
  }

  /// Workers that run from files below a folder.
  private func workers(below folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter { process in
      guard Int32(process) != nil,
        let words = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8).split(separator: "\0")
      else { return false }
      return words.first?.hasSuffix("/patchbay-worker") ?? false && words.dropFirst().contains { $0.hasPrefix(folder) }
    }
  }

  // MARK: A vendor

  @Test("for a vendor says what was tested, changes nothing and leaves no worker", arguments: signals)
  func connection(_ signal: Int32) async throws {
    let stand = try ScriptedDesk()
    defer { stand.vendor.release() }
    let target = "/people?since=&page=1"
    stand.vendor.answer(target, ScriptedAnswer("{}", stalls: true))
    let before = try stand.desk.dump()
    for isJSON in [false, true] {
      let asked = stand.vendor.requests.count
      let test = try start(stand.desk, ["connections", "test", "v"] + (isJSON ? ["--json"] : []))
      try await eventually { stand.vendor.requests.count > asked }
      #expect(workers(below: stand.desk.home).count == 1)
      test.signal(signal)
      try await eventually { !test.process.isRunning }
      try #require(!test.process.isRunning)
      let sentence =
        "The command was told to stop before Scripted at \(stand.vendor.address) had shown all that is looked at. Nothing was"
        + " changed. Run it again when it may end."
      #expect(
        test.wait()
          == Finished(
            code: 1,
            output: isJSON
              ? "{\"connection\":\"v\",\"ok\":false,\"credentials\":false,\"finding\":\"\(sentence)\"}\n" : "",
            error: isJSON ? "" : sentence + "\n"))
      #expect(workers(below: stand.desk.home) == [])
    }
    #expect(try stand.desk.dump() == before)
  }

  @Test("for a connector that looks by itself and gives no sign of life does not wait for one") func check()
    async throws
  {
    let vendor = try PeopleVendor([.init("1", "ann@example.org")])
    let faulty = try FaultyDesk()
    try faulty.prepare()
    try faulty.connect(vendor, fault: "hang")
    // What else would end it comes later than any test may last.
    faulty.desk.environment["PATCHBAY_WORKER_SILENCE"] = "86400"
    let test = try start(faulty.desk, ["connections", "test", "faulty"])
    try await eventually { !workers(below: faulty.desk.home).isEmpty }
    test.signal(SIGINT)
    try await eventually { !test.process.isRunning }
    try #require(!test.process.isRunning)
    #expect(test.wait().code == 1)
    #expect(workers(below: faulty.desk.home) == [])
  }

  @Test("for the vendor that is asked before an approval approves nothing, and goes on with no other") func approval()
    async throws
  {
    let stand = try ScriptedDesk(connections: 2)
    defer { stand.vendor.release() }
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    #expect(try stand.raw(["sync", "v2/people"]).code == 0)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    try stand.sync("people")
    #expect(try stand.raw(["sync", "v2/people", "--force"]).code == 5)
    _ = try stand.desk.sqlite("UPDATE config SET judged_at=judged_at-7200")
    let target = ScriptedVendor.target("people", page: 1)
    stand.vendor.answer(target, ScriptedAnswer("{}", stalls: true))
    let asked = stand.vendor.requests.count
    let approval = try start(stand.desk, ["deletions", "approve", Operator.eid])
    try await eventually { stand.vendor.requests.count > asked }
    approval.signal(SIGINT)
    let finished = try await approval.finished()
    #expect(finished.code == 1)
    #expect(
      finished.output == """
        Sync of \(Operator.eid)/v/people: cancelled (run 5)
          It was told to stop before everything had come. Nothing was applied. Run it again when it may end.

        """)
    #expect(
      finished.error
        == "The command was told to stop: nothing of \(Operator.eid)/v/people was approved. What is held stays held.\n")
    #expect(stand.vendor.requests.count == asked + 1)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM hold") == "4")
  }

  @Test("while it writes a decision ends that one, and decides on no other", arguments: ["approve", "discard"])
  func decision(_ verb: String) async throws {
    let stand = try ScriptedDesk(connections: 3)
    let names = ["v", "v2", "v3"]
    stand.vendor.serveAll("people", ScriptedDesk.people(1...2000))
    for name in names { #expect(try stand.raw(["sync", "\(name)/people"]).code == 0) }
    stand.vendor.serveAll("people", ScriptedDesk.people(1...1))
    for name in names { #expect(try stand.raw(["sync", "\(name)/people", "--force"]).code == 5) }
    // The vendor must be asked again about the first, and then does not say what is missing.
    stand.vendor.serve("people", [ScriptedDesk.people(1...1)], total: 1, rights: false)
    _ = try stand.desk.sqlite("UPDATE config SET judged_at=judged_at-7200 WHERE id=1")
    let log = stand.desk.database + "-wal"
    // Each write takes its time: the signal comes while the many of one decision go on.
    let running = try Launch.start(
      "/usr/bin/env",
      [
        "--default-signal=INT,TERM,HUP", "python3", "-c", InterruptionTests.unblocked, "/usr/bin/strace", "-D", "-f",
        "-q", "-o", "/dev/null", "-P", log, "-e", "trace=pwrite64", "-e", "inject=pwrite64:delay_enter=5000",
        Products.patchbay, "deletions", verb, Operator.eid,
      ], environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    try await eventually {
      var status = stat()
      return stat(log, &status) == 0 && status.st_size > 200_000
    }
    running.signal(SIGINT)
    let finished = try await running.finished()
    let stopped = verb == "approve" ? "v3" : "v2"
    let refusal =
      "Nothing of \(Operator.eid)/v/people was approved: the vendor had to be asked again, and run 7, which did so, could"
      + " not tell what is missing. What is held stays held. Read that run's reason, then approve again. "
    #expect(
      finished.error
        == (verb == "approve" ? refusal : "") + "The command was told to stop: nothing of"
        + " \(Operator.eid)/\(stopped)/people and of what comes after it was \(verb == "approve" ? "approved" : "discarded")."
        + " What is held stays held.\n")
    #expect(finished.code == 1)
    let (decided, kind) = verb == "approve" ? ("v2", "approve") : ("v", "edit")
    let left = names.filter { $0 != decided }.map { "\(Operator.eid)/\($0)/people|1999" }.joined(separator: "\n")
    #expect(
      try stand.desk.sqlite(
        "SELECT (SELECT name FROM run WHERE run.config=hold.config), count(*) FROM hold GROUP BY config") == left)
    #expect(
      try stand.desk.sqlite("SELECT name, kind, status FROM run WHERE id=(SELECT max(id) FROM run)")
        == "\(Operator.eid)/\(decided)/people|\(kind)|completed")
  }

  // MARK: A worker

  @Test("for a connector that does not say what it is enables nothing", arguments: [SIGINT, SIGTERM])
  func describing(_ signal: Int32) async throws {
    let faulty = try FaultyDesk()
    try faulty.put(FaultyDesk.document(), as: "libfaulty.so", ["DESCRIBE_HANG"])
    faulty.desk.environment["PATCHBAY_WORKER_SILENCE"] = "86400"
    for verb in ["enable", "info"] {
      let enabling = try start(faulty.desk, ["connectors", verb, "faulty"])
      let folder = verb == "enable" ? faulty.desk.home : faulty.folder
      try await eventually { !workers(below: folder).isEmpty }
      enabling.signal(signal)
      try await eventually { !enabling.process.isRunning }
      try #require(!enabling.process.isRunning)
      #expect(
        enabling.wait()
          == Finished(
            code: 1, output: "",
            error: "The command was told to stop before connector 'faulty' had said what it is. Nothing was changed.\n")
      )
      #expect(workers(below: folder) == [])
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: faulty.desk.home + "/libraries") == [])
  }

  // MARK: Another program

  static let waiting: [(words: [String], purpose: String)] = [
    (["sync", "v/people"], "a sync"), (["preview", "v/people"], "a preview"),
    (["records", "set", Operator.eid, "person", "a1", "name=Bo"], "an edit"),
    (["mapping", "reset", "v/people"], "an edit"), (["configs", "set", "v/people", "--skip-none"], "an edit"),
    (["undo", "1"], "an undo"),
  ]

  @Test("for a run of another program ends at once, as by the signal, and says that nothing was done") func lock()
    async throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    stand.desk.environment["PATCHBAY_LOCK_WAIT"] = "86400"
    let path = "\(stand.desk.home)/locks/\(Operator.eid)-1.lock"
    let lock = open(path, O_RDWR | O_CLOEXEC)
    defer { close(lock) }
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let before = try stand.desk.dump()
    func end(_ words: [String], _ signal: Int32) async throws -> Finished {
      let command = try start(stand.desk, words)
      let files = "/proc/\(command.process.processIdentifier)/fd"
      try await eventually {
        try FileManager.default.contentsOfDirectory(atPath: files).contains {
          (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(files)/\($0)")) == path
        }
      }
      command.signal(signal)
      try await eventually { !command.process.isRunning }
      if command.process.isRunning { command.signal(SIGKILL) }
      let finished = command.wait()
      // A sync says at some time for whom it waits.
      let error = finished.error.split(separator: "\n").filter { !$0.contains(": waiting for ") }.joined(
        separator: "\n")
      return Finished(code: finished.code, output: finished.output, error: error)
    }
    for (index, (words, purpose)) in Self.waiting.enumerated() {
      let signal = Self.signals[index % Self.signals.count]
      let sentence =
        "The command was told to stop while \(purpose) waited for another run of \(Operator.eid)/v/people to end. Nothing more was done."
      #expect(try await end(words, signal) == Finished(code: 128 + signal, output: "", error: sentence), "\(words)")
    }
    let all = "waited for other runs of event \(Operator.eid) to end. Nothing more was done."
    for (words, purpose) in [
      (["records", "erase", Operator.eid, "person", "a1", "--yes", "a1"], "an erasure"),
      (["connections", "remove", "v", "--yes", "v"], "a removal"),
      (["events", "remove", Operator.eid, "--yes", "Test"], "a removal"),
      (["events", "edit", Operator.eid, "--time-zone", "Europe/Helsinki"], "an edit of the event"),
    ] {
      let ended = try await end(words, SIGINT)
      #expect(
        ended == Finished(code: 130, output: "", error: "The command was told to stop while \(purpose) \(all)"),
        "\(words)")
    }
    #expect(try stand.desk.dump() == before)
  }

  // MARK: A mail server, a terminal

  @Test("for a mail server says what becomes of the mail", arguments: [SIGINT, SIGTERM])
  func mail(_ signal: Int32) async throws {
    let stand = try ScriptedDesk()
    // Takes connections, and never says a word.
    let listener = try LoopbackListener()
    let server = "smtp://\(listener.place)"
    #expect(try stand.raw(["mail", "set", "--server", server, "--from", "patchbay@example.org"]).code == 0)
    #expect(try stand.raw(["subscribers", "add", Operator.eid, "desk", "--when", "any", "desk@example.org"]).code == 0)
    let test = try start(stand.desk, ["subscribers", "test", Operator.eid, "desk"])
    let connection = try #require(listener.accept())
    defer { close(connection) }
    test.signal(signal)
    try await eventually { !test.process.isRunning }
    try #require(!test.process.isRunning)
    #expect(
      test.wait()
        == Finished(
          code: 128 + signal, output: "Queued for desk@example.org.\n",
          error:
            "The command was told to stop while it handed a mail to desk@example.org to \(server). That mail is tried again in 5"
            + " minutes at the earliest, and may come twice.\n"))
    #expect(try stand.raw(["mail", "list"]).output.contains("desk@example.org"))
  }

  @Test("for an answer says that nothing was changed") func question() throws {
    let stand = try ScriptedDesk()
    let before = try stand.desk.dump()
    let shown = try Terminal.run(
      "/usr/bin/env",
      ["bash", "-c", "trap : INT; '\(Products.patchbay)' connections remove v; echo code $?"],
      keys: [("Type v to do it: ", "\u{3}")],
      environment: ["PATCHBAY_HOME": stand.desk.home].merging(stand.desk.environment) { $1 })
    #expect(
      shown.hasSuffix(
        "Type v to do it: ^C\nThe command was told to stop before that was answered. Nothing was changed.\ncode 130\n"),
      "\(shown)")
    #expect(try stand.desk.dump() == before)
  }
}
