import TestSupport
import Testing

@Suite("What a connector puts into the records of its pages") struct JoinTests {
  private func joined(_ join: String, _ people: [String]) throws -> (stand: ScriptedDesk, run: RunReport) {
    let stand = try ScriptedDesk()
    stand.vendor.serveAll("people", people, "\"join\": \(join)")
    return (stand, try stand.sync("people"))
  }

  @Test("is mapped like their own, by a text or a number, and never in place of their own") func records() throws {
    let people = [
      #"{"id":"a","seats":1,"name":"Ada"}"#, #"{"id":"b","seats":"1","note":"mine"}"#, #"{"id":"c","seats":2}"#,
      #"{"id":"d"}"#, #"{"id":"e","seats":null}"#, #"{"id":"f","seats":"\u0031"}"#, #"{"id":"g","seats":"1 "}"#,
    ]
    let (stand, run) = try joined(
      #"{"list":"","key":"seats","as":"note","table":{"1":"first \"row\"","3":"third"}}"#, people)
    #expect(run.words == "received 7, created 7")
    #expect(
      try stand.desk.sqlite("SELECT id || ' ' || ifnull(note, '-') FROM person ORDER BY id")
        == "a first \"row\"\nb mine\nc -\nd -\ne -\nf first \"row\"\ng -")
  }

  @Test("reaches the objects of a list, all pages, and what the raw data of a preview shows") func lists() throws {
    let stand = try ScriptedDesk()
    let join = #""join": {"list":"positions","key":"kind","as":"title","table":{"x":"Stand X","fee":"Fee"}}"#
    let pages = [
      [
        #"{"code":"A","company":"Y","positions":[{"no":"1","kind":"x"},{"no":"2","kind":"fee"},7,{"no":"3","kind":"z"}]}"#,
        #"{"code":"B","positions":null}"#, #"{"code":"C","positions":[]}"#, "7",
      ],
      [#"{"code":"D","positions":[{"kind":"x","no":"1"}]}"#],
    ]
    stand.vendor.serve("positions", pages, total: 5, join)
    let run = try stand.sync("positions")
    #expect(run.words == "received 5, created 3, invalid 2")
    #expect(
      try stand.desk.sqlite(
        "SELECT id || ' ' || ifnull(title, '-') || ' ' || ifnull(company, '-') FROM exhibitor ORDER BY id")
        == "A/1 Stand X Y\nA/3 - Y\nD/1 Stand X -")
    let path = stand.desk.folder.path + "/p.xlsx"
    #expect(try stand.raw(["preview", "v/positions", "-o", path]).code == 5)
    let raw = try OpenedWorkbook(path)["Raw API Data"]
    let column = try #require(raw[0].firstIndex(of: "title"))
    #expect(Set(raw.dropFirst().map { column < $0.count ? $0[column] : "" }) == ["Stand X", ""])
    // The same again is no change; another word is.
    #expect(try stand.sync("positions").words == "received 5, unchanged 3, invalid 2")
    stand.vendor.serve("positions", pages, total: 5, join.replacing("Stand X", with: "Stand 1"))
    #expect(try stand.sync("positions").words == "received 5, unchanged 1, updated 2, invalid 2")
  }

  static let bad = [
    ("7", "it asked for a join without 'list', 'key', 'as' and 'table'"),
    (#"{"list":"","key":"a","as":"b"}"#, "it asked for a join without 'list', 'key', 'as' and 'table'"),
    (#"{"list":"","key":"a","as":"a","table":{}}"#, "it asked for a join without 'list', 'key', 'as' and 'table'"),
    (
      #"{"list":"","key":"a","as":"b","table":{"1":1,"1":2}}"#,
      "it asked for a join that cannot be read: duplicate key '1' at byte 45."
    ),
  ]

  @Test("ends the run where it cannot be told", arguments: bad) func refused(_ join: String, _ words: String) throws {
    let (stand, run) = try joined(join, [ScriptedDesk.person("a")])
    #expect(run.status == "failed")
    #expect(run.reason.contains(words), "\(run.reason)")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM person") == "0")
  }
}
