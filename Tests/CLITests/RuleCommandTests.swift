import Foundation
import TestSupport
import Testing

@Suite("A data config's rules") struct RuleCommandTests {
  private func previewed() throws -> ScriptedDesk {
    let stand = try ScriptedDesk()
    var people = ScriptedDesk.people(1...6)
    people.append(ScriptedDesk.person("b1", status: "cancelled"))
    people.append(ScriptedDesk.person("b2", name: "Test, or not", status: "No show"))
    people.append(#"{"id": "b3", "name": "", "status": "ok"}"#)
    stand.vendor.serveAll("people", people)
    #expect(try stand.raw(["preview", "v/people"]).code == 0)
    return stand
  }

  private func withoutTimes(_ text: String) throws -> String {
    let times = try NSRegularExpression(pattern: "[0-9-]{10}T[0-9:]{8}Z")
    return times.stringByReplacingMatches(
      in: text, range: NSRange(text.startIndex..., in: text), withTemplate: "TIME")
  }

  @Test("a skip rule is tried on the last preview, set, used, and reset") func skipRule() throws {
    let stand = try previewed()
    let words = [
      "configs", "set", "v/people", "--skip", "status is one of cancelled, 'no show'", "--skip",
      "name is empty and email is empty",
    ]
    let before = try stand.desk.dump()
    let trial = try stand.raw(words + ["--dry-run"])
    #expect(
      try withoutTimes(trial.output) == """
        \(Operator.eid)/v/people, nothing was changed:
          skipped is a record when
            status is one of cancelled, no show
            name is empty and email is empty
          of two with one id counts what the connector suggests
          no longer skipped is a record when
            status is one of cancelled
          It would skip 3 of 9 records of preview 1 (TIME); the rule before skips 1.

        """)
    #expect(try stand.desk.dump() == before)
    #expect(try stand.raw(words).code == 0)
    #expect(try stand.sync("people").words == "received 9, created 6, skipped 3")
    let none = try stand.raw(["configs", "set", "v/people", "--skip-none"])
    #expect(none.output.contains("    (never)\n"))
    // The sync used the preview up.
    #expect(
      none.output.hasSuffix("  No preview is kept to count in. Make one: patchbay preview \(Operator.eid)/v/people\n"))
    #expect(try stand.sync("people").words == "received 9, created 3, unchanged 6")
    #expect(
      try stand.raw(["configs", "set", "v/people", "--skip-reset"]).output.contains("status is one of cancelled\n"))
    #expect(try stand.sync("people").words == "received 9, unchanged 8, deleted 1, skipped 1")
  }

  @Test("a field that the connector does not list is questioned, for it may be misspelt") func misspelt() throws {
    let stand = try ScriptedDesk(
      dataTypes: #"""
        [{"id": "people", "fpType": "person", "primaryKey": ["id"],
          "fields": [{"path": "id"}, {"path": "canceled"}, {"path": "changed.at"}],
          "skip": [{"field": "canceled", "in": ["true"]}, {"field": "test", "in": ["true"]}],
          "mapping": [{"from": "name", "to": "name"}]}]
        """#)
    let set = ["configs", "set", "v/people"]
    #expect(
      try stand.raw(set + ["--skip", "cancelled is true", "--skip", "test is true"]).output == """
        \(Operator.eid)/v/people
          skipped is a record when
            cancelled is one of true
            test is one of true
          of two with one id counts what the connector suggests
          no longer skipped is a record when
            canceled is one of true
          scripted lists no API field 'cancelled'. Did you mean 'canceled'? If the vendor sends it all the same, it is used; \
        a preview tells.
          scripted lists no API field 'test'. If the vendor sends it all the same, it is used; a preview tells.
          No preview is kept to count in. Make one: patchbay preview \(Operator.eid)/v/people

        """)
    #expect(
      try stand.raw(set + ["--dedupe", "newest by change.at"]).output.contains(
        "  scripted lists no API field 'change.at'. Did you mean 'changed.at'? If the vendor "))
    // The connector's own rule is not questioned.
    let reset = try stand.raw(set + ["--skip-reset", "--dedupe", "newest by changed.at"])
    #expect(!reset.output.contains("lists no API field"))
  }

  @Test("a skip rule counts in exploded records, by their parents too") func exploded() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll(
      "positions",
      [
        #"{"code": "c1", "company": "One", "positions": [{"no": 1, "title": "A"}, {"no": 2, "kind": "fee"}]}"#,
        #"{"code": "c2", "company": "Two", "positions": [{"no": 1, "title": "B"}, {"no": 2, "title": "C"}]}"#,
      ])
    #expect(try stand.raw(["preview", "v/positions"]).code == 0)
    let trial = try stand.raw(["configs", "set", "v/positions", "--skip", "^company is Two", "--dry-run"])
    #expect(try withoutTimes(trial.output).contains("It would skip 2 of 3 records of preview 1 (TIME)"))
  }

  @Test("the dedupe rule tells which of two counts") func dedupe() throws {
    let stand = try ScriptedDesk()
    func twice(_ first: String, _ second: String) {
      stand.vendor.serve(
        "people",
        [
          [
            ScriptedDesk.person("a1", name: "First", modified: first, #""rank": "2026-02-01T00:00:00Z""#),
            ScriptedDesk.person("a1", name: "Second", modified: second, #""rank": "2026-01-01T00:00:00Z""#),
          ]
        ], total: 1)
    }
    func name() throws -> String { try stand.desk.sqlite("SELECT name FROM person") }
    twice("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z")
    try stand.sync("people")
    #expect(try name() == "Second")
    for (rule, wins, words) in [
      ("first", "First", "the first one counts"), ("last", "Second", "the last one counts"),
      ("newest by rank", "First", "the first one counts, it is not older"),
    ] {
      let set = try stand.raw(["configs", "set", "v/people", "--dedupe", rule])
      #expect(set.output.contains("of two with one id counts \(rule)\n"))
      let run = try stand.sync("people")
      #expect(run.counts["duplicated"] == 1)
      #expect(try name() == wins)
      #expect(try stand.problems() == ["a1: Delivered twice with different name: \(words)."])
    }
    #expect(try stand.raw(["configs", "set", "v/people", "--dedupe-reset"]).code == 0)
    try stand.sync("people")
    #expect(try name() == "Second")
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let words: [String]
    let says: String
    var testDescription: String { words.joined(separator: " ") }
  }

  private static let form =
    " Write it as 'status is one of cancelled, refunded', 'email is empty' or 'name is not empty'; join several with ' and '."
    + " Nothing was changed."

  static let refusals = [
    Refusal(
      words: ["--skip", "status"], says: "The rule 'status' cannot be read: after 'status' comes no 'is'." + form),
    Refusal(words: ["--skip", ""], says: "The rule '' cannot be read: there is nothing to ask." + form),
    Refusal(
      words: ["--skip", "status is one of a,,b"],
      says: "The rule 'status is one of a,,b' cannot be read: a value is missing." + form),
    Refusal(
      words: ["--skip", "status is 'open"],
      says: "The rule 'status is 'open' cannot be read: a quote is not closed." + form),
    Refusal(
      words: ["--skip", "status is 'a' b"],
      says: "The rule 'status is 'a' b' cannot be read: 'b' is left over." + form),
    Refusal(
      words: ["--skip", "^status is a"],
      says:
        "'^status' starts with '^', at the record around an element, and the records of \(Operator.eid)/v/people are no"
        + " elements of a list. Leave '^' out. Nothing was changed."),
    Refusal(
      words: ["--dedupe", "newest"],
      says: "'newest' is no dedupe rule. Known are: first, last, newest by API_FIELD. Nothing was changed."),
    Refusal(
      words: ["--skip-none", "--hold-percent", "200"],
      says: "--hold-percent 200 is not a number from 0 to 100. Nothing was changed."),
    Refusal(
      words: ["--skip-none", "--skip-reset"],
      says: "--skip-none and --skip-reset exclude each other.\nSee 'patchbay configs set --help'."),
    Refusal(
      words: ["--dry-run", "--hold-above", "3"],
      says: "--dry-run is for --skip; limits are only set.\nSee 'patchbay configs set --help'."),
  ]

  @Test("says why a rule was not set", arguments: refusals) func refuses(_ refusal: Refusal) throws {
    let stand = try ScriptedDesk()
    let before = try stand.desk.dump()
    let finished = try stand.raw(["configs", "set", "v/people"] + refusal.words)
    #expect(finished.error == refusal.says + "\n")
    #expect(finished.code == 2)
    #expect(try stand.desk.dump() == before)
  }
}
