import Foundation
import TestSupport
import Testing

@Suite("A person's values") struct ValueTests {
  private func person(_ more: String, name: String = "Ada") -> String { ScriptedDesk.person("p", name: name, more) }

  private static let shown =
    "SELECT ifnull(note,'-'), ifnull(seat,'-'), ifnull(badge,'-'), ifnull(birth,'-') FROM person"

  /// Note is `overwrite_with_empty`, seat `only_if_empty`, badge `only_on_create`, birth `overwrite`.
  @Test(
    "stay when the vendor's are empty, unless the row says otherwise",
    arguments: ["", "\"note\": null", "\"note\": \" \\t\"", "\"note\": []", "\"note\": {}"])
  func empties(_ empty: String) throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll(
      "people", [person("\"note\": \"n\", \"seat\": \"s\", \"badge\": \"b\", \"birth\": \"1990-02-03\"")])
    #expect(try stand.sync("people").words == "received 1, created 1")
    let others = ["seat", "badge", "birth"].map { empty.replacingOccurrences(of: "note", with: $0) }
    stand.vendor.serveAll("people", [person(([empty] + others).filter { !$0.isEmpty }.joined(separator: ", "))])
    #expect(try stand.sync("people").words == "received 1, updated 1")
    #expect(try stand.desk.sqlite(Self.shown) == "-|s|b|1990-02-03")
    #expect(try stand.sync("people").words == "received 1, unchanged 1")
  }

  @Test("change, fill or stay by the mode of their row, and the change log has them before and after") func modes()
    throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [person("\"note\": \"n\", \"birth\": \"1990-02-03\"")])
    try stand.sync("people")
    stand.vendor.serveAll(
      "people", [person("\"note\": \"n2\", \"seat\": \"s2\", \"badge\": \"b2\", \"birth\": \"1991-02-03\"")])
    #expect(try stand.sync("people").words == "received 1, updated 1")
    #expect(try stand.desk.sqlite(Self.shown) == "n2|s2|-|1991-02-03")
    stand.vendor.serveAll("people", [person("\"note\": \"n2\", \"seat\": \"s3\", \"birth\": \"1991-02-03\"")])
    #expect(try stand.sync("people").words == "received 1, unchanged 1")
    #expect(try stand.desk.sqlite(Self.shown) == "n2|s2|-|1991-02-03")
    #expect(
      try stand.desk.sqlite(
        """
        SELECT run, name, value FROM change, json_each(fields) JOIN metadata ON slot=key AND fp_type='person'
        WHERE change.kind=2 ORDER BY name
        """)
          == """
          2|birth|["1990-02-03","1991-02-03"]
          2|note|["n","n2"]
          2|seat|[null,"s2"]
          """)
  }

  @Test("that do not fit are left out, the stored ones stay, and every run says so") func misfits() throws {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [person("\"birth\": \"1990-02-03\", \"seats\": 2")])
    try stand.sync("people")
    stand.vendor.serveAll("people", [person("\"birth\": \"soon\", \"seats\": [1]", name: "Eda")])
    for words in ["received 1, updated 1", "received 1, unchanged 1", "received 1, unchanged 1"] {
      let run = try stand.sync("people")
      #expect(run.words == words)
      #expect(run.status == "partial")
      #expect(
        try stand.problems() == [
          "p birth: Left out: 'soon' is not a date.", "p seats: Left out: is a list, not a number.",
        ])
      #expect(try stand.desk.sqlite("SELECT name, birth, seats FROM person") == "Eda|1990-02-03|2")
    }
    stand.vendor.serveAll("people", [person("\"birth\": \"1990-02-03\", \"seats\": 2", name: "Eda")])
    let repaired = try stand.sync("people")
    #expect(repaired.words == "received 1, unchanged 1")
    #expect(repaired.status == "completed")
    #expect(try stand.problems() == [])
  }

  @Test("whose target field the event does not have are left out, and every run says so") func missingMetadata() throws
  {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", [person("\"seats\": 2")])
    try stand.sync("people")
    _ = try stand.desk.sqlite("DELETE FROM metadata WHERE name='seats'")
    let body = try stand.desk.sqlite("SELECT body FROM payload")
    stand.vendor.serveAll("people", [person("\"seats\": 3")])
    for _ in 0..<2 {
      let run = try stand.sync("people")
      #expect(run.words == "received 1, unchanged 1")
      #expect(run.status == "partial")
      #expect(
        try stand.problems() == [
          "seats: 'seats' is mapped, but the event has no person field of this name: its values were left out."
        ])
    }
    #expect(try stand.desk.sqlite("SELECT body FROM payload") == body)
  }

  @Test("and ids are the vendor's bytes: composed and decomposed, escaped and not, right to left") func unicode() throws
  {
    let stand = try ScriptedDesk()
    let names = ["\u{E9}", "e\u{301}", "👩🏽‍🚀", "مرحبا", "a\u{0}b", "ﬀ", " x "]
    let escaped = ["\\u00e9", "e\\u0301", "\\ud83d\\udc69🏽‍🚀", "مرحبا", "a\\u0000b", "ﬀ", " x "]
    stand.vendor.serveAll(
      "people", names.indices.map { ScriptedDesk.person(escaped[$0], name: escaped[$0], email: "a@b.c") })
    #expect(try stand.sync("people").words == "received 7, created 7")
    let hex = names.map { name in name.utf8.map { String(format: "%02X", $0) }.joined() }.sorted()
    #expect(
      try stand.desk.sqlite("SELECT hex(cast(rid AS blob)) FROM state ORDER BY 1").split(separator: "\n").map(
        String.init)
        == hex)
    // json_extract ends a text at NUL, so that name is compared in the payload itself.
    #expect(
      try stand.desk.sqlite("SELECT hex(cast(name AS blob)) FROM person WHERE instr(name, 'a')=0 ORDER BY 1")
        .split(separator: "\n").map(String.init) == hex.filter { !$0.hasPrefix("61") })
    #expect(try stand.sync("people").words == "received 7, unchanged 7")
    stand.vendor.serveAll("people", [])
    stand.vendor.serve("people", [[]], total: 0)
    #expect(try stand.sync("people").words == "heldDeletions 7")
    #expect(
      try stand.desk.sqlite("SELECT hex(cast(rid AS blob)) FROM hold ORDER BY 1").split(separator: "\n").map(
        String.init) == hex)
  }

  @Test("and ids beyond 2^53 are exact") func bigNumbers() throws {
    let stand = try ScriptedDesk()
    let big = ["9007199254740992", "9007199254740993", "123456789012345678901234567890"]
    stand.vendor.serveAll("people", big.map { "{\"id\": \($0), \"email\": \"a@b.c\", \"seats\": \($0)}" })
    let run = try stand.sync("people")
    #expect(run.words == "received 3, created 3")
    #expect(try stand.ids("person") == big.sorted())
    #expect(
      try stand.desk.sqlite("SELECT id, seats FROM person WHERE seats IS NOT NULL ORDER BY id")
        == "9007199254740992|9007199254740992\n9007199254740993|9007199254740993")
    #expect(
      try stand.problems() == [
        "123456789012345678901234567890 seats: Left out: '123456789012345678901234567890' has more digits than a number"
          + " keeps; use a text field."
      ])
  }
}
