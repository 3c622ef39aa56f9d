import TestSupport
import Testing

@Suite("A person delivered twice") struct DuplicateTests {
  static let older = "2026-01-01T10:00:00Z"
  static let newer = "2026-01-01T12:00:00+01:00"

  @Test("is taken once; the run says whether the contents differ, and in what") func listed() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serve(
      "people",
      [
        [
          ScriptedDesk.person("a"), ScriptedDesk.person("b", name: "Bob"), ScriptedDesk.person("c"),
          ScriptedDesk.person("a"), ScriptedDesk.person("b", name: "Rob", email: "rob@x.org"),
        ]
      ], total: 3)
    for words in ["received 5, created 3, duplicated 2", "received 5, unchanged 3, duplicated 2"] {
      let run = try stand.sync("people")
      #expect(run.words == words)
      #expect(run.status == "partial")
      #expect(
        try stand.problems() == [
          "a: Delivered twice with the same content: the first one counts, it is not older.",
          "b: Delivered twice with different email, name: the first one counts, it is not older.",
        ])
      #expect(try stand.desk.sqlite("SELECT name, email FROM person WHERE id='b'") == "Bob|pb@x.org")
    }
  }

  struct Pair: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What is stored before, or nil.
    var stored: String?
    let first: String
    let second: String
    /// Counts without the four other people, who are unchanged.
    let words: String
    let again: String
    /// The name stored afterwards, or nil.
    let name: String?
  }

  private static func z(_ name: String, _ modified: String, status: String = "ok", email: String = "z@x.org") -> String
  {
    ScriptedDesk.person("z", name: name, email: email, status: status, modified: modified)
  }

  static let pairs = [
    Pair(
      testDescription: "new, then newer", first: z("Old", older), second: z("New", newer),
      words: "received 6, created 1, unchanged 4, duplicated 1", again: "received 6, unchanged 5, duplicated 1",
      name: "New"),
    Pair(
      testDescription: "new, then cancelled", first: z("Old", older), second: z("New", newer, status: "cancelled"),
      words: "received 6, unchanged 4, skipped 1, duplicated 1",
      again: "received 6, unchanged 4, skipped 1, duplicated 1", name: nil),
    Pair(
      testDescription: "cancelled, then new", first: z("Old", older, status: "cancelled"), second: z("New", newer),
      words: "received 6, created 1, unchanged 4, duplicated 1", again: "received 6, unchanged 5, duplicated 1",
      name: "New"),
    Pair(
      testDescription: "changed, then as stored", stored: z("New", newer), first: z("Old", older),
      second: z("New", newer),
      words: "received 6, unchanged 5, duplicated 1", again: "received 6, unchanged 5, duplicated 1", name: "New"),
    Pair(
      testDescription: "as stored, then changed", stored: z("Old", older), first: z("Old", older),
      second: z("New", newer),
      words: "received 6, unchanged 4, updated 1, duplicated 1", again: "received 6, unchanged 5, duplicated 1",
      name: "New"),
    Pair(
      testDescription: "cancelled, then as stored", stored: z("New", newer),
      first: z("Old", older, status: "cancelled"),
      second: z("New", newer), words: "received 6, unchanged 5, duplicated 1",
      again: "received 6, unchanged 5, duplicated 1", name: "New"),
    Pair(
      testDescription: "as stored, then cancelled", stored: z("Old", older), first: z("Old", older),
      second: z("New", newer, status: "cancelled"),
      words: "received 6, unchanged 4, deleted 1, skipped 1, duplicated 1",
      again: "received 6, unchanged 4, skipped 1, duplicated 1", name: nil),
    Pair(
      testDescription: "changed, then cancelled", stored: z("Stored", older), first: z("Old", older),
      second: z("New", newer, status: "cancelled"),
      words: "received 6, unchanged 4, deleted 1, skipped 1, duplicated 1",
      again: "received 6, unchanged 4, skipped 1, duplicated 1", name: nil),
    Pair(
      testDescription: "newer first: the older one loses", stored: z("Stored", older), first: z("New", newer),
      second: z("Old", older), words: "received 6, unchanged 4, updated 1, duplicated 1",
      again: "received 6, unchanged 5, duplicated 1", name: "New"),
    Pair(
      testDescription: "no fit, then a fit", first: z("Old", older, email: "nobody"), second: z("New", newer),
      words: "received 6, created 1, unchanged 4, duplicated 1", again: "received 6, unchanged 5, duplicated 1",
      name: "New"),
  ]

  @Test("counts once, as its newest version, and stays so", arguments: pairs) func newest(_ pair: Pair) throws {
    let stand = try ScriptedDesk()
    let others = ScriptedDesk.people(1...4)
    stand.vendor.serveAll("people", others + [pair.stored].compactMap { $0 })
    try stand.sync("people")
    let before = try stand.ids("person").count
    stand.vendor.serve("people", [[pair.first] + others, [pair.second]], total: 5)
    let run = try stand.sync("people")
    #expect(run.words == pair.words)
    #expect(try stand.problems().count == 1)
    #expect(
      try stand.ids("person").count == before + (run.counts["created"] ?? 0) - (run.counts["deleted"] ?? 0))
    #expect(try stand.desk.sqlite("SELECT name FROM person WHERE id='z'") == pair.name ?? "")
    let dump = try stand.desk.sqlite("SELECT rid, status, n FROM state; SELECT * FROM payload; SELECT * FROM change")
    #expect(try stand.sync("people").words == pair.again)
    #expect(
      try stand.desk.sqlite("SELECT rid, status, n FROM state; SELECT * FROM payload; SELECT * FROM change") == dump)
  }

  @Test("shows in a preview's examples only what counts") func examples() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serve("people", [[Self.z("Old", Self.older), Self.z("New", Self.newer)]], total: 1)
    let shown = try stand.raw(["preview", "v/people"]).output
    #expect(shown.contains("z: name 'New', email 'z@x.org'"))
    #expect(!shown.contains("Old"))
  }

  @Test("is counted among the problems as what counts in the end, however many there are") func manyProblems() throws {
    let stand = try ScriptedDesk()
    let odd = (1...1000).map { ScriptedDesk.person("a\($0)", #""seats": "about \#($0)""#) }
    stand.vendor.serve(
      "people",
      [
        odd + [ScriptedDesk.person("z", modified: Self.older, #""seats": "some""#)],
        [ScriptedDesk.person("z", modified: Self.newer, #""seats": 5"#)],
      ], total: 1001)
    #expect(try stand.sync("people").words == "received 1002, created 1001, duplicated 1")
    // A thousand values that are no numbers, and that one came twice.
    #expect(try stand.desk.sqlite("SELECT problems FROM run") == "1001")
    #expect(try stand.desk.sqlite("SELECT seats FROM person WHERE id='z'") == "5")
  }
}
