/// Writes the records of the pretalx event as one reader sees them.
struct PretalxRecords {
  let event: PretalxEvent
  /// False without a valid token: then only what is public is written, with fewer fields.
  var seesAll = true
  /// The language of `?lang=`, which turns language maps into plain texts.
  var language: String?
  /// What `?expand=` named.
  var expand: Set<String> = []
  /// The schedule whose slots submissions list: the current one.
  let slots: PretalxSlots

  init(_ event: PretalxEvent, seesAll: Bool = true, language: String? = nil, expand: Set<String> = []) {
    self.event = event
    self.seesAll = seesAll
    self.language = language
    self.expand = expand
    slots = PretalxSlots(event: event, version: event.round)
  }

  static func duration(_ index: Int, dice: Dice) -> Int { [30, 45, 60, 90][type(index, dice: dice) - 1] }
  static func type(_ index: Int, dice: Dice) -> Int { [1, 1, 1, 2, 2, 3, 4][dice.roll(index, .type, below: 7)] }

  /// `{"en": …, "de": …}`, or a plain text with `?lang=` (seen on pretalx 2025.2.2).
  func label(_ key: StaticString, _ english: String, _ german: String, _ w: inout JSONWriter) {
    if let language { return w.text(key, language == "de" ? german : english) }
    w.object(key) { w in
      w.text("de", german)
      w.text("en", english)
    }
  }

  func title(_ index: Int) -> String {
    let title = Texts.title(event.dice.roll(index, .title))
    let edits = event.submissions.edits(index)
    let marked = index % 97 == 13 ? "=SUM(A1:A9) " + title : title
    return edits == 0 ? marked : marked + " (take \(edits + 1))"
  }

  func submission(_ index: Int, _ w: inout JSONWriter, isExpanded: Bool = false) {
    let dice = event.dice
    let text = dice.roll(index, .text)
    let type = Self.type(index, dice: dice)
    let track = dice.roll(index, .track, below: 9)
    w.record("code", .text(event.code(submission: index))) { w in
      w.mainText("title", title(index))
      speakers(of: index, isExpanded: isExpanded, &w)
      if expand.contains("submission_type") && !isExpanded {
        w.member("submission_type") { w in submissionType(type, &w) }
      } else {
        w.number("submission_type", type)
      }
      if track == 0 {
        w.null("track")
      } else if expand.contains("track") && !isExpanded {
        w.member("track") { w in self.track(track, &w) }
      } else {
        w.number("track", track)
      }
      w.numbers("tags", dice.roll(index, .tags) % 3 == 0 ? [1 + dice.roll(index, .tags) / 3 % 8] : [])
      w.text("state", event.state(index))
      w.text("abstract", Texts.paragraph(text, sentences: 1 + text % 2))
      w.text("description", text % 9 == 0 ? "" : Texts.paragraph(text / 9, sentences: 3 + text % 5))
      w.number("duration", Self.duration(index, dice: dice))
      w.number("slot_count", PretalxSlots.count(index))
      w.text("content_locale", text % 3 == 0 ? "de" : "en")
      w.flag("do_not_record", text % 17 == 0)
      w.null("image")
      w.array("resources")
      slots(of: index, isExpanded: isExpanded, &w)
      answers(seesAll ? event.answers(ofSubmission: index) : [], isExpanded: isExpanded, &w)
      guard seesAll && !isExpanded else { return }
      w.text("pending_state", text % 23 == 0 && event.state(index) == "submitted" ? "accepted" : nil)
      w.flag("is_featured", text % 19 == 0)
      w.text("notes", text % 4 == 0 ? Texts.sentences[text % Texts.sentences.count] : "")
      w.text("internal_notes", nil)
      w.text("invitation_token", event.code(submission: index) + "TOKEN")
      w.null("access_code")
      w.null("review_code")
      w.object("anonymised_data") { _ in }
      w.array("reviews")
      w.array("assigned_reviewers")
      w.flag("is_anonymised", false)
      w.null("median_score")
      w.null("mean_score")
    }
  }

  private func speakers(of index: Int, isExpanded: Bool, _ w: inout JSONWriter) {
    let speakers = event.speakers(of: index)
    guard expand.contains("speakers") && !isExpanded else {
      return w.texts("speakers", speakers.map { event.code(speaker: $0) })
    }
    w.array("speakers") { w in for index in speakers { speaker(index, &w, isExpanded: true) } }
  }

  private func slots(of index: Int, isExpanded: Bool, _ w: inout JSONWriter) {
    // Seen on pretalx 2025.2.2: submissions expanded in /speakers/ have no slots.
    let rows = isExpanded || !event.isScheduled(index) ? [] : slots.rows(of: index)
    let seen = seesAll ? rows : rows.filter(slots.isVisible)
    guard expand.contains("slots") else { return w.numbers("slots", seen.map(slots.id)) }
    w.array("slots") { w in for row in seen { slot(row, in: slots, &w, isInSubmission: true) } }
  }

