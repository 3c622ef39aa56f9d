import Foundation
import HostChannel
import Testing

@testable import HostPlugins

@Suite("Whatever a connector does, its host lives and says one clear thing") struct FaultTests {
  struct Case: CustomTestStringConvertible {
    var fault: String
    var sentence: String
    var isCrash = true
    var limits = TestHost.limits
    var patience: Double = 30
    var testDescription: String { fault }
  }

  static let nothingApplied = "Nothing of this run was applied."
  static let report = "Run 'patchbay connectors info faulty' for its version and report this line to its maker."
  static let fetchLess = "Fetch less at a time if faulty has a setting for it ('patchbay connectors info faulty')."
  static let later = "Try again later, when the vendor may be faster."
  static let stuck =
    "Try again; if it stays so, run 'patchbay connectors info faulty' for its version and report this line to its maker."

  private static func crash(_ fault: String, signal: Int) -> Case {
    Case(
      fault: fault,
      sentence:
        "faulty crashed while fetching people (signal \(signal) at libfaulty.so(+0x…)). \(nothingApplied) \(report)"
    )
  }

  private static func broken(_ fault: String, _ what: String) -> Case {
    Case(
      fault: fault,
      sentence: "faulty broke the protocol while fetching people: it sent \(what). \(nothingApplied) \(report)")
  }

  private static func limits(
    memory: UInt64 = 256 << 20, processorSeconds: UInt64 = 20, words: Int = 1000, output: Int = 16 << 20
  ) -> WorkerLimits {
    WorkerLimits(
      memory: memory, processorSeconds: processorSeconds, silence: 30, total: 120, wordsPerSecond: words,
      outputPerSecond: output)
  }

  static let exited =
    "faulty ended its process while fetching people, without finishing (exit code 0). \(nothingApplied) \(report)"
  static let silent =
    "faulty was stopped: it gave no sign of life for 0.5 s while fetching people. \(nothingApplied) \(stuck)"
  static let slow =
    "faulty was stopped: fetching people used more than 1 s of processor time. \(nothingApplied) \(fetchLess)"
  static let greedy =
    "faulty was stopped: fetching people needed more than 64 MiB of memory. \(nothingApplied) \(fetchLess)"

  static let cases = [
    crash("segv", signal: 11), crash("abort", signal: 6), crash("stack-overflow", signal: 11),
    crash("bad-pointer", signal: 11),
    Case(fault: "exit0", sentence: exited), Case(fault: "_exit0", sentence: exited),
    Case(
      fault: "close-channel",
      sentence: "faulty closed its channel to the host while fetching people. \(nothingApplied) \(report)"),
    Case(fault: "hang", sentence: silent, isCrash: false, patience: 0.5),
    Case(fault: "hang-ignoring-sigterm", sentence: silent, isCrash: false, patience: 0.5),
    Case(fault: "cpu-spin", sentence: slow, isCrash: false, limits: limits(processorSeconds: 1)),
    Case(fault: "cpu-spin-ignoring-sigxcpu", sentence: slow, isCrash: false, limits: limits(processorSeconds: 1)),
    Case(fault: "memory-bomb", sentence: greedy, isCrash: false, limits: limits(memory: 64 << 20)),
    Case(fault: "shared-memory-bomb", sentence: greedy, isCrash: false, limits: limits(memory: 64 << 20)),
    Case(
      fault: "many-threads",
      sentence:
        "faulty was stopped: it had more than \(WorkerLimits.threads) threads while fetching people. \(nothingApplied)"
        + " \(report)",
      isCrash: false),
    Case(
      fault: "flood-errors",
      sentence:
        "faulty was stopped: it sent more than 200 lines for the log a second while fetching people. "
        + "\(nothingApplied) \(report)",
      limits: limits(words: 200)),
    Case(
      fault: "flood-stdout",
      sentence:
        "faulty was stopped: it printed more than 1 MiB a second while fetching people. \(nothingApplied) \(report)",
      limits: limits(output: 1 << 20)),
    broken("garbage-frame", "bytes that are no frame"),
    broken("huge-frame-length", "a frame of 1073741824 bytes, 33554432 are allowed"),
    broken("unknown-frame", "a frame of the unknown type 99"), broken("forged-frame", "frame 7 where 2 was due"),
    broken("half-frame", "half a frame"),
    Case(
      fault: "unknown-status",
      sentence:
        "faulty returned the status 99 while fetching people, which means nothing. \(nothingApplied) \(report)",
      isCrash: false),
  ]

  @Test("A fetch that goes wrong", arguments: cases) func ends(_ c: Case) throws {
    var host = try TestHost(TestConnectors.faulty, limits: c.limits)
    #expect(try host.create(fault: c.fault) == 0)
    host.patience = c.patience
    let fault = #expect(throws: WorkerFault.self) { try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) }
    let sentence = fault?.sentence(connector: "faulty", while: .fetching("people"))
    #expect(sentence?.replacing(/\+0x[0-9a-f]+/, with: "+0x…") == c.sentence)
    #expect(fault?.isCrash == c.isCrash)
    let again = #expect(throws: WorkerFault.self) { try host.worker.next() }
    #expect(again == fault)
    #expect(host.worker.close() != nil)
    #expect(kill(host.worker.processID, 0) == -1, "it was reaped")
  }

