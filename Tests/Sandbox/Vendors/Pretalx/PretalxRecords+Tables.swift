/// Rooms, tracks and the other short lists of the pretalx event.
extension PretalxRecords {
  private static let rooms = [
    ("Aurora Hall", "Aurora-Saal"), ("Workshop 1", "Werkstatt 1"), ("Workshop 2", "Werkstatt 2"),
    ("Library", "Bücherei"),
    ("Foyer", "Foyer"), ("Cinema", "Kino"), ("Garden", "Garten"), ("Room &amp; Board", "Kost &amp; Logis"),
    ("Attic", "Dachboden"),
  ]
  static let tracks = [
    ("Main", "Haupt"), ("Tools", "Werkzeuge"), ("People", "Menschen"), ("Doors", "Türen"), ("Light", "Licht"),
    ("Sound", "Ton"), ("Data", "Daten"), ("Lunch & more", "Mittag & mehr"),
  ]
  private static let types = [
    ("Talk", "Vortrag", 30), ("Long talk", "Langer Vortrag", 45), ("Workshop", "Werkstatt", 60),
    ("Keynote", "Festrede", 90),
  ]

  func room(_ id: Int, _ w: inout JSONWriter) {
    let (english, german) = id <= 9 ? Self.rooms[id - 1] : ("Annex \(id)", "Anbau \(id)")
    w.record("id", .number(id)) { w in
      label("name", english, german, &w)
      label("description", english + ", ground floor", german + ", Erdgeschoss", &w)
      let unique = "0e0fe6ac-0000-4000-8000-" + String(1_000_000_000_000 + id).dropFirst()
      w.text("uuid", unique)
      w.text("guid", unique)
      w.number("capacity", id == 9 ? nil : 800 / id)
      w.number("position", id - 1)
      guard seesAll else { return }
      label("speaker_info", "", "", &w)
      w.array("availabilities") { w in
        w.object { w in
          w.text("start", Calendar.eventStart.zoned(hours: Calendar.zoneHours))
          w.text("end", Calendar.eventStart.adding(seconds: 2 * 86_400 + 36_000).zoned(hours: Calendar.zoneHours))
          w.flag("allDay", false)
        }
      }
    }
  }

  func track(_ id: Int, _ w: inout JSONWriter) {
    // A round renames one track.
    let renamed = (1...max(event.round, 1)).last { event.round > 0 && $0 % 8 + 1 == id }
    let (english, german) = Self.tracks[id - 1]
    w.record("id", .number(id)) { w in
      label("name", english + (renamed.map { " \($0)" } ?? ""), german + (renamed.map { " \($0)" } ?? ""), &w)
      label("description", "", "", &w)
      w.text("color", "#00aa0\(id)")
      w.number("position", id - 1)
      w.flag("requires_access_code", false)
    }
  }

  func submissionType(_ id: Int, _ w: inout JSONWriter) {
    let type = Self.types[id - 1]
    w.record("id", .number(id)) { w in
      label("name", type.0, type.1, &w)
      w.number("default_duration", type.2)
      w.null("deadline")
      w.flag("requires_access_code", false)
    }
  }

  func tag(_ id: Int, _ w: inout JSONWriter) {
    w.record("id", .number(id)) { w in
      w.text("tag", ["beginner", "expert", "remote", "vip", "日本語", "live", "panel", "kids"][id - 1])
      label("description", "", "", &w)
      w.text("color", "#3300\(id)\(id)")
      w.flag("is_public", id % 2 == 0)
    }
  }

  func question(_ id: Int, _ w: inout JSONWriter) {
    guard let question = PretalxQuestions.question(id) else { return w.null() }
    w.record("id", .number(id)) { w in
      label("question", question.english, question.german, &w)
      label("help_text", "", "", &w)
      w.null("default_answer")
      w.text("variant", question.variant)
      w.text("target", question.target)
      w.null("deadline")
      w.null("freeze_after")
      w.text("question_required", "optional")
      w.number("position", id - 1)
      w.array("tracks")
      w.array("submission_types")
      w.array("options") { w in
        for place in question.options.indices { option(PretalxQuestions.option(id, place), &w, isNested: true) }
      }
      w.flag("active", true)
      w.flag("contains_personal_data", question.target == "speaker")
      w.flag("is_public", false)
      w.flag("is_visible_to_reviewers", true)
    }
  }

  func option(_ id: Int, _ w: inout JSONWriter, isNested: Bool = false) {
    guard let question = PretalxQuestions.question(id / 10) else { return w.null() }
    w.record("id", .number(id)) { w in
      if !isNested { w.number("question", question.id) }
      label("answer", question.options[id % 10], question.options[id % 10], &w)
      w.number("position", id % 10)
    }
  }

  /// A schedule; the unreleased one has version "wip" and no date.
  func schedule(version: Int, _ w: inout JSONWriter, isDetail: Bool = false) {
    let isWip = version > event.round
    w.record("id", .number(PretalxSlots.schedule(version: version))) { w in
      w.text("version", isWip ? "wip" : "1.\(version)")
      // A version is released at the end of the round before.
      let published = Calendar.opening.adding(seconds: version * 3600 - 1800).zoned(hours: Calendar.zoneHours)
      w.text("published", isWip ? nil : published)
      guard isDetail else { return }
      w.null("comment")
      let slots = PretalxSlots(event: event, version: version)
      let rows = seesAll ? slots.rows : slots.rows.filter(slots.isVisible)
      if expand.contains(where: { $0.hasPrefix("slots") }) {
        w.array("slots") { w in for row in rows { slot(row, in: slots, &w, inSchedule: true) } }
      } else {
        w.numbers("slots", rows.map(slots.id))
      }
    }
  }
}
