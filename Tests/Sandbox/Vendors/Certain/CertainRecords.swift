/// Writes the records of the Certain event.
///
/// Documented field names are kept; fields that no public source names are plausible ones (middleName, fax, address
/// lines and the like), there to make a mapping of 25 columns possible.
struct CertainRecords {
  let event: CertainEvent
  /// What `include_list` named; without it custom answers are missing (seen in client code).
  var groups: Set<String> = []

  private var zone: Int { event.settings.number("zone-hours") }

  /// A list in an object, which may come as a bare object if it has one element, as in JSON made from XML.
  func list(_ key: StaticString, _ rows: [Int], _ w: inout JSONWriter, _ write: (Int, inout JSONWriter) -> Void) {
    if rows.count == 1 && event.settings["singleton"] == "object" {
      w.member("\(key)") { w in write(rows[0], &w) }
    } else {
      w.array(key) { w in for row in rows { write(row, &w) } }
    }
  }

  func registration(_ index: Int, _ w: inout JSONWriter) {
    let type = CertainEvent.attendeeTypes[
      event.dice.roll(index, .kind) % 10 < 7 ? 1 : event.dice.roll(index, .kind) / 10 % 4]
    let label = event.label(index)
    let primary = event.primary(index)
    w.record("registrationCode", .text(event.code(index))) { w in
      w.number("pkRegId", event.number(index))
      w.text("orderCode", event.code(primary))
      w.text("attendeeTypeCode", type.0)
      w.text("attendeeType", type.1)
      w.text("registrationStatusLabel", label)
      let isGone = CertainEvent.cancelledLabels.contains(label)
      w.flag("isActive", !isGone || event.settings["cancelled-active"] == "true")
      w.flag("testRecord", index % 113 == 29)
      w.flag("guest", primary != index)
      w.text("dateCreated", event.created(index).zoneless(hours: zone))
      w.text("dateModified", event.modified(index).zoneless(hours: zone))
      w.text("badgeId", "B\(100_000 + index)")
      w.text("source", index % 3 == 0 ? "Web" : "Import")
      w.object("profile") { w in profile(index, &w) }
      if groups.contains("groups") { w.text("group", CertainEvent.groups[event.dice.roll(index, .group, below: 3)].0) }
      if groups.contains("financial") { w.text("balance", index % 10 == 0 ? "120.00" : "0.00") }
      if groups.contains("registration_questions") {
        w.object("registrationQuestions") { w in
          let answered = CertainQuestions.answered(index, dice: event.dice)
          list("question", answered, &w) { question($0, of: index, &$1) }
        }
      }
    }
  }

  func profile(_ index: Int, _ w: inout JSONWriter) {
    let person = event.person(index)
    let roll = event.dice.roll(index, .address)
    w.text("profilePin", "P-\(77 + index)")
    w.number("pkProfileId", 400_000 + index)
    w.text("externalKey", roll % 4 == 0 ? nil : "crm-\(index)")
    w.text("prefix", ["", "Dr.", "Prof.", ""][roll % 4])
    w.mainText("firstName", person.given)
    w.text("middleName", roll % 6 == 0 ? "M." : "")
    w.text("lastName", person.family)
    w.text("suffix", roll % 31 == 0 ? "Jr." : "")
    w.text("badgeName", person.full)
    w.text("email", person.email)
    w.text("ccEmail", roll % 15 == 0 ? "assistant.\(index)@example.com" : "")
    w.text("organization", person.company)
    w.text("position", person.job)
    w.text("phone", person.phone)
    w.text("mobilePhone", roll % 3 == 0 ? "+44 7700 900\(100 + roll % 900)" : "")
    w.text("fax", "")
    w.text("website", roll % 9 == 0 ? "https://example.org/~\(index)?a=1&b=2" : "")
    w.text("language", person.locale)
    w.text("notes", index == Person.longWinded ? Person.biography(index, dice: event.dice) : "")
    w.object("address") { w in
      w.text("line1", "Example Street \(roll % 300 + 1)")
      w.text("line2", roll % 8 == 0 ? "c/o \(person.company ?? "Reception")" : "")
      w.text("city", person.city)
      w.text("state", "")
      w.text("postalCode", String(10_000 + roll % 89_999))
      w.text("country", person.country)
    }
  }

  private func question(_ id: Int, of index: Int, _ w: inout JSONWriter) {
    let question = CertainQuestions.all[id]
    let values = CertainQuestions.values(id, index, dice: event.dice)
    w.object { w in
      w.number("questionId", 638 + id)
      w.text("questionCode", question.code)
      w.text("questionName", question.name)
      w.text("questionField", "reg_ans_field\(19 + id)")
      w.object("answers") { w in
        list("answer", Array(values.indices), &w) { place, w in
          w.object { w in
            w.null("answerId")
            w.text("answerCode", nil)
            w.text("value", values[place])
          }
        }
      }
    }
  }