  private func answers(_ rows: [Int], isExpanded: Bool, _ w: inout JSONWriter) {
    guard expand.contains("answers") && !isExpanded else { return w.numbers("answers", rows.map(answerID)) }
    w.array("answers") { w in for row in rows { answer(row, &w) } }
  }

  func speaker(_ index: Int, _ w: inout JSONWriter, isExpanded: Bool = false, inSchedule: Bool = false) {
    let person = Person(index, edits: event.speakers.edits(index), dice: event.dice)
    let own = event.submissions(of: index).filter { seesAll || event.isPublic($0) }
    w.record("code", .text(event.code(speaker: index))) { w in
      w.mainText("name", person.full)
      let biography = Person.biography(index, dice: event.dice)
      w.text("biography", event.speakers.edits(index) == 0 ? biography : (biography ?? "") + "\nNow: " + person.job)
      if expand.contains("submissions") && !isExpanded {
        w.array("submissions") { w in for index in own { submission(index, &w, isExpanded: true) } }
      } else {
        // Seen on pretalx 2025.2.2: speakers expanded in /submissions/ carry no submissions, whatever the truth.
        w.texts("submissions", isExpanded ? [] : own.map { event.code(submission: $0) })
      }
      w.text("avatar_url", index % 5 == 0 ? "https://example.org/avatars/\(index).png" : "")
      answers(seesAll && !inSchedule ? event.answers(ofSpeaker: index) : [], isExpanded: isExpanded, &w)
      // Seen on pretalx 2025.2.2: no e-mail for the public, nor below schedules/latest/.
      guard seesAll && !inSchedule else { return }
      // pretalx's API refuses an address that another user has: so no address is missing or shared here.
      w.text("email", index % 12 == 5 ? "speaker.\(index)@example.com" : person.email ?? "speaker.\(index)@example.com")
      w.text("timezone", "Europe/Berlin")
      w.text("locale", person.locale == "de" ? "de" : "en")
      w.flag("has_arrived", index % 6 == 0)
      w.array("availabilities")
      w.text("internal_notes", nil)
    }
  }

  func slot(
    _ row: Int, in slots: PretalxSlots, _ w: inout JSONWriter, isInSubmission: Bool = false, inSchedule: Bool = false
  ) {
    w.record("id", .number(slots.id(row))) { w in
      let wantsRoom = expand.contains(isInSubmission || inSchedule ? "slots.room" : "room")
      if let room = slots.room(row), wantsRoom {
        w.member("room") { w in self.room(room, &w) }
      } else {
        w.number("room", slots.room(row))
      }
      let start = slots.start(row)
      w.text("start", start?.zoned(hours: Calendar.zoneHours))
      w.text("end", start?.adding(seconds: slots.minutes(row) * 60).zoned(hours: Calendar.zoneHours))
      if !isInSubmission {
        let index = slots.submission(row)
        if let index, expand.contains(inSchedule ? "slots.submission" : "submission") {
          w.member("submission") { w in scheduled(index, inSchedule: inSchedule, &w) }
        } else {
          w.text("submission", index.map { event.code(submission: $0) })
        }
        if !inSchedule { w.number("schedule", PretalxSlots.schedule(version: slots.version)) }
      }
      // Seen on pretalx 2025.2.2: breaks have no submission but a description.
      if slots.submission(row) == nil {
        label("description", row % 2 == 0 ? "Coffee" : "Lunch", row % 2 == 0 ? "Kaffee" : "Mittagessen", &w)
      } else {
        w.null("description")
      }
      w.number("duration", slots.minutes(row))
      if seesAll { w.flag("is_visible", slots.isVisible(row)) }
    }
  }

  private func scheduled(_ index: Int, inSchedule: Bool, _ w: inout JSONWriter) {
    w.record("code", .text(event.code(submission: index))) { w in
      w.text("title", title(index))
      if expand.contains("slots.submission.speakers") || expand.contains("submission.speakers") {
        w.array("speakers") { w in
          for index in event.speakers(of: index) { speaker(index, &w, isExpanded: true, inSchedule: inSchedule) }
        }
      } else {
        w.texts("speakers", event.speakers(of: index).map { event.code(speaker: $0) })
      }
      w.text("state", event.state(index))
      w.array("answers")
    }
  }

  func answerID(_ row: Int) -> Int { row + event.idOffset }

  func answer(_ row: Int, _ w: inout JSONWriter) {
    let question = row % 8
    let answer = PretalxQuestions.answer(row, in: event)
    w.record("id", .number(answerID(row))) { w in
      if expand.contains("answers.question") || expand.contains("question") {
        w.member("question") { w in self.question(question, &w) }
      } else {
        w.number("question", question)
      }
      w.mainText("answer", answer.text)
      w.null("answer_file")
      w.text("submission", question <= 2 ? event.code(submission: row / 8) : nil)
      w.null("review")
      w.text("person", question > 2 ? event.code(speaker: row / 8) : nil)
      w.numbers("options", answer.options)
    }
  }
}
