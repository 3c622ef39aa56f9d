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
/// Exit status 1 if a process died, stood still, or threw what it must not, and if a kind made no case.
struct Torture {
  var seed: UInt64 = .random(in: 0..<1_000_000_000)
  var seconds: Double? = 120
  var cases: UInt64?
  var kinds = Trials.all
  /// One case alone, in this process.
  var only: UInt64?

  /// Deaths of one kind after which no more are looked for.
  private static let enough = 20

  /// What a kind came to.
  private struct Total {
    var taken: UInt64 = 0
    var refused: UInt64 = 0
    var faults = 0
    var stuck = 0

    var cases: UInt64 { taken + refused }
  }

  /// Gives the exit status.
  func run() throws -> Int32 {
    if let only {
      for kind in kinds { try Self.one(kind, seed, only) }
      return 0
    }
    say("torture: seed \(seed)")
    var all = Total()
    let begun = Self.now()
    var shares = 0.0
    var idle: [String] = []
    // Kinds with several lanes mostly wait, so they share their time instead of following each other.
    let groups = [kinds.filter { $0.lanes > 1 }] + kinds.filter { $0.lanes == 1 }.map { [$0] }
    for group in groups {
      shares += group.reduce(0) { $0 + Double(share(of: $1).seconds) / 1000 }
      let totals = try watch(group, until: seconds.map { begun + $0 * shares } ?? .infinity)
      for (kind, total) in zip(group, totals) {
        all.taken += total.taken
        all.refused += total.refused
        all.faults += total.faults
        all.stuck += total.stuck
        say(Self.line(kind.name, total))
        if total.cases == 0 { idle.append(kind.name) }
      }
    }
    say(Self.line("all", all))
    for name in idle { say("torture: \(name) made no case, so nothing is known of it.") }
    return all.faults + all.stuck == 0 && idle.isEmpty ? 0 : 1
  }

  private static func line(_ name: String, _ total: Total) -> String {
    let number = { (value: UInt64) in Int(value).formatted(.number.locale(Locale(identifier: "en"))) }
    return
      "torture: \(name): \(number(total.cases)) cases, \(number(total.taken)) taken,"
      + " \(number(total.refused)) refused, \(total.faults) deaths, \(total.stuck) stuck"
  }

  private static func one(_ kind: any Trial.Type, _ seed: UInt64, _ number: UInt64) throws {
    let folder = try TemporaryFolder()
    var trial = try kind.init(in: folder.path)
    var chance = kind.chance(seed, number)
    say("torture: \(kind.name) \(number): \(try trial.attempt(&chance) ? "taken" : "refused")")
  }

  /// What a kind gets of a thousand cases or seconds: all, if it is the only one.
  func share(of kind: any Trial.Type) -> (cases: Int, seconds: Int) { kinds.count == 1 ? (1000, 1000) : kind.share }

  // MARK: The processes that are watched

  /// Lets other processes make the cases of these kinds, as many at once as each has lanes.
  private func watch(_ kinds: [any Trial.Type], until end: Double) throws -> [Total] {
    let folder = try TemporaryFolder()
    let lanes = try kinds.map { kind in
      try (0..<kind.lanes).map { try Lane(kind, $0, of: self, in: folder.path, until: end) }
    }
    while lanes.joined().contains(where: { !$0.isOver }) {
      usleep(50_000)
      for kind in lanes {
        let faults = kind.reduce(0) { $0 + $1.faults + $1.stuck }
        for lane in kind { try lane.look(isEnough: faults >= Self.enough) }
      }
    }
    return lanes.map { kind in
      Total(
        taken: kind.reduce(0) { $0 + $1.board.taken }, refused: kind.reduce(0) { $0 + $1.board.refused },
        faults: kind.reduce(0) { $0 + $1.faults }, stuck: kind.reduce(0) { $0 + $1.stuck })
    }
  }

  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  // MARK: The process that works

  /// Makes every so many-th case until there have been enough, or until a time: one at least, however late it is.
  static func work(_ kind: any Trial.Type, seed: UInt64, board path: String, last: UInt64, end: Double) throws {
    guard let board = Board(path: path) else { throw POSIXError(.EIO) }
    let own = path + "-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
    var trial = try kind.init(in: own)
    let step = UInt64(kind.lanes)
    // Cases that take no time are not worth a look at the clock each.
    let looks: UInt64 = step == 1 ? 16 : step
    var isFirst = true
    while board.number < last, isFirst || board.number / step * step % looks != 0 || now() < end {
      isFirst = false
      var chance = kind.chance(seed, board.number)
      if try trial.attempt(&chance) { board.taken += 1 } else { board.refused += 1 }
      board.number += step
    }
    board.isDone = true
  }
}
