import Foundation
import TestSupport
import Testing

@Suite("A request that failed for good") struct FailedRequestTests {
  private static let people = ScriptedDesk.onlyPeople(#""total": "none""#)
  private static let next = ScriptedVendor.target("people", page: 2)

  /// A hundred people in two pages.
  private func stand(_ ways: String) throws -> ScriptedDesk {
    let stand = try ScriptedDesk(dataTypes: Self.people, ways: ways)
    stand.vendor.serve("people", [ScriptedDesk.people(1...95), ScriptedDesk.people(96...100)])
    #expect(try stand.sync("people").words == "received 100, created 100")
    return stand
  }

  private static let failures = [
    (500, "was answered 500 4 times (\"{}\"): the vendor has a fault. Try again later."),
    (
      404,
      "was answered 404 (\"{}\"): there is nothing at this address. Check the event or account code, and the endpoint."
    ),
    (
      206,
      "was answered 206 with a part of what was asked for, and the connector does not put parts together. Tell the connector's author."
    ),
  ]

  @Test("and that the connector took no notice of makes the run incomplete, and deletes nobody", arguments: failures)
  func swallowed(_ status: Int, _ sentence: String) throws {
    let stand = try stand("swallow")
    stand.vendor.answer(Self.next, ScriptedAnswer("{}", status: status))
    for _ in 1...2 {
      let run = try stand.sync("people")
      #expect(run.status == "incomplete")
      #expect(run.words == "received 95, unchanged 95")
      #expect(
        run.reason
          == "GET \(stand.vendor.address)\(Self.next) \(sentence) scripted went on without the answer. Before that 95 records"
          + " were read; they are kept, and nothing was deleted.")
    }
    #expect(try stand.ids("person").count == 100)
    let test = try stand.raw(["connections", "test", "\(Operator.eid)/v"])
    #expect(test.code != 0)
    #expect(test.error.contains("scripted went on without the answer."))
  }

  @Test("but is one that the connector can do without is no failure: a page size that shrinks after 503 completes")
  func accepted() throws {
    let stand = try stand("accept smaller")
    stand.vendor.answer(Self.next, ScriptedAnswer("{}", status: 503))
    stand.vendor.answer(
      Self.next + "&small=1",
      ScriptedAnswer("{\"items\": [\(ScriptedDesk.people(96...99).joined(separator: ","))], \"rights\": true}"))
    let before = stand.vendor.requests.count
    #expect(try stand.sync("people").words == "received 99, unchanged 99")
    let asked = stand.vendor.requests.dropFirst(before)
    // It is tried again before it is handed over.
    #expect(asked.count { $0 == Self.next } == 4)
    let run = try stand.sync("people")
    #expect(run.status == "completed")
    #expect(run.words == "received 99, unchanged 99, deleted 1")
  }

  @Test("or that the host refused, which the connector took for the end of the list, deletes nobody either")
  func refused() throws {
    let stand = try stand("swallow")
    let people = ScriptedDesk.people(96...100).joined(separator: ",")
    let pad = String(repeating: "x", count: 8 << 20)
    stand.vendor.answer(Self.next, ScriptedAnswer(#"{"items":[\#(people)],"whole":true,"pad":"\#(pad)"}"#))
    for _ in 1...2 {
      let run = try stand.sync("people")
      #expect(run.status == "incomplete")
      #expect(run.words == "received 95, unchanged 95")
      #expect(
        run.reason
          == "GET \(stand.vendor.address)\(Self.next) answered with more than 8 MiB, which is more than a connector can work on at"
          + " once. If the connector has a setting for the page size, lower it. scripted went on without that. Tell the"
          + " connector's maker. Before that 95 records were read; they are kept, and nothing was deleted.")
    }
    #expect(try stand.ids("person").count == 100)
  }

  @Test("or that the host refused is none where the connector emits the answer all the same") func madeUpFor() throws {
    let stand = try stand("emitwhole")
    let people = ScriptedDesk.people(96...100).joined(separator: ",")
    let pad = String(repeating: "x", count: 8 << 20)
    stand.vendor.answer(
      Self.next, ScriptedAnswer(#"{"items":[\#(people)],"whole":true,"rights":true,"pad":"\#(pad)"}"#))
    let run = try stand.sync("people")
    #expect(run.status == "completed")
    #expect(run.words == "received 100, unchanged 100")
  }

  @Test("is not alone: records that left, told in a way that cannot be read, keep the cursor where it was")
  func unreadableKeys() throws {
    let stand = try stand("")
    stand.vendor.serve("people", [ScriptedDesk.people(1...95)], "\"cursor\": \"c1\"")
    stand.vendor.serve("people", [[]], since: "c1", "\"deleted\": [[3]], \"cursor\": \"c2\"")
    try stand.sync("people")
    let run = try stand.sync("people", "--incremental")
    #expect(run.status == "failed")
    #expect(
      run.reason
        == "scripted said of records that they are deleted, and their keys cannot be read. scripted went on without that. Tell"
        + " the connector's maker.")
    #expect(try stand.desk.sqlite("SELECT cast(cursor AS text) FROM config") == "c1")
  }

  @Test("because the vendor does not take the cursor any more leads to a fetch of everything") func cursor() throws {
    let stand = try PretixDesk()
    let list = "/organizers/o/events/e/orders/?page_size=50&include_canceled_positions=true"
    let orders = (1...3).map { PretixDesk.order("O\($0)", [PretixDesk.position($0, item: 1)]) }
    stand.vendor.answer(
      list,
      ScriptedAnswer(
        #"{"count":3,"next":null,"results":[\#(orders.joined(separator: ","))]}"#,
        headers: ["X-Page-Generated: 2026-09-02T06:00:00Z"]))
    try stand.sync("participants")
    let changed = list + "&modified_since=2026-09-02T06%3A00%3A00Z"
    stand.vendor.answer(changed, ScriptedAnswer("{}", status: 400))
    let finished = try stand.desk.patchbay("sync", "pretix/participants", "--json", "--force", "--incremental")
    let run = try RunReport(finished)
    // The products are asked for first, each time.
    #expect(stand.vendor.requests.filter { $0.hasPrefix(list) }.suffix(2) == [changed, list])
    #expect(run.status == "completed")
    #expect(run.words == "received 3, unchanged 3")
  }

  // MARK: Parts of a list

  private func part(_ numbers: ClosedRange<Int>, _ range: String, status: Int, next: Bool) -> ScriptedAnswer {
    let items = ScriptedDesk.people(numbers).joined(separator: ",")
    return ScriptedAnswer(
      "{\"items\": [\(items)], \"rights\": true\(next ? ", \"next\": \"\(Self.next)\"" : "")}", status: status,
      headers: ["Content-Range: \(range)"])
  }

