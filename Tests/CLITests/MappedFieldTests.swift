import TestSupport
import Testing

@Suite("Fields out of lists, and transforms, from the vendor's answer to the event's database") struct MappedFieldTests
{
  /// People whose id, roles and answers stand in lists.
  static let dataTypes = #"""
    [{"id": "people", "fpType": "person", "primaryKey": ["ids[kind=main].value"], "total": "announced", "stableOrder": true,
      "skip": [{"field": "roles[*].name", "in": ["staff"]}],
      "mapping": [{"from": "roles[*].name", "to": "roles", "kind": "list"},
        {"from": "answers[question.code=DIET].answer", "to": "diet", "transforms": ["default(none)"]},
        {"from": "born", "to": "born", "kind": "date", "transforms": ["date(DD.MM.YYYY)"]},
        {"from": "fee", "to": "fee", "kind": "number", "transforms": ["number(de)"]},
        {"from": "country", "to": "country", "transforms": ["lookup('here; there'=Germany)", "country"]},
        {"from": "last", "to": "name", "transforms": ["template({title} {first} {} - {roles[*].name})"]}]},
     {"id": "registrations", "fpType": "registration", "primaryKey": ["id"], "total": "announced", "stableOrder": true,
      "references": [{"target": "person", "to": "people", "key": ["who[kind=main].value"]}], "requires": ["people"],
      "mapping": [{"from": "state", "to": "state"}]}]
    """#

  private func person(
    _ id: String, roles: String = #"{"name": "Speaker"}, {"name": "Chair"}"#, first: String = "Ana",
    born: String = "01.02.1990",
    country: String = "Allemagne", answer: String? = "Vegan"
  ) -> String {
    """
    {"ids": [{"kind": "old", "value": "x"}, {"kind": "main", "value": "\(id)"}], "roles": [\(roles)], "title": "",
     "first": "\(first)", "last": "Silva", "born": "\(born)", "fee": "1.234,50", "country": "\(country)",
     "answers": [{"question": {"code": "SIZE"}, "answer": "L"}\
    \(answer.map { #", {"question": {"code": "DIET"}, "answer": "\#($0)"}"# } ?? "")]}
    """
  }

  private static let shown = "SELECT id, roles, diet, born, fee, country, name FROM person ORDER BY id"

  @Test("arrive; what cannot be read is left out and told, and the person is there") func arrive() throws {
    let stand = try ScriptedDesk(dataTypes: Self.dataTypes)
    stand.vendor.serveAll(
      "people",
      [
        person("1"), person("2", roles: "", answer: nil), person("3", born: "soon", country: "Atlantis"),
        person("4", roles: #"{"name": "Speaker"}, {"name": "STAFF"}"#), person("5", country: "here; there"),
      ])
    let run = try stand.sync("people")
    #expect(run.words == "received 5, created 4, skipped 1")
    #expect(run.status == "partial")
    #expect(
      try stand.desk.sqlite(Self.shown) == """
        1|["Speaker","Chair"]|Vegan|1990-02-01|1234.5|DE|Ana Silva - Speaker, Chair
        2||none|1990-02-01|1234.5|DE|Ana Silva -
        3|["Speaker","Chair"]|Vegan||1234.5||Ana Silva - Speaker, Chair
        5|["Speaker","Chair"]|Vegan|1990-02-01|1234.5|DE|Ana Silva - Speaker, Chair
        """)
    #expect(
      try stand.problems() == [
        "3 born: Left out: 'soon' is not a date written as DD.MM.YYYY.",
        "3 country: Left out: 'Atlantis' is no known name or code of a country; lookup can give it one.",
      ])
    // A key in a list of its own is found by those who point to it.
    stand.vendor.serveAll(
      "registrations",
      [
        #"{"id": "r1", "state": "in", "who": [{"kind": "main", "value": "2"}]}"#,
        #"{"id": "r2", "state": "in", "who": [{"kind": "old", "value": "2"}]}"#,
      ])
    #expect(try stand.sync("registrations").words == "received 2, created 1, invalid 1")
    #expect(try stand.problems() == ["r2: Not taken: it names no person."])
  }

  @Test("change when whatever they read changes, and only then") func change() throws {
    let stand = try ScriptedDesk(dataTypes: Self.dataTypes)
    stand.vendor.serveAll("people", [person("1"), person("2")])
    try stand.sync("people")
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
    // Read by a template alone.
    stand.vendor.serveAll("people", [person("1", first: "Eva"), person("2")])
    #expect(try stand.sync("people").words == "received 2, unchanged 1, updated 1")
    // Deep in a list.
    stand.vendor.serveAll("people", [person("1", first: "Eva"), person("2", answer: "Halal")])
    #expect(try stand.sync("people").words == "received 2, unchanged 1, updated 1")
    stand.vendor.serveAll(
      "people",
      [person("1", roles: #"{"name": "Speaker"}, {"name": "Host"}"#, first: "Eva"), person("2", answer: "Halal")])
    #expect(try stand.sync("people").words == "received 2, unchanged 1, updated 1")
    #expect(
      try stand.desk.sqlite(Self.shown) == """
        1|["Speaker","Host"]|Vegan|1990-02-01|1234.5|DE|Eva Silva - Speaker, Host
        2|["Speaker","Chair"]|Halal|1990-02-01|1234.5|DE|Ana Silva - Speaker, Chair
        """)
    // In the list, but read by nobody.
    stand.vendor.serveAll(
      "people",
      [
        person("1", roles: #"{"name": "Speaker", "x": 1}, {"name": "Host"}"#, first: "Eva"),
        person("2", answer: "Halal"),
      ])
    #expect(try stand.sync("people").words == "received 2, unchanged 2")
  }

  @Test("are shown as they were written") func shown() throws {
    let stand = try ScriptedDesk(dataTypes: Self.dataTypes)
    let shown = try stand.raw(["configs", "show", "v/people"]).output
    for text in [
      "roles[*].name is one of staff", "answers[question.code=DIET].answer", "default(none)", "date(DD.MM.YYYY)",
      "lookup('here; there'=Germany), country", "template({title} {first} {} - {roles[*].name})",
    ] { #expect(shown.contains(text), "\(text)") }
  }
}
