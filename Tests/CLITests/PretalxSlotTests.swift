import TestSupport
import Testing

@Suite("The slot of a pretalx session") struct PretalxSlotTests {
  private static func slot(_ hour: Int, _ room: String, isVisible: Bool) -> String {
    #"{"start":"2026-09-14T\#(hour):00:00Z","end":"2026-09-14T\#(hour):45:00Z","is_visible":\#(isVisible),"#
      + #""room":{"id":\#(hour),"name":{"en":"\#(room)"},"capacity":\#(hour)0}}"#
  }

  private static let unscheduled = #"{"start":null,"end":null,"room":null,"is_visible":false}"#

  static let cases = [
    ([slot(10, "A", isVisible: true), slot(11, "B", isVisible: true)], "10|10|A|10|100"),
    ([unscheduled, slot(11, "B", isVisible: true)], "11|11|B|11|110"),
    ([slot(10, "A", isVisible: false), slot(11, "B", isVisible: true)], "11|11|B|11|110"),
    ([slot(10, "A", isVisible: false)], "10|10|A|10|100"), ([unscheduled], "||||"), ([], "||||"),
  ]

  @Test("is the first that everybody can see, else the first", arguments: cases)
  func chosen(_ slots: [String], _ stored: String) throws {
    let vendor = try ScriptedVendor()
    let desk = try Operator()
    try desk.connect("pretalx", ["event=e"], secret: ("token", "pretalx-token"), to: vendor.address)
    vendor.answer("/events/e/answers/?page_size=1", ScriptedAnswer(#"{"count":0,"next":null,"results":[]}"#))
    let session = #"{"code":"AAA","title":"T","state":"confirmed","slots":[\#(slots.joined(separator: ","))]}"#
    vendor.answer(
      "/events/e/submissions/?page_size=250&expand=slots.room%2Ctrack%2Csubmission_type%2Ctags",
      ScriptedAnswer(#"{"count":1,"next":null,"results":[\#(session)]}"#))
    #expect(
      try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json")).words == "received 1, created 1")
    let columns = ["substr(start, 12, 2)", "substr(\"end\", 12, 2)", "location", "location_id", "capacity"]
    let row = columns.map { "ifnull(\($0), '')" }.joined(separator: " || '|' || ")
    #expect(try desk.sqlite("SELECT \(row) FROM session") == stored)
  }
}
