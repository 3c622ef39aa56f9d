import Foundation
import TestSupport
import Testing

@Suite("Any story of runs") struct RandomStoryTests {
  /// SplitMix64 (Steele, Lea, Flood 2014): the same story for the same number.
  struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }
  }

  struct Person: Equatable {
    var name: String
    var isCancelled = false
  }

  enum Ending: Int, CaseIterable { case whole, cut, wrongTotal, preview }

  /// What the plain sqlite3 program finds, by id.
  private func stored(_ stand: ScriptedDesk) throws -> [String: String] {
    let rows = try stand.desk.sqlite("SELECT id, name FROM person").split(separator: "\n").map {
      $0.split(separator: "|")
    }
    return Dictionary(uniqueKeysWithValues: rows.map { (String($0[0]), String($0[1])) })
  }

  @Test("adds up, and stores what was delivered and nothing else", arguments: 1...4) func addsUp(_ seed: UInt64) throws
  {
    let stand = try ScriptedDesk(isStable: seed % 2 == 0)
    var dice = Dice(state: seed)
    var vendor = Dictionary(uniqueKeysWithValues: (1...80).map { ("a\($0)", Person(name: "n0")) })
    var next = 81
    var before: [String: String] = [:]
    for round in 1...16 {
      for _ in 0..<dice.roll(8) {
        let id = vendor.keys.sorted()[dice.roll(vendor.count)]
        switch dice.roll(4) {
        case 0: vendor[id] = nil
        case 1: vendor[id]?.isCancelled.toggle()
        case 2: vendor[id]?.name = "n\(round)"
        default:
          vendor["a\(next)"] = Person(name: "n\(round)")
          next += 1
        }
      }
      if dice.roll(8) == 0 { for id in vendor.keys.sorted().prefix(60) { vendor[id]?.isCancelled = true } }
      let ending = round == 1 ? .whole : Ending.allCases[dice.roll(Ending.allCases.count)]
      let order = vendor.keys.sorted().shuffled(using: &dice)
      let pages = stride(from: 0, to: order.count, by: 30).map { Array(order[$0..<min($0 + 30, order.count)]) }
      let twice = Array(order.prefix(dice.roll(3)))
      func record(_ id: String) -> String {
        let person = ScriptedDesk.person(
          id, name: vendor[id]?.name ?? "", status: vendor[id]?.isCancelled == true ? "cancelled" : "ok")
        // The same id in other words.
        return dice.roll(4) == 0 ? person.replacing("\"id\": \"a", with: "\"id\": \"\\u0061") : person
      }
      var bodies = pages.map { $0.map(record) }
      bodies[0] += twice.map(record)
      stand.vendor.serve("people", bodies, total: order.count + (ending == .wrongTotal ? 1 : 0))
      if ending == .cut {
        stand.vendor.answer(ScriptedVendor.target("people", page: pages.count), ScriptedAnswer("{}", status: 400))
      }
      let run =
        try ending == .preview
        ? RunReport(stand.raw(["preview", "v/people", "--json"])) : stand.sync("people")
      let note: Comment = "seed \(seed), round \(round), \(ending): \(run.words)"
      let count = { run.counts[$0] ?? -1 }
      let outcomes = ["created", "unchanged", "updated", "skipped", "invalid", "duplicated", "heldCreations"]
      #expect(count("received") == outcomes.map(count).reduce(0, +), note)
      #expect(count("duplicated") == twice.count, note)
      let after = try stored(stand)
      if ending == .preview {
        #expect(after == before, note)
        continue
      }
      #expect(after.count == before.count + count("created") - count("deleted"), note)
      let delivered = ending == .cut ? Array(pages.dropLast().joined()) : order
      let wanted = Dictionary(
        uniqueKeysWithValues: delivered.filter { vendor[$0]?.isCancelled == false }.map { ($0, vendor[$0]?.name ?? "") }
      )
      let held = Set(try stand.held().map { String($0.split(separator: " ")[1]) })
      // Everyone delivered is there as delivered, or held; everyone else stays as they were, or had a reason to leave.
      for (id, name) in wanted where !held.contains(id) { #expect(after[id] == name, note) }
      for id in before.keys where wanted[id] == nil && after[id] == nil {
        #expect(ending != .cut && (vendor[id] == nil || vendor[id]?.isCancelled == true), note)
        #expect(ending == .whole || vendor[id] != nil, note)
      }
      for (id, name) in after where wanted[id] == nil { #expect(before[id] == name, note) }
      if ending == .whole, seed % 2 == 0 { #expect(Set(after.keys) == Set(wanted.keys).union(held), note) }
      before = after
    }
    #expect(try stand.desk.sqlite("SELECT sum(created)-sum(deleted) FROM run WHERE kind='sync'") == "\(before.count)")
    #expect(
      try stand.desk.sqlite("SELECT count(*) FROM run WHERE status NOT IN ('completed','partial','incomplete')") == "0")
  }
}
