import ConnectorKit

extension PretixConnector {
  /// A ticket counts if its order is paid, or pending where that suffices, and neither is a test nor cancelled. A fully
  /// cancelled order is `c` and leaves its positions as they were; one cancelled for a fee stays paid and cancels them.
  static let invalid: [Condition] = [
    .noneOf("^status", ["p", "n"]),
    .all([.oneOf("^status", ["n"]), .noneOf("^valid_if_pending", ["true"])]),
    .oneOf("^testmode", ["true"]),
    .oneOf("canceled", ["true"]),
  ]

  /// Fields that say whether a position counts, and where it belongs.
  static let position: [Field] = [
    Field("^code", "Order", "V3TUG", to: "order_id"),
    Field("^status", "Order status (n, p, e, c)", "p", .choice, to: "status"),
    Field("^valid_if_pending", "Valid while pending", "false", .boolean),
    Field("^testmode", "Test order", "false", .boolean),
    Field("canceled", "Cancelled", "false", .boolean),
    Field("addon_to", "Add-on of position", "358", .number),
    Field("subevent", "Date of the series", "3", .number),
    Field("^last_modified", "Order changed", "2026-09-14T07:30:11Z", .dateTime, to: "modified_at"),
  ]

  /// The newest entry: pretix lists scans newest first, exits among them.
  static let checkIn = Field(
    "checkins[type=entry].datetime", "Last entry", "2026-09-14T07:30:11Z", .dateTime, to: "checked_in_at")

  /// What is no ticket, such as parking that was sold by itself, unless the operator named it as a session, or tickets or
  /// sessions are sold with it, or one was added to it in this order: then whoever bought it is somebody. A product that is
  /// not known counts as a ticket.
  private static let noTicket = Condition.all([
    .oneOf("product.admission", ["false"]), .noneOf("product.is_session", ["true"]),
    .noneOf("product.carries_tickets", ["true"]), .noneOf("addon.is_ticket", ["true"]),
  ])

  /// Those of a position that is a ticket.
  private static let ticket: [Field] =
    [Field("id", "Position", "359", .number, to: "ticket_id", as: .text)] + position

