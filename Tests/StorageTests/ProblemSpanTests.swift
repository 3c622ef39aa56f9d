import HostModel
import HostStorage
import TestSupport
import Testing

@Suite("A problem that lasts") struct ProblemSpanTests {
  private static let (a, b, c) = (MadeEvent.misfit(1), MadeEvent.misfit(2), MadeEvent.misfit(3))
  private static let general = Problem(field: "seats", reason: "It has no values any more.")

  private func rows(_ made: MadeEvent) throws -> Int64 {
    try made.store.database.rows("SELECT count(*) FROM problem_span") { $0.integer(0) }.first ?? -1
  }

  @Test("is one row, and every run shows its own problems") func story() throws {
    let made = try MadeEvent()
    let story: [(kind: RunKind, incremental: Bool, status: RunStatus?, problems: [Problem], rows: Int64)] = [
      (.sync, false, nil, [Self.general, Self.a, Self.b], 3),
      (.sync, false, nil, [Self.general, Self.a, Self.b], 3),
      // What asks for changes only says nothing of the others, and ends nothing.
      (.sync, true, nil, [Self.c], 4), (.sync, true, nil, [], 4), (.sync, true, nil, [Self.c, Self.a], 6),
      (.preview, false, nil, [Self.a], 7), (.sync, false, .failed, [], 7),
      (.sync, false, .incomplete, [Self.a], 8), (.sync, false, .refused, [], 8),
      (.sync, false, nil, [Self.general, Self.a, Self.b], 8),
      // The same twice is two.
      (.sync, false, nil, [Self.a, Self.a, Self.b], 9), (.sync, false, nil, [Self.a, Self.a, Self.b], 9),
      (.sync, false, nil, [], 9), (.sync, false, nil, [Self.b], 10), (.sync, true, nil, [Self.c, Self.a], 10),
      (.sync, false, .incomplete, [Self.a], 10),
    ]
    var runs: [Int64] = []
    for (number, one) in story.enumerated() {
      runs.append(
        try made.run(
          one.kind, at: 1_800_000_000 + Double(number) * 900, incremental: one.incremental, one.status, one.problems))
      #expect(try rows(made) == one.rows, "run \(number)")
    }
    for (run, one) in zip(runs, story) {
      let shown = try made.store.problems(of: run)
      #expect(shown.kept == one.problems, "run \(run)")
      #expect(shown.count == one.problems.count)
      // The same for the plain sqlite3 program.
      let seen = try Launch.run(
        "/usr/bin/sqlite3", [made.file, "SELECT rid FROM problem WHERE run=\(run) ORDER BY position, id"])
      #expect(seen.output == one.problems.map { $0.record + "\n" }.joined())
    }
  }

  @Test("of names that are spelt alike in other bytes is told apart") func spelling() throws {
    let made = try MadeEvent()
    let (composed, decomposed) = (
      Problem(record: "Zo\u{EB}", field: "seats", reason: "x"),
      Problem(record: "Zoe\u{308}", field: "seats", reason: "x")
    )
    let first = try made.run(at: 1_800_000_000, nil, [composed])
    let second = try made.run(at: 1_800_000_900, nil, [decomposed])
    #expect(Array(try made.store.problems(of: first).kept[0].record.utf8) == Array("Zo\u{EB}".utf8))
    #expect(Array(try made.store.problems(of: second).kept[0].record.utf8) == Array("Zoe\u{308}".utf8))
  }

  @Test("goes for good ninety days after the last run that had it") func ended() throws {
    let made = try MadeEvent()
    let day = 86_400.0
    let start = 1_800_000_000.0
    for number in 0..<4 {
      try made.run(at: start + Double(number) * day, nil, number == 2 ? [Self.a] : [Self.a, Self.b])
    }
    let left = { try made.store.database.rows("SELECT rid FROM problem_span ORDER BY id") { $0.text(0) } }
    #expect(try left() == ["a1", "a2", "a2"])
    try made.store.dropOld(at: start + 91 * day)
    #expect(try left() == ["a1", "a2", "a2"])
    try made.store.dropOld(at: start + 93 * day)
    #expect(try left() == ["a1", "a2"])
    #expect(try made.store.problems(of: 4).kept == [Self.a, Self.b])
    #expect(try made.store.problems(of: 2).kept == [Self.a])
    #expect(try made.store.problems(of: 2).count == 2)
  }
}
