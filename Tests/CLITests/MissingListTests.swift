import TestSupport
import Testing

@Suite("The list in which records stand, inside the vendor's records,") struct MissingListTests {
  private func orders(_ numbers: ClosedRange<Int>, _ positions: String = #""positions": [{"no": "1", "title": "T"}]"#)
    -> [String]
  {
    numbers.map { "{\"code\": \"o\($0)\", \"company\": \"X\", \(positions)}" }
  }

  private static let gone =
    "^positions: None of the 20 delivered records has the list 'positions': the vendor may have renamed or closed it. Nothing"
    + " was taken from them, and what is stored stays as it is."

  private func cursor(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT cast(cursor AS text) FROM config WHERE data_type='positions'")
  }

  @Test(
    "is told by name when no record has it any more, and nothing leaves",
    arguments: [#""lines": [{"no": "1"}]"#, #""positions": null"#])
  func gone(_ positions: String) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("positions", orders(1...20), "\"cursor\": \"c1\"")
    #expect(try stand.sync("positions").status == "completed")
    stand.vendor.serveAll("positions", orders(1...20, positions), "\"cursor\": \"c2\"")
    // A sync by hand does not make that the new order.
    for _ in 1...2 {
      let run = try stand.sync("positions")
      #expect(run.status == "partial")
      #expect(run.words == "")
      #expect(try stand.problems() == [Self.gone])
    }
    #expect(try stand.ids("exhibitor").count == 20)
    // What is new in them would be passed over.
    #expect(try cursor(stand) == "c1")
    // Nor has it forgotten what the fields in the list were like.
    #expect(try stand.desk.sqlite("SELECT filled, received FROM fill_rate WHERE path='title'") == "20|20")
    stand.vendor.serve("positions", [orders(21...21, positions)], since: "c1", "\"cursor\": \"c3\"")
    let changed = try stand.sync("positions", "--incremental")
    #expect(changed.status == "partial")
    #expect(try cursor(stand) == "c1")
  }

  @Test("is told by name in a first sync too") func first() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("positions", orders(1...20, #""lines": []"#))
    let run = try stand.sync("positions")
    #expect(run.status == "partial")
    #expect(try stand.problems() == [Self.gone])
  }

  @Test("is told by name in a first sync when half of the records lack it, and taken for the order then")
  func firstHalf() throws {
    let stand = try ScriptedDesk()
    let half = orders(1...10) + orders(11...20, #""positions": null"#)
    stand.vendor.serveAll("positions", half, "\"cursor\": \"c1\"")
    let run = try stand.sync("positions")
    #expect(run.status == "partial")
    #expect(run.words == "received 10, created 10")
    #expect(
      try stand.problems() == [
        "^positions: Only 10 of the 20 delivered records have the list 'positions': nothing was taken from the others. If the"
          + " vendor leaves it out where it is empty, nothing is missing; the next run takes this as the order."
      ])
    #expect(try cursor(stand) == "")
    #expect(try stand.sync("positions").status == "completed")
    #expect(try cursor(stand) == "c1")
    // That of several changes none has it is news all the same.
    stand.vendor.serve(
      "positions", [orders(21...24, #""positions": null"#)], total: 4, since: "c1", "\"cursor\": \"c3\"")
    #expect(try stand.sync("positions", "--incremental").status == "partial")
    #expect(try cursor(stand) == "c1")
  }

  @Test("is told by name when half of the records lack it, until a sync by hand") func half() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("positions", orders(1...20), "\"cursor\": \"c1\"")
    try stand.sync("positions")
    stand.vendor.serveAll("positions", orders(1...10) + orders(11...20, #""positions": null"#), "\"cursor\": \"c2\"")
    let run = try stand.sync("positions")
    #expect(run.status == "partial")
    #expect(run.words == "received 10, unchanged 10")
    #expect(
      try stand.problems() == [
        "^positions: Only 10 of the 20 delivered records have the list 'positions'; when this was last in order it was 20 of"
          + " 20. What is stored of the others stays as it is. A sync by hand takes this as the new order."
      ])
    #expect(try cursor(stand) == "c1")
    #expect(try stand.sync("positions").status == "completed")
    #expect(try cursor(stand) == "c2")
    #expect(try stand.ids("exhibitor").count == 20)
  }

  @Test("is told by each automatic run, which does not take half for the new order") func automatic() async throws {
    let desk = try ServeDesk([])
    desk.stand.vendor.serveAll("positions", orders(1...20))
    try desk.stand.sync("positions")
    #expect(try desk.stand.raw(["autosync", "on", "v/positions", "--every", "1d", "--yes"]).code == 0)
    desk.stand.vendor.serveAll("positions", orders(1...10) + orders(11...20, #""positions": null"#))
    try desk.serve()
    for number in 1...2 {
      #expect(try await desk.run(number).words == "partial: received 10, unchanged 10")
      try desk.makeDue()
    }
  }

  @Test("may be missing in a few records without a word") func few() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("positions", orders(1...20))
    try stand.sync("positions")
    stand.vendor.serveAll("positions", orders(1...18) + orders(19...20, #""positions": null"#))
    let run = try stand.sync("positions")
    #expect(run.status == "completed")
    #expect(run.words == "received 18, unchanged 18")
  }

  @Test("is told with its record where something else stands in its place, and the others are synced")
  func odd() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("positions", orders(1...20), "\"cursor\": \"c1\"")
    try stand.sync("positions")
    stand.vendor.serveAll(
      "positions",
      orders(1...17) + orders(18...18, #""positions": {"1": {"no": "1"}}"#) + orders(19...19, #""positions": "none""#)
        + orders(21...22), "\"cursor\": \"c2\"")
    let run = try stand.sync("positions")
    #expect(run.status == "partial")
    #expect(run.words == "received 19, created 2, unchanged 17, deleted 1")
    let rest = ": nothing was taken from it, and what is stored of it stays as it is."
    #expect(
      try stand.problems() == [
        "o18 ^positions: 'positions' is an object, not a list\(rest)",
        "o19 ^positions: 'positions' is a string, not a list\(rest)",
      ])
    #expect(try cursor(stand) == "c1")
    #expect(try stand.ids("exhibitor") == (Array(1...19) + [21, 22]).map { "o\($0)/1" }.sorted())
  }

  @Test("may hold something else than records: that is told with the record around it, and nothing leaves")
  func elements()
    throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("positions", orders(1...20))
    try stand.sync("positions")
    stand.vendor.serveAll("positions", orders(1...18) + orders(19...19, #""positions": [7, {"no": "2"}]"#))
    let run = try stand.sync("positions")
    #expect(run.status == "partial")
    #expect(run.words == "received 20, created 1, unchanged 18, invalid 1")
    #expect(
      try stand.problems() == [
        "o19 ^positions: An element of 'positions' is a number, not an object; it has no id.",
        "No missing record leaves: 1 delivered record has no id, and could be among the missing ones.",
      ])
  }
}
