/// A pretix server with the organizer `sandbox` and its events `sandbox` and `sandbox-series`, at one round.
struct PretixServer: Sendable {
  let main: PretixEvent
  let series: PretixEvent
  let round: Int
  let settings: Settings
  private let filtered = Recent<[Int]>()

  /// Rows that cost a walk over all records, kept for the pages after the first.
  func cached(_ key: String, _ make: () -> [Int]) -> [Int] { filtered.value(key, make) }

  init(people: Int, seed: UInt64, round: Int, isRekeyed: Bool, settings: Settings) {
    main = PretixEvent(slug: "sandbox", people: people, seed: seed, round: round, isRekeyed: isRekeyed)
    series = PretixEvent(slug: "sandbox-series", people: people, seed: seed, round: round, isRekeyed: isRekeyed)
    self.round = round
    self.settings = settings
  }

  var now: Moment { Calendar.now(round: round) }

  // MARK: Lists

  static let listNames = [
    "orders", "orderpositions", "items", "categories", "questions", "taxrules", "discounts", "quotas", "vouchers",
    "waitinglistentries", "checkinlists", "checkins", "subevents", "invoices", "revokedsecrets", "blockedsecrets",
  ]

  /// The list of a name in an event, before any filter; nil if there is no such list.
  func list(_ name: String, of event: PretixEvent, _ records: PretixRecords) -> DataList? {
    func numbered(_ rows: some Sequence<Int>, _ write: @escaping (Int, inout JSONWriter) -> Void) -> DataList {
      DataList(name: name, rows: Array(rows), id: { .number($0) }, write: write)
    }
    switch name {
    case "orders":
      return DataList(
        name: name, rows: event.orderRows, id: { .text(event.code($0)) }, state: { Self.state($0, in: event) },
        cancelled: ["c", "p (cancelled with a fee)"], write: { records.order($0, &$1) })
    case "orderpositions":
      return DataList(
        name: name, rows: event.positionRows(includingCanceled: records.includesCanceled),
        id: { .number(event.id(position: $0)) }, state: { Self.state(position: $0, in: event) },
        cancelled: ["canceled", "order canceled"],
        write: { row, w in
          let order = event.order(of: row / 4)
          let place = (event.positions(of: order).firstIndex(of: row) ?? 0) + 1
          records.position(row, place: place, in: order, &w)
        })
    case "items": return numbered(1...PretixCatalog.items.count) { records.item($0, &$1) }
    case "categories": return numbered(1...3) { records.category($0, &$1) }
    case "questions": return numbered(1...PretixCatalog.questions.count) { records.question($0, &$1) }
    case "taxrules": return numbered(1...2) { records.taxRule($0, &$1) }
    case "quotas": return numbered(1...2) { records.quota($0, &$1) }
    case "vouchers": return numbered(1...3) { records.voucher($0, &$1) }
    case "checkinlists": return numbered(1...2) { records.checkinList($0, &$1) }
    case "checkins":
      let rows = filtered.value("checkins \(event.slug)") {
        event.orderRows.flatMap { Array(event.people(of: $0)) }.flatMap(event.scans(of:))
      }
      return DataList(
        name: name, rows: rows, id: { .number(event.id(scan: $0)) }, write: { records.checkin($0, &$1) })
    case "subevents":
      return numbered(event.subeventCount == 0 ? [] : Array(1...event.subeventCount)) { records.subevent($0, &$1) }
    case "discounts", "waitinglistentries", "invoices", "revokedsecrets", "blockedsecrets":
      return numbered([]) { _, _ in }
    default: return nil
    }
  }

  private static func state(_ order: Int, in event: PretixEvent) -> String {
    if event.isTest(order) { return "test" }
    return event.form(order) == .canceledWithFee ? "p (cancelled with a fee)" : event.status(order)
  }

  private static func state(position: Int, in event: PretixEvent) -> String {
    let order = event.order(of: position / 4)
    if event.isTest(order) { return "test" }
    if event.isCanceled(position) { return "canceled" }
    switch event.status(order) {
    case "p":
      return position % 4 == 0
        ? "valid ticket" : event.isSoldAlone(position) ? "valid product by itself" : "valid add-on"
    case "c": return "order canceled"
    case "e": return "order expired"
    default: return "order pending"
    }
  }

  /// Customers of the organizer, by the orders of the main event that made their accounts.
  func customers(_ records: PretixRecords) -> DataList {
    DataList(
      name: "customers", rows: filtered.value("customers") { main.orderRows.filter { $0 % 5 == 0 } },
      id: { .text(PretixEvent.customer($0)) }, write: { records.customer($0, &$1) })
  }

  /// Orders or dates of both events as one list: rows alternate, the series' ones carry the lowest bit.
  func merged(_ name: String, _ mainRecords: PretixRecords, _ seriesRecords: PretixRecords) -> DataList? {
    guard let first = list(name, of: main, mainRecords), let second = list(name, of: series, seriesRecords) else {
      return nil
    }
    let rows = (first.rows.map { $0 * 2 } + second.rows.map { $0 * 2 + 1 }).sorted()
    return DataList(
      name: name, rows: rows, id: { ($0 % 2 == 0 ? first : second).id($0 / 2) },
      write: { row, w in (row % 2 == 0 ? first : second).write(row / 2, &w) })
  }
}

extension PretixServer: VendorEvent {
  /// The lists of the event `sandbox`, and orders, positions and dates of the series under `sandbox-series/…`.
  var lists: [DataList] {
    let records = PretixRecords(event: main, origin: "", includesCanceled: true)
    let dated = PretixRecords(event: series, origin: "", includesCanceled: true)
    let ofSeries = ["orders", "orderpositions", "subevents"].compactMap { list($0, of: series, dated) }
    return Self.listNames.compactMap { list($0, of: main, records) } + [customers(records)]
      + ofSeries.map {
        DataList(
          name: "sandbox-series/" + $0.name, rows: $0.rows, id: $0.id, state: $0.state, cancelled: $0.cancelled,
          write: $0.write)
      }
  }
}
