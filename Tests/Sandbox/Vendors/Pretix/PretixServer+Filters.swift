/// What pretix leaves out of a list when asked to.
extension PretixServer {
  enum Filtered {
    case list(DataList)
    case refused(Answer)
  }

  enum Since {
    case all
    case some((Int) -> Bool)
    case refused(Answer)
  }

  /// Applies the filters an event's list knows; unknown ones are ignored silently (seen on pretix 2026.8.0).
  func filter(_ list: DataList, of event: PretixEvent, _ request: Request) -> Filtered {
    let query = request.query
    var tests: [(Int) -> Bool] = []
    switch list.name {
    case "orders":
      // An unknown status gives an empty list (seen on pretix 2026.8.0).
      if let status = query["status"] { tests.append { event.status($0) == status } }
      if let test = query["testmode"] { tests.append { event.isTest($0) == (test == "true") } }
      if let code = query["code"] { tests.append { event.code($0) == code.uppercased() } }
      if let email = query["email"]?.lowercased() {
        tests.append { event.person(event.people(of: $0).lowerBound).email?.lowercased() == email }
      }
    case "orderpositions":
      if let status = query["order__status"] { tests.append { event.status(event.order(of: $0 / 4)) == status } }
      if let several = query["order__status__in"]?.split(separator: ",").map(String.init) {
        tests.append { several.contains(event.status(event.order(of: $0 / 4))) }
      }
      if let order = query["order"] { tests.append { event.code(event.order(of: $0 / 4)) == order } }
      if let item = query["item"] {
        tests.append { String(PretixCatalog.choice($0, dice: event.dice).item.id) == item }
      }
      if let subevent = query["subevent"] { tests.append { event.subevent(of: $0 / 4).map(String.init) == subevent } }
    default: break
    }
    // Seen on pretix 2026.8.0: orders and dates know modified_since; positions ignore it silently.
    if ["orders", "subevents"].contains(list.name) {
      switch since(request, { modified(list.name, $0, in: event) }) {
      case .refused(let answer): return .refused(answer)
      case .some(let test): tests.append(test)
      case .all: break
      }
    }
    let created = query["created_since"] ?? (list.name == "checkins" ? query["datetime_since"] : nil)
    if let created, list.name == "orders" || list.name == "checkins" {
      guard let moment = Moment(iso: created) else { return .refused(Self.badDate("created_since")) }
      tests.append { (list.name == "orders" ? event.placed($0) : event.scannedAt($0)) >= moment }
    }
    let ordering = list.name == "orders" ? query["ordering"] : nil
    guard !tests.isEmpty || ordering != nil else { return .list(list) }
    let key = "\(event.slug) \(list.name) \(query.with("page", nil))"
    return .list(
      list.with(
        rows: cached(key) {
          let rows = list.rows.filter { row in tests.allSatisfy { $0(row) } }
          return ordering.map { order(rows, by: $0, in: event) } ?? rows
        }))
  }

  // Seen on pretix 2026.8.0: several orderings work, an unknown one is ignored.
  private func order(_ rows: [Int], by name: String, in event: PretixEvent) -> [Int] {
    let ordered: [Int]
    switch name.drop(while: { $0 == "-" }) {
    case "datetime": ordered = rows
    case "last_modified": ordered = rows.sorted { (event.modified($0), $0) < (event.modified($1), $1) }
    case "code": ordered = rows.sorted { event.code($0) < event.code($1) }
    default: return rows
    }
    return name.hasPrefix("-") ? ordered.reversed() : ordered
  }

  func modified(_ list: String, _ row: Int, in event: PretixEvent) -> Moment {
    list == "subevents" ? event.modified(subevent: row) : event.modified(row)
  }

  /// Reads `modified_since`: inclusive, to the microsecond (seen on pretix 2026.8.0).
  ///
  /// A `+` in the offset that was not sent as %2B is a space by now, and 400.
  func since(_ request: Request, _ modified: @escaping (Int) -> Moment) -> Since {
    guard let text = request.query["modified_since"] else { return .all }
    guard let moment = Moment(iso: text) else { return .refused(Self.badDate("modified_since")) }
    return .some { modified($0) >= moment }
  }

  private static func badDate(_ name: StaticString) -> Answer {
    .json(400) { w in w.object { w in w.texts(name, ["Enter a valid date/time."]) } }
  }

  // MARK: Lists that know whether they changed

  /// When a list that knows last changed; nil for the others. One second of resolution; quotas never tell.
  func changed(_ name: String) -> Moment? {
    guard ["items", "categories", "questions", "taxrules", "discounts"].contains(name) else { return nil }
    let last = name == "items" ? PretixCatalog.lastItemRound(round) : 0
    return (last == 0 ? Calendar.salesStart : Calendar.change(round: last, index: 0, dice: main.dice)).wholeSecond
  }

  // Seen on pretix 2026.8.0: If-Modified-Since gives 304, If-Unmodified-Since 412.
  func unchanged(_ name: String, _ request: Request) -> Answer? {
    guard let changed = changed(name) else { return nil }
    let headers = [(name: "Last-Modified", value: changed.http)]
    if let since = request.headers["if-modified-since"].flatMap({ Moment(http: $0) }), changed <= since {
      return Answer(304, type: "application/json", body: [], headers: headers)
    }
    if let since = request.headers["if-unmodified-since"].flatMap({ Moment(http: $0) }), changed > since {
      return Answer(412, type: "application/json", body: [], headers: headers)
    }
    return nil
  }
}
