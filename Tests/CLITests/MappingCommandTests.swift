import Foundation
import TestSupport
import Testing

@Suite("Editing a mapping") struct MappingCommandTests {
  private func withoutTimes(_ text: String) throws -> String {
    let times = try NSRegularExpression(pattern: "[0-9-]{10}T[0-9:]{8}Z( by [a-z0-9_-]+)?")
    return times.stringByReplacingMatches(
      in: text, range: NSRange(text.startIndex..., in: text), withTemplate: "TIME")
  }

  @Test("sets, replaces and removes rows, and the next sync uses them") func edits() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [ScriptedDesk.person("a1", #""nick": " Ace ""#)])
    try stand.sync("people")
    let added = try stand.raw(["mapping", "set", "v/people", "nick | name", "seat", "--transform", "trim"])
    #expect(
      added.output == """
        Mapping of \(Operator.eid)/v/people, version 2:
          changed: nick | name → seat, trim (only_if_empty), was seat → seat (only_if_empty)

        """)
    #expect(try stand.sync("people").words == "received 1, updated 1")
    #expect(try stand.desk.sqlite("SELECT seat FROM person") == "Ace")
    // Nothing given keeps what the row has.
    _ = try stand.raw(["mapping", "set", "v/people", "nick", "seat", "--mode", "overwrite"])
    let plain = try stand.raw(["mapping", "set", "v/people", "nick", "seat", "--no-transforms"])
    #expect(plain.output.contains("changed: nick → seat (overwrite), was nick → seat, trim (overwrite)\n"))
    let same = try stand.raw(["mapping", "set", "v/people", "nick", "seat"])
    #expect(same.output == "The mapping of \(Operator.eid)/v/people is like this already.\n")
    let removed = try stand.raw(["mapping", "remove", "v/people", "seat"])
    #expect(removed.output.hasSuffix("  gone: nick → seat (overwrite)\nThe values that it wrote stay.\n"))
    #expect(try stand.sync("people").words == "received 1, unchanged 1")
    #expect(try stand.desk.sqlite("SELECT seat FROM person") == "Ace")
  }