  @Test("The place of a crash leads to the function that crashed") func place() throws {
    var host = try TestHost(TestConnectors.faulty)
    _ = try host.create(fault: "segv")
    let fault = #expect(throws: WorkerFault.self) { try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) }
    guard case .crash(11, let place?) = fault, let match = place.firstMatch(of: /^libfaulty\.so\(\+(0x[0-9a-f]+)\)$/)
    else {
      Issue.record("\(String(describing: fault))")
      return
    }
    let (code, symbols) = try TestConnectors.run("nm", ["-n", try TestConnectors.library(TestConnectors.faulty)])
    try #require(code == 0)
    let address = try #require(Int(match.1.dropFirst(2), radix: 16))
    let function = symbols.split(separator: "\n").map { $0.split(separator: " ") }
      .last { $0.count == 3 && (Int($0[0], radix: 16) ?? .max) <= address }
    #expect(function?.last == "segv")
  }

  @Test("A worker that someone else kills, and one that is written to after that, are no crashes") func killed() throws
  {
    let host = try TestHost(TestConnectors.faulty)
    kill(host.worker.processID, SIGKILL)
    let fault = #expect(throws: WorkerFault.self) {
      while true { try host.worker.send(.describe) }
    }
    #expect(
      fault?.sentence(connector: "faulty", while: .describing)
        == "faulty was killed from outside while describing itself (signal 9), as a system short of memory does. "
        + "Nothing was changed. Try again; 'patchbay doctor' shows this machine's memory.")
    #expect(fault?.isCrash == false)
  }

  @Test("A worker that takes too long in all is stopped") func overtime() throws {
    var limits = TestHost.limits
    limits.total = 1
    var host = try TestHost(TestConnectors.faulty, limits: limits)
    let fault = #expect(throws: WorkerFault.self) {
      _ = try host.create(fault: "hang")
      _ = try host.run(.check)
    }
    #expect(
      fault?.sentence(connector: "faulty", while: .checking)
        == "faulty was stopped: checking credentials took longer than 1 s. Nothing was changed. \(Self.later)")
  }

  @Test("What a connector prints is kept, its last 64 KiB, and harms nothing") func prints() throws {
    var host = try TestHost(TestConnectors.faulty)
    _ = try host.create(fault: "print-stdout")
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 0)
    host.worker.close()
    #expect(host.worker.printed == "out of the connector\nand its errors\n")
  }

  @Test("A hundred log lines a second arrive, the rest is counted") func logs() throws {
    var host = try TestHost(TestConnectors.faulty)
    _ = try host.create(fault: "flood-log")
    #expect(try host.run(.fetch(dataType: "people", cursor: [], limit: 0)) == 0)
    let lines = host.heard.filter { $0 == .log(level: 1, line: "and another line") }.count
    #expect(lines >= 100 && lines < 5000 && lines % 100 == 0)
    let rest = "\(5000 - lines) more log lines were dropped; at most 100 a second are kept."
    #expect(host.heard.suffix(3) == [.complete(total: 0, flags: 0), .log(level: 2, line: rest), .end(status: 0)])
  }

  @Test("A worker of another version is no crash of the connector") func otherVersion() throws {
    let worker = TestConnectors.folder.appending(path: "worker-of-another-version").path
    try "#!/bin/sh\nexit 64\n".write(toFile: worker, atomically: false, encoding: .utf8)
    chmod(worker, 0o700)
    let connector = try TestConnectors.library(TestConnectors.minimal)
    let fault = #expect(throws: WorkerFault.self) { try WorkerProcess(worker: worker, connector: connector) }
    #expect(fault == .cannotStart(worker: worker, reason: "it is of another version"))
    #expect(fault?.isCrash == false)
  }

  @Test("A worker takes the arguments of a host that was started before an upgrade", arguments: [3, 4, 5, 6])
  func arguments(_ count: Int) throws {
    let process = Process()
    process.executableURL = URL(filePath: TestConnectors.worker)
    process.arguments = Array(["", String(256 << 20), "20", "complete", "more"].prefix(count - 1))
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    // Without a channel there is nobody to work for, which is a good end.
    #expect(process.terminationStatus == ([4, 5].contains(count) ? 0 : 64))
  }

  @Test("A worker that is not there is told with its path") func noWorker() throws {
    let connector = try TestConnectors.library(TestConnectors.faulty)
    for (worker, reason) in [
      ("/nowhere/patchbay-worker", "No such file or directory"), (connector, "Permission denied"),
    ] {
      // A library is executable to the compiler; this one is not.
      if worker == connector { chmod(connector, 0o600) }
      let fault = #expect(throws: WorkerFault.self) { try WorkerProcess(worker: worker, connector: connector) }
      #expect(
        fault?.sentence(connector: "faulty", while: .describing)
          == "The worker '\(worker)' can't be started: \(reason). It belongs beside 'patchbay': install both again.")
    }
  }
}
