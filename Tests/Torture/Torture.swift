import Foundation
import Glibc
import TestSupport

/// Writes a line at once, for whoever waits for it.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Hands the program what nobody in their right mind would, and counts what becomes of it. Everything follows from a seed,
/// so that whatever goes wrong can be made to go wrong again.
///
///     torture [--seed N] [--seconds N | --cases N] [--kind NAME] [--case N]
///
/// Exit status 1 if a process died, stood still, or threw what it must not.
struct Torture {
  var seed: UInt64 = .random(in: 0..<1_000_000_000)
  var seconds: Double? = 120
  var cases: UInt64?
  var kinds = Trials.all
  /// One case alone, in this process.
  var only: UInt64?

  /// Seconds without a new case after which a process is taken to stand still.
  private static let patience = 60.0
  /// Deaths of one kind after which no more are looked for.
  private static let enough = 20

  /// What a kind came to.
  private struct Total {
    var taken: UInt64 = 0
    var refused: UInt64 = 0
    var faults = 0
    var stuck = 0
  }

  /// Gives the exit status.
  func run() throws -> Int32 {
    if let only {
      for kind in kinds { try Self.one(kind, seed, only) }
      return 0
    }
    say("torture: seed \(seed)")
    var all = Total()
    for kind in kinds {
      let total = try watch(kind)
      all.taken += total.taken
      all.refused += total.refused
      all.faults += total.faults
      all.stuck += total.stuck
      say(Self.line(kind.name, total))
    }
    say(Self.line("all", all))
    return all.faults + all.stuck == 0 ? 0 : 1
  }

  private static func line(_ name: String, _ total: Total) -> String {
    let number = { (value: UInt64) in Int(value).formatted(.number.locale(Locale(identifier: "en"))) }
    return
      "torture: \(name): \(number(total.taken + total.refused)) cases, \(number(total.taken)) taken,"
      + " \(number(total.refused)) refused, \(total.faults) deaths, \(total.stuck) stuck"
  }

  private static func one(_ kind: any Trial.Type, _ seed: UInt64, _ number: UInt64) throws {
    let folder = try TemporaryFolder()
    var trial = try kind.init(in: folder.path)
    var chance = kind.chance(seed, number)
    say("torture: \(kind.name) \(number): \(try trial.attempt(&chance) ? "taken" : "refused")")
  }

  // MARK: The process that watches

  /// Lets another process make the cases of a kind, and another one after each that dies.
  private func watch(_ kind: any Trial.Type) throws -> Total {
    let folder = try TemporaryFolder()
    guard let board = Board(path: folder.path + "/board") else { throw POSIXError(.EIO) }
    let last = cases.map { $0 * UInt64(kind.share.cases) / 1000 } ?? .max
    let end = seconds.map { now() + $0 * Double(kind.share.seconds) / 1000 } ?? .infinity
    var total = Total()
    board.number = 0
    while board.number < last, now() < end, total.faults + total.stuck < Self.enough {
      let process = Process()
      process.executableURL = URL(filePath: CommandLine.arguments[0])
      process.arguments = ["--work", kind.name, String(seed), folder.path, String(last), String(end)]
      process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
      try process.run()
      var seen = (number: board.number, at: now())
      while process.isRunning, now() - seen.at < Self.patience {
        usleep(100_000)
        if board.number != seen.number { seen = (board.number, now()) }
      }
      if process.isRunning {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        total.stuck += 1
        tell(kind, board.number, "stood still for \(Int(Self.patience)) seconds")
      } else if !board.isDone {
        process.waitUntilExit()
        total.faults += 1
        let signalled = process.terminationReason == .uncaughtSignal
        tell(kind, board.number, "ended with \(signalled ? "signal" : "exit status") \(process.terminationStatus)")
      } else {
        break
      }
      board.number += 1
    }
    (total.taken, total.refused) = (board.taken, board.refused)
    return total
  }

  private func tell(_ kind: any Trial.Type, _ number: UInt64, _ what: String) {
    say(
      "torture: \(kind.name) \(number) \(what). Again: Scripts/torture --kind \(kind.name) --seed \(seed) --case \(number)"
    )
  }

  private func now() -> Double { Self.now() }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  // MARK: The process that works

  /// Makes cases until there have been enough, or until a time.
  static func work(_ kind: any Trial.Type, seed: UInt64, folder: String, last: UInt64, end: Double) throws {
    guard let board = Board(path: folder + "/board") else { throw POSIXError(.EIO) }
    let own = folder + "/" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
    var trial = try kind.init(in: own)
    while board.number < last, board.number % 16 != 0 || now() < end {
      var chance = kind.chance(seed, board.number)
      if try trial.attempt(&chance) { board.taken += 1 } else { board.refused += 1 }
      board.number += 1
    }
    board.isDone = true
  }
}
