extension CertainEvent {
  /// Names of the v1 objects and of the 2.0 lists, as they stand in addresses.
  static let objects = ["Registration", "Profile", "AgendaItem", "Supplier", "AttendeeType", "EventGroup", "Event"]
  static let modern = ["sessions", "speakers", "registrations", "groups", "locations"]

  /// A list by its name in the address; nil if there is none.
  func list(_ name: String, _ records: CertainRecords) -> DataList? {
    func coded(
      _ rows: [(String, String)], _ code: StaticString, _ label: StaticString
    ) -> DataList {
      DataList(
        name: name, rows: Array(rows.indices), id: { .text(rows[$0].0) },
        write: { records.named(code, label, rows[$0], &$1) })
    }
    switch name {
    case "Registration":
      return DataList(
        name: name, rows: registrationRows, id: { .text(code($0)) }, state: { label($0) },
        cancelled: Self.cancelledLabels, write: { records.registration($0, &$1) })
    case "Profile":
      return DataList(
        name: name, rows: registrationRows, id: { .text("P-\(77 + $0)") },
        write: { row, w in w.object { w in records.profile(row, &w) } })
    case "sessions", "AgendaItem":
      return DataList(
        name: name, rows: sessionRows, id: { .text(code(session: $0)) },
        state: { isCancelled(session: $0) ? "inactive" : "active" }, cancelled: ["inactive"],
        write: { name == "sessions" ? records.session($0, &$1) : records.agendaItem($0, &$1) })
    case "speakers":
      return DataList(
        name: name, rows: speakerRows, id: { .text(code(speaker: $0)) }, write: { records.speaker($0, &$1) })
    case "registrations" where settings["session-registrations"] == "nested":
      return DataList(
        name: name, rows: caches.filtered.value("nested") { registrationRows.filter { !places($0).isEmpty } },
        id: { .text(code($0)) }, write: { records.registrationWithSessions($0, &$1) })
    case "registrations":
      return DataList(
        name: name, rows: sessionRegistrationRows, id: { .text(key(sessionRegistration: $0)) },
        state: { records.sessionStatus($0) }, cancelled: ["Cancelled"], write: { records.sessionRegistration($0, &$1) })
    case "Supplier":
      return DataList(
        name: name, rows: Array(0..<supplierCount), id: { .text("X\(isRekeyed ? "Z" : "")-\(901 + $0)") },
        write: { records.supplier($0, &$1) })
    case "AttendeeType": return coded(Self.attendeeTypes, "attendeeTypeCode", "attendeeTypeName")
    case "EventGroup", "groups": return coded(Self.groups, "groupCode", "groupName")
    case "locations": return coded(Self.locations, "locationCode", "locationName")
    case "Event":
      return coded([("EVENT1", "Sandbox Summit"), ("EVENT2", "Another &amp; Empty One")], "eventCode", "eventName")
    default: return nil
    }
  }

  var lists: [DataList] {
    let records = CertainRecords(event: self)
    return (Self.objects + Self.modern).compactMap { list($0, records) }
  }

  /// The name of the member that holds the list.
  static func plural(_ name: String) -> String {
    modern.contains(name) ? name : name.prefix(1).lowercased() + name.dropFirst() + "s"
  }

  // MARK: Filters

  /// What a query leaves of registrations (seen in client code: dateModified_after and its kin, order_by, isActive,
  /// email, *_like, attendeeType, registrationCode); nil if a date cannot be read. Other lists know isActive alone.
  func filter(_ list: DataList, _ query: Query) -> DataList? {
    let active = query["isActive"].map { $0 == "true" }
    guard list.name == "Registration" else {
      guard let active, let state = list.state else { return list }
      return list.keeping { list.cancelled.contains(state($0)) != active }
    }
    var tests: [(Int) -> Bool] = []
    let zone = settings.number("zone-hours")
    for (name, time) in [("dateModified", modified), ("dateCreated", created)] {
      for (suffix, isAfter) in [("_after", true), ("_before", false)] {
        guard let text = query[name + suffix] else { continue }
        guard let moment = Moment(iso: text, zone: zone) else { return nil }
        tests.append { isAfter ? time($0) > moment : time($0) < moment }
      }
    }
    if let active {
      let counts = settings["cancelled-active"] == "true"
      tests.append { (counts || !Self.cancelledLabels.contains(label($0))) == active }
    }
    if let email = query["email"]?.lowercased() { tests.append { person($0).email?.lowercased() == email } }
    if let part = query["lastName_like"]?.lowercased() {
      tests.append { person($0).family.lowercased().contains(part) }
    }
    if let code = query["registrationCode"] { tests.append { self.code($0) == code } }
    let order = query["order_by"] ?? query["orderBy"]
    guard !tests.isEmpty || order != nil else { return list }
    // The page asked for makes no difference to the rows.
    let key = query.items.filter { !["start_index", "max_results"].contains($0.name) }.map { $0.name + "=" + $0.value }
    return list.with(
      rows: caches.filtered.value(key.joined(separator: "&")) {
        let rows = list.rows.filter { row in tests.allSatisfy { $0(row) } }
        return order.map { sort(rows, by: $0) } ?? rows
      })
  }

  private func sort(_ rows: [Int], by order: String) -> [Int] {
    let sorted: [Int]
    switch order.split(separator: "_").first {
    case "dateModified": sorted = rows.sorted { (modified($0), $0) < (modified($1), $1) }
    case "dateCreated": sorted = rows.sorted { (created($0), $0) < (created($1), $1) }
    default: sorted = rows
    }
    return order.hasSuffix("_desc") ? sorted.reversed() : sorted
  }
}
