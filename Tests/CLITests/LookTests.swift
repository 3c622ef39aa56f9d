import TestSupport
import Testing

@Suite("What a connector reads of a page before it is validated") struct LookTests {
  private static let records = ["a1", "a2", "a3"].map { ScriptedDesk.person($0) }

  private func answer(_ page: Int, _ more: String) -> ScriptedAnswer {
    let next = page < 3 ? "\"next\": \"/people?since=&page=\(page + 1)\", " : ""
    return ScriptedAnswer("{\"total\": 3, \"rights\": true, \(next)\"items\": [\(Self.records[page - 1])]\(more)}")
  }

  // From the second page on it is sent along unasked.
  @Test("is no answer if the same key follows once more, on any page", arguments: 1...3) func twice(_ page: Int) throws
  {
    let stand = try ScriptedDesk()
    for number in 1...3 {
      let target = ScriptedVendor.target("people", page: number)
      stand.vendor.answer(target, answer(number, number == page ? ", \"total\": 2" : ""))
    }
    let run = try stand.sync("people")
    let read = ["", "1 record was read; it is kept", "2 records were read; they are kept"][page - 1]
    let words = run.reason.replacing(stand.vendor.address, with: "VENDOR").replacing(/at byte \d+/, with: "at byte N")
    #expect(
      words
        == "Page \(page) (GET VENDOR/people?since=&page=\(page)) is JSON that cannot be used: duplicate key 'total' at"
        + " byte N. Check the endpoint, or try again later."
        + (read.isEmpty ? "" : " Before that \(read), and nothing was deleted."))
    #expect(run.status == (page == 1 ? "failed" : "incomplete"))
    #expect(try stand.ids("person") == ["a1", "a2", "a3"].prefix(page - 1).map { $0 })
  }

  // `total` was read on the first page, so it is sent along with that answer.
  @Test("matters in an answer that is left alone, if it was read", arguments: ["aside", "glance"])
  func leftAlone(_ how: String) throws {
    let stand = try ScriptedDesk()
    for number in 1...3 {
      stand.vendor.answer(
        ScriptedVendor.target("people", page: number), answer(number, number == 2 ? ", \"\(how)\": \"/other\"" : ""))
    }
    stand.vendor.answer("/other", ScriptedAnswer("{\"total\": 1, \"total\": 2}"))
    let run = try stand.sync("people")
    let words = run.reason.replacing(stand.vendor.address, with: "VENDOR")
    #expect(run.status == (how == "aside" ? "completed" : "incomplete"))
    #expect(
      words
        == (how == "aside"
          ? ""
          : "GET VENDOR/other answered with JSON that cannot be used: duplicate key 'total' at byte 13. Check the endpoint, or"
            + " try again later. Before that 3 of 3 records were read; they are kept, and nothing was deleted."))
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
  }

  @Test("may hold keys twice that nobody reads") func unread() throws {
    let stand = try ScriptedDesk()
    for number in 1...3 {
      stand.vendor.answer(ScriptedVendor.target("people", page: number), answer(number, ", \"x\": 1, \"x\": 2"))
    }
    let run = try stand.sync("people")
    #expect(run.status == "completed")
    #expect(try stand.ids("person") == ["a1", "a2", "a3"])
  }
}
