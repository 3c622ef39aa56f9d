/// Writes the records of one pretix event.
struct PretixRecords {
  let event: PretixEvent
  /// Address of the API as the client sees it, for links inside records.
  let origin: String
  var includesCanceled = false

  func order(_ order: Int, _ w: inout JSONWriter) {
    let people = event.people(of: order)
    let form = event.form(order)
    let buyer = event.person(people.lowerBound)
    let positions = event.positions(of: order)
    let total = positions.reduce(0) { $0 + PretixCatalog.cents($1, dice: event.dice) }
    let placed = event.placed(order)
    let isPaid = event.status(order) == "p"
    let roll = event.dice.roll(order, .payment)
    w.record("code", .text(event.code(order))) { w in
      w.text("event", event.slug)
      w.text("status", event.status(order))
      w.flag("testmode", event.isTest(order))
      w.text("secret", secret(order, length: 16))
      w.mainText("email", buyer.email)
      w.text("phone", buyer.phone)
      w.text("locale", buyer.locale == "de" ? "de" : "en")
      w.text("datetime", placed.zulu)
      w.text("expires", placed.adding(seconds: 14 * 86_400).wholeSecond.zulu)
      w.text("payment_date", isPaid ? placed.adding(seconds: roll % 9 * 86_400).day : nil)
      w.text("payment_provider", roll % 3 == 0 ? "stripe" : "banktransfer")
      w.array("fees") { w in if form == .canceledWithFee { fee(&w) } }
      // A fee is all that is left of an order cancelled with one.
      let canceled =
        form == .oneTicketCanceled ? positions.last.map { PretixCatalog.cents($0, dice: event.dice) } ?? 0 : 0
      w.text("total", PretixCatalog.money(form == .canceledWithFee ? 2500 : total - canceled))
      w.text("comment", "")
      w.object("api_meta") { _ in }
      w.flag("checkin_attention", false)
      w.object("invoice_address") { w in address(buyer, order, &w) }
      w.array("positions") { w in
        for (place, row) in positions.enumerated() where includesCanceled || !event.isCanceled(row) {
          position(row, place: place + 1, in: order, &w)
        }
      }
      w.array("downloads")
      w.text("customer", order % 5 == 0 ? PretixEvent.customer(order) : nil)
      w.flag("require_approval", false)
      w.flag("valid_if_pending", form == .pending && order % 4 == 0)
      w.array("payments") { w in
        guard isPaid else { return }
        w.object { w in
          w.number("local_id", 1)
          w.text("state", "confirmed")
          w.text("amount", PretixCatalog.money(total))
          w.text("provider", roll % 3 == 0 ? "stripe" : "banktransfer")
        }
      }
      w.array("refunds")
      w.text("cancellation_date", event.cancelledAt(order)?.zulu)
      w.text("last_modified", event.modified(order).zulu)
    }
  }

  private func fee(_ w: inout JSONWriter) {
    w.object { w in
      w.text("fee_type", "cancellation")
      w.text("value", "25.00")
      w.text("description", "")
      w.flag("canceled", false)
    }
  }

  private func address(_ buyer: Person, _ order: Int, _ w: inout JSONWriter) {
    w.text("last_modified", event.modified(order).zulu)
    w.flag("is_business", buyer.company != nil)
    w.text("company", buyer.company ?? "")
    w.text("name", buyer.full)
    w.object("name_parts") { w in nameParts(buyer, &w) }
    w.text("street", "Hauptstraße \(order % 200 + 1)\nHinterhof")
    w.text("zipcode", String(10_000 + order % 80_000))
    w.text("city", buyer.city)
    w.text("country", buyer.country)
    w.text("state", "")
    w.text("vat_id", "")
    w.text("internal_reference", "")
  }

