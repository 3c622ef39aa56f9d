import TestSupport
import Testing

@Suite("A pretix ticket and its product") struct PretixProductTests {
  typealias Desk = PretixDesk

  private static func products(
    ticket: String = "Conference ticket", parking: Bool = false, _ more: [String] = []
  ) -> [String] {
    [
      Desk.product(
        1, ticket, category: 1, variations: [Desk.variation(4, "Regular")], #""admission":true,"internal_name":"CONF""#),
      Desk.product(2, "Parking", #""admission":\#(parking)"#),
      Desk.product(3, "Walk", #""admission":false"#),
    ] + more
  }

  private let orders = [
    Desk.order("AAA", [Desk.position(10, item: 1, variation: 4)]),
    // Parking for a ticket of somebody else, a walk, and what is not sold any more.
    Desk.order(
      "BBB", [Desk.position(20, item: 2), Desk.position(21, item: 3), Desk.position(22, item: 9, variation: 91)]),
  ]

  private static let types =
    "SELECT id || ' ' || ticket_type || ' ' || ifnull(ticket_variation, '-') FROM person ORDER BY id"

  @Test("is told by name, by number where pretix does not know the product any more, and is nobody if it admits nobody")
  func named() throws {
    let stand = try Desk(["language=de"])
    stand.serve(products: Self.products())
    stand.serve(orders: orders)
    #expect(try stand.sync("participants").words == "received 4, created 2, skipped 2")
    #expect(try stand.rows(Self.types) == ["AAA/10 Conference ticket Regular", "BBB/22 9 91"])
  }

  @Test("is somebody if the operator named the product as a session, and has a place in it") func session() throws {
    let stand = try Desk(["session_products=3"])
    stand.serve(products: Self.products())
    stand.serve(orders: orders)
    let runs = try stand.syncAll()
    #expect(
      runs == [
        "received 4, created 3, skipped 1", "received 3, created 1, skipped 2",
        "received 4, created 1, skipped 2, invalid 1",
      ])
    // What is not known is tried again with every run; whoever bought it is there.
    #expect(try stand.rows("SELECT id FROM person ORDER BY id") == ["AAA/10", "BBB/21", "BBB/22"])
    #expect(try stand.rows("SELECT id FROM registration") == ["BBB/21"])
  }

  @Test("is somebody, whatever it is, if a ticket or a session is sold with it") func carrier() throws {
    let stand = try Desk(["session_products=3"])
    stand.serve(
      products: [
        Desk.product(1, "Conference ticket", category: 1, #""admission":true"#),
        Desk.product(2, "Hotel", category: 7, #""admission":false,"addons":[{"addon_category":1,"min_count":0}]"#),
        Desk.product(3, "Walk", category: 2, #""admission":false"#),
        Desk.product(4, "Parking", category: 7, #""admission":false,"addons":[{"addon_category":2}],"bundles":[]"#),
        Desk.product(5, "Package", category: 7, #""admission":false,"bundles":[{"bundled_item":1,"count":1}]"#),
        Desk.product(
          6, "T-shirt", category: 7,
          #""admission":false,"addons":[{"addon_category":7}],"bundles":[{"bundled_item":4}]"#),
      ])
    stand.serve(orders: [
      Desk.order("AAA", [Desk.position(10, item: 2), Desk.position(11, item: 1, addedTo: 10)]),
      Desk.order("BBB", [Desk.position(20, item: 4), Desk.position(21, item: 3, addedTo: 20)]),
      Desk.order("CCC", [Desk.position(30, item: 5), Desk.position(31, item: 1, addedTo: 30)]),
      Desk.order("DDD", [Desk.position(40, item: 6)]),
    ])
    #expect(
      try stand.syncAll() == [
        "received 4, created 3, skipped 1", "received 6, created 1, skipped 5", "received 7, created 1, skipped 6",
      ])
    #expect(try stand.rows("SELECT id FROM person ORDER BY id") == ["AAA/10", "BBB/20", "CCC/30"])
    #expect(try stand.rows("SELECT id || ' ' || ticket_id FROM registration") == ["BBB/21 20"])
  }

  @Test("is somebody, whatever it is, if a ticket or a session was added to it, offered with it today or not")
  func carrierByOrder() throws {
    let stand = try Desk(["session_products=3"])
    stand.serve(
      products: [
        Desk.product(1, "Conference ticket", category: 1, #""admission":true"#),
        Desk.product(2, "Hotel", category: 7, #""admission":false,"addons":[],"bundles":[]"#),
        Desk.product(3, "Walk", category: 2, #""admission":false"#),
        Desk.product(4, "Parking", category: 7, #""admission":false"#),
        Desk.product(5, "T-shirt", category: 7, #""admission":false"#),
      ])
    func serve(hotelTicketIsCanceled: Bool) {
      stand.serve(orders: [
        Desk.order(
          "AAA",
          [Desk.position(10, item: 2), Desk.position(11, item: 1, addedTo: 10, isCanceled: hotelTicketIsCanceled)]),
        Desk.order("BBB", [Desk.position(21, item: 3, addedTo: 20), Desk.position(20, item: 4)]),
        // Parking beside a walk, and beside a ticket to which a walk was added.
        Desk.order("CCC", [Desk.position(30, item: 4), Desk.position(31, item: 3)]),
        Desk.order(
          "DDD", [Desk.position(40, item: 1), Desk.position(41, item: 3, addedTo: 40), Desk.position(42, item: 4)]),
        Desk.order("EEE", [Desk.position(50, item: 4), Desk.position(51, item: 3, addedTo: 50, isCanceled: true)]),
        Desk.order("FFF", [Desk.position(60, item: 4), Desk.position(61, item: 5, addedTo: 60)]),
        Desk.order(
          "GGG",
          [
            Desk.position(70, item: 2), Desk.position(71, item: 3, addedTo: 70, isCanceled: true),
            Desk.position(72, item: 5, addedTo: 70), Desk.position(73, item: 1, addedTo: 70),
          ]),
      ])
    }
    serve(hotelTicketIsCanceled: false)
    #expect(
      try stand.syncAll() == [
        "received 9, created 5, skipped 4", "received 5, created 1, skipped 4", "received 17, created 3, skipped 14",
      ])
    let people = "SELECT id || ' ' || ticket_type FROM person ORDER BY id"
    let others = ["BBB/20 Parking", "CCC/31 Walk", "DDD/40 Conference ticket", "GGG/70 Hotel"]
    #expect(try stand.rows(people) == ["AAA/10 Hotel"] + others)
    #expect(
      try stand.rows("SELECT id || ' ' || ticket_id FROM registration ORDER BY id")
        == ["BBB/21 20", "CCC/31 31", "DDD/41 40"])
    serve(hotelTicketIsCanceled: true)
    #expect(try stand.sync("participants").words == "received 9, unchanged 4, deleted 1, skipped 5")
    #expect(try stand.rows(people) == others)
  }

  @Test("is somebody whatever it is where no product of the event admits") func unused() throws {
    let stand = try Desk()
    stand.serve(products: [Desk.product(1, "Ticket", #""admission":false"#)])
    stand.serve(orders: [Desk.order("AAA", [Desk.position(10, item: 1)])])
    #expect(try stand.sync("participants").words == "received 1, created 1")
  }

  @Test("has its new name with the next sync for changes, and leaves when its product admits nobody any more")
  func renamed() throws {
    let stand = try Desk()
    let changes = "/organizers/o/events/e/orders/?page_size=50&include_canceled_positions=true&modified_since=T1"
    let list = #"{"count":0,"next":null,"results":[]}"#
    stand.vendor.answer(changes, ScriptedAnswer(list, headers: ["X-Page-Generated: T1"]))
    stand.serve(products: Self.products(parking: true))
    stand.serve(orders: orders, headers: ["X-Page-Generated: T1"])
    #expect(try stand.sync("participants").words == "received 4, created 3, skipped 1")
    func next() throws -> String { try stand.sync("participants", "--incremental").words }
    #expect(try next() == "")
    stand.serve(products: Self.products(ticket: "Summit ticket", parking: true))
    #expect(try next() == "received 4, unchanged 2, updated 1, skipped 1")
    #expect(
      try stand.rows(Self.types) == ["AAA/10 Summit ticket Regular", "BBB/20 Parking -", "BBB/22 9 91"])
    #expect(try next() == "")
    stand.serve(products: Self.products(ticket: "Summit ticket"))
    #expect(try next() == "received 4, unchanged 2, deleted 1, skipped 2")
    #expect(try stand.rows("SELECT id FROM person ORDER BY id") == ["AAA/10", "BBB/22"])
  }

  static let scans = [
    // Newest first, as pretix lists them.
    (#"{"type":"exit","datetime":"2030-12-01T17:00:00Z"},{"type":"entry","datetime":"2030-12-01T08:00:00Z"}"#, "08"),
    (#"{"type":"entry","datetime":"2030-12-01T13:00:00Z"},{"type":"exit","datetime":"2030-12-01T12:00:00Z"}"#, "13"),
    (#"{"type":"exit","datetime":"2030-12-01T17:00:00Z"}"#, "-"), ("", "-"),
  ]

  @Test("is checked in when it was scanned at an entrance, not at an exit", arguments: scans)
  func scanned(_ scans: String, _ hour: String) throws {
    let stand = try Desk(["session_products=3"])
    stand.serve(products: Self.products())
    let positions = [
      Desk.position(10, item: 1, variation: 4), Desk.position(11, item: 3, addedTo: 10),
    ].map { $0.replacing(#""checkins":[]"#, with: #""checkins":[\#(scans)]"#) }
    stand.serve(orders: [Desk.order("AAA", positions)])
    let runs = try stand.syncAll()
    #expect(runs == ["received 1, created 1", "received 3, created 1, skipped 2", "received 2, created 1, skipped 1"])
    for view in ["person", "registration"] {
      #expect(try stand.rows("SELECT ifnull(substr(checked_in_at, 12, 2), '-') FROM \(view)") == [hour], "\(view)")
    }
  }
}
