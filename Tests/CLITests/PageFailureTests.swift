import Foundation
import TestSupport
import Testing

@Suite("A page that fails among others that were asked for at once") struct PageFailureTests {
  private static let list = "/organizers/o/events/e/subevents/?page_size=50"
  private static let orders = "/organizers/o/events/e/orders/?page_size=50&include_canceled_positions=true"

  /// 230 records in five pages, as pretix serves them.
  private func serve(_ vendor: ScriptedVendor, _ list: String, _ record: (Int) -> String) {
    for page in 1...5 {
      let rows = (page * 50 - 50..<min(page * 50, 230)).map(record)
      let next = page < 5 ? #""\#(vendor.address)\#(list)&page=\#(page + 1)""# : "null"
      vendor.answer(
        page == 1 ? list : "\(list)&page=\(page)",
        ScriptedAnswer(#"{"count":230,"next":\#(next),"results":[\#(rows.joined(separator: ","))]}"#))
    }
  }

  /// The last page for a failure that is not tried again: others would not have been begun.
  private static let ends = [
    (500, 3, 180, "was answered 500 4 times (\"{}\"): the vendor has a fault. Try again later."),
    (
      401, 5, 200,
      "was answered 401 (\"{}\"): credential 'token' was refused. Set it again: patchbay connections set EID/pretix --secret"
        + " token."
    ),
  ]

  @Test(
    "costs that page alone: its neighbours are kept, and the sentence says which of how many it was", arguments: ends)
  func keepsNeighbours(_ status: Int, _ page: Int, _ read: Int, _ sentence: String) throws {
    let stand = try PretixDesk()
    serve(stand.vendor, Self.list) { #"{"id":\#($0),"name":{"en":"Date"}}"# }
    try stand.sync("sessions")
    stand.vendor.answer("\(Self.list)&page=\(page)", ScriptedAnswer("{}", status: status))
    let finished = try stand.desk.patchbay("sync", "pretix/sessions", "--json", "--force")
    let run = try RunReport(finished)
    #expect(finished.code == 5)
    #expect(run.status == "incomplete")
    #expect(run.words == "received \(read), unchanged \(read)")
    #expect(
      stand.desk.plain(run.reason).replacing(stand.vendor.address, with: "VENDOR")
        == "Page \(page) of 5: GET VENDOR\(Self.list)&page=\(page) \(sentence) Before that \(read) of 230 records were read; they are kept,"
        + " and nothing was deleted.")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM session") == "230")
  }

  @Test("where a record of the vendor's holds several, both are counted") func exploded() throws {
    let stand = try PretixDesk()
    serve(stand.vendor, Self.orders) { number in
      PretixDesk.order("O\(number)", [1, 2].map { PretixDesk.position(number * 10 + $0, item: 1) })
    }
    stand.vendor.answer("\(Self.orders)&page=2", ScriptedAnswer("{}", status: 503))
    let run = try stand.sync("participants")
    #expect(run.status == "incomplete")
    #expect(run.words == "received 360, created 360")
    #expect(
      run.reason.replacing(stand.vendor.address, with: "VENDOR")
        == "Page 2 of 5: GET VENDOR\(Self.orders)&page=2 was answered 503 4 times (\"{}\"): the vendor has a fault. Try again"
        + " later. Before that 180 of the vendor's 230 entries were read, with 360 records; they are kept, and nothing was"
        + " deleted.")
    #expect(try stand.desk.sqlite("SELECT count(*) FROM person") == "360")
    #expect(try stand.desk.sqlite("SELECT cursor IS NULL FROM config WHERE data_type='participants'") == "1")
  }

  @Test("a page whose entries cannot be taken apart is named with the vendor's number too") func badEntries() throws {
    let stand = try PretixDesk()
    // More than can be kept in mind of one order.
    let many = String(repeating: "0,", count: 1_300_000) + "0"
    serve(stand.vendor, Self.orders) { number in
      PretixDesk.order("O\(number)", [number == 120 ? many : PretixDesk.position(number, item: 1)])
    }
    let run = try stand.sync("participants")
    #expect(run.status == "incomplete")
    #expect(
      run.reason.replacing(stand.vendor.address, with: "VENDOR").replacing(#/ at byte [0-9]+/#, with: "")
        == "Page 3 of 5 (GET VENDOR\(Self.orders)&page=3) has not the promised shape: the records need"
        + " more than 16777216 slots. Before that 121 of the vendor's 230 entries were read, with 120 records; they are kept,"
        + " and nothing was deleted.")
  }

  @Test("a page that is no list is named by its number too") func wrongShape() throws {
    let stand = try PretixDesk()
    serve(stand.vendor, Self.list) { #"{"id":\#($0),"name":{"en":"Date"}}"# }
    stand.vendor.answer("\(Self.list)&page=4", ScriptedAnswer(#"{"count":230,"next":null,"results":{}}"#))
    let run = try stand.sync("sessions")
    #expect(run.status == "incomplete")
    #expect(
      run.reason.replacing(stand.vendor.address, with: "VENDOR").replacing(#/, at byte [0-9]+/#, with: "")
        == "Page 4 of 5 (GET VENDOR\(Self.list)&page=4) is JSON that cannot be used: '/results' is an object, not an array."
        + " Check the endpoint, or try again later. Before that 150 of 230 records were read; they are kept, and nothing was"
        + " deleted.")
  }

  @Test("of Certain says its page too, where pages are asked for by record") func certain() throws {
    let vendor = try Vendor("certain", people: 72, ["--faults", "500:Registration@4"])
    let desk = try Operator()
    try desk.connect(
      "certain", ["account=sandbox", "user=operator", "event=EVENT1", "page_size=10"],
      secret: ("password", "sandbox-password"), to: vendor.address)
    let run = try RunReport(desk.patchbay("sync", "certain/participants", "--json"))
    #expect(run.status == "incomplete")
    #expect(run.reason.contains(#/^Page [3-8] of 8: GET /#))
    #expect(run.reason.contains(#/ Before that [0-9]+ of 72 records were read; /#))
  }

  @Test("the number of records that it names is that of the list that is read, not of another before it")
  func ownTotal() throws {
    let vendor = try Vendor("pretalx", people: 400)
    let desk = try Operator()
    try desk.connectPretalx(vendor)
    #expect(try RunReport(desk.patchbay("sync", "pretalx/sessions", "--json")).status == "completed")
    try vendor.fault("401:speakers@2")
    let run = try RunReport(desk.patchbay("sync", "pretalx/presenters", "--json"))
    #expect(run.status == "incomplete")
    #expect(run.reason.hasPrefix("Page 2 of 2: "))
    // There are 400 submissions, which are read first.
    #expect(
      run.reason.contains(" Before that 250 of 320 records were read; 188 of them are kept, and nothing was deleted."))
  }

  @Test("pages whose first records have no id are not taken for the same page") func nameless() throws {
    let vendor = try Vendor("certain", people: 200)
    let desk = try Operator()
    try desk.connect(
      "certain", ["account=sandbox", "user=operator", "event=EVENT1", "page_size=50"],
      secret: ("password", "sandbox-password"), to: vendor.address)
    try vendor.fault("no-id:Registration@3")
    let run = try RunReport(desk.patchbay("sync", "certain/participants", "--json"))
    #expect(run.status == "partial")
    #expect(run.counts["received"] == 200)
    #expect(run.reason.contains("no id, and could be among the missing ones."))
  }
}
