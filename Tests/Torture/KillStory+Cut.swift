import Foundation
import Glibc
import TestSupport

// A command that is killed.
extension KillStory {
  /// Carries a command out on a copy, then here, where it is killed; gives whether it was.
  mutating func cut(_ words: [String], _ chance: inout SeededGenerator) throws -> Bool {
    let old = try KilledState(of: stand)
    let copy = try stand.copy(as: "reference")
    let begun = Torture.now()
    let asked = vendor.count
    let (reference, writes) = try watch(words, on: copy)
    let (seconds, requests) = (Torture.now() - begun, vendor.count - asked)
    let new = try KilledState(of: copy)
    copy.remove()
    deeds.append("\(words.joined(separator: " ")): ends with \(reference.code) after \(requests) requests")
    var state = old
    var hasKilled = false
    for _ in 0..<([1, 1, 2].randomElement(using: &chance) ?? 1) where state == old {
      let victim = Victim.any(mayBeWorker: mayKillWorker > 0 && requests > 0, &chance)
      let moment = Moment.any(within: seconds, requests: requests, writes: writes, &chance)
      let (finished, isKilled) = try end(victim, words, moment)
      if isKilled {
        hasKilled = true
        if victim == .worker { mayKillWorker -= 1 }
      }
      deeds.append(
        "\(isKilled ? "killed" : "too late to kill") \(victim) \(moment): exit status \(finished.code)")
      state = try KilledState(of: stand)
      guard state == old || state == new else {
        throw Found("neither the old state nor the new: \(state.difference(old, new))")
      }
      try stand.checkFiles()
    }
    if state == old, old != new || reference.code != 0 {
      let again = try stand.run(words)
      state = try KilledState(of: stand)
      guard again.code == reference.code, state == new else {
        throw Found(
          "the next run ends with \(again.code) and does not repair: \(state.difference(old, new)) \(again.output)\(again.error)"
        )
      }
    }
    return hasKilled
  }

  enum Victim: CaseIterable {
    case host, worker, both

    static func any(mayBeWorker: Bool, _ chance: inout SeededGenerator) -> Victim {
      mayBeWorker ? allCases.randomElement(using: &chance) ?? .host : .host
    }
  }

  /// When something is killed.
  enum Moment {
    case seconds(Double)
    case requests(Int)
    /// So many microseconds after the event's file was seen to change for the so-manieth time: what takes no time at all is
    /// hardly ever hit otherwise.
    case writes(Int, microseconds: UInt32)

    static func any(
      within seconds: Double, requests: Int, writes: Int, _ chance: inout SeededGenerator
    ) -> Moment {
      switch Int.random(in: 0..<4, using: &chance) {
      case 0 where requests > 0: .requests(.random(in: 1...requests, using: &chance))
      case 1,
        2 where writes > 0:
        // The last writes are those that apply what was fetched.
        .writes(
          .random(in: max(1, writes - 4)...writes, using: &chance), microseconds: .random(in: 0...2000, using: &chance))
      default: .seconds(.random(in: 0...seconds, using: &chance))
      }
    }
  }

  /// Carries a command out and kills its victim at a moment; tells whether there still was one to kill.
  func end(_ victim: Victim, _ words: [String], _ moment: Moment) throws -> (Finished, isKilled: Bool) {
    let asked = vendor.count
    let program = try stand.start(words)
    let begun = Torture.now()
    var log = WrittenLog(of: stand)
    func isDue() -> Bool {
      switch moment {
      case .seconds(let seconds): return Torture.now() - begun >= seconds
      case .requests(let requests): return vendor.count - asked >= requests
      case .writes(let writes, let microseconds):
        log.look()
        if log.writes >= writes { usleep(microseconds) }
        return log.writes >= writes
      }
    }
    while program.isRunning, !isDue() { usleep(50) }
    let workers = victim != .host && program.isRunning ? Program.children(of: program.id) : []
    if victim != .worker { _ = program.signal(SIGKILL) }
    let killed = workers.filter { kill($0, SIGKILL) == 0 }
    let finished = try program.wait(mayDie: victim != .worker)
    try noneOutlives()
    // One that has ended takes a signal too, until somebody asks for its end, and ends as itself.
    return (finished, victim == .worker ? !killed.isEmpty : finished.code == 128 + SIGKILL)
  }

  /// Carries a command out and counts how often the event's file was seen to change.
  private func watch(_ words: [String], on copy: Stand) throws -> (Finished, writes: Int) {
    var log = WrittenLog(of: copy)
    let program = try copy.start(words)
    while program.isRunning {
      log.look()
      usleep(50)
    }
    return (try program.wait(), log.writes)
  }

  /// A worker ends with its host, whatever it was doing.
  func noneOutlives() throws {
    let begun = Torture.now()
    while case let left = Program.workers(in: stand.home), !left.isEmpty {
      guard Torture.now() - begun < 20 else { throw Found("workers outlive their host for 20 seconds: \(left)") }
      usleep(5000)
    }
  }
}

/// How often something was written into an event's file: changes of SQLite's log beside it, as far as they are seen one by one.
private struct WrittenLog {
  private let path: String
  private var last: [Int]
  private(set) var writes = 0

  init(of stand: Stand) {
    path = stand.database + "-wal"
    last = Self.facts(path)
  }

  mutating func look() {
    let now = Self.facts(path)
    if now != last { (last, writes) = (now, writes + 1) }
  }

  private static func facts(_ path: String) -> [Int] {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return [] }
    return [Int(facts.st_size), facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec]
  }
}
