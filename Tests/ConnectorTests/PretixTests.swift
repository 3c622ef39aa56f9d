import ConnectorDriver
import RecordJSON
import Testing

@Suite("pretix") struct PretixTests {
  private let orders = "/organizers/acme/events/demo/orders/?page_size=50&include_canceled_positions=true"
  private let items = "/organizers/acme/events/demo/items/?page_size=50"

  private func fetch(
    _ dataType: String, cursor: String = "", _ change: (inout RecordedVendor) -> Void = { _ in }
  ) throws -> Observation {
    let subject = try Subject.named("pretix")
    var vendor = try subject.vendor()
    change(&vendor)
    return try subject.library().fetch(dataType, vendor, cursor: cursor)
  }

  @Test("keeps the clock of the first page for the next time")
  func keepsServerClock() throws {
    #expect(try fetch("registrations").cursor == "2026-10-02T06:00:00.500000+00:00")
    // And what the products say, as 16 digits.
    let cursor = try #require(try fetch("participants").cursor)
    #expect(cursor.wholeMatch(of: /2026-10-02T06:00:00\.500000\+00:00 [0-9a-f]{16}/) != nil, "\(cursor)")
  }

  /// The last time, with what the products say in the recorded answers.
  private func cursor() throws -> String {
    "2026-10-01T06:00:00.500000+00:00 " + (try #require(try fetch("participants").cursor?.suffix(16)))
  }

  @Test(
    "asks for changes since then, the plus sign encoded", arguments: ["registrations", "workshop-registrations"])
  func fetchesChanges(_ dataType: String) throws {
    let seen = try fetch(dataType, cursor: "2026-10-01T06:00:00.500000+00:00")
    #expect(seen.requests.map(\.url) == [orders + "&modified_since=2026-10-01T06%3A00%3A00.500000%2B00%3A00"])
    #expect(seen.texts("code") == ["ORD03"])
    #expect(seen.completion == .init(total: 1, fullRights: true))
    #expect(seen.cursor == "2026-10-02T06:00:00.500000+00:00")
  }

  @Test("of participants it asks for changes after the products") func fetchesChangedParticipants() throws {
    let cursor = try cursor()
    let seen = try fetch("participants", cursor: cursor)
    let page2 = "https://pretix.example/api/v1/organizers/acme/events/demo/items/?page=2&page_size=50"
    #expect(
      seen.requests.map(\.url) == [items, page2, orders + "&modified_since=2026-10-01T06%3A00%3A00.500000%2B00%3A00"])
    #expect(seen.texts("code") == ["ORD03"])
    #expect(seen.completion == .init(total: 1, fullRights: true))
    #expect(seen.cursor == "2026-10-02T06:00:00.500000+00:00" + cursor.suffix(17))
  }

