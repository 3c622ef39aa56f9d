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
    let reference = try copy.run(words)
    let (seconds, requests) = (Torture.now() - begun, vendor.count - asked)
    let new = try KilledState(of: copy)
    copy.remove()
    deeds.append("\(words.joined(separator: " ")): ends with \(reference.code) after \(requests) requests")
    var state = old
    var hasKilled = false
    for _ in 0..<([1, 1, 2].randomElement(using: &chance) ?? 1) where state == old {
      let victim = Victim.any(mayBeWorker: mayKillWorker > 0 && requests > 0, &chance)
      let moment = Moment.any(within: seconds, requests: requests, &chance)
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

    static func any(within seconds: Double, requests: Int, _ chance: inout SeededGenerator) -> Moment {
      requests > 0 && Bool.random(using: &chance)
        ? .requests(.random(in: 1...requests, using: &chance))
        : .seconds(.random(in: 0...seconds, using: &chance))
    }
  }

  /// Carries a command out and kills its victim at a moment; tells whether there still was one to kill.
  func end(_ victim: Victim, _ words: [String], _ moment: Moment) throws -> (Finished, isKilled: Bool) {
    let asked = vendor.count
    let program = try stand.start(words)
    let begun = Torture.now()
    func isDue() -> Bool {
      switch moment {
      case .seconds(let seconds): Torture.now() - begun >= seconds
      case .requests(let requests): vendor.count - asked >= requests
      }
    }
    while program.isRunning, !isDue() { usleep(300) }
    let workers = victim != .host && program.isRunning ? Program.children(of: program.id) : []
    if victim != .worker { _ = program.signal(SIGKILL) }
    let killed = workers.filter { kill($0, SIGKILL) == 0 }
    let finished = try program.wait(mayDie: victim != .worker)
    try noneOutlives()
    // One that has ended takes a signal too, until somebody asks for its end, and ends as itself.
    return (finished, victim == .worker ? !killed.isEmpty : finished.code == 128 + SIGKILL)
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
