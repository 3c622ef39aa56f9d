import TestSupport
import Testing

/// A field that is written only while it is empty is empty again because a person wanted it so. The vendor's offer of
/// then must not fill it, whichever it was; another offer does.
@Suite("A field that a person cleared") struct ClearedFieldTests {
  /// One person of interest among others, so that one who leaves is few.
  private func stand(_ seat: String) throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    try serve(stand, seat)
    return stand
  }

  /// Syncs what the vendor has: `seat` as JSON members, beside an e-mail that changes with `round`.
  @discardableResult
  private func serve(_ stand: ScriptedDesk, _ seat: String, round: Int = 0) throws -> String {
    stand.vendor.serveAll(
      "people", [ScriptedDesk.person("a1", email: "r\(round)@x.org", seat)] + ScriptedDesk.people(2...30))
    return try stand.sync("people").words
  }

  private func set(_ stand: ScriptedDesk, _ value: String) throws {
    #expect(try stand.raw(["records", "set", Operator.eid, "person", "a1", value]).code == 0)
  }

  private func seat(_ stand: ScriptedDesk) throws -> String {
    try stand.desk.sqlite("SELECT seat FROM person WHERE id='a1'")
  }

  /// However often and with whatever else the vendor offers the same, the seat stays empty; another seat is taken.
  private func staysEmpty(_ stand: ScriptedDesk, offer: String) throws {
    #expect(try seat(stand) == "")
    for round in 1...2 {
      #expect(try serve(stand, "\"seat\": \"\(offer)\"", round: round) == "received 30, unchanged 29, updated 1")
      #expect(try seat(stand) == "")
    }
    // As the mapping offers the same in other words.
    #expect(
      try stand.raw(["mapping", "set", "v/people", "seat | nothing", "seat", "--mode", "only_if_empty"]).code == 0)
    #expect(try serve(stand, "\"seat\": \"\(offer)\"", round: 2) == "received 30, unchanged 30")
    #expect(try serve(stand, "\"seat\": \"99Z\"", round: 2) == "received 30, unchanged 29, updated 1")
    #expect(try seat(stand) == "99Z")
  }

  @Test("stays empty against the offer that filled it") func simple() throws {
    let stand = try stand("\"seat\": \"12A\"")
    try set(stand, "seat=")
    try staysEmpty(stand, offer: "12A")
  }

  @Test("stays empty against a later offer that had not been taken") func passedOver() throws {
    let stand = try stand("\"seat\": \"12A\"")
    #expect(try serve(stand, "\"seat\": \"14B\"") == "received 30, unchanged 30")
    try set(stand, "seat=")
    #expect(
      try stand.raw(["preview", "v/people"]).output.contains(
        "    a1 · seat: kept though the vendor offers '14B' (run 3)\n"))
    try staysEmpty(stand, offer: "14B")
  }

  @Test("takes what the vendor offers right after it was cleared, if that is another") func takesAnother() throws {
    let stand = try stand("\"seat\": \"12A\"")
    try serve(stand, "\"seat\": \"14B\"")
    try set(stand, "seat=")
    #expect(try serve(stand, "\"seat\": \"15C\"") == "received 30, unchanged 29, updated 1")
    #expect(try seat(stand) == "15C")
  }

  @Test("stays empty against an offer that came while a person's own value stood there") func ownValue() throws {
    let stand = try stand("\"seat\": null")
    try set(stand, "seat=mine")
    #expect(try serve(stand, "\"seat\": \"12A\"") == "received 30, unchanged 30")
    #expect(try seat(stand) == "mine")
    try set(stand, "seat=")
    try staysEmpty(stand, offer: "12A")
  }

  @Test("stays empty when the offer was learned from a plan") func plan() throws {
    let stand = try stand("\"seat\": \"12A\"")
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", "\"seat\": \"14B\"")] + ScriptedDesk.people(2...30))
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    #expect(try stand.raw(["sync", "v/people", "--plan", "2"]).code == 0)
    try set(stand, "seat=")
    try staysEmpty(stand, offer: "14B")
  }

  @Test("by undoing the run that filled it stays empty against a later offer") func undone() throws {
    let stand = try stand("\"seat\": null")
    #expect(try serve(stand, "\"seat\": \"12A\"") == "received 30, unchanged 29, updated 1")
    #expect(try serve(stand, "\"seat\": \"14B\"") == "received 30, unchanged 30")
    #expect(try RunReport(stand.raw(["undo", "2", "--json"])).words == "received 1, updated 1")
    try staysEmpty(stand, offer: "14B")
  }

  @Test("of someone who left and comes again stays empty") func comesAgain() throws {
    let stand = try stand("\"seat\": \"12A\"")
    try serve(stand, "\"seat\": \"14B\"")
    try set(stand, "seat=")
    stand.vendor.serveAll("people", ScriptedDesk.people(2...30))
    #expect(try stand.sync("people").words == "received 29, unchanged 29, deleted 1")
    #expect(try serve(stand, "\"seat\": \"14B\"") == "received 30, created 1, unchanged 29")
    try staysEmpty(stand, offer: "14B")
  }

  @Test("and one who was undone stays out, whatever of the offer had not been taken") func undoneCreation() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(2...30))
    try stand.sync("people")
    try serve(stand, "\"seat\": \"12A\", \"badge\": \"x\"")
    #expect(try serve(stand, "\"seat\": \"14B\", \"badge\": \"y\"") == "received 30, unchanged 30")
    #expect(try RunReport(stand.raw(["undo", "2", "--json"])).words == "deleted 1")
    for _ in 0..<2 {
      #expect(try serve(stand, "\"seat\": \"14B\", \"badge\": \"y\"") == "received 30, unchanged 29, skipped 1")
    }
    #expect(try serve(stand, "\"seat\": \"15C\", \"badge\": \"y\"") == "received 30, created 1, unchanged 29")
  }

  @Test("that is written only on creation stays empty, and says against which offer") func onlyOnCreate() throws {
    let stand = try stand("\"badge\": \"B1\"")
    #expect(try serve(stand, "\"badge\": \"B2\"") == "received 30, unchanged 30")
    try set(stand, "badge=")
    let preview = try stand.raw(["preview", "v/people"])
    #expect(preview.output.contains("    a1 · badge: kept though the vendor offers 'B2' (run 3)\n"))
    for badge in ["B2", "B3"] {
      try serve(stand, "\"badge\": \"\(badge)\"", round: 1)
      #expect(try stand.desk.sqlite("SELECT badge FROM person WHERE id='a1'") == "")
    }
    stand.vendor.serveAll("people", ScriptedDesk.people(2...30))
    #expect(try stand.sync("people").words == "received 29, unchanged 29, deleted 1")
    #expect(try serve(stand, "\"badge\": \"B3\"") == "received 30, created 1, unchanged 29")
    #expect(try stand.desk.sqlite("SELECT badge FROM person WHERE id='a1'") == "")
  }

  @Test("is forgotten with the record, the field and the connection") func forgotten() throws {
    let stand = try stand("\"seat\": \"12A\", \"badge\": \"B1\"")
    try serve(stand, "\"seat\": \"14B\", \"badge\": \"B2\"")
    func offers() throws -> String { try stand.desk.sqlite("SELECT rid, offered FROM untaken ORDER BY slot") }
    #expect(try offers() == "a1|\"14B\"\na1|\"B2\"")
    #expect(try stand.raw(["metadata", "remove", Operator.eid, "person", "badge", "--yes", "badge"]).code == 0)
    #expect(try offers() == "a1|\"14B\"")
    #expect(try stand.raw(["records", "erase", Operator.eid, "person", "a1", "--yes", "a1"]).code == 0)
    #expect(try offers() == "")
  }
}
