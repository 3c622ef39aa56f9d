/// One event of the pretix organizer `sandbox`: its orders and the tickets in them, at one round.
///
/// Ten people stand in six orders, always in the same pattern, so that a person's order is known without a table.
struct PretixEvent: Sendable {
  let slug: String
  /// True for the series, whose tickets are for one of its dates.
  let isSeries: Bool
  let dice: Dice
  let round: Int
  let people: Int
  let orders: Population
  private let codes: CodeBook
  /// Added to numeric ids after a rekey.
  let idOffset: Int
  let caches = Caches()

  final class Caches: Sendable {
    let orders = Lazy<[Int]>()
    let filtered = Recent<[Int]>()
  }

  init(slug: String, people: Int, seed: UInt64, round: Int, isRekeyed: Bool) {
    self.slug = slug
    isSeries = slug == "sandbox-series"
    self.people = people
    self.round = round
    dice = Dice(seed: isSeries ? seed &+ 1009 : seed)
    let first = (people + 9) / 10 * 6
    let base = (max(first - 6, 0)..<first).first { Self.firstPerson(of: $0) >= people } ?? first
    // Seen on pretix 2026.8.0: only test orders can be deleted.
    orders = Population(base: base, round: round, dice: dice, rules: .init(mayDelete: { $0 % 61 == 3 }))
    // Order codes are unique per organizer, so both events draw from one book.
    codes = CodeBook(length: 5, dice: Dice(seed: seed), salt: isRekeyed ? 13 : 3)
    idOffset = isRekeyed ? 500_000_000 : 0
  }

  // MARK: Orders and people

  private static let sizes = [1, 2, 1, 3, 1, 2]
  private static let starts = [0, 1, 3, 4, 7, 8]

  static func firstPerson(of order: Int) -> Int { order / 6 * 10 + starts[order % 6] }

  /// The people with a ticket in an order.
  func people(of order: Int) -> Range<Int> {
    guard order < orders.base else {
      let person = people + order - orders.base
      return person..<person + 1
    }
    let first = Self.firstPerson(of: order)
    return first..<min(first + Self.sizes[order % 6], people)
  }

  func code(_ order: Int) -> String { codes.code(order * 2 + (isSeries ? 1 : 0)) }

  func order(code: String) -> Int? {
    guard let number = codes.index(of: code), number % 2 == (isSeries ? 1 : 0), orders.contains(number / 2) else {
      return nil
    }
    return number / 2
  }

  /// The order of a person.
  func order(of person: Int) -> Int {
    guard person < people else { return orders.base + person - people }
    let place = person % 10
    return person / 10 * 6 + (Self.starts.lastIndex { $0 <= place } ?? 0)
  }

  func person(_ index: Int) -> Person { Person(index, edits: orders.edits(order(of: index)), dice: dice) }

  func isTest(_ order: Int) -> Bool { order % 61 == 3 }

  // Seen on pretix 2026.8.0: order is by datetime, new orders come at the end.
  var orderRows: [Int] { caches.orders.value { orders.members } }

  // MARK: Times

  func placed(_ order: Int) -> Moment {
    let born = orders.born(order)
    guard born == 0 else {
      let place = (order - orders.base) % orders.addedPerRound
      return Calendar.change(round: born, index: 0, dice: dice).adding(seconds: place)
    }
    // A hundred and eighty days of sales, in the order of the numbers.
    return Calendar.salesStart.adding(seconds: Int(Double(order) / Double(max(orders.base, 1)) * 15_500_000))
  }

  func modified(_ order: Int) -> Moment {
    let last = orders.lastChange(order)
    guard last == 0 else {
      return last == orders.born(order) ? placed(order) : Calendar.change(round: last, index: order, dice: dice)
    }
    return min(placed(order).adding(seconds: dice.roll(order, .moment, below: 86_400)), Calendar.opening)
  }

  // MARK: States

  // Seen on pretix 2026.8.0: the four forms of cancellation, and a fifth state that is none.
  enum Form { case valid, pending, canceled, canceledWithFee, oneTicketCanceled, expired }

