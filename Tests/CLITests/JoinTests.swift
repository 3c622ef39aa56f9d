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

  @Test("is, where they ask for it, what the table has for the first of their children in the same list that counts")
  func children() throws {
    let stand = try ScriptedDesk()
    let join =
      #""join": {"list":"positions","key":"kind","as":"title","table":{"x":"Stand X","w":"Wall"},"#
      + #""children":{"parent":"of","id":"no","unless":"off"}}"#
    func list(_ code: String, _ positions: String...) -> String {
      #"{"code":"\#(code)","company":"Y","positions":[\#(positions.joined(separator: ","))]}"#
    }
    let pages = [
      [
        list(
          "A", #"{"no":"2","kind":"z","of":"1"}"#, #"{"no":"1","kind":"x"}"#, #"{"no":"3","kind":"w","of":1}"#,
          #"{"no":"4","kind":"x","of":"1"}"#, "7"),
        list("B", #"{"no":"1","kind":"y"}"#, #"{"no":"5","kind":"y"}"#, #"{"no":"6","kind":"x","of":"5","off":true}"#),
      ],
      [
        list("C", #"{"no":"\u0037","kind":"y"}"#, #"{"no":"8","kind":"x","of":"7","off":false}"#),
        list("D", #"{"no":"9","kind":"y","title":"mine"}"#, #"{"no":"10","kind":"x","of":"9"}"#),
        list("E", #"{"no":"11","kind":"x","of":null}"#, #"{"kind":"x","of":"12"}"#),
      ],
    ]
    stand.vendor.serve("positions", pages, total: 5, join)
    #expect(try stand.sync("positions").words == "received 14, created 12, invalid 2")
    #expect(
      try stand.desk.sqlite("SELECT id || ' ' || ifnull(title, '-') FROM exhibitor ORDER BY id")
        == "A/1 Wall\nA/2 -\nA/3 -\nA/4 -\nB/1 -\nB/5 -\nB/6 -\nC/7 Stand X\nC/8 -\nD/10 -\nD/9 mine\nE/11 -")
  }

  static let bad = [
    ("7", "it asked for a join without 'list', 'key', 'as' and 'table'"),
    (#"{"list":"","key":"a","as":"b"}"#, "it asked for a join without 'list', 'key', 'as' and 'table'"),
    (#"{"list":"","key":"a","as":"a","table":{}}"#, "it asked for a join without 'list', 'key', 'as' and 'table'"),
    (#"{"list":"l","key":"a","as":"b","table":{},"children":{"parent":"p"}}"#, noChildren),
    (#"{"list":"l","key":"a","as":"b","table":{},"children":["p","i"]}"#, noChildren),
    (#"{"list":"","key":"a","as":"b","table":{},"children":{"parent":"p","id":"i"}}"#, noChildren),
    (#"{"list":"l","key":"a","as":"b","table":{},"children":{"parent":"p","id":"i","unless":["x"]}}"#, noChildren),
    (#"{"list":"l","key":"a","as":"b","table":{},"children":{"parent":"p","id":"i","unless":""}}"#, noChildren),
    (
      #"{"list":"","key":"a","as":"b","table":{"1":1,"1":2}}"#,
      "it asked for a join that cannot be read: duplicate key '1' at byte 45."
    ),
  ]

  private static let noChildren =
    "it asked for a join whose 'children' have no 'parent' and 'id', an 'unless' that is no text, or whose 'list' is"
    + " empty"

  @Test("ends the run where it cannot be told", arguments: bad) func refused(_ join: String, _ words: String) throws {
    let (stand, run) = try joined(join, [ScriptedDesk.person("a")])
    #expect(run.status == "failed")
    #expect(run.reason.contains(words), "\(run.reason)")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM person") == "0")
  }
}
