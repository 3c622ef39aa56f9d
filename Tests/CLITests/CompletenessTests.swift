import TestSupport
import Testing

/// The table of DESIGN §2, rule 1, line by line: what is evidence enough for a stored person to leave whom a whole list lacks.
@Suite("Of a list that lacks a stored person") struct CompletenessTests {
  private static let left = "1 missing record left: "
  private static let missing = "1 stored record is missing at the vendor, "
  private static let next = ": deleted if the next complete run lacks it too."

  /// Fetches that all lack the thirtieth, and what each says.
  private func runs(_ stand: ScriptedDesk, _ serve: (ClosedRange<Int>) -> Void) throws -> [String] {
    serve(1...30)
    try stand.sync("people")
    serve(1...29)
    return try (1...2).map { _ in
      let run = try stand.sync("people")
      return "\(run.status): \(run.words): \(run.reason)"
    }
  }

  private static let none = "completed: received 29, unchanged 29: "
  private static let gone = "completed: received 29, unchanged 29, deleted 1: "

  @Test("the number that the vendor announced and an order that does not shift are enough") func total() throws {
    let stand = try ScriptedDesk()
    let runs = try runs(stand) { stand.vendor.serveAll("people", ScriptedDesk.people($0)) }
    #expect(
      runs == [
        Self.gone + Self.left + "all 29 came that the vendor announced, in an order that does not shift.", Self.none,
      ])
  }

  @Test("two complete runs are wanted where the order can shift") func order() throws {
    let stand = try ScriptedDesk(isStable: false)
    let runs = try runs(stand) { stand.vendor.serveAll("people", ScriptedDesk.people($0)) }
    #expect(
      runs == [
        Self.none + Self.missing + "whose list can shift while it is read" + Self.next,
        Self.gone + Self.left + "two complete runs in a row lack it.",
      ])
  }

  @Test("two complete runs are wanted where the vendor never says how many there are, whatever its order")
  func noTotal()
    throws
  {
    let stand = try ScriptedDesk(dataTypes: ScriptedDesk.onlyPeople(#""total": "none", "stableOrder": true"#))
    let runs = try runs(stand) { stand.vendor.serve("people", [ScriptedDesk.people($0)]) }
    #expect(runs == Self.twice)
  }

  private static let twice = [
    none + missing + "which does not say how many there are" + next,
    gone + left + "two complete runs in a row lack it.",
  ]

  private static let unpaged = ScriptedDesk.onlyPeople(#""total": "none", "paged": false"#)

  @Test("one answer is enough where the vendor's list always comes in one") func unpaged() throws {
    let stand = try ScriptedDesk(dataTypes: Self.unpaged)
    let runs = try runs(stand) {
      stand.vendor.serve("people", [ScriptedDesk.people($0)], "\"links\": {\"next\": null}")
    }
    #expect(runs == [Self.gone + Self.left + "the vendor's whole list came in one answer.", Self.none])
  }

  /// An answer of such a list that may not be all there is.
  struct Doubt: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var options = ""
    var headers: [String] = []
    var isSplit = false
  }

  static let doubts = [
    Doubt(testDescription: "it came in two pages", isSplit: true),
    Doubt(testDescription: "the connector built its records", options: "\"built\": true"),
    Doubt(
      testDescription: "its head leads to a next page",
      headers: ["Link: <https://x/?page=2>; title=\"a; b\"; rel=\"last next\""]),
    Doubt(testDescription: "its body leads to a next page", options: "\"links\": {\"next\": \"/people?page=2\"}"),
    Doubt(testDescription: "its body says that there is more", options: "\"has_more\": true"),
    Doubt(testDescription: "its body names a next page elsewhere", options: "\"meta\": {\"next_page\": 2}"),
    Doubt(testDescription: "its head counts a next page", headers: ["X-Next-Page: 2"]),
    Doubt(testDescription: "it says which part of the list it is", headers: ["Content-Range: items 0-28/29"]),
  ]

  @Test("one answer is not enough where", arguments: doubts) func notOneAnswer(_ doubt: Doubt) throws {
    let stand = try ScriptedDesk(dataTypes: Self.unpaged)
    let runs = try runs(stand) { numbers in
      let people = ScriptedDesk.people(numbers)
      stand.vendor.serve(
        "people", doubt.isSplit ? [Array(people.prefix(20)), Array(people.dropFirst(20))] : [people], doubt.options)
      guard !doubt.headers.isEmpty else { return }
      let range = doubt.headers.map { numbers.upperBound == 30 ? $0.replacing("0-28/29", with: "0-29/30") : $0 }
      stand.vendor.answer(
        ScriptedVendor.target("people", page: 1),
        ScriptedAnswer("{\"items\": [\(people.joined(separator: ","))], \"rights\": true}", headers: range))
    }
    #expect(runs == Self.twice)
  }

  @Test("a list of their own is enough for records that stand in one, in an incremental run too") func ownList() throws
  {
    let stand = try ScriptedDesk(isStable: false)
    func order(_ code: String, _ numbers: ClosedRange<Int>) -> String {
      let positions = numbers.map { "{\"no\": \"\($0)\", \"title\": \"T\"}" }.joined(separator: ",")
      return "{\"code\": \"\(code)\", \"positions\": [\(positions)]}"
    }
    stand.vendor.serveAll("positions", [order("A", 1...20), order("B", 1...3)], "\"cursor\": \"c1\"")
    try stand.sync("positions")
    stand.vendor.serveAll("positions", [order("A", 1...20), order("B", 1...2)], "\"cursor\": \"c1\"")
    let full = try stand.sync("positions")
    #expect(full.words == "received 22, unchanged 22, deleted 1")
    #expect(full.reason == "1 missing record left: the list that it stood in came without it.")
    stand.vendor.serve("positions", [[order("A", 1...18)]], since: "c1")
    let changed = try stand.sync("positions", "--incremental")
    #expect(changed.words == "received 18, unchanged 18, deleted 2")
    #expect(changed.reason == "2 missing records left: the list that they stood in came without them.")
  }

  // MARK: A number that counts a person each time

  /// Thirty people of whom some are delivered twice, each delivery counted.
  private func serve(_ stand: ScriptedDesk, _ numbers: ClosedRange<Int>, again: [Int]) {
    let people = ScriptedDesk.people(numbers) + again.flatMap { ScriptedDesk.people($0...$0) }
    stand.vendor.serveAll("people", people, "\"cursor\": \"c\(again.count)\"")
  }

  private func cursor(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT cast(cursor AS text) FROM config WHERE data_type='people'")
  }

  @Test(
    "a vendor's number that counts a person twice, in two readings alike, is taken for whole, and not read twice again")
  func repeats() throws {
    let stand = try ScriptedDesk()
    func sync(_ numbers: ClosedRange<Int>, again: [Int]) throws -> (requests: Int, run: RunReport) {
      let before = stand.vendor.requests.count
      serve(stand, numbers, again: again)
      let run = try stand.sync("people")
      return (stand.vendor.requests.count - before, run)
    }
    let taken = "The vendor's number counts 1 record again that it delivers again: what came is taken to be everything."
    let first = try sync(1...30, again: [3])
    #expect(first.requests == 2)
    #expect(first.run.words == "received 31, created 30, duplicated 1")
    #expect(first.run.reason == taken)
    #expect(try cursor(stand) == "c1")
    #expect(try sync(1...30, again: [3]).requests == 1)
    let second = try sync(1...29, again: [3])
    #expect(second.requests == 1)
    #expect(second.run.words == "received 30, unchanged 29, duplicated 1")
    #expect(
      second.run.reason
        == Self.missing + "whose number counts 1 record again that it delivers again" + Self.next)
    // As many as never before: it is read twice to find out.
    let other = try sync(1...29, again: [3, 4])
    #expect(other.requests == 2)
    #expect(other.run.words == "received 31, unchanged 29, deleted 1, duplicated 2")
    #expect(
      other.run.reason
        == "The vendor's number counts 2 records again that it delivers again: what came is taken to be everything. "
        + Self.left + "two complete runs in a row lack it.")
    #expect(try cursor(stand) == "c2")
  }

  /// A list of thirty in which somebody is repeated at the place where another should be.
  private func shifted(_ repeated: Int, hiding hidden: Int) -> ScriptedAnswer {
    let people = (1...30).map { ScriptedDesk.person("a\($0 == hidden ? repeated : $0)") }
    return ScriptedAnswer(
      "{\"items\": [\(people.joined(separator: ","))], \"rights\": true, \"total\": 30, \"cursor\": \"c9\"}")
  }

  @Test("a shift between pages that hides a new person is read once more, and nobody is lost") func shift() throws {
    let stand = try ScriptedDesk()
    serve(stand, 1...29, again: [])
    try stand.sync("people")
    stand.vendor.forget(ScriptedVendor.target("people", page: 1))
    stand.vendor.answer { target, times in
      times == 2 ? self.shifted(4, hiding: 30) : self.shifted(30, hiding: 30)
    }
    let run = try stand.sync("people")
    #expect(run.words == "received 30, created 1, unchanged 29")
    #expect(run.status == "completed")
    #expect(try cursor(stand) == "c9")
  }

  @Test("a shift in both readings proves nothing: nobody leaves, and the cursor stays for the one that was hidden")
  func twoShifts() throws {
    let stand = try ScriptedDesk()
    serve(stand, 1...30, again: [])
    try stand.sync("people")
    stand.vendor.forget(ScriptedVendor.target("people", page: 1))
    stand.vendor.answer { target, times in self.shifted(times, hiding: 30) }
    let run = try stand.sync("people")
    #expect(run.words == "received 30, unchanged 29, duplicated 1")
    #expect(run.status == "partial")
    #expect(
      run.reason
        == "No missing record leaves: the vendor announced 30 records and delivered 29 different ones, twice in a row. Run"
        + " it again when the vendor has settled.")
    #expect(try cursor(stand) == "c0")
    #expect(try stand.ids("person").count == 30)
  }

  @Test("a shift among what changed keeps the cursor, so that the hidden one comes with the next run")
  func incremental()
    throws
  {
    let stand = try ScriptedDesk()
    serve(stand, 1...30, again: [])
    try stand.sync("people")
    let new = [ScriptedDesk.person("new1"), ScriptedDesk.person("new1")]
    stand.vendor.serve("people", [new], total: 2, since: "c0", "\"cursor\": \"c9\"")
    let run = try stand.sync("people", "--incremental")
    #expect(run.words == "received 2, created 1, duplicated 1")
    // It lacks somebody, and says so to whoever is told of errors.
    #expect(run.status == "partial")
    #expect(
      run.reason
        == "The vendor announced 2 changed records and delivered 1 different ones: the next run asks for the same changes"
        + " again.")
    #expect(try cursor(stand) == "c0")
    stand.vendor.serve(
      "people", [[ScriptedDesk.person("new1"), ScriptedDesk.person("new2")]], total: 2, since: "c0",
      "\"cursor\": \"c9\"")
    #expect(try stand.sync("people", "--incremental").words == "received 2, created 1, unchanged 1")
    #expect(try cursor(stand) == "c9")
    // A number that is too large, with nobody delivered twice.
    stand.vendor.serve(
      "people", [[ScriptedDesk.person("new3")]], total: 2, since: "c9", "\"cursor\": \"c10\"")
    let short = try stand.sync("people", "--incremental")
    #expect(short.words == "received 1, created 1")
    #expect(short.status == "partial")
    #expect(
      try stand.problems() == [
        "The vendor announced 2 changed records and delivered 1 different ones: the next run asks for the same changes again."
      ])
    #expect(try cursor(stand) == "c9")
  }

  @Test("more than was announced among what changed keeps the cursor: others came in the place of those who changed")
  func others() throws {
    let stand = try ScriptedDesk()
    serve(stand, 1...30, again: [])
    try stand.sync("people")
    stand.vendor.serve("people", [ScriptedDesk.people(1...20)], total: 2, since: "c0", "\"cursor\": \"c9\"")
    let run = try stand.sync("people", "--incremental")
    #expect(run.words == "received 20, unchanged 20")
    #expect(run.status == "partial")
    #expect(
      run.reason
        == "The vendor announced 2 changed records and delivered 20 different ones: the next run asks for the same changes"
        + " again.")
    #expect(try cursor(stand) == "c0")
    stand.vendor.serve(
      "people", [[ScriptedDesk.person("new1"), ScriptedDesk.person("new2")]], total: 2, since: "c0",
      "\"cursor\": \"c9\"")
    #expect(try stand.sync("people", "--incremental").words == "received 2, created 2")
    #expect(try cursor(stand) == "c9")
  }

  @Test("a number of changes that counts a person twice moves the cursor where whole lists are counted so, too")
  func repeatedChanges() throws {
    let stand = try ScriptedDesk()
    serve(stand, 1...30, again: [3])
    try stand.sync("people")
    let new = [ScriptedDesk.person("new1"), ScriptedDesk.person("new1")]
    stand.vendor.serve("people", [new], total: 2, since: "c1", "\"cursor\": \"c9\"")
    let run = try stand.sync("people", "--incremental")
    #expect(run.words == "received 2, created 1, duplicated 1")
    #expect(run.reason == "")
    #expect(try cursor(stand) == "c9")
    // More than it ever repeats: a page may have shifted, and one be hidden.
    let shifted = [1, 1, 2, 2].map { ScriptedDesk.person("more\($0)") }
    stand.vendor.serve("people", [shifted], total: 4, since: "c9", "\"cursor\": \"c10\"")
    #expect(
      try stand.sync("people", "--incremental").reason
        == "The vendor announced 4 changed records and delivered 2 different ones: the next run asks for the same changes"
        + " again.")
    #expect(try cursor(stand) == "c9")
  }

  @Test("of which one has no id the cursor stays of use after the mapping was changed, and it is not read twice")
  func usefulCursor() throws {
    let stand = try ScriptedDesk()
    serve(stand, 1...30, again: [])
    try stand.sync("people")
    #expect(try stand.raw(["mapping", "set", "v/people", "name", "note"]).code == 0)
    let people = ScriptedDesk.people(1...30) + [#"{"name": "Nobody"}"#]
    stand.vendor.serve("people", [people], total: 31, "\"cursor\": \"c9\"")
    let before = stand.vendor.requests.count
    #expect(try stand.sync("people", "--incremental").words == "received 31, updated 30, invalid 1")
    #expect(stand.vendor.requests.count == before + 1)
    #expect(try cursor(stand) == "c0")
    stand.vendor.serve("people", [[]], since: "c0", "\"cursor\": \"c0\"")
    let next = try stand.sync("people", "--incremental")
    #expect(stand.vendor.requests.last == ScriptedVendor.target("people", page: 1, since: "c0"))
    #expect(next.words == "")
    #expect(next.reason == "")
  }

  @Test("of which one has no id the cursor is of no use after the mapping was changed if a stored one did not come")
  func uselessCursor() throws {
    let stand = try ScriptedDesk()
    serve(stand, 1...30, again: [])
    try stand.sync("people")
    #expect(try stand.raw(["mapping", "set", "v/people", "name", "note"]).code == 0)
    // The thirtieth is mapped as before until it comes again.
    stand.vendor.serve(
      "people", [ScriptedDesk.people(1...29) + [#"{"name": "Nobody"}"#]], total: 30, "\"cursor\": \"c9\"")
    #expect(try stand.sync("people").words == "received 30, updated 29, invalid 1")
    stand.vendor.serve("people", [ScriptedDesk.people(1...30)], total: 30, "\"cursor\": \"c9\"")
    #expect(try stand.sync("people", "--incremental").words == "received 30, unchanged 29, updated 1")
    #expect(stand.vendor.requests.last == ScriptedVendor.target("people", page: 1))
  }

  @Test(
    "a number that is missing where it is usually told keeps the cursor, and the run says so though nobody is missing")
  func totalMissing() throws {
    let stand = try ScriptedDesk()
    serve(stand, 1...30, again: [])
    try stand.sync("people")
    stand.vendor.serve("people", [ScriptedDesk.people(1...30)], "\"cursor\": \"c9\"")
    let run = try stand.sync("people")
    #expect(run.words == "received 30, unchanged 30")
    #expect(run.status == "partial")
    #expect(
      run.reason
        == "No missing record leaves: the vendor tells as a rule how many records there are, and did not this time."
    )
    #expect(try cursor(stand) == "c0")
  }
}
