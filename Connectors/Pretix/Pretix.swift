import ConnectorKit

/// pretix, ticketing: participants and session registrations from the orders of one event, sessions from the dates of an
/// event series.
///
/// The list of orders is the one to read: it nests positions, and only there an order's status is seen. A position that
/// is an add-on (workshop, T-shirt, dinner) belongs to the person of its parent and is no participant. Sessions are the
/// dates of a series, since pretix itself does not say which add-ons are sessions; a registration is a ticket for a
/// date, and the add-ons bought with it, which carry the same date, would only repeat it.
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
        pattern: "[A-Za-z0-9._-]+"),
      .text("event", "Event", help: "The second part of the shop's address.", pattern: "[A-Za-z0-9._-]+"),
      .text("language", "Language", help: "For names of dates and places, such as en or de.", standard: "en"),
    ],
    // The hosted service allows so many per organizer.
    requestsPerMinute: 360, concurrency: 4,
    dataTypes: [participants, sessions, registrations])

  private let organizer: String
  private let event: String

  init(_ configuration: Configuration) throws {
    organizer = try configuration.text("organizer")
    event = try configuration.text("event")
  }

  func check(_ host: borrowing Host) throws {
    let answer = try explained {
      try host.get(orders, query: ["page_size": "1"], auth: .token("token"), accepting: [401, 404])
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
    let size = request.pageSize(upTo: 50)
    var query: Query = ["page_size": String(size)]
    if request.dataType != "sessions" { query["include_canceled_positions"] = "true" }
    query["modified_since"] = request.cursorText
    let list = PageList(
      Request(request.dataType == "sessions" ? subevents : orders, query: query, auth: .token("token")), pageSize: size)
    var generated: String?
    var pages = 0
    let outcome: PageList.Outcome
    do {
      outcome = try explained {
        try host.forEachPage(of: list, limit: request.limit) { page in
          // The server's own clock, before its query: what changes while this run reads is in the next one.
          if pages == 0 { generated = page.header("x-page-generated") }
          try host.emit(page, records: "/results")
          pages += 1
        }
      }
    } catch let error as ConnectorError where error.status == .badConfig && request.cursor != nil && pages == 0 {
      throw ConnectorError(
        .stateInvalid,
        "pretix did not accept the time of the last sync of '\(organizer)/\(event)'. Everything is fetched again.")
    }
    guard outcome.isWhole else { return }
    if let generated { try host.checkpoint(generated) }
    // Without the right to see orders pretix answers 403: there is no reduced list that could be taken for all.
    try host.complete(
      total: outcome.total, fullRights: true, confirmedEmpty: outcome.total == 0 && request.cursor == nil)
  }

  private var orders: Path { "/organizers/\(organizer)/events/\(event)/orders/" }
  private var subevents: Path { "/organizers/\(organizer)/events/\(event)/subevents/" }

  /// pretix answers 403 for an event that does not exist just as for one that the token may not see: say both.
  private func explained<Result>(_ call: () throws -> Result) throws -> Result {
    do { return try call() } catch let error as ConnectorError where error.status == .forbidden {
      throw ConnectorError(
        .forbidden,
        "pretix answered 403 for '\(organizer)/\(event)': there is no such organizer or event, or the token's team may "
          + "not see its orders. Check both names in the shop's address, then the team's rights.")
    }
  }
}
