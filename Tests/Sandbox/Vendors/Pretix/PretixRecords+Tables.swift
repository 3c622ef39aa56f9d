/// Items, questions, dates and the other short lists of a pretix event.
extension PretixRecords {
  private func label(_ key: StaticString, _ english: String, _ german: String, _ w: inout JSONWriter) {
    w.object(key) { w in
      w.text("de", german)
      w.text("en", english)
    }
  }

  func item(_ id: Int, _ w: inout JSONWriter) {
    let item = PretixCatalog.items[id - 1]
    let renamed = PretixCatalog.lastItemRound(event.round)
    // A renamed item is one of the changes that modified orders don't tell of (seen on pretix 2026.8.0).
    let suffix = id == 4 && renamed > 0 ? " \(renamed)" : ""
    w.record("id", .number(id)) { w in
      label("name", item.english + suffix, item.german + suffix, &w)
      w.null("internal_name")
      w.text("default_price", PretixCatalog.money(item.cents))
      w.number("category", item.admission ? 1 : 2)
      w.flag("active", true)
      w.null("description")
      w.flag("admission", item.admission)
      w.flag("personalized", item.admission)
      w.number("position", id)
      w.flag("has_variations", !item.variations.isEmpty)
      w.array("variations") { w in
        for variation in item.variations {
          w.object { w in
            w.number("id", variation.id)
            label("value", variation.english, variation.german, &w)
            w.text("price", PretixCatalog.money(variation.cents))
            w.flag("active", true)
          }
        }
      }
    }
  }

  func category(_ id: Int, _ w: inout JSONWriter) {
    w.record("id", .number(id)) { w in
      label("name", ["Tickets", "Extras", "Donations"][id - 1], ["Tickets", "Zusätze", "Spenden"][id - 1], &w)
      w.number("position", id)
      w.flag("is_addon", id == 2)
    }
  }

  func question(_ id: Int, _ w: inout JSONWriter) {
    let question = PretixCatalog.questions[id - 1]
    w.record("id", .number(id)) { w in
      label("question", question.english, question.english, &w)
      w.text("type", question.type)
      w.flag("required", false)
      w.numbers("items", [1, 2, 3])
      w.number("position", id)
      w.text("identifier", question.identifier)
      w.array("options") { w in
        for (place, option) in question.options.enumerated() {
          w.object { w in
            w.number("id", id * 10 + place)
            w.text("identifier", question.identifier + String(place))
            w.number("position", place)
            label("answer", option, option, &w)
          }
        }
      }
    }
  }

  func subevent(_ id: Int, _ w: inout JSONWriter) {
    let start = Calendar.eventStart.adding(seconds: id * 86_400)
    w.record("id", .number(id)) { w in
      let isChanged = event.modified(subevent: id) != Calendar.salesStart
      label(
        "name", "Tour \(id)\(isChanged ? " (new time)" : "")", "Führung \(id)\(isChanged ? " (neue Zeit)" : "")", &w)
      w.text("event", event.slug)
      w.flag("active", id % 6 != 0)
      w.flag("is_public", true)
      w.text("date_from", start.adding(seconds: isChanged ? 3600 : 0).zulu)
      w.null("date_to")
      w.null("location")
      w.null("seating_plan")
      w.object("meta_data") { _ in }
      w.text("last_modified", event.modified(subevent: id).zulu)
    }
  }

  func quota(_ id: Int, _ w: inout JSONWriter) {
    w.record("id", .number(id)) { w in
      w.text("name", ["Conference", "Workshops"][id - 1])
      w.number("size", [nil, 40][id - 1])
      w.numbers("items", [[1, 2, 3], [4]][id - 1])
      w.numbers("variations", id == 1 ? [1, 2] : [])
      w.null("subevent")
    }
  }

  func taxRule(_ id: Int, _ w: inout JSONWriter) {
    w.record("id", .number(id)) { w in
      label("name", "VAT", "MwSt", &w)
      w.text("rate", id == 1 ? "19.00" : "7.00")
    }
  }

  func checkinList(_ id: Int, _ w: inout JSONWriter) {
    w.record("id", .number(id)) { w in
      w.text("name", id == 1 ? "Entrance" : "Dinner")
      w.flag("all_products", id == 1)
      w.numbers("limit_products", id == 1 ? [] : [6])
      w.null("subevent")
    }
  }

  func voucher(_ id: Int, _ w: inout JSONWriter) {
    w.record("id", .number(id)) { w in
      w.text("code", "FREE\(id)")
      w.number("max_usages", 1)
      w.number("redeemed", 0)
      w.text("price_mode", "none")
    }
  }

  func checkin(_ scan: Int, _ w: inout JSONWriter) {
    w.record("id", .number(event.id(scan: scan))) { w in
      w.flag("successful", true)
      w.null("error_reason")
      w.number("position", event.id(position: scan / 2 * 4))
      w.text("datetime", event.scannedAt(scan).zulu)
      w.number("list", 1)
      w.text("created", event.scannedAt(scan).zulu)
      w.flag("auto_checked_in", false)
      w.text("type", scan % 2 == 1 ? "exit" : "entry")
    }
  }

  /// A customer of the organizer, by the order that made the account.
  func customer(_ order: Int, _ w: inout JSONWriter) {
    let person = event.person(event.people(of: order).lowerBound)
    w.record("identifier", .text(PretixEvent.customer(order))) { w in
      w.text("external_identifier", order % 10 == 0 ? "CRM-\(order)" : nil)
      w.text("email", person.email)
      w.text("phone", person.phone)
      w.mainText("name", person.full)
      w.object("name_parts") { _ in }
      w.flag("is_active", true)
      w.flag("is_verified", order % 2 == 0)
      w.text("locale", "en")
      w.text("last_modified", event.modified(order).zulu)
    }
  }
}
