import TestSupport
import Testing

@Suite("Records in a list of a parent") struct ExplodedListTests {
  private func order(_ code: String, _ positions: [String]?, company: String = "X") -> String {
    let list = positions.map { "[\($0.joined(separator: ","))]" } ?? "null"
    return "{\"code\": \"\(code)\", \"company\": \"\(company)\", \"positions\": \(list)}"
  }

  private func position(_ number: String, title: String = "T", _ more: String = "") -> String {
    "{\"no\": \"\(number)\", \"title\": \"\(title)\"\(more.isEmpty ? "" : ", " + more)}"
  }

  @Test("have the parent's id before their own, reversibly, and its fields") func ids() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll(
      "positions",
      [
        order("A/B", [position("1"), position("2/3"), position("~")], company: "Y"), order("A", [position("B/1")]),
        order("A~1B", [position("1")]), order("E", [position("f", "\"kind\": \"fee\"")]),
      ])
    let run = try stand.sync("positions")
    #expect(run.words == "received 5, created 5")
    #expect(run.status == "completed")
    #expect(try stand.ids("exhibitor") == ["A/B~11", "A~01B/1", "A~1B/1", "A~1B/2~13", "A~1B/~0"])
    #expect(try stand.desk.sqlite("SELECT DISTINCT company FROM exhibitor WHERE id LIKE 'A~1B/%'") == "Y")
  }

  @Test("stay when their parent comes with no list, whatever its id", arguments: ["A", "A/B", "A~B", "A~1B"])
  func silence(_ code: String) throws {
    let stand = try ScriptedDesk()
    let others = (1...9).map { order("o\($0)", [position("1")]) }
    let cancelled = position("9", "\"status\": \"cancelled\"")
    stand.vendor.serveAll("positions", others + [order(code, [position("1"), position("2"), cancelled])])
    #expect(try stand.sync("positions").words == "received 12, created 11, skipped 1")
    let before = try stand.desk.sqlite("SELECT * FROM state ORDER BY rid")
    for list in ["\(order(code, nil))", "{\"code\": \"\(code)\", \"company\": \"X\"}"] {
      stand.vendor.serveAll("positions", others + [list])
      let run = try stand.sync("positions")
      #expect(run.words == "received 9, unchanged 9")
      #expect(run.status == "completed")
      #expect(try stand.desk.sqlite("SELECT * FROM state ORDER BY rid") == before)
    }
    // An empty list is a word: they leave.
    stand.vendor.serveAll("positions", others + [order(code, [])])
    #expect(try stand.sync("positions").words == "received 9, unchanged 9, deleted 2")
  }

  @Test("leave at once when their parent's list lacks them, though the order of parents is not stable")
  func completeInItself() throws {
    let stand = try ScriptedDesk(isStable: false)
    let others = (1...9).map { order("o\($0)", [position("1")]) }
    stand.vendor.serveAll("positions", others + [order("P", [position("1"), position("2")])])
    try stand.sync("positions")
    stand.vendor.serveAll("positions", others + [order("P", [position("1")])])
    #expect(try stand.sync("positions").words == "received 10, unchanged 10, deleted 1")
    // But not when the whole parent is missing.
    stand.vendor.serveAll("positions", others)
    #expect(try stand.sync("positions").words == "received 9, unchanged 9")
    #expect(try stand.sync("positions").words == "received 9, unchanged 9, deleted 1")
  }

  @Test("leave in an incremental run by what their parent's newest list lacks, under the guard") func incremental()
    throws
  {
    let stand = try ScriptedDesk()
    let others = (1...9).map { order("o\($0)", [position("1")]) }
    stand.vendor.serveAll(
      "positions", others + [order("A/B", [position("1"), position("2"), position("3")])], "\"cursor\": \"c1\"")
    try stand.sync("positions")
    // The parent comes twice, as it does when it changes while pages are read; what any delivery has is not gone.
    stand.vendor.serve(
      "positions", [[order("A/B", [position("1"), position("2")])], [order("A/B", [position("1"), position("3")])]],
      since: "c1")
    #expect(try stand.sync("positions", "--incremental").words == "received 4, unchanged 3, duplicated 1")
    stand.vendor.serve(
      "positions", [[order("A/B", [position("1")])], [order("A/B", [position("1")])]], since: "c1")
    #expect(try stand.sync("positions", "--incremental").words == "received 2, unchanged 1, deleted 2, duplicated 1")
    #expect(try stand.ids("exhibitor") == ["A~1B/1"] + (1...9).map { "o\($0)/1" })
    // A position without number could be the one that seems to be missing.
    stand.vendor.serve("positions", [[order("A/B", ["{\"title\": \"?\"}"])]], since: "c1")
    let doubtful = try stand.sync("positions", "--incremental")
    #expect(doubtful.words == "received 1, invalid 1")
    #expect(
      doubtful.reason
        == "No missing record leaves: 1 delivered record has no id, and could be among the missing ones.")
    #expect(try stand.ids("exhibitor").count == 10)
    stand.vendor.serve("positions", (1...6).map { [order("o\($0)", [])] }, since: "c1")
    #expect(try stand.sync("positions", "--incremental").words == "heldDeletions 6")
    #expect(try stand.ids("exhibitor").count == 10)
  }

  @Test("of a parent without id are one invalid record, and nothing leaves") func noParentID() throws {
    let stand = try ScriptedDesk()
    let others = (1...9).map { order("o\($0)", [position("1")]) }
    stand.vendor.serveAll("positions", others + [order("P", [position("1"), position("2")])])
    try stand.sync("positions")
    stand.vendor.serve(
      "positions", [others + ["{\"positions\": [\(position("1")), \(position("2"))]}"]], total: 9)
    let run = try stand.sync("positions")
    #expect(run.words == "received 10, unchanged 9, invalid 1")
    #expect(run.status == "partial")
    #expect(
      try stand.problems() == [
        "A record has no id: code is missing, empty or ambiguous.",
        "No missing record leaves: 1 delivered record has no id, and could be among the missing ones.",
      ])
    #expect(try stand.ids("exhibitor").count == 11)
  }

  @Test("may all be gone though there are parents: that is no unconfirmed empty list, but held") func onlyParents()
    throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("positions", [order("P", [position("1")]), order("Q", nil)])
    #expect(try stand.sync("positions").words == "received 1, created 1")
    stand.vendor.serveAll("positions", [order("P", []), order("Q", nil)])
    let run = try stand.sync("positions")
    #expect(run.words == "heldDeletions 1")
    #expect(run.status == "partial")
    stand.vendor.serveAll("positions", [order("P", nil), order("Q", nil)])
    let silent = try stand.sync("positions")
    #expect(silent.status == "partial")
    #expect(silent.words == "heldDeletions 1")
    #expect(
      try stand.problems() == [
        "^positions: None of the 2 delivered records has the list 'positions': the vendor may have renamed or closed it."
          + " Nothing was taken from them, and what is stored stays as it is."
      ])
    #expect(try stand.held() == ["deletion P/1"])
  }
}
