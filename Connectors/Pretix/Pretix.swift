import ConnectorKit

/// pretix, ticketing: participants and session registrations from the orders of one event; sessions from the dates of an
/// event series, and from its products.
///
/// The list of orders is the one to read: it nests positions, and only there an order's status is seen. A position that
/// is an add-on (workshop, T-shirt, dinner) belongs to the person of its parent and is no participant. Sessions are of
/// two kinds, each a data type with registrations of its own. A date of a series: its registrations are the tickets for
/// it; the add-ons bought with them carry the same date and would only repeat it. A workshop: a product that the
/// operator names, since pretix itself does not say which products are sessions; its registrations are the positions of
/// that product. See ``SessionProducts``.
///
/// Orders name products by number. For participants the products are read first, so that each position has its product's name
/// and whether it admits anybody: parking and T-shirts that were sold by themselves are no people. See ``ProductTables``.
struct PretixConnector: Connector {
  static let describe = Describe(
    id: "pretix", name: "pretix", vendor: "pretix", version: "1.0.0",
    endpoint: .editable("https://pretix.eu/api/v1", help: "For a server of your own: its address followed by /api/v1."),
    auth: [
      .secret("token", "API token", help: "In pretix: organizer, Teams, API tokens. The team needs to see orders.")
    ],
    settings: [
      .text(
        "organizer", "Organizer", help: "The first part of the shop's address: pretix.eu/ORGANIZER/EVENT/.",
        pattern: "[A-Za-z0-9._-]+", isIdentity: true),
      .text(
        "event", "Event", help: "The second part of the shop's address.", pattern: "[A-Za-z0-9._-]+",
        isIdentity: true),
      .text("language", "Language", help: "For names of sessions and places, such as en or de.", standard: "en"),
    ] + SessionProducts.settings,
    // The hosted service allows so many per organizer.
    requestsPerMinute: 360, quota: Describe.Quota(credits: 360, seconds: 60), concurrency: 4,
    dataTypes: [participants, sessions, registrations, workshops, workshopRegistrations])

  private let organizer: String
  private let event: String
  private let sessionProducts: SessionProducts

  init(_ configuration: Configuration) throws {
    organizer = try configuration.text("organizer")
    event = try configuration.text("event")
    sessionProducts = try SessionProducts(configuration)
  }

  func check(_ host: borrowing Host) throws {
    let answer = try explained("orders") {
      try host.get(path(of: "orders"), query: ["page_size": "1"], auth: .token("token"), accepting: [401, 404])
    }
    switch answer.status {
    case 401:
      throw ConnectorError(
        .auth, "pretix does not accept the API token (401 for '\(organizer)'). Copy it again, or make a new one.")
    case 404:
      throw ConnectorError(
        .badConfig, "There is no pretix API at this endpoint (404). It usually ends with /api/v1.")
    default: _ = try answer.records(at: "/results")
    }
  }

  func fetch(_ request: FetchRequest, using host: borrowing Host) throws {
    switch request.dataType {
    case "sessions": try changes(of: "subevents", request, using: host)
    case "workshops": try products(request, using: host)
    case "participants": try tickets(request, using: host)
    default: try changes(of: "orders", request, using: host)
    }
  }

  /// Reads the orders, each position with what its product says. Products change without an order that does; when they
  /// have, all orders are read again.
  private func tickets(_ request: FetchRequest, using host: borrowing Host) throws {
    let list = itemList(pageSize: request.pageSize(upTo: 50))
    var products: [JSON] = []
    let outcome = try explained("products") {
      try host.forEachPage(of: list, limit: request.limit) { page in
        products += try page.records(at: "/results")
        try host.release(page)
      }
    }
    // Names of some products alone would make numbers of the names that are stored.
    guard !outcome.isWhole || Set(products.map { $0["id"]?.text }).count >= outcome.total else {
      throw ConnectorError(
        .transient,
        "pretix announced \(outcome.total) products of '\(organizer)/\(event)' and not all of them came: the list changed while it was"
          + " read. Try again.")
    }
    let tables = ProductTables(products, sessionProducts)
    if let cursor = request.cursorText, Cursor(cursor).products != tables.print {
      throw ConnectorError(
        .stateInvalid,
        "The products of '\(organizer)/\(event)' have changed since the last sync. Everything is fetched again.")
    }
    try host.join("product", by: "item", in: "positions", tables.products)
    try host.join("product_variation", by: "variation", in: "positions", tables.variations)
    // A product may have lost what it offered when somebody bought it: what was added stands in the order.
    try host.join(
      "addon", by: "item", in: "positions", of: JoinedChildren(parent: "addon_to", id: "id", unless: "canceled"),
      tables.addons)
    try changes(of: "orders", request, productPrint: tables.print, using: host)
  }