  static let participants = DataType(
    "participants", "Participants", as: .person, key: ["code"], modified: "^last_modified", announcesTotal: true,
    // Sorted by time, so that new orders come last; but a test order can be deleted and pull the rest forward.
    hasStableOrder: false, isIncremental: true,
    explode: .init("positions", key: ["id"], where: .isEmpty("addon_to")),
    fields: ticket + [
      Field("attendee_name", "Name", "Ana Silva"),
      Field("attendee_name_parts", "Name in parts", #"{"given_name":"Ana","family_name":"Silva"}"#),
      Field("attendee_name_parts.full_name", "Name in a scheme of one part", "Ana Silva"),
      Field("attendee_name_parts._legacy", "Name of an older scheme", "Ana Silva"),
      Field("attendee_name_parts.title", "Title", "Dr.", to: "prefix", .trim),
      Field("attendee_email", "E-mail", "ana@example.org", .email),
      Field("^email", "E-mail of the order", "office@example.org", .email),
      Field("company", "Company", "Example Ltd", to: "company", .trim),
      Field("street", "Street", "Rua Nova 5", to: "address1", .trim),
      Field("zipcode", "Postal code", "4000-001", to: "postal_code", .trim),
      Field("city", "City", "Porto", to: "city", .trim),
      Field("state", "Region", "13", to: "region", .trim),
      Field("country", "Country", "PT", to: "country", .upper),
      Field("^phone", "Phone of the order", "+351 22 000 000", .phone, to: "phone", .trim),
      Field("^locale", "Language", "en", to: "language", .lower),
      Field("^datetime", "Ordered", "2026-03-22T14:11:00Z", .dateTime, to: "registered_at"),
      Field("product.name", "Product", #"{"en":"Conference ticket"}"#),
      Field("product.internal_name", "Internal name of the product", "CONF"),
      Field("product.admission", "Admission product", "true", .boolean),
      Field("product.is_session", "Product named as a session in the settings", "false", .boolean),
      Field(
        "product.carries_tickets", "No admission product, but tickets or sessions are sold with it", "true", .boolean),
      Field("addon.is_ticket", "A ticket or a session was added to it and is not cancelled", "true", .boolean),
      Field("product_variation.value", "Product variation", #"{"en":"Regular"}"#),
      Field("item", "Number of the product", "3", .number),
      Field("variation", "Number of the product variation", "7", .number),
      Field("price", "Price", "199.00", .number, to: "price"),
      Field("secret", "Barcode", "gigb6pdy", to: "barcode"),
      Field("positionid", "Position in the order", "1", .number),
      Field("pseudonymization_id", "Pseudonym", "MQLJVANO3B"),
      checkIn,
      Field("checkins", "All scans", #"[{"type":"exit","datetime":"2026-09-14T17:30:11Z"}]"#, .list),
      Field("answers", "Answers", #"[{"question_identifier":"DIET","answer":"vegan"}]"#, .list),
      Field("^customer", "Customer account", "79LUHPN", to: "person_key"),
      // Whoever paid; nobody that a ticket was bought for need be.
      Field("^invoice_address.name", "Name of the invoice", "Ana Silva"),
      Field(
        "^invoice_address.name_parts", "Name of the invoice in parts",
        #"{"given_name":"Ana","family_name":"Silva"}"#),
      Field("^invoice_address.company", "Company of the invoice", "Example Ltd"),
      Field("^invoice_address.country", "Country of the invoice", "PT"),
      Field("^comment", "Internal comment", "Speaker's guest", .longText),
    ],
    mapping: [
      // Schemes differ: given and family name, or one full name, or that of an older scheme, or none at all.
      Mapping(
        "attendee_name_parts | attendee_name_parts._legacy | attendee_name", to: "fname", .text, [.firstName, .trim]),
      Mapping(
        "attendee_name_parts | attendee_name_parts._legacy | attendee_name", to: "lname", .text, [.lastName, .trim]),
      Mapping(
        "attendee_name | attendee_name_parts.full_name | attendee_name_parts._legacy", to: "full_name", .text, [.trim]),
      // The number where the product is not known any more.
      Mapping("product.name | item", to: "ticket_type", .text, [.language, .trim]),
      Mapping("product_variation.value | variation", to: "ticket_variation", .text, [.language, .trim]),
      Mapping("attendee_email | ^email", to: "email", .email, [.trim]),
    ],
    skip: invalid + [noTicket])

  static let sessions = DataType(
    "sessions", "Sessions (dates of a series)", as: .session, key: ["id"], modified: "last_modified",
    announcesTotal: true, hasStableOrder: false, isIncremental: true,
    fields: [
      Field("id", "Date", "1", .number, to: "code", as: .text),
      Field("name", "Name", #"{"en":"Tour 1"}"#, to: "title", .language, .trim),
      Field("date_from", "Start", "2026-10-05T08:00:00Z", .dateTime, to: "start"),
      Field("date_to", "End", "2026-10-05T09:00:00Z", .dateTime, to: "end"),
      Field("date_admission", "Doors", "2026-10-05T07:30:00Z", .dateTime, to: "doors_at"),
      Field("location", "Location", #"{"en":"Main entrance"}"#, to: "location", .language, .trim),
      Field("frontpage_text", "Text", #"{"en":"Once around the house."}"#, .longText, to: "description", .language),
      Field("active", "Active", "true", .boolean),
      Field("is_public", "Shown in the shop", "true", .boolean, to: "is_public"),
      Field("comment", "Internal comment", "Guide: Ana", .longText),
      Field("last_modified", "Changed", "2026-10-01T06:00:00Z", .dateTime, to: "modified_at"),
    ],
    skip: [.oneOf("active", ["false"])])

  static let registrations = DataType(
    "registrations", "Session registrations", as: .registration, key: ["code"], modified: "^last_modified",
    announcesTotal: true, hasStableOrder: false, isIncremental: true,
    explode: .init("positions", key: ["id"], where: .isEmpty("addon_to"), .isNotEmpty("subevent")),
    references: [
      .init(.person, in: "participants", key: ["^code", "id"]), .init(.session, in: "sessions", key: ["subevent"]),
    ],
    requires: ["participants", "sessions"],
    fields: ticket + [
      Field("^datetime", "Ordered", "2026-03-22T14:11:00Z", .dateTime, to: "registered_at"),
      checkIn,
    ],
    mapping: [Mapping("subevent", to: "session_code", .text)],
    skip: invalid)
}