  func session(_ index: Int, _ w: inout JSONWriter) {
    let roll = event.dice.roll(index, .title)
    let edits = event.sessions.edits(index)
    let instances = (0..<event.instances(index)).map { $0 }
    let minutes = [30, 45, 60][roll % 3]
    w.record("sessionCode", .text(event.code(session: index))) { w in
      w.number("sessionInstanceId", event.instance(index, 0))
      w.mainText("sessionName", Texts.title(roll) + (edits == 0 ? "" : " (revised \(edits))"))
      w.text("description", "<p>" + Texts.paragraph(roll, sentences: 2 + roll % 3) + "</p>")
      w.text("eventTrack", CertainEvent.tracks[roll / 3 % CertainEvent.tracks.count])
      w.text("locationCode", CertainEvent.locations[roll / 7 % 4].0)
      w.number("duration", minutes)
      w.number("capacity", roll % 5 == 0 ? nil : 40 + roll % 400)
      w.number("noOfInstances", instances.count)
      w.flag("isActive", !event.isCancelled(session: index))
      list("occurrences", instances, &w) { place, w in
        let start = start(index, place)
        w.object { w in
          w.number("sessionInstanceId", event.instance(index, place))
          w.text("startDate", start.zoneless(hours: zone))
          w.text("endDate", start.adding(seconds: minutes * 60).zoneless(hours: zone))
          w.text("locationCode", CertainEvent.locations[(roll / 7 + place) % 4].0)
        }
      }
      w.array("speakers") { w in
        for speaker in event.speakers(of: index) { w.text(event.code(speaker: speaker)) }
      }
    }
  }

  private func start(_ index: Int, _ place: Int) -> Moment {
    let step = (event.dice.roll(index, .moment) + event.sessions.edits(index)) % 30
    return Calendar.eventStart.adding(seconds: (step / 10 + place) * 86_400 + step % 10 * 3600)
  }

  /// A session as the v1 object AgendaItem.
  func agendaItem(_ index: Int, _ w: inout JSONWriter) {
    let roll = event.dice.roll(index, .title)
    w.record("agendaItemCode", .text(event.code(session: index))) { w in
      w.mainText("agendaItemName", Texts.title(roll))
      w.flag("isActive", !event.isCancelled(session: index))
      w.text("startDate", start(index, 0).zoneless(hours: zone))
      if groups.contains("inventory") { w.object("inventory") { w in w.number("capacity", 40 + roll % 400) } }
    }
  }

  func speaker(_ index: Int, _ w: inout JSONWriter) {
    // Speakers are other people than those registered, except for every third.
    let session = event.session(of: index)
    let number = index % 3 == 0 && index < event.registrations.base ? index : index + 5_000_000
    let person = Person(number, edits: event.sessions.edits(session), dice: event.dice)
    w.record("speakerId", .text(event.code(speaker: index))) { w in
      w.text("pin", "P-\(77 + number)")
      w.mainText("firstName", person.given)
      w.text("lastName", person.family)
      w.text("email", person.email)
      w.text("phone", person.phone)
      w.text("organization", person.company)
      w.text("position", person.job)
      w.text("sessionCode", event.code(session: session))
    }
  }

  /// One row of the flat form: a registration in a session. No public source shows the shape of this list.
  func sessionRegistration(_ row: Int, _ w: inout JSONWriter) {
    let index = row / 4
    w.record("registrationCode", .text(event.code(index))) { w in
      registered(row, &w)
      w.text("dateModified", event.modified(index).zoneless(hours: zone))
    }
  }

  /// One row of the nested form: a registration with its sessions.
  func registrationWithSessions(_ index: Int, _ w: inout JSONWriter) {
    w.record("registrationCode", .text(event.code(index))) { w in
      list("sessions", event.places(index).map { index * 4 + $0 }, &w) { row, w in w.object { w in registered(row, &w) }
      }
      w.text("dateModified", event.modified(index).zoneless(hours: zone))
    }
  }

  private func registered(_ row: Int, _ w: inout JSONWriter) {
    let session = event.session(of: row / 4, place: row % 4)
    w.text("sessionCode", event.code(session: session))
    w.number("sessionInstanceId", event.instance(session, 0))
    w.mainText("status", sessionStatus(row))
  }

  func sessionStatus(_ row: Int) -> String {
    if event.registrations.history(row / 4).cancelled != 0 { return "Cancelled" }
    return ["Registered", "Registered", "Registered", "Waitlisted", "Attended"][
      event.dice.roll(row, .checkIn, below: 5)]
  }

  func supplier(_ index: Int, _ w: inout JSONWriter) {
    let roll = event.dice.roll(index, .company)
    w.record("supplierCode", .text("X\(event.isRekeyed ? "Z" : "")-\(901 + index)")) { w in
      w.mainText("supplierName", Texts.companies[roll % Texts.companies.count] + " \(index + 1)")
      w.text("boothNumber", index % 6 == 0 ? "" : "\(["A", "B", "C"][index % 3])\(index)")
      w.text("level", ["Gold", "Silver", "Exhibitor"][roll / 16 % 3])
      w.text("email", "booth\(index)@example.com")
      w.text("website", "https://example.com/?booth=\(index)")
      w.text("description", Texts.paragraph(roll, sentences: 2))
      w.flag("isActive", true)
    }
  }

  /// A record of nothing but code and name.
  func named(_ code: StaticString, _ name: StaticString, _ pair: (String, String), _ w: inout JSONWriter) {
    w.record(code, .text(pair.0)) { w in w.mainText(name, pair.1) }
  }
}
