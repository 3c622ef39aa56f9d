import ConnectorKit

extension PretixConnector {
  /// Every product, exploded into what can be booked of it; those that the operator did not name as sessions are skipped,
  /// and with them whatever was bought of them. A product that is no longer on sale takes place all the same.
  static let workshops = DataType(
    "workshops", "Workshops (products that are sessions)", as: .session, key: ["id"], announcesTotal: true,
    // Sorted by a position that operators change.
    hasStableOrder: false,
    explode: .init("sessions", key: ["key"]),
    fields: [
      Field("^id", "Product", "4", .number, to: "product", as: .text),
      Field("id", "Variation, empty for a product without", "10", .number, to: "product_variation", as: .text),
      Field("key", "Variation, or the product if it has none", "10", .number),
      Field("title", "Product and variation", #"{"en":"Wednesday – Swift"}"#, to: "title", .language, .trim),
      Field("value", "Name of the variation", #"{"en":"Swift"}"#),
      Field("description", "Text of the variation", #"{"en":"Bring a laptop."}"#, .longText),
      Field("active", "Variation on sale", "true", .boolean),
      Field("price", "Price of the variation", "90.00", .number),
      Field("^name", "Name of the product", #"{"en":"Wednesday"}"#),
      Field("^internal_name", "Internal name", "WS Wed"),
      Field("^description", "Text of the product", #"{"en":"Choose one."}"#, .longText),
      Field("^category", "Category", "2", .number),
      Field("^active", "Product on sale", "true", .boolean),
      Field("^admission", "Admission product", "false", .boolean),
      Field("^default_price", "Price of the product", "90.00", .number),
      // In no event series, and not on older servers.
      Field("^program_times[0].start", "Start", "2026-09-14T12:00:00Z", .dateTime, to: "start"),
      Field("^program_times[0].end", "End", "2026-09-14T15:00:00Z", .dateTime, to: "end"),
      Field("^program_times[0].location", "Location", #"{"en":"Room B"}"#, to: "location", .language, .trim),
      Field("^program_times", "All program times", #"[{"start":"2026-09-14T12:00:00Z"}]"#, .list),
      Field("^is_session", "Named as a session in the settings", "true", .boolean),
    ],
    mapping: [Mapping("description | ^description", to: "description", .longText, [.language])],
    skip: [.noneOf("^is_session", ["true"])])

  /// Every position: its session is its product or variation, its person that of the ticket to which it was added, or of
  /// the position itself where a workshop was sold on its own. Tickets and T-shirts are skipped with their products.
  static let workshopRegistrations = DataType(
    "workshop-registrations", "Workshop registrations", as: .registration, key: ["code"], modified: "^last_modified",
    announcesTotal: true, hasStableOrder: false, isIncremental: true,
    explode: .init("positions", key: ["id"]),
    references: [
      .init(.person, in: "participants", key: ["^code", "addon_to | id"]),
      .init(.session, in: "workshops", key: ["item", "variation | item"]),
    ],
    requires: ["participants", "workshops"],
    fields: [
      Field("id", "Position", "360", .number),
      Field("item", "Product", "4", .number, to: "product", as: .text),
      Field("variation", "Variation, empty for a product without", "10", .number, to: "product_variation", as: .text),
      Field("price", "Price", "90.00", .number),
    ] + position + [
      Field("^datetime", "Ordered", "2026-03-22T14:11:00Z", .dateTime, to: "registered_at"),
      checkIn,
    ],
    // As for the person, so that the two views can be joined.
    mapping: [Mapping("addon_to | id", to: "ticket_id", .text)],
    skip: invalid)
}
