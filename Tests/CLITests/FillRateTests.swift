import TestSupport
import Testing

@Suite("How full fields were when all was in order") struct FillRateTests {
  @Test("fields are measured by a run that applied: not by one that was held, or of which all was skipped")
  func measure() throws {
    let stand = try ScriptedDesk()
    func people(_ letter: String, _ more: String = "", status: String = "ok") -> [String] {
      (1...20).map { ScriptedDesk.person("\(letter)\($0)", status: status, more) }
    }
    stand.vendor.serveAll("people", people("a", #""note": "x""#))
    try stand.sync("people")
    let path = stand.desk.folder.path + "/p.xlsx"
    for (list, words) in [
      (people("b"), "received 20, heldDeletions 20, heldCreations 20"),
      (people("a", status: "cancelled"), "received 20, skipped 20, heldDeletions 20"),
    ] {
      stand.vendor.serveAll("people", list)
      #expect(try stand.sync("people").words == words)
      _ = try stand.raw(["preview", "v/people", "-o", path])
      #expect(
        try OpenedWorkbook(path)["Stats"].contains(["note", "note", "0", "0.0 %", "100.0 %", "gone at the vendor"]))
    }
    // Cut short, it says nothing of the rest.
    stand.vendor.serve("people", [people("a")], "\"unfinished\": true")
    #expect(try stand.sync("people").words == "received 20, updated 20")
    stand.vendor.serveAll("people", people("a"))
    _ = try stand.raw(["preview", "v/people", "-o", path])
    #expect(
      try OpenedWorkbook(path)["Stats"].contains(["note", "note", "0", "0.0 %", "100.0 %", "gone at the vendor"]))
    // Applied by hand it is the new order.
    try stand.sync("people")
    _ = try stand.raw(["preview", "v/people", "-o", path])
    #expect(try OpenedWorkbook(path)["Stats"].contains(["note", "note", "0", "0.0 %", "0.0 %"]))
  }
}
