import Foundation

extension CertainEvent: VendorEvent {
  func reply(to request: Request) -> Reply {
    // Certain docs, API 2.0 developer information: HTTP Basic with user name and password.
    guard let user = user(request.headers["authorization"]) else {
      return .answer(.plain(401, "Authentication failed.", headers: [("WWW-Authenticate", "Basic realm=\"Certain\"")]))
    }
    guard let place = place(request.segments) else { return .answer(.html(404, "Not Found")) }
    guard request.method == "GET" || request.method == "HEAD" else {
      return .answer(.plain(403, "This user may not change anything."))
    }
    // Unverified what a wrong account or event gives; 404 also means an empty list, which is the worse case.
    let known = place.account == "sandbox" && ["EVENT1", "EVENT2", nil].contains(place.event)
    guard known else {
      let status = Int(settings["wrong-event"]) ?? 404
      return .answer(.plain(status, "No event found for account \(place.account), code \(place.event ?? "")."))
    }
    if user == "limited" && settings.words("limited").contains(place.list) {
      return .answer(.plain(403, "User limited has no right to \(place.list)."))
    }
    // Seen in client code: an Accept with application/xml gives XML.
    if request.headers["accept"]?.contains("application/xml") == true {
      let document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><\(Self.plural(place.list)) size=\"0\"/>"
      return .answer(Answer(200, type: "application/xml", body: Array(document.utf8)))
    }
    return page(place, request)
  }

  private struct Place {
    var list: String
    var account: String
    var event: String?
    var code: String?
    var isModern = false
  }

  // Certain docs: /certainExternal/service/v1/{Object}/{account}/{event}[/{code}]; seen in client code:
  // /api/standard/2.0/accounts/{account}/events/{event}/{list}.
  private func place(_ path: [String]) -> Place? {
    if path.starts(with: ["api", "standard", "2.0", "accounts"]) && path.count == 8 && path[5] == "events" {
      return Self.modern.contains(path[7])
        ? Place(list: path[7], account: path[4], event: path[6], isModern: true) : nil
    }
    guard path.starts(with: ["certainExternal", "service", "v1"]), 5...7 ~= path.count, Self.objects.contains(path[3])
    else { return nil }
    let isOfAccount = path[3] == "Profile" || path[3] == "Event"
    guard isOfAccount || path.count >= 6 else { return nil }
    return isOfAccount
      ? Place(list: path[3], account: path[4], code: path.count > 5 ? path[5] : nil)
      : Place(list: path[3], account: path[4], event: path[5], code: path.count > 6 ? path[6] : nil)
  }

  private func user(_ header: String?) -> String? {
    guard let words = header?.split(separator: " "), words.count == 2, words[0] == "Basic",
      let data = Data(base64Encoded: String(words[1]))
    else { return nil }
    let pair = String(decoding: data, as: UTF8.self)
    return ["operator", "limited"].first { pair == $0 + ":sandbox-password" }
  }

  private func page(_ place: Place, _ request: Request) -> Reply {
    let named = (request.query["include_list"] ?? request.query["includeList"] ?? "").split(separator: ",")
    let records = CertainRecords(event: self, groups: Set(named.map(String.init)))
    guard var list = list(place.list, records) else { return .answer(.html(404, "Not Found")) }
    // EVENT2 exists and is empty.
    if place.event == "EVENT2" { list = list.with(rows: []) }
    if let code = place.code {
      guard let row = list.rows.first(where: { list.id($0).description == code }) else {
        return .answer(.plain(404, "no \(Self.plural(place.list)) found"))
      }
      return .answer(.json(200) { w in list.write(row, &w) })
    }
    guard let filtered = filter(list, request.query) else {
      return .answer(.plain(400, "Dates are written yyyy-MM-ddTHH:mm:ss."))
    }
    let query = request.query
    let wanted = query["max_results"].flatMap { Int($0) } ?? settings.number("max-results-default")
    let limit = max(min(wanted, settings.number("max-results-limit")), 1)
    // Seen in client code: one client sends 0 for the first page.
    let start = min(max(query["start_index"].flatMap { Int($0) } ?? 1, 1), 1_000_000_000)
    return .page(
      PageRequest(
        list: filtered, offset: settings["start-index"] == "page" ? (start - 1) * limit : start - 1, limit: limit,
        envelope: CertainEnvelope(
          plural: Self.plural(place.list), startIndex: start, settings: settings,
          isBare: place.isModern && settings["envelope-2"] == "bare")))
  }
}