  func form(_ order: Int) -> Form {
    let history = orders.history(order)
    if history.cancelled != 0 {
      let several = positions(of: order).count > 1
      return order % 3 == 0 ? .canceledWithFee : order % 3 == 1 && several ? .oneTicketCanceled : .canceled
    }
    switch dice.roll(order, .cancellation, below: 100) {
    case 0..<4: return .canceled
    case 4..<6: return .canceledWithFee
    case 6..<10: return positions(of: order).count > 1 ? .oneTicketCanceled : .valid
    case 10..<13: return .expired
    // A payment arrives with the first edit.
    case 13..<18: return history.edits == 0 ? .pending : .valid
    default: return .valid
    }
  }

  func status(_ order: Int) -> String {
    switch form(order) {
    case .valid, .canceledWithFee, .oneTicketCanceled: "p"
    case .pending: "n"
    case .canceled: "c"
    case .expired: "e"
    }
  }

  func cancelledAt(_ order: Int) -> Moment? {
    switch form(order) {
    case .canceled, .canceledWithFee: modified(order)
    default: nil
    }
  }

  // MARK: Positions

  /// Rows `person * 4 + kind`: kind 0 is the ticket, 1 a workshop, 2 a T-shirt, 3 the dinner.
  func positions(of order: Int) -> [Int] { people(of: order).flatMap(positions(ofPerson:)) }

  private func positions(ofPerson person: Int) -> [Int] {
    let roll = dice.roll(person, .addOns)
    var rows = [person * 4]
    if roll % 4 == 0 { rows.append(person * 4 + 1) }
    if roll / 4 % 5 == 0 { rows.append(person * 4 + 2) }
    if roll / 20 % 9 == 0 { rows.append(person * 4 + 3) }
    return rows
  }

  /// True if a T-shirt was bought by itself, by somebody who has no ticket of this position.
  func isSoldAlone(_ position: Int) -> Bool { position % 4 == 2 && position / 4 % 7 == 3 }

  func isCanceled(_ position: Int) -> Bool {
    let order = order(of: position / 4)
    switch form(order) {
    // A cancelled order keeps its positions uncancelled; one cancelled with a fee stays paid and cancels them all.
    case .canceledWithFee: return true
    case .oneTicketCanceled: return position == positions(of: order).last
    default: return false
    }
  }

  /// Seen on pretix 2026.8.0: cancelled positions are left out unless they are asked for.
  func positionRows(includingCanceled: Bool) -> [Int] {
    caches.filtered.value("positions \(includingCanceled)") {
      let all = orderRows.flatMap(positions(of:))
      return includingCanceled ? all : all.filter { !isCanceled($0) }
    }
  }

  func id(position: Int) -> Int { position * 2 + (isSeries ? 2 : 1) + idOffset }

  /// True if the person's ticket was scanned at the door.
  func isCheckedIn(_ person: Int) -> Bool {
    let order = order(of: person)
    return dice.roll(person, .checkIn, below: 5) == 0 && status(order) == "p" && !isTest(order)
      && !isCanceled(person * 4)
  }

  func checkedInAt(_ person: Int) -> Moment { min(modified(order(of: person)), Calendar.now(round: round)) }

  /// True if whoever was scanned at the door was scanned on the way out as well.
  func hasLeft(_ person: Int) -> Bool { isCheckedIn(person) && person % 3 != 0 }

  /// Rows `person * 2 + kind` of a person's scans, newest first, as pretix 2026.8.0 lists them: kind 1 is the exit.
  func scans(of person: Int) -> [Int] {
    guard isCheckedIn(person) else { return [] }
    return (hasLeft(person) ? [person * 2 + 1] : []) + [person * 2]
  }

  func scannedAt(_ scan: Int) -> Moment { checkedInAt(scan / 2).adding(seconds: scan % 2 * 3600) }

  func id(scan: Int) -> Int { scan + 1 + idOffset }

  // MARK: Dates of the series

  /// Six dates, and one more in each round.
  var subeventCount: Int { isSeries ? 6 + round : 0 }

  func subevent(of person: Int) -> Int? { isSeries ? 1 + dice.roll(person, .subevent, below: 6) : nil }

  /// A round changes one date and adds one.
  func modified(subevent id: Int) -> Moment {
    let changed = (1...max(round, 1)).last { round > 0 && ($0 % 6 + 1 == id || $0 + 6 == id) }
    return changed.map { Calendar.change(round: $0, index: id, dice: dice) } ?? Calendar.salesStart
  }
}
