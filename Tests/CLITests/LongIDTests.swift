import TestSupport
import Testing

@Suite("An id as long as a book") struct LongIDTests {
  private let long = String(repeating: "x", count: 1_000_000)
  private let shown = String(repeating: "x", count: 60) + "… (1,000,000 bytes)"

  @Test("is stored whole, given whole to programs, and shown to people by its beginning") func shortened() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person(long, email: "ann@x.org", "\"birth\": \"soon\"")])
    let preview = try stand.desk.patchbay("preview", "v/people")
    #expect(
      preview.output.split(separator: "\n").dropFirst(2).dropLast() == [
        "  New, for example:", "    \(shown): name 'Ada', email 'ann@x.org'", "  Problems (1):",
        "    \(shown) · birth: Left out: 'soon' is not a date.",
      ])
    try stand.sync("people")
    #expect(try stand.desk.patchbay("runs", "show", "2", "--json").output.contains(long))
    #expect(try stand.desk.sqlite("SELECT length(id) FROM person") == "1000000")
    #expect(
      try stand.desk.patchbay("runs", "show", "2").output.hasSuffix(
        "    \(shown) · birth: Left out: 'soon' is not a date.\n"))
    stand.vendor.serve("people", [[]], total: 0)
    try stand.sync("people")
    let held = try stand.desk.patchbay("deletions", "list", Operator.eid)
    #expect(held.output.hasSuffix("  \(shown)  Ada, ann@x.org\n"))
    let records = try stand.desk.patchbay("records", "list", Operator.eid, "person")
    #expect(records.output.contains(shown))
    #expect(records.output.utf8.count < 1000)
  }
}
