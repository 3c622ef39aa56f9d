import ConnectorKit

extension CertainConnector {
  /// Labels of people who are not coming. Customers add labels of their own, which count as live: a person too many is
  /// a smaller harm than one who is missing at the door. Operators edit the rule.
  private static let notComing = [
    "New", "Requested Invitation", "Waitlist Hold", "Invited", "Request Denied", "Invitation Sent",
    "Declined Invitation", "Cancelled",
  ]

  /// Where a name is an alternative, sources disagree or none confirms it; Preview shows which one an account has.
  static let participants = DataType(
    "participants", "Participants", as: .person, key: ["registrationCode"], modified: "dateModified",
    announcesTotal: true, hasStableOrder: false,
    fields: [
      Field("registrationCode", "Registration code", "R-1001", to: "registration_code"),
      Field("pkRegId", "Registration number", "88123", .number, to: "registration_number", as: .text),
      Field("orderCode", "Order", "R-1000", to: "order_id"),
      Field("attendeeType", "Attendee type", "VIP", to: "registration_type", .trim),
      Field("attendeeTypeCode", "Attendee type code", "VIP", to: "ticket_type", .trim),
      Field("registrationStatusLabel", "Status", "Pre-Registered", .choice, to: "status", .trim),
      Field("isActive", "Active", "true", .boolean),
      Field("isTest", "Test registration", "false", .boolean, to: "is_test"),
      Field("dateCreated", "Registered", "2025-03-01T09:15:00", .dateTime, to: "registered_at"),
      Field("dateModified", "Changed", "2025-03-04T17:20:11", .dateTime, to: "modified_at"),
      Field("profile.profilePin", "Profile PIN", "P-77", to: "person_key"),
      Field("profile.externalKey", "External key", "crm-5", to: "external_id"),
      Field("profile.prefix", "Title", "Dr.", to: "prefix", .trim),
      Field("profile.firstName", "First name", "Ana"),
      Field("profile.first_name", "First name (other spelling)", "Ana"),
      Field("profile.middleName", "Middle name", "Maria", to: "middle_name", .trim),
      Field("profile.lastName", "Last name", "Silva"),
      Field("profile.last_name", "Last name (other spelling)", "Silva"),
      Field("profile.suffix", "Suffix", "Jr.", to: "suffix", .trim),
      Field("profile.nickname", "Name on the badge", "Ana", to: "nickname", .trim),
      Field("profile.email", "E-mail", "ana@example.org", .email, to: "email", .trim),
      Field("profile.ccEmail", "Second e-mail", "office@example.org", .email, to: "cc_email", .trim),
      Field("profile.organization", "Company", "Example Ltd"),
      Field("profile.company", "Company (other spelling)", "Example Ltd"),
      Field("profile.position", "Job title", "Director"),
      Field("profile.job_title", "Job title (other spelling)", "Director"),
      Field("profile.phone", "Phone", "+351 22 000 000", .phone, to: "phone", .trim),
      Field("profile.mobilePhone", "Mobile phone", "+351 91 000 000", .phone, to: "mobile", .trim),
      Field("profile.address.line1", "Address", "Rua Nova 5", to: "address1", .trim),
      Field("profile.address.line2", "Address, second line", "2nd floor", to: "address2", .trim),
      Field("profile.address.city", "City", "Porto", to: "city", .trim),
      Field("profile.address.state", "State or region", "Porto", to: "region", .trim),
      Field("profile.address.zip", "Postal code", "4000-001", to: "postal_code", .trim),
      Field("profile.address.country", "Country", "PT", to: "country", .trim),
      Field("profile.biography", "Biography", "Builds bridges.", .longText, to: "bio", .trim),
      Field("profile.photoUrl", "Photo", "https://example.org/ana.png", .url, to: "photo_url"),
      Field("profile.website", "Web site", "https://example.org", .url, to: "website"),
      Field("profile.language", "Language", "en", to: "language", .lower),
      Field(
        "registrationQuestions.question", "Answers about the registration",
        #"[{"questionCode":"diet","answers":{"answer":[{"value":"Vegan"}]}}]"#, .list),
      Field(
        "profileQuestions.question", "Answers about the person",
        #"[{"questionCode":"badge","answers":{"answer":[{"value":"Ana"}]}}]"#, .list),
    ],
    mapping: [
      Mapping("profile.firstName | profile.first_name", to: "fname", .text, [.trim]),
      Mapping("profile.lastName | profile.last_name", to: "lname", .text, [.trim]),
      Mapping("profile.organization | profile.company", to: "company", .text, [.trim]),
      Mapping("profile.position | profile.job_title", to: "job_title", .text, [.trim]),
    ],
    skip: [
      .oneOf("registrationStatusLabel", notComing), .oneOf("isActive", ["false"]),
      .oneOf("isTest", ["true"]),
    ])

  static let sessions = DataType(
    "sessions", "Sessions", as: .session, key: ["sessionKey"], announcesTotal: false, hasStableOrder: false,
    fields: [
      Field("sessionKey", "Key (code or instance)", "S-10"),
      Field("sessionCode", "Session code", "S-10", to: "code"),
      Field("sessionInstanceId", "Instance", "501", .number, to: "external_id", as: .text),
      Field("name", "Name", "Opening"),
      Field("sessionName", "Name (other spelling)", "Opening"),
      Field("title", "Title", "Opening"),
      Field("description", "Description", "Welcome to all.", .longText, to: "description", .trim),
      Field("startDateTime", "Start", "2026-09-14T09:00:00", .dateTime),
      Field("startDate", "Start (other spelling)", "2026-09-14T09:00:00", .dateTime),
      Field("occurrences[0].startDateTime", "Start of the first occurrence", "2026-09-14T09:00:00", .dateTime),
      Field("occurrences[0].startDate", "Start of the first occurrence (other)", "2026-09-14T09:00:00", .dateTime),
      Field("occurrences.startDateTime", "Start of the only occurrence", "2026-09-14T09:00:00", .dateTime),
      Field("occurrences.startDate", "Start of the only occurrence (other)", "2026-09-14T09:00:00", .dateTime),
      Field("endDateTime", "End", "2026-09-14T09:45:00", .dateTime),
      Field("endDate", "End (other spelling)", "2026-09-14T09:45:00", .dateTime),
      Field("occurrences[0].endDateTime", "End of the first occurrence", "2026-09-14T09:45:00", .dateTime),
      Field("occurrences[0].endDate", "End of the first occurrence (other)", "2026-09-14T09:45:00", .dateTime),
      Field("occurrences.endDateTime", "End of the only occurrence", "2026-09-14T09:45:00", .dateTime),
      Field("occurrences.endDate", "End of the only occurrence (other)", "2026-09-14T09:45:00", .dateTime),
      Field("eventTrack", "Track", "Community", to: "track", .trim),
      Field("locationName", "Location", "Hall A"),
      Field("locationCode", "Location code", "HALL-A"),
      Field("duration", "Duration in minutes", "45", .number, to: "duration"),
      Field("capacity", "Capacity", "200", .number, to: "capacity"),
      Field("noOfInstances", "Number of instances", "1", .number),
      Field("isActive", "Active", "true", .boolean),
      Field("dateModified", "Changed", "2025-03-04T17:20:11", .dateTime, to: "modified_at"),
    ],
    mapping: [
      Mapping("name | sessionName | title", to: "title", .text, [.trim]),
      // Certain may write a list of one as its element.
      Mapping(
        "startDateTime | startDate | occurrences[0].startDateTime | occurrences[0].startDate"
          + " | occurrences.startDateTime | occurrences.startDate", to: "start", .dateTime),
      Mapping(
        "endDateTime | endDate | occurrences[0].endDateTime | occurrences[0].endDate"
          + " | occurrences.endDateTime | occurrences.endDate", to: "end", .dateTime),
      Mapping("locationName | locationCode", to: "location", .text, [.trim]),
    ],
    skip: [.oneOf("isActive", ["false"])])

  static let registrations = DataType(
    "registrations", "Session registrations", as: .registration, key: ["registrationCode", "sessionKey"],
    announcesTotal: false, hasStableOrder: false,
    references: [
      .init(.person, in: "participants", key: ["registrationCode"]),
      .init(.session, in: "sessions", key: ["sessionKey"]),
    ],
    requires: ["participants", "sessions"],
    fields: [
      Field("registrationCode", "Registration code", "R-1001", to: "registration_code"),
      Field("sessionKey", "Key of the session", "S-10"),
      Field("sessionCode", "Session code", "S-10", to: "session_code"),
      Field("sessionInstanceId", "Instance", "501", .number),
      Field("registrationStatusLabel", "Status", "Pre-Registered", .choice, to: "status", .trim),
      Field("status", "Status (other spelling)", "Registered", .choice),
      Field("registration.registrationStatusLabel", "Status of the person", "Pre-Registered", .choice),
      Field("isActive", "Active", "true", .boolean),
      Field("dateModified", "Changed", "2025-03-04T17:20:11", .dateTime, to: "modified_at"),
    ],
    skip: [
      .oneOf("registrationStatusLabel", notComing), .oneOf("status", notComing),
      .oneOf("isActive", ["false"]),
    ])
}
