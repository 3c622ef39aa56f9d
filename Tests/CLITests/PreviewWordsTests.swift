import TestSupport
import Testing

@Suite("What a preview says of what has not happened") struct PreviewWordsTests {
  /// What a preview says, and then the sync of its plan, without when that was.
  private func words(_ stand: ScriptedDesk) throws -> [String] {
    let preview = try RunReport(stand.raw(["preview", "v/people", "--json"]))
    let number = try stand.desk.sqlite("SELECT max(id) FROM run")
    let sync = try RunReport(stand.raw(["sync", "v/people", "--plan", number, "--json"]))
    return [preview.reason, String(sync.reason.replacing(/As of [^ ]*, from preview [0-9]*\. ?/, with: ""))]
  }

  @Test("is that it would leave, and of its sync that it left") func left() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...8))
    let proof = "all 8 came that the vendor announced, in an order that does not shift."
    #expect(
      try words(stand) == ["1 missing record would leave: \(proof)", "1 missing record left: \(proof)"])
    #expect(try stand.ids("person").count == 8)
  }

  @Test("is what two syncs in a row would do, where one alone is not sure") func twice() throws {
    let stand = try ScriptedDesk(isStable: false)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...9))
    try stand.sync("people")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...7))
    let start = "2 stored records are missing at the vendor, whose list can shift while it is read: deleted if"
    #expect(
      try words(stand) == [
        "\(start) a sync and the next complete run lack them too.", "\(start) the next complete run lacks them too.",
      ])
    let proof = "two complete runs in a row lack them."
    #expect(
      try words(stand) == ["2 missing records would leave: \(proof)", "2 missing records left: \(proof)"])
  }

  @Test("is what a sync would keep of a list that the vendor cut, and how many that are") func cut() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...3))
    try stand.sync("people")
    // Two that are stored, one new, one that comes again, one without id and one that is not wanted.
    let page =
      ScriptedDesk.people(1...2) + [
        ScriptedDesk.person("a4"), ScriptedDesk.person("a1"), "{\"name\": \"?\"}",
        ScriptedDesk.person("a5", status: "cancelled"),
      ]
    stand.vendor.serve("people", [page, []], total: 9)
    stand.vendor.answer(ScriptedVendor.target("people", page: 2), ScriptedAnswer("{}", status: 400))
    let read = " Before that 5 records were read; "
    let said = try words(stand).map { $0[($0.firstRange(of: "Before that")?.lowerBound ?? $0.startIndex)...] }
    #expect(
      said.map { " \($0)" } == [
        "\(read)a sync would keep 3 of them, and delete nothing.",
        "\(read)3 of them are kept, and nothing was deleted.",
      ])
    #expect(try stand.ids("person") == ["a1", "a2", "a3", "a4"])
    stand.vendor.serve("people", [[ScriptedDesk.person("a5", status: "cancelled")], []], total: 9)
    stand.vendor.answer(ScriptedVendor.target("people", page: 2), ScriptedAnswer("{}", status: 400))
    let none = try words(stand)
    #expect(none[0].hasSuffix(" Before that 1 record was read; a sync would keep none of it, and delete nothing."))
    #expect(none[1].hasSuffix(" Before that 1 record was read; it is not kept, and nothing was deleted."))
  }
}
