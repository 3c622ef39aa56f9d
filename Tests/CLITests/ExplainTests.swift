import Foundation
import TestSupport
import Testing

@Suite("Why a record is as it is") struct ExplainTests {
  private let eid = Operator.eid

  /// What explain says of a record, without its first line; times are `TIME`.
  private func explain(_ stand: ScriptedDesk, _ type: String, _ id: String) throws -> [String] {
    let finished = try stand.raw(["records", "explain", eid, type, id])
    let times = try NSRegularExpression(pattern: "[0-9-]{10}T[0-9:]{8}Z")
    let text = times.stringByReplacingMatches(
      in: finished.output, range: NSRange(finished.output.startIndex..., in: finished.output), withTemplate: "TIME")
    return text.split(separator: "\n").dropFirst().map { String($0) }
  }

  private func field(_ stand: ScriptedDesk, _ name: String) throws -> [String] {
    let lines = try explain(stand, "person", "a1")
    return Array(
      lines.drop { !$0.hasPrefix("  \(name): ") }.prefix { $0.hasPrefix("  \(name): ") || $0.hasPrefix("    ") })
  }

  @Test("a value that the vendor cleared stays, and it says that the vendor has none now") func cleared() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", #""note": "x""#)])
    try stand.sync("people")
    let cleared = #"{"id": "a1", "name": "", "status": "ok", "email": null}"#
    stand.vendor.serveAll("people", [cleared])
    #expect(try stand.sync("people").words == "received 1, updated 1")
    #expect(
      try explain(stand, "person", "a1") == [
        "  It is live.", "  email: pa1@x.org", "    from email (overwrite)", "    written by sync 1, TIME",
        "    the vendor has none now, and the value stays", "  name: Ada", "    from name (overwrite)",
        "    written by sync 1, TIME", "    the vendor has none now, and the value stays", "  note: (empty)",
        "    from note (overwrite_with_empty)", "    written by sync 2, TIME", "    before sync 2, TIME: x",
      ])
    // Corrected by hand, the value is kept against what the vendor last had.
    #expect(try stand.raw(["records", "set", eid, "person", "a1", "name=Eve"]).code == 0)
    #expect(
      try field(stand, "name") == [
        "  name: Eve", "    from name (overwrite)", "    written by edit 3, TIME",
        "    kept by hand; the vendor has none now, it last offered Ada", "    before edit 3, TIME: Ada",
      ])
    #expect(
      try stand.raw(["preview", "v/people"]).output.contains(
        "    a1 · name: kept; the vendor has none now, it last offered 'Ada' (run 3)\n"))
    // As soon as the vendor has one again, there is nothing to say.
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", name: "Ada")])
    try stand.sync("people")
    #expect(try field(stand, "email").last == "    written by sync 1, TIME")
    #expect(try field(stand, "name").contains("    kept by hand; the vendor offers Ada"))
  }

  @Test("a value that does not fit says why, where nothing is stored too") func misfit() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", #""seats": "4", "birth": "soon""#)])
    #expect(try stand.sync("people").status == "partial")
    stand.vendor.serveAll(
      "people", [ScriptedDesk.person("a1", #""seats": "many", "birth": "soon""#)], "\"cursor\": \"c1\"")
    try stand.sync("people")
    #expect(
      try field(stand, "seats") == [
        "  seats: 4", "    from seats (overwrite)", "    written by sync 1, TIME",
        "    what the vendor offers does not fit. Left out: 'many' is not a number.",
      ])
    #expect(
      try field(stand, "birth") == [
        "  birth: (empty)", "    from birth (overwrite)",
        "    what the vendor offers does not fit. Left out: 'soon' is not a date.",
      ])
    // Mended since, it is told no more, though no full sync has said so.
    stand.vendor.serve(
      "people", [[ScriptedDesk.person("a1", #""seats": "5", "birth": "2001-02-03""#)]], total: 1, since: "c1")
    #expect(try stand.sync("people", "--incremental").words == "received 1, updated 1")
    #expect(
      try field(stand, "seats").prefix(3) == [
        "  seats: 5", "    from seats (overwrite)", "    written by sync 3, TIME",
      ])
    #expect(try field(stand, "birth").contains { $0.contains("does not fit") } == false)
  }

  @Test("a value that the vendor cleared after it was corrected by hand") func clearedAfterwards() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", #""seat": "12A", "badge": "B1""#)])
    try stand.sync("people")
    #expect(try stand.raw(["records", "set", eid, "person", "a1", "seat="]).code == 0)
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", #""badge": "B2""#)])
    try stand.sync("people")
    #expect(
      try field(stand, "seat") == [
        "  seat: (empty)", "    from seat (only_if_empty)", "    written by edit 2, TIME",
        "    kept by hand; the vendor has none now, it last offered 12A", "    before edit 2, TIME: 12A",
      ])
    #expect(
      try field(stand, "badge") == [
        "  badge: B1", "    from badge (only_on_create)", "    written by sync 1, TIME",
        "    the vendor offers B2, which this mode does not take",
      ])
    let json = try JSONSerialization.jsonObject(
      with: Data(stand.raw(["records", "explain", eid, "person", "a1", "--json"]).lastLine.utf8))
    let fields = (json as? [String: Any])?["fields"] as? [[String: Any]] ?? []
    #expect(
      fields.map { "\($0["name"] ?? ""): \($0["vendorHasNone"] ?? "") \($0["notTaken"] ?? "")" } == [
        "email: 0 <null>", "name: 0 <null>", "seat: 1 <null>", "badge: 0 B2",
      ])
  }

  /// Sessions s1 and s2, and a registration of each person with s1.
  private func registered(_ people: [String], _ registrations: [String]) throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", people)
    stand.vendor.serveAll("sessions", [#"{"id": "s1", "title": "One"}"#])
    try stand.sync("people")
    try stand.sync("sessions")
    stand.vendor.serveAll("registrations", registrations.map { #"{"person": "\#($0)", "session": "s1"}"# })
    try stand.sync("registrations")
    return stand
  }

  @Test("a registration that is skipped because of its person says so, and why the person is") func byPerson() throws {
    let stand = try registered(
      ScriptedDesk.people(1...4) + [ScriptedDesk.person("a5", status: "cancelled")], ["a1", "a5", "zz"])
    #expect(
      try explain(stand, "registration", "a5/s1") == [
        "  It is skipped because its person 'a5' is skipped: the skip rule of \(eid)/v/people names it."
      ])
    #expect(try explain(stand, "person", "a5") == ["  It is skipped: the skip rule names it."])
    #expect(
      try explain(stand, "registration", "zz/s1") == [
        "  It was never stored.",
        "  The vendor offers it, and it could not be taken: person 'zz' is not among the stored people. Every run tries"
          + " again.",
      ])
    // One that was stored leaves with its person.
    stand.vendor.serveAll(
      "people", [ScriptedDesk.person("a1", status: "cancelled")] + ScriptedDesk.people(2...4))
    #expect(try stand.sync("people").words == "received 4, unchanged 3, deleted 1, skipped 1")
    stand.vendor.serveAll(
      "registrations", ["a1", "a2", "a3"].map { #"{"person": "\#($0)", "session": "s1"}"# })
    _ = try stand.raw(["configs", "set", "v/registrations", "--hold-above", "1000"])
    try stand.sync("registrations")
    if try stand.desk.sqlite("SELECT count(*) FROM hold") != "0" {
      #expect(try stand.raw(["deletions", "approve", "v/registrations"]).code == 0)
    }
    let run = try stand.desk.sqlite("SELECT max(run) FROM change WHERE rid='a1/s1' AND kind=3")
    #expect(
      try explain(stand, "registration", "a1/s1").first
        == "  It is skipped since run \(run) because its person 'a1' is skipped: the skip rule of \(eid)/v/people names it."
    )
  }

  @Test("a registration whose person is kept out says that") func byKeptPerson() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20))
    stand.vendor.serveAll("sessions", [#"{"id": "s1", "title": "One"}"#])
    try stand.sync("people")
    try stand.sync("sessions")
    stand.vendor.serveAll("people", ScriptedDesk.people(1...20, "b"))
    try stand.sync("people")
    #expect(try stand.raw(["deletions", "discard", "v/people"]).code == 0)
    stand.vendor.serveAll("registrations", [#"{"person": "b1", "session": "s1"}"#])
    #expect(try stand.sync("registrations").words == "received 1, skipped 1")
    #expect(
      try explain(stand, "registration", "b1/s1") == [
        "  It is skipped because its person 'b1' is kept out since run 4, though the vendor offers it."
      ])
  }

  @Test("a record that is skipped or gone elsewhere does not stand in the way of a live one") func elsewhere() throws {
    let stand = try ScriptedDesk(connections: 3)
    stand.vendor.serveAll("people", ScriptedDesk.people(1...4))
    for config in ["v", "v2", "v3"] { #expect(try stand.raw(["sync", "\(config)/people", "--force"]).code == 0) }
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", status: "cancelled")] + ScriptedDesk.people(2...4))
    #expect(try stand.raw(["sync", "v2/people", "--force"]).code == 0)
    stand.vendor.serveAll("people", ScriptedDesk.people(2...4))
    #expect(try stand.raw(["sync", "v3/people", "--force"]).code == 0)
    #expect(
      try stand.raw(["records", "show", eid, "person", "a1"]).output.hasPrefix("a1 in \(eid)/v/people\n  It is live.\n")
    )
    #expect(try stand.raw(["records", "set", eid, "person", "a1", "name=Eve"]).code == 0)
    #expect(
      try stand.raw(["records", "show", eid, "person", "a1", "--config", "v2/people"]).output.hasPrefix(
        "a1 in \(eid)/v2/people\n  It is skipped since run 4: the skip rule names it.\n"))
    // What is kept of it is in one only, and what goes for good is asked for.
    #expect(try stand.raw(["records", "release", eid, "person", "a1"]).code == 0)
    let erasure = try stand.raw(["records", "erase", eid, "person", "a1", "--yes", "a1"])
    #expect(
      erasure.error
        == "3 data configs have a person 'a1': v/people, v2/people, v3/people. Say which with --config v/people.\n")
    #expect(erasure.code == 2)
    // Live in two it is not known which one is meant.
    #expect(
      try stand.raw(["records", "show", eid, "person", "a2"]).error
        == "3 data configs have a person 'a2': v/people, v2/people, v3/people. Say which with --config v/people.\n")
  }
}
