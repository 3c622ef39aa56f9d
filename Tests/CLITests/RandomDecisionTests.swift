import Foundation
import TestSupport
import Testing

@Suite("Any story of decisions") struct RandomDecisionTests {
  private struct Person {
    var name: String
    var isCancelled = false
  }

  /// One desk, its vendor, and what the store showed after the last run.
  private final class Story {
    let stand: ScriptedDesk
    var dice: RandomStoryTests.Dice
    var vendor: [String: Person] = [:]
    var next = 1
    var view = ""
    /// The commands so far.
    var last: [String] = []
    var count = 0
    let seed: UInt64

    init(_ seed: UInt64) throws {
      self.seed = seed
      stand = try ScriptedDesk()
      dice = .init(state: seed)
      for _ in 0..<40 { add() }
    }

    func add() {
      vendor["a\(next)"] = Person(name: "n0")
      next += 1
    }

    /// The vendor's day: some renamed, cancelled, deleted, new; now and then very many.
    func change(_ round: Int) {
      let many = dice.roll(6) == 0
      for _ in 0..<(many ? 25 : dice.roll(5)) {
        guard let id = vendor.keys.sorted().randomElement(using: &dice) else { return }
        switch dice.roll(4) {
        case 0: vendor[id] = nil
        case 1: vendor[id]?.isCancelled.toggle()
        case 2: vendor[id]?.name = "n\(round)"
        default: add()
        }
      }
      if vendor.count < 20 { for _ in 0..<20 { add() } }
    }

    func publish() {
      let records = vendor.keys.sorted().map { id in
        ScriptedDesk.person(
          id, name: vendor[id]?.name ?? "", status: vendor[id]?.isCancelled == true ? "cancelled" : "ok")
      }
      stand.vendor.serveAll("people", records)
    }

    /// Runs a command that ends in one run or several, and checks that the counts of each tell what the store shows.
    @discardableResult
    func run(_ words: [String], _ note: String) throws -> [RunReport] {
      last.append(words.joined(separator: " "))
      let finished = try stand.raw(words + ["--json"])
      let runs = try finished.output.split(separator: "\n").map { try RunReport(line: String($0)) }
      #expect(!runs.isEmpty, "seed \(seed), \(note): exit \(finished.code) \(finished.error)")
      var expected = count
      for run in runs {
        let count = { run.counts[$0] ?? -1 }
        let outcomes = ["created", "unchanged", "updated", "skipped", "invalid", "duplicated", "heldCreations"]
        #expect(count("received") == outcomes.map(count).reduce(0, +), "seed \(seed), \(note): \(run.words)")
        expected += count("created") - count("deleted")
      }
      view = try stand.desk.sqlite("SELECT id, name FROM person ORDER BY id")
      count = view.isEmpty ? 0 : view.split(separator: "\n").count
      #expect(count == expected, "seed \(seed), \(note): \(runs.map(\.words))")
      return runs
    }

    func sync(_ note: String) throws { try run(["sync", "v/people", "--force"], note) }

    /// One decision of a person, if there is something to decide.
    func decide(_ note: String) throws -> Bool {
      let held = try stand.desk.sqlite("SELECT rid FROM hold").split(separator: "\n").map(String.init)
      switch dice.roll(5) {
      case 0 where !held.isEmpty: try run(["deletions", "approve", "v/people"], note + " approve")
      case 1 where !held.isEmpty:
        let some = held.shuffled(using: &dice).prefix(1 + dice.roll(held.count))
        try run(["deletions", dice.roll(2) == 0 ? "discard" : "approve", "v/people"] + some, note + " some")
      case 2:
        let runs = try stand.desk.sqlite(
          "SELECT id FROM run WHERE created+updated+deleted>0 OR id IN (SELECT run FROM change)"
        ).split(separator: "\n")
        guard let run = runs.suffix(4).randomElement(using: &dice) else { return false }
        try self.run(["undo", String(run)], note + " undo \(run)")
      case 3:
        guard let row = view.split(separator: "\n").randomElement(using: &dice),
          let id = row.split(separator: "|").first
        else { return false }
        try run(["records", "set", Operator.eid, "person", String(id), "name=h\(dice.roll(3))"], note + " edit \(id)")
      default: return false
      }
      return true
    }
  }

  @Test("what was decided stays decided, and released it all is as the vendor offers", arguments: 1...6)
  func stays(_ seed: UInt64) throws {
    let story = try Story(seed)
    for round in 1...12 {
      let note = "round \(round)"
      story.change(round)
      story.publish()
      try story.sync(note)
      guard try story.decide(note) else { continue }
      // The vendor offers the same again: nothing of what was decided may change, once or twice.
      for _ in 0..<2 {
        // Held creations come in by themselves once nothing lacks any more.
        let waiting = Set(try story.stand.desk.sqlite("SELECT rid FROM hold WHERE kind=2").split(separator: "\n"))
        let decided = story.view
        try story.sync(note + " again")
        let came = story.view.split(separator: "\n").filter { row in
          !waiting.contains(row.split(separator: "|")[0]) || decided.split(separator: "\n").contains(row)
        }
        #expect(came.joined(separator: "\n") == decided, "seed \(seed), \(note): \(story.last)")
      }
    }
    let kept = try story.stand.desk.sqlite("SELECT DISTINCT rid FROM kept").split(separator: "\n")
    for id in kept { try story.run(["records", "release", Operator.eid, "person", String(id)], "release") }
    try story.sync("at the end")
    if try story.stand.desk.sqlite("SELECT count(*) FROM hold") != "0" {
      try story.run(["deletions", "approve", "v/people"], "at the end")
    }
    let wanted = story.vendor.filter { !$0.value.isCancelled }.map { "\($0.key)|\($0.value.name)" }
    let ids = { (rows: [String]) in rows.sorted() }
    #expect(ids(story.view.split(separator: "\n").map(String.init)) == ids(wanted), "seed \(seed)")
  }
}
