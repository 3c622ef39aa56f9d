import ConnectorKit

/// Ticketline: the participants of one event, fifty a page.
struct TicketlineConnector: Connector {
  static let describe = Describe(
    id: "ticketline", name: "Ticketline", vendor: "Ticketline Ltd", version: "1.0.0",
    endpoint: .fixed("https://api.ticketline.example/v2"),
    auth: [.secret("token", "API token", help: "Ticketline: Account, API.")],
    settings: [.text("event", "Event code")],
    dataTypes: [
      DataType(
        "participants", "Participants", as: .person, key: ["id"], modified: "updated", announcesTotal: true,
        fields: [
          Field("id", "Ticket", "1001"),
          Field("first_name", "First name", "Ana", to: "fname", .trim),
          Field("last_name", "Last name", "Silva", to: "lname", .trim),
          Field("email", "E-mail", "ana@example.org", .email, to: "email", .trim, .lower),
          Field("tags", "Tags", #"["vip"]"#, .list, to: "tags", as: .text, .join(", ")),
          Field("updated", "Changed", "2026-03-04T17:20:11Z", .dateTime),
          Field("status", "Status", "valid", .choice),
        ],
        skip: [.oneOf("status", ["cancelled", "refunded"])])
    ])

  let event: String

  init(_ configuration: Configuration) throws { event = try configuration.text("event") }

  func check(_ host: borrowing Host) throws { _ = try host.get("/events/\(event)", auth: .bearer("token")) }

  func fetch(_ request: FetchRequest, using host: borrowing Host) throws {
    let size = request.pageSize(upTo: 50)
    let tickets = Request("/events/\(event)/tickets", query: ["page_size": String(size)], auth: .bearer("token"))
    let read = try host.forEachPage(of: PageList(tickets, pageSize: size), limit: request.limit) { page in
      try host.emit(page, records: "/results")
    }
    if read.isWhole { try host.complete(total: read.total, fullRights: true, confirmedEmpty: read.total == 0) }
  }
}