  /// Reads a list that can be asked for what changed since a time of the server's.
  private func changes(
    of list: String, _ request: FetchRequest, productPrint: String? = nil, using host: borrowing Host
  ) throws {
    let size = request.pageSize(upTo: 50)
    var query: Query = ["page_size": String(size)]
    if list == "orders" { query["include_canceled_positions"] = "true" }
    query["modified_since"] = request.cursorText.map { Cursor($0).time }
    let pages = PageList(Request(path(of: list), query: query, auth: .token("token")), pageSize: size)
    var generated: String?
    var read = 0
    let outcome: PageList.Outcome
    do {
      outcome = try explained(list) {
        try host.forEachPage(of: pages, limit: request.limit) { page in
          // The server's own clock, before its query: what changes while this run reads is in the next one.
          if read == 0 { generated = page.header("x-page-generated") }
          try host.emit(page, records: "/results")
          read += 1
        }
      }
    } catch let error as ConnectorError where error.status == .badConfig && request.cursor != nil && read == 0 {
      throw ConnectorError(
        .stateInvalid,
        "pretix did not accept the time of the last sync of '\(organizer)/\(event)'. Everything is fetched again.")
    }
    guard outcome.isWhole else { return }
    if let generated { try host.checkpoint(Cursor(time: generated, products: productPrint).text) }
    // Without the right to see orders pretix answers 403: there is no reduced list that could be taken for all.
    try host.complete(
      total: outcome.total, fullRights: true, confirmedEmpty: outcome.total == 0 && request.cursor == nil)
  }

  /// Reads the products: all of them, each with the word whether it is a session, so that the skip rule can leave out the
  /// others and what was bought of them is known.
  private func products(_ request: FetchRequest, using host: borrowing Host) throws {
    let size = request.pageSize(upTo: 50)
    let pages = itemList(pageSize: size)
    var sessionProducts = sessionProducts
    let outcome = try explained("products") {
      try host.forEachPage(of: pages, limit: request.limit) { page in
        try host.emit(page.records(at: "/results").map { try sessionProducts.rebuilt($0, on: page) })
        try host.release(page)
      }
    }
    guard outcome.isWhole else { return }
    if outcome.total > 0 { try sessionProducts.requireFound(in: "\(organizer)/\(event)") }
    // Products are shown to every token of the event, inactive ones too, or not at all.
    try host.complete(total: outcome.total, fullRights: true, confirmedEmpty: outcome.total == 0)
  }

  private func itemList(pageSize: Int) -> PageList {
    let query: Query = ["page_size": String(pageSize)]
    return PageList(Request(path(of: "items"), query: query, auth: .token("token")), pageSize: pageSize)
  }

  private func path(of list: String) -> Path { "/organizers/\(organizer)/events/\(event)/\(list)/" }

  /// pretix answers 403 for an event that does not exist just as for one that the token may not see: say both.
  private func explained<Result>(_ what: String, _ call: () throws -> Result) throws -> Result {
    do { return try call() } catch let error as ConnectorError where error.status == .forbidden {
      throw ConnectorError(
        .forbidden,
        "pretix answered 403 for '\(organizer)/\(event)': there is no such organizer or event, or the token's team may "
          + "not see its \(what). Check both names in the shop's address, then the team's rights.")
    }
  }
}

/// What one fetch gives to the next: the server's clock and, where positions were given what products say, a print of that.
private struct Cursor {
  let time: String
  let products: String?

  init(time: String, products: String?) {
    self.time = time
    self.products = products
  }

  init(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1)
    time = words.first.map { String($0) } ?? ""
    products = words.count > 1 ? String(words[1]) : nil
  }

  var text: String { products.map { "\(time) \($0)" } ?? time }
}
