import TestSupport
import Testing

@Suite("The short way of a record that is stored as it comes") struct ShortWayTests {
  /// What the vendor tells of a person, by its id.
  private struct Person {
    var name = "n0"
    var status = "ok"
    var modified: String?
  }

  private static let times = [nil, "2026-03-01T10:00:00", "2026-03-01T10:00:00Z", "2026-03-02 10:00", "yesterday"]

  /// A desk where someone was erased, so that each record goes the long way if that was a person.
  private func desk(erasing type: String, of list: String) throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll(list, [#"{"id": "z1", "name": "Zoe", "title": "Zen"}"#])
    try stand.sync(list)
    let erased = try stand.raw(["records", "erase", Operator.eid, type, "z1", "--yes", "z1"])
    #expect(erased.code == 0, "\(erased.error)")
    return stand
  }

  private func record(_ id: String, _ person: Person, _ dice: inout SeededGenerator) -> String {
    let words = ["\"\(id)\"", "\"\(id)\"", id.hasPrefix("a") ? "\"\\u0061\(id.dropFirst())\"" : id]
    let id = words[Int.random(in: 0..<3, using: &dice)]
    let modified = person.modified.map { ", \"modified\": \"\($0)\"" } ?? ""
    return "{\"id\": \(id), \"name\": \"\(person.name)\", \"status\": \"\(person.status)\"\(modified)}"
  }

  @Test("counts, stores and says what the long way does, whatever comes", arguments: 1...3) func alike(_ seed: Int)
    throws
  {
    let short = try desk(erasing: "session", of: "sessions")
    let long = try desk(erasing: "person", of: "people")
    var dice = SeededGenerator(state: UInt64(seed))
    func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &dice) }
    var vendor: [String: Person] = [:]
    for number in 1...60 {
      vendor[number % 3 == 0 ? "\(number)" : "a\(number)"] = Person(modified: Self.times[number % 5])
    }
    var counts: [String: Int] = [:]
    for round in 1...12 {
      for id in vendor.keys.sorted() where roll(8) == 0 {
        switch roll(5) {
        case 0: vendor[id] = nil
        case 1: vendor[id]?.status = ["ok", "cancelled"][roll(2)]
        case 2: vendor[id]?.modified = Self.times[roll(5)]
        default: vendor[id]?.name = "n\(round)"
        }
      }
      vendor["a\(60 + round)"] = Person()
      var records = vendor.keys.sorted().shuffled(using: &dice).map { record($0, vendor[$0] ?? Person(), &dice) }
      for id in vendor.keys.sorted().prefix(roll(5)) {
        let again = Person(
          name: ["n0", "twice"][roll(2)], status: ["ok", "cancelled"][roll(2)], modified: Self.times[roll(5)])
        records.insert(record(id, again, &dice), at: roll(records.count))
      }
      for odd in [#"{"id": ""}"#, #"{"id": " ", "name": "x"}"#, "{}", "7", #"{"id": true}"#, #"{"id": "\ud800"}"#]
      where roll(6) == 0 { records.insert(odd, at: roll(records.count)) }
      let pages = stride(from: 0, to: records.count, by: 25).map { Array(records[$0..<min($0 + 25, records.count)]) }
      let isIncremental = roll(4) == 0
      var seen: [[String]] = []
      for stand in [short, long] {
        stand.vendor.serve("people", pages, total: vendor.count)
        let run = isIncremental ? try stand.sync("people", "--incremental") : try stand.sync("people")
        counts.merge(run.counts, uniquingKeysWith: +)
        seen.append(
          [run.status, run.words, stand.desk.plain(run.reason).replacing(stand.vendor.address, with: "VENDOR")]
            + (try stand.problems()) + (try stand.held())
            + [
              try stand.desk.sqlite("SELECT id, name FROM person ORDER BY id"),
              try stand.desk.sqlite("SELECT rid, status, n>0 FROM state WHERE config=1 ORDER BY rid"),
              try stand.desk.sqlite(
                "SELECT run, rid, kind, fields FROM change WHERE config=1 AND rid<>'z1' ORDER BY id"),
              try stand.desk.sqlite("SELECT path, filled, received FROM fill_rate WHERE config=1 ORDER BY path"),
            ])
      }
      #expect(seen[0] == seen[1], "seed \(seed), round \(round)")
    }
    // Neither of them all the time the same story.
    for name in ["created", "unchanged", "updated", "deleted", "skipped", "invalid", "duplicated"] {
      #expect(counts[name] ?? 0 > 10, "\(name): \(counts)")
    }
  }
}