  @Test("keeps every version, shows what differs, and goes back") func versions() throws {
    let stand = try ScriptedDesk()
    #expect(try stand.raw(["mapping", "history", "v/sessions"]).output == "It was never changed.\n")
    _ = try stand.raw(["mapping", "set", "v/sessions", "name", "title"])
    _ = try stand.raw(["mapping", "remove", "v/sessions", "title"])
    #expect(
      try withoutTimes(stand.raw(["mapping", "history", "v/sessions"]).output) == """
        Version 3, TIME: remove title
          gone: name → title (overwrite)
        Version 2, TIME: set title
          changed: name → title (overwrite), was title → title (overwrite)
        Version 1, TIME: preset

        """)
    #expect(
      try stand.raw(["mapping", "diff", "v/sessions", "1"]).output == "gone: title → title (overwrite)\n")
    let back = try stand.raw(["mapping", "rollback", "v/sessions", "2"])
    #expect(
      back.output == "Mapping of \(Operator.eid)/v/sessions, version 4:\n  new: name → title (overwrite)\n")
    #expect(try stand.raw(["mapping", "diff", "v/sessions", "2"]).output == "No difference.\n")
    let reset = try stand.raw(["mapping", "reset", "v/sessions"])
    #expect(reset.output.contains("changed: title → title (overwrite), was name → title (overwrite)"))
    #expect(
      try stand.desk.sqlite("SELECT version, what FROM mapping_version ORDER BY 1")
        == "1|preset\n2|set title\n3|remove title\n4|rollback to 2\n5|reset")
  }

  @Test("says what will not work as it stands, and does it all the same") func notes() throws {
    let stand = try ScriptedDesk()
    let set = try stand.raw(["mapping", "set", "v/people", "name", "nmae"])
    #expect(set.code == 0)
    #expect(
      set.output.hasSuffix(
        "The event has no person field 'nmae', so its values are left out. Did you mean 'name'? Add it with 'patchbay"
          + " metadata add \(Operator.eid) person nmae --kind text'.\n"))
    #expect(try stand.raw(["mapping", "list", "v/people"]).output.contains("The event has no person field 'nmae'"))
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let words: [String]
    let says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  static let refusals = [
    Refusal(
      words: ["set", "v/people", "na me", "name"],
      says:
        "API field 'na me' cannot be read at character 4, at 'me': expected '.', '[', '|' or the end. Nothing was changed."
    ),
    Refusal(
      words: ["set", "v/people", "^name", "name"],
      says:
        "'^name' starts with '^', at the record around an element, and the records of \(Operator.eid)/v/people are no"
        + " elements of a list. Leave '^' out. Nothing was changed."),
    Refusal(
      words: ["set", "v/people", "name", "id"],
      says: "'id' cannot be a target field: 'id' is a column of every record already. Nothing was changed."),
    Refusal(
      words: ["set", "v/people", "name", "name", "--mode", "overwite"],
      says: "'overwite' is no mode. Did you mean 'overwrite'? Known are overwrite, overwrite_with_empty, only_if_empty,"
        + " only_on_create. Nothing was changed."),
    Refusal(
      words: ["set", "v/people", "name", "name", "--transform", "trim", "--no-transforms"],
      says: "--transform and --no-transforms exclude each other.\nSee 'patchbay mapping set --help'."),
    Refusal(
      words: ["remove", "v/people", "emial"],
      says: "Nothing of \(Operator.eid)/v/people is mapped to 'emial'. Did you mean 'email'? Nothing was changed. See"
        + " 'patchbay mapping list \(Operator.eid)/v/people'."),
    Refusal(
      words: ["rollback", "v/people", "1"],
      says: "The mapping of \(Operator.eid)/v/people was never changed: there is no version 1."),
    Refusal(
      words: ["diff", "v/people", "x"],
      says: "'x' is not the number of a version.\nSee 'patchbay mapping diff --help'."),
  ]

  @Test("says why nothing was changed", arguments: refusals) func refuses(_ refusal: Refusal) throws {
    let stand = try ScriptedDesk()
    let before = try stand.desk.dump()
    let finished = try stand.raw(["mapping"] + refusal.words)
    #expect(finished.error == refusal.says + "\n")
    #expect(finished.code == 2)
    #expect(try stand.desk.dump() == before)
  }

  @Test("hides each preset row of every connector in turn, and finds it among the first three suggestions")
  func suggests()
    throws
  {
    let desk = try Operator()
    var found = 0
    var missed: [String] = []
    for (connector, settings) in [
      ("pretalx", ["event=x"]), ("certain", ["event=x"]), ("pretix", ["organizer=x", "event=x"]),
    ] {
      #expect(try desk.patchbay("connectors", "enable", connector).code == 0)
      if connector == "pretalx" {
        #expect(
          try desk.patchbay(
            "events", "add", "Test", "--starts", "2030-12-01", "--ends", "2030-12-03", "--time-zone", "UTC", "--eid",
            Operator.eid
          ).code == 0)
      }
      var words = ["connections", "add", Operator.eid, connector]
      for setting in settings { words += ["--set", setting] }
      let added = try Launch.run(Products.patchbay, words, environment: ["PATCHBAY_HOME": desk.home])
      #expect(added.code == 0, "\(added.error)")
    }
    let rows = try desk.sqlite(
      """
      SELECT n.name || '/' || c.data_type, m.target, m.source FROM mapping m JOIN config c ON c.id=m.config
      JOIN connection n ON n.id=c.connection
      """
    ).split(separator: "\n").map { $0.split(separator: "|", maxSplits: 2).map(String.init) }
    for row in rows {
      let config = "\(Operator.eid)/\(row[0])"
      #expect(try desk.patchbay("mapping", "remove", config, row[1]).code == 0)
      let json = try JSONSerialization.jsonObject(
        with: Data(desk.patchbay("mapping", "suggest", config, "--json").lastLine.utf8))
      let suggestion = (json as? [[String: Any]] ?? []).first { $0["to"] as? String == row[1] }
      let paths = row[2].split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      if (suggestion?["from"] as? [String] ?? []).contains(where: paths.contains) {
        found += 1
      } else {
        missed.append("\(row[0]) \(row[2]) → \(row[1])")
      }
      #expect(try desk.patchbay("mapping", "rollback", config, "1").code == 0)
    }
    print("suggestions: \(found) of \(rows.count) hidden rows found; missed: \(missed)")
    #expect(rows.count > 50)
    #expect(found * 100 >= rows.count * 80, "missed: \(missed)")
  }
}
