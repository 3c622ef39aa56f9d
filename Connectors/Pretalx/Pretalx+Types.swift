import ConnectorKit

extension PretalxConnector {
  /// States in which a session takes place. A cancelled one keeps its slot until the schedule is released again, so a
  /// slot proves nothing.
  static let liveStates = ["accepted", "confirmed"]

  static let sessions = DataType(
    "sessions", "Sessions", as: .session, key: ["code"], announcesTotal: true,
    // Sorted by a random code: whatever is added or deleted meanwhile shifts the rest.
    hasStableOrder: false,
    fields: [
      Field("code", "Code", "38NQPV", to: "code"),
      Field("title", "Title", "Evolving schemas", to: "title", .trim),
      Field("abstract", "Abstract", "How to change a schema.", .longText, to: "abstract", .trim),
      Field("description", "Description", "With three examples.", .longText, to: "description", .trim),
      Field("slots[is_visible=true].start", "Start", "2026-09-14T09:00:00+02:00", .dateTime),
      Field("slots[is_visible=true].end", "End", "2026-09-14T09:45:00+02:00", .dateTime),
      Field("slots[is_visible=true].room.name", "Room", #"{"en":"Hall A"}"#),
      Field("slots[is_visible=true].room.id", "Room number", "5", .number),
      Field("slots[is_visible=true].room.capacity", "Room capacity", "800", .number),
      Field("slots[0].start", "Start of the first slot", "2026-09-14T09:00:00+02:00", .dateTime),
      Field("slots[0].end", "End of the first slot", "2026-09-14T09:45:00+02:00", .dateTime),
      Field("slots[0].room.name", "Room of the first slot", #"{"en":"Hall A"}"#),
      Field("slots[0].room.id", "Room number of the first slot", "5", .number),
      Field("slots[0].room.capacity", "Room capacity of the first slot", "800", .number),
      Field("slots[1].start", "Start of the second slot", "2026-09-15T09:00:00+02:00", .dateTime),
      Field("slots[1].end", "End of the second slot", "2026-09-15T09:45:00+02:00", .dateTime),
      Field("slots[1].room.name", "Room of the second slot", #"{"en":"Hall B"}"#),
      Field("track.name", "Track", #"{"en":"Community"}"#, to: "track", .language, .trim),
      Field("track.color", "Track colour", "#8c564b"),
      Field("submission_type.name", "Type", #"{"en":"Talk"}"#, to: "type", .language, .trim),
      Field("tags", "Tags", #"[{"tag":"databases"}]"#, .list, to: "tags", as: .text, .each("tag"), .join(", ")),
      Field("speakers", "Presenters (codes)", #"["EURLVF"]"#, .list, to: "presenter_ids", as: .text, .join(", ")),
      Field("duration", "Duration in minutes", "45", .number, to: "duration"),
      Field("content_locale", "Language", "de", to: "language", .lower),
      Field("state", "State", "confirmed", .choice, to: "status"),
      Field("is_featured", "Featured", "false", .boolean, to: "featured"),
      Field("do_not_record", "Not to be recorded", "true", .boolean, to: "do_not_record"),
      Field("image", "Image", "https://pretalx.example/img.png", .url, to: "image_url"),
      Field("slot_count", "Number of slots", "1", .number),
      Field("pending_state", "State at the next release", "canceled", .choice),
      Field("notes", "Notes for the organiser", "Needs sound", .longText),
      Field("internal_notes", "Internal notes", "Speaker arrives late", .longText),
    ],
    mapping: [
      // A session of two slots has one that nobody scheduled yet, hidden and without a time, first or last. Where all are
      // hidden, as they are until a session is confirmed, it is the first.
      Mapping("slots[is_visible=true].start | slots[0].start", to: "start", .dateTime),
      Mapping("slots[is_visible=true].end | slots[0].end", to: "end", .dateTime),
      Mapping("slots[is_visible=true].room.name | slots[0].room.name", to: "location", .text, [.language, .trim]),
      Mapping("slots[is_visible=true].room.id | slots[0].room.id", to: "location_id", .text),
      Mapping("slots[is_visible=true].room.capacity | slots[0].room.capacity", to: "capacity", .number),
    ],
    skip: [.noneOf("state", liveStates)])

  static let presenters = DataType(
    "presenters", "Presenters", as: .presenter, key: ["code"], announcesTotal: true, hasStableOrder: false,
    fields: [
      Field("code", "Code", "3DAQ3P", to: "code"),
      Field("name", "Name", "Ana Silva", to: "full_name", .trim),
      Field("email", "E-mail", "ana@example.org", .email, to: "email", .trim),
      Field("biography", "Biography", "Builds bridges.", .longText, to: "bio", .trim),
      Field("avatar_url", "Photo", "https://pretalx.example/ana.png", .url, to: "photo_url"),
      Field("locale", "Language", "en", to: "language", .lower),
      Field("timezone", "Time zone", "Europe/Lisbon", to: "time_zone"),
      Field("has_arrived", "Has arrived", "false", .boolean, to: "has_arrived"),
      Field(
        "live_sessions", "Sessions that take place (codes)", #"["38NQPV"]"#, .list, to: "session_ids", as: .text,
        .join(", ")),
      Field("submissions", "All submissions (codes)", #"["38NQPV","8WGETJ"]"#, .list),
      Field("internal_notes", "Internal notes", "Vegan", .longText),
    ],
    mapping: [
      Mapping("name", to: "fname", .text, [.firstName]),
      Mapping("name", to: "lname", .text, [.lastName]),
    ],
    // Whoever has only refused or cancelled sessions is no presenter.
    skip: [.isEmpty("live_sessions")])
}