  /// One position; `place` counts within the order from 1.
  func position(_ row: Int, place: Int, in order: Int, _ w: inout JSONWriter) {
    let index = row / 4
    let isTicket = row % 4 == 0
    let person = event.person(index)
    let choice = PretixCatalog.choice(row, dice: event.dice)
    let roll = event.dice.roll(index, .contact)
    // Some tickets were bought without naming anybody.
    let isNamed = isTicket && roll % 31 != 0
    let isFirst = index == event.people(of: order).lowerBound
    w.record("id", .number(event.id(position: row))) { w in
      w.text("order", event.code(order))
      w.number("positionid", place)
      w.number("item", choice.item.id)
      w.number("variation", choice.variation?.id)
      w.text("price", PretixCatalog.money(PretixCatalog.cents(row, dice: event.dice)))
      // Seen on pretix 2026.8.0: add-ons are positions of their own without a name.
      w.mainText("attendee_name", isNamed ? person.full : nil)
      w.object("attendee_name_parts") { w in if isNamed { attendeeParts(person, index, &w) } }
      w.text("company", isTicket ? person.company : nil)
      w.text("street", nil)
      w.text("zipcode", nil)
      w.text("city", isTicket ? person.city : nil)
      w.text("country", isTicket ? person.country : nil)
      w.text("state", nil)
      // Null for some: then the order's e-mail holds (seen on pretix 2026.8.0).
      w.text("attendee_email", !isTicket || (isFirst ? roll % 3 == 0 : roll % 2 == 0) ? nil : person.email)
      w.null("voucher")
      w.text("tax_rate", "19.00")
      w.text("tax_value", "0.00")
      w.number("tax_rule", 1)
      w.text("secret", secret(row &+ 1_000_000, length: 32))
      // Sold by itself: a position without a parent, and nobody.
      w.number("addon_to", isTicket || event.isSoldAlone(row) ? nil : event.id(position: index * 4))
      w.number("subevent", event.subevent(of: index))
      w.array("checkins") { w in
        for scan in isTicket ? event.scans(of: index) : [] {
          w.object { w in
            w.number("id", event.id(scan: scan))
            w.text("datetime", event.scannedAt(scan).zulu)
            w.number("list", 1)
            w.text("type", scan % 2 == 1 ? "exit" : "entry")
            w.flag("auto_checked_in", false)
          }
        }
      }
      w.array("downloads")
      w.array("answers") { w in if isTicket { answers(index, person, row, &w) } }
      w.text("pseudonymization_id", secret(row &+ 2_000_000, length: 10).uppercased())
      w.null("seat")
      w.flag("canceled", event.isCanceled(row))
      w.null("valid_from")
      w.null("valid_until")
      w.null("blocked")
    }
  }

  /// Seen on pretix 2026.8.0: names that are older than the event's scheme stand in `_legacy`, and some have no part at all
  /// beside the text that was built of them.
  private func attendeeParts(_ person: Person, _ index: Int, _ w: inout JSONWriter) {
    switch index % 37 {
    case 11: w.text("_legacy", person.full)
    case 23: w.text("_scheme", "full")
    default: nameParts(person, &w)
    }
  }

  // Seen on pretix 2026.8.0: name schemes differ between events.
  private func nameParts(_ person: Person, _ w: inout JSONWriter) {
    if event.isSeries {
      w.text("_scheme", "full")
      w.text("full_name", person.full)
    } else {
      w.text("_scheme", "given_family")
      w.text("given_name", person.given)
      w.text("family_name", person.family)
    }
  }

  private func answers(_ index: Int, _ person: Person, _ row: Int, _ w: inout JSONWriter) {
    let roll = event.dice.roll(index, .answers)
    for question in PretixCatalog.questions where roll >> question.id % 3 != 0 {
      var options: [Int] = []
      let answer: String
      // Seen on pretix 2026.8.0: choices are labels joined with ", " although labels may hold commas; booleans are
      // "True" and "False"; dates and times are bare; files are an address that needs the token.
      switch question.type {
      case "M":
        options = roll % 4 == 0 ? [1, 5] : [roll / 4 % 6]
        answer = options.map { Texts.diets[$0] }.joined(separator: ", ")
      case "B": answer = roll / 8 % 2 == 0 ? "True" : "False"
      case "D": answer = "2026-09-1\(2 + roll / 16 % 3)"
      case "H": answer = "0\(7 + roll / 64 % 3):45:00"
      case "F":
        guard roll % 7 == 0 else { continue }
        answer =
          "\(origin)/api/v1/organizers/sandbox/events/\(event.slug)/orderpositions/\(event.id(position: row))/answer/6/"
      default: answer = person.job
      }
      w.object { w in
        w.number("question", question.id)
        w.text("answer", answer)
        w.text("question_identifier", question.identifier)
        w.numbers("options", options.map { question.id * 10 + $0 })
        w.texts("option_identifiers", options.map { question.identifier + String($0) })
      }
    }
  }

  private func secret(_ index: Int, length: Int) -> String {
    var roll = event.dice.roll(index, .secret)
    let letters = Array("abcdefghjkmnpqrstuvwxyz23456789".utf8)
    return String(unsafeUninitializedCapacity: length) { buffer in
      for place in 0..<length {
        if roll < 32 { roll = event.dice.roll(index &+ place, .secret) }
        buffer[place] = letters[roll % 31]
        roll /= 31
      }
      return length
    }
  }
}

extension PretixEvent {
  /// The identifier of the customer who placed an order.
  static func customer(_ order: Int) -> String { "Q" + String(order + 46_656 * 10, radix: 36).uppercased() }
}
