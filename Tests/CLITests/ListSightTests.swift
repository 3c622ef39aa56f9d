import Foundation
import TestSupport
import Testing

@Suite("'connections test' looks at each list that a sync reads") struct ListSightTests {
  private func certain(_ faults: String) throws -> (Vendor, Operator) {
    let vendor = try Vendor("certain", people: 20, faults.isEmpty ? [] : ["--faults", faults])
    let desk = try Operator()
    try desk.connect(
      "certain", ["account=sandbox", "user=operator", "event=EVENT1"], secret: ("password", "sandbox-password"),
      to: vendor.address)
    return (vendor, desk)
  }

  private func pretix(_ faults: String) throws -> (Vendor, Operator) {
    let vendor = try Vendor("pretix", people: 20, faults.isEmpty ? [] : ["--faults", faults])
    let desk = try Operator()
    try desk.connect(
      "pretix", ["organizer=sandbox", "event=sandbox-series"], secret: ("token", "sandbox-token"),
      to: vendor.address + "/api/v1")
    return (vendor, desk)
  }

  /// What the test says of the connection, with `VENDOR` and `EID` for what differs.
  private func test(_ connection: String, _ stand: (vendor: Vendor, desk: Operator)) throws -> Finished {
    let finished = try stand.desk.patchbay("connections", "test", connection)
    func plain(_ text: String) -> String { stand.desk.plain(text).replacing(stand.vendor.address, with: "VENDOR") }
    return Finished(code: finished.code, output: plain(finished.output), error: plain(finished.error))
  }

  private static let family = "GET VENDOR/api/standard/2.0/accounts/sandbox/events/EVENT1"
  private static let mayNot =
    "(\"You do not have permission to perform this action.\"): credential 'password' may not read this. Check the event"
    + " or account code, and the rights that the vendor gave this account."

  @Test("Certain: whoever may not read sessions and their registrations is told so, list by list") func twoHidden()
    throws
  {
    let said = try test("certain", certain("403:sessions,403:registrations"))
    #expect(
      said
        == Finished(
          code: 4, output: "",
          error: """
            Certain at VENDOR answers, but not all that a sync needs can be seen:
              participants: can be seen
              sessions: \(Self.family)/sessions?start_index=1&max_results=1 was answered 403 \(Self.mayNot)
              registrations: \(Self.family)/registrations?start_index=1&max_results=1 was answered 403 \(Self.mayNot)

            """))
  }

  @Test("pretix: the list that is forbidden is the one that is named", arguments: ["subevents", "orders", "items"])
  func pretixNames(_ list: String) throws {
    let said = try test("pretix", pretix("403:\(list)"))
    let what = list == "items" ? "products" : list
    let sentence =
      "pretix answered 403 for 'sandbox/sandbox-series': there is no such organizer or event, or the token's team may not"
      + " see its \(what). Check both names in the shop's address, then the team's rights."
    let types = ["participants", "sessions", "registrations", "workshops", "workshop-registrations"]
    let hidden = [
      "subevents": ["sessions"], "orders": ["participants", "registrations", "workshop-registrations"],
      "items": ["participants", "workshops"],
    ]
    let lines = types.map { "  \($0): \(hidden[list]?.contains($0) == true ? sentence : "can be seen")\n" }.joined()
    #expect(
      said
        == Finished(
          code: 4, output: "",
          error: "pretix at VENDOR/api/v1 answers, but not all that a sync needs can be seen:\n\(lines)"))
  }

  @Test("what no right would mend ends with another code") func otherFaults() throws {
    let said = try test("certain", certain("html200:sessions"))
    #expect(
      said
        == Finished(
          code: 1, output: "",
          error: """
            Certain at VENDOR answers, but not all that a sync needs can be seen:
              participants: can be seen
              sessions: \(Self.family)/sessions?start_index=1&max_results=1 answered with a web page instead of JSON. \
            Check the endpoint, or try again later.
              registrations: can be seen

            """))
  }

  @Test("where nothing can be seen it is said once") func nothing() throws {
    let stand = try pretix("403:subevents,403:orders,403:items")
    let said = try test("pretix", stand)
    #expect(
      said
        == Finished(
          code: 4, output: "",
          error: "pretix answered 403 for 'sandbox/sandbox-series': there is no such organizer or event, or the token's"
            + " team may not see its orders. Check both names in the shop's address, then the team's rights.\n"))
  }

  @Test("a connector that delivers nothing and does not say that this is all has seen nothing") func silent() throws {
    let faulty = try FaultyDesk()
    try CConnector.put("faulty", ["DOCUMENT=" + CConnector.literal(FaultyDesk.document())], at: faulty.library)
    try faulty.run("connectors", "enable", "faulty")
    try faulty.run(
      "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid",
      Operator.eid)
    try faulty.run(
      "connections", "add", Operator.eid, "faulty", "--endpoint", "http://127.0.0.1:1", "--set", "fault=not-complete")
    let said = try faulty.desk.patchbay("connections", "test", "faulty")
    #expect(
      said
        == Finished(
          code: 1, output: "",
          error: """
            Faulty at http://127.0.0.1:1 answers, but not all that a sync needs can be seen:
              people: faulty stopped without declaring that it delivered everything. Try again later; if it stays so, tell the connector's maker.

            """))
  }

  @Test("each list is asked for one record, and nothing is stored") func small() throws {
    let stand = try PretixDesk()
    for list in ["orders/?page_size=1&include_canceled_positions=true", "subevents/?page_size=1", "items/?page_size=1"]
    {
      stand.vendor.answer(
        "/organizers/o/events/e/" + list,
        ScriptedAnswer(#"{"count":1000,"next":"/x","results":[{"id":1,"code":"A","positions":[],"variations":[]}]}"#))
    }
    stand.vendor.answer(
      "/organizers/o/events/e/orders/?page_size=1",
      ScriptedAnswer(#"{"count":1000,"next":"/x","results":[{"code":"A","positions":[]}]}"#))
    let before = try stand.desk.dump()
    #expect(
      try stand.desk.patchbay("connections", "test", "pretix")
        == Finished(
          code: 0,
          output: "pretix at \(stand.vendor.address) answers, and the credentials see what a sync needs: participants,"
            + " sessions, registrations, workshops, workshop-registrations.\n", error: ""))
    // The event itself, each list, and for participants what products there are.
    #expect(stand.vendor.requests.count == 7)
    #expect(stand.vendor.requests.allSatisfy { $0.contains("page_size=1") })
    #expect(try stand.desk.dump() == before)
    #expect(try stand.desk.sqlite("SELECT count(*) FROM run") == "0")
  }
}