  @Test("gives a cursor back that pretix does not accept")
  func refusesCursor() throws {
    for (type, cursor) in [("registrations", "nonsense"), ("participants", "nonsense \(try cursor().suffix(16))")] {
      let seen = try fetch(type, cursor: cursor)
      #expect(seen.status == Code.stateInvalid)
      #expect(
        seen.sentence
          == "pretix did not accept the time of the last sync of 'acme/demo'. Everything is fetched again.")
      #expect(seen.completion == nil)
    }
  }

  @Test("gives each position what its product says, pages as they came") func joins() throws {
    let seen = try fetch("participants")
    #expect(
      seen.joins.map(\.text) == [
        #"{"list":"positions","key":"item","as":"product","table":{"#
          + #""3":{"name":{"en":"Conference ticket","de":"Konferenzticket"},"admission":true,"is_session":false},"#
          + #""6":{"name":{"en":"T-shirt"},"admission":false,"is_session":false},"#
          + #""8":{"name":{"en":"Wednesday","de":"Mittwoch"},"internal_name":"WS Wed","admission":false,"is_session":true},"#
          + #""9":{"name":{"en":"Harbour \"walk\" 🚢"},"admission":false,"is_session":true}}}"#,
        #"{"list":"positions","key":"variation","as":"product_variation","table":{"7":{"value":{"en":"Regular"}},"#
          + #""17":{"value":{"en":"M"}},"30":{"value":{"en":"Swift","de":"Schnelles"}},"31":{"value":{"fr":"Voile"}}}}"#,
        #"{"list":"positions","key":"item","as":"addon","#
          + #""children":{"parent":"addon_to","id":"id","unless":"canceled"},"table":{"#
          + #""3":{"is_ticket":true},"8":{"is_ticket":true},"9":{"is_ticket":true}}}"#,
      ])
    #expect(seen.violations == [])
    #expect(try fetch("registrations").joins == [])
  }

  /// Products as pretix lists them.
  private func serve(_ products: [String], total: Int? = nil, _ vendor: inout RecordedVendor) {
    vendor.answers[items] = Answer(
      #"{"count":\#(total ?? products.count),"next":null,"results":[\#(products.joined(separator: ","))]}"#)
  }

  @Test("reads all orders again once products say something else, but not when they stand in another order")
  func productsChange() throws {
    func product(_ id: Int, _ name: String) -> String {
      #"{"id":\#(id),"name":{"en":"\#(name)"},"admission":true,"variations":[{"id":\#(id + 10),"value":{"en":"V"}}]}"#
    }
    let known = try #require(try fetch("participants") { serve([product(1, "A"), product(2, "B")], &$0) }.cursor)
    let cursor = "2026-10-01T06:00:00.500000+00:00 " + known.suffix(16)
    let moved = try fetch("participants", cursor: cursor) { serve([product(2, "B"), product(1, "A")], &$0) }
    #expect(moved.completion == .init(total: 1, fullRights: true))
    for cursor in [cursor, "2026-10-01T06:00:00.500000+00:00"] {
      let seen = try fetch("participants", cursor: cursor) { serve([product(1, "A"), product(2, "C")], &$0) }
      #expect(seen.status == Code.stateInvalid)
      #expect(
        seen.sentence
          == "The products of 'acme/demo' have changed since the last sync. Everything is fetched again.")
      #expect(seen.requests.map(\.url) == [items])
    }
  }

  @Test("does not speak of admission where no product admits, and says nothing of a number that means two things")
  func oddProducts() throws {
    let seen = try fetch("participants") {
      serve(
        [
          #"{"id":1,"name":"A","admission":false,"variations":[{"id":5,"value":"x"},{"id":6,"value":"y"}]}"#,
          #"{"id":2,"admission":false,"variations":[{"id":5,"value":"z"}]}"#, #"{"name":"nobody"}"#,
          #"{"id":1,"name":"A","admission":false,"variations":null}"#,
        ], total: 3, &$0)
    }
    #expect(
      seen.joins.map { $0["table"]?.text } == [
        #"{"1":{"name":"A","is_session":false},"2":{"is_session":false}}"#, #"{"6":{"value":"y"}}"#, "{}",
      ])
    #expect(seen.completion == .init(total: 3, fullRights: true))
  }

  @Test("does not go by some of the products") func someProducts() throws {
    let seen = try fetch("participants") { serve([#"{"id":1}"#], total: 2, &$0) }
    #expect(seen.status == Code.transient)
    #expect(
      seen.sentence
        == "pretix announced 2 products of 'acme/demo' and not all of them came: the list changed while it was read. Try"
        + " again.")
    #expect(seen.pages == 0)
  }

  @Test(
    "does not call an empty list of changes an empty event", arguments: [("", true), ("2026-10-01T06:00:00Z", false)])
  func confirmsEmptiness(_ cursor: String, _ isConfirmed: Bool) throws {
    let seen = try fetch("sessions", cursor: cursor) { vendor in
      let url = "/organizers/acme/events/demo/subevents/?page_size=50"
      let empty = Answer(#"{"count":0,"next":null,"results":[]}"#)
      vendor.answers[url] = empty
      vendor.answers[url + "&modified_since=2026-10-01T06%3A00%3A00Z"] = empty
    }
    #expect(seen.unexpected == [])
    #expect(seen.completion == .init(total: 0, fullRights: true, empty: isConfirmed))
    #expect(seen.cursor == nil)
  }

  @Test("says of a 403 that it has two causes")
  func explainsForbidden() throws {
    let seen = try fetch("participants") { $0.answers[orders]?.status = 403 }
    #expect(seen.status == Code.forbidden)
    #expect(
      seen.sentence
        == "pretix answered 403 for 'acme/demo': there is no such organizer or event, or the token's team may not see "
        + "its orders. Check both names in the shop's address, then the team's rights.")
  }

  /// 230 orders in pages of 50; the last page may be gone.
  private func long(_ vendor: inout RecordedVendor, served: Int = 230, size: Int = 50) {
    vendor.answers = [:]
    serve([], &vendor)
    for page in 1...(230 + size - 1) / size {
      let first = (page - 1) * size
      let rows = (first..<min(first + size, served)).map { #"{"code":"O\#($0)"}"# }
      let next = page * size < served ? #""\#(vendor.endpoint)\#(orders)&page=\#(page + 1)""# : "null"
      let url = page == 1 ? orders : orders + "&page=\(page)"
      let body = #"{"count":230,"next":\#(next),"results":[\#(rows.joined(separator: ","))]}"#
      vendor.answers[url] =
        first >= served ? Answer(#"{"detail":"Invalid page."}"#, status: 404) : Answer(body)
    }
  }

  @Test("reads a long list in order, several pages at once")
  func readsInOrder() throws {
    let seen = try fetch("participants") { long(&$0) }
    #expect(seen.texts("code") == (0..<230).map { "O\($0)" })
    #expect(seen.requests.map(\.url) == [items, orders] + (2...5).map { "\(orders)&page=\($0)" })
    #expect(seen.completion == .init(total: 230, fullRights: true))
  }

  @Test(
    "keeps the pages that came along with one that failed, and says which of how many each is",
    arguments: [(500, Code.transient), (401, Code.auth)])
  func keepsNeighbours(_ code: Int, _ status: Int32) throws {
    let seen = try fetch("participants") {
      long(&$0, served: 200)
      $0.answers[orders + "&page=3"] = Answer("{}", status: code)
    }
    #expect(seen.status == status)
    #expect(seen.texts("code") == (Array(0..<100) + Array(150..<200)).map { "O\($0)" })
    #expect(seen.requests.map(\.place) == ["1/0/0", "1/0/0", "2/5/230", "3/5/230", "4/5/230", "5/5/230"])
    #expect(seen.completion == nil)
    #expect(seen.cursor == nil)
    #expect(seen.violations == [])
  }

  @Test("follows the vendor's links where pages come smaller than asked")
  func followsLinks() throws {
    let seen = try fetch("participants") { long(&$0, size: 20) }
    #expect(seen.texts("code") == (0..<230).map { "O\($0)" })
    #expect(seen.unexpected == [])
  }

  @Test(
    "a total that no list has is no total, also of an empty list", arguments: [-1, 1_000_000_001, Int.max, Int.min])
  func refusesOddTotal(_ total: Int) throws {
    let url = "/organizers/acme/events/demo/subevents/?page_size=50"
    let seen = try fetch("sessions") { $0.answers[url] = Answer(#"{"count":\#(total),"next":null,"results":[]}"#) }
    #expect(seen.status == Code.badData)
    #expect(
      seen.sentence
        == "The answer to \(url) has not the expected form: '/count' is \(total), which cannot be a number of records. Check"
        + " the endpoint, or try again later; if it stays so, tell the connector's maker.")
    #expect(seen.completion == nil)
  }

  @Test("lets the announced total show that the last page is gone")
  func tellsMissingPage() throws {
    let seen = try fetch("participants") { long(&$0, served: 200) }
    #expect(seen.records.count == 200)
    #expect(seen.completion == .init(total: 230, fullRights: true))
  }
}