  @Test("with a part of the list is one, also where the vendor calls it 200", arguments: [200, 206]) func part(
    _ status: Int
  )
    throws
  {
    let stand = try stand("")
    stand.vendor.answer(
      ScriptedVendor.target("people", page: 1), part(1...25, "items 0-24/100", status: status, next: false))
    let run = try stand.sync("people")
    #expect(run.status == "failed")
    #expect(
      run.reason
        == "GET \(stand.vendor.address)/people?since=&page=1 was answered \(status) with a part of what was asked for (items"
        + " 0-24/100), and the connector does not put parts together. Tell the connector's author.")
    // The whole under the same header is the whole.
    stand.vendor.answer(
      ScriptedVendor.target("people", page: 1), part(1...100, "items 0-99/100", status: 200, next: false))
    #expect(try stand.sync("people").words == "received 100, unchanged 100")
  }

  @Test("is none where the connector puts parts together and they add up", arguments: [200, 206]) func parts(
    _ status: Int
  )
    throws
  {
    let stand = try stand("accept")
    stand.vendor.answer(
      ScriptedVendor.target("people", page: 1), part(1...95, "items 0-94/*", status: status, next: true))
    stand.vendor.answer(Self.next, part(96...100, "items 95-99/100", status: status, next: false))
    let whole = try stand.sync("people")
    #expect(whole.status == "completed")
    #expect(whole.words == "received 100, unchanged 100")
    // A look at one record needs no other part.
    stand.vendor.answer(
      ScriptedVendor.target("people", page: 1), part(1...95, "items 0-94/100", status: status, next: false))
    #expect(try stand.raw(["connections", "test", "\(Operator.eid)/v"]).code == 0)
    #expect(try stand.sync("people").status == "incomplete")
    stand.vendor.answer(
      ScriptedVendor.target("people", page: 1), part(1...95, "items 0-94/*", status: status, next: true))
    stand.vendor.answer(Self.next, part(97...100, "items 96-99/100", status: status, next: false))
    let run = try stand.sync("people")
    #expect(run.status == "incomplete")
    #expect(
      run.reason
        == "GET \(stand.vendor.address)/people answered in parts that do not add up to a whole list: 99 of 100 came. Try again"
        + " later; if it stays so, tell the connector's maker. Before that 99 records were read; they are kept, and nothing was"
        + " deleted.")
  }

  /// Parts whose numbers cannot be added up.
  static let oddRanges = [
    "items 0-9223372036854775807/9223372036854775807", "items 9223372036854775807-9223372036854775807/1",
    "items 0-99999999999999999999/*", "items 5-1/9223372036854775807",
  ]

  @Test("with a part that no list has does not say which part it is", arguments: oddRanges) func oddPart(
    _ range: String
  )
    throws
  {
    let stand = try stand("accept")
    stand.vendor.answer(
      ScriptedVendor.target("people", page: 1), part(1...95, "items 0-94/100", status: 206, next: true))
    stand.vendor.answer(Self.next, part(96...100, range, status: 206, next: false))
    let run = try stand.sync("people")
    #expect(run.status == "incomplete")
    #expect(
      run.reason
        == "GET \(stand.vendor.address)/people answered in parts that do not add up to a whole list: one of them does not say"
        + " which part it is. Try again later; if it stays so, tell the connector's maker. Before that 100 records were read;"
        + " they are kept, and nothing was deleted.")
  }
}
