extension PretixServer {
  func reply(to request: Request) -> Reply {
    let path = request.segments
    // Seen on pretix 2026.8.0: an unknown path is 404 with an HTML page; no trailing slash is 301.
    guard path.count >= 3, path[0] == "api", path[1] == "v1" else { return .answer(.html(404, "Not Found")) }
    guard request.hasTrailingSlash || ["me", "version", "oauth"].contains(path[2]) else {
      return .answer(.redirect(301, to: request.path + "/" + request.target.dropFirst(request.path.count)))
    }
    if path[2] == "oauth" { return .answer(token(request)) }
    if let refused = refuse(request) { return .answer(refused) }
    guard request.method == "GET" || request.method == "HEAD" else {
      return .answer(.detail(405, "Method \"\(request.method)\" not allowed."))
    }
    switch path[2] {
    case "version": return .answer(.json(200) { w in w.object { w in w.text("pretix", "2026.8.0") } })
    // Seen on pretix 2026.8.0: `me` needs OAuth and is 403 with a token.
    case "me": return .answer(Self.forbidden)
    case "organizers": return organizers(request)
    default: return .answer(.html(404, "Not Found"))
    }
  }

  private static let forbidden = Answer.detail(403, "You do not have permission to perform this action.")

  // Seen on pretix 2026.8.0: no or a bad token is 401 with `WWW-Authenticate: Token`; without a token, /version is 403;
  // OAuth tokens travel as Bearer; `Accept: text/html` is 406.
  private func refuse(_ request: Request) -> Answer? {
    if request.headers["accept"] == "text/html" { return .detail(406, "Could not satisfy the request Accept header.") }
    let words = (request.headers["authorization"] ?? "").split(separator: " ").map(String.init)
    let challenge = [(name: "WWW-Authenticate", value: "Token")]
    switch (words.first, words.last) {
    case ("Token", "sandbox-token"), ("Token", "limited-token"), ("Bearer", "sandbox-access-token"): return nil
    case ("Token", _): return .detail(401, "Invalid token.", headers: challenge)
    default:
      if request.segments[2] == "version" { return .detail(403, "Authentication credentials were not provided.") }
      return .detail(401, "Authentication credentials were not provided.", headers: challenge)
    }
  }

  /// Seen on pretix 2026.8.0: a refresh token gives an access token and can be used again.
  private func token(_ request: Request) -> Answer {
    let form = Query(Substring(decoding: request.body, as: UTF8.self))
    // "sandbox-client:sandbox-secret" in Base64, or both in the form.
    let isClient =
      request.headers["authorization"] == "Basic c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ="
      || (form["client_id"] == "sandbox-client" && form["client_secret"] == "sandbox-secret")
    guard isClient else { return .json(401) { w in w.object { w in w.text("error", "invalid_client") } } }
    guard form["grant_type"] == "refresh_token", form["refresh_token"] == "sandbox-refresh-token" else {
      return .json(400) { w in w.object { w in w.text("error", "invalid_grant") } }
    }
    return .json(200) { w in
      w.object { w in
        w.text("access_token", "sandbox-access-token")
        w.number("expires_in", 86_400)
        w.text("token_type", "Bearer")
        w.text("scope", "read")
        w.text("refresh_token", "sandbox-refresh-token")
      }
    }
  }

  private func organizers(_ request: Request) -> Reply {
    let path = request.segments
    let mainRecords = PretixRecords(event: main, origin: request.origin, includesCanceled: includesCanceled(request))
    if path.count == 3 {
      let list = DataList(
        name: "organizers", rows: [0], id: { _ in .text("sandbox") }, write: { _, w in organizer(&w) })
      return page(list, request)
    }
    // Seen on pretix 2026.8.0: an unknown organizer or event is 403, not 404.
    guard path[3] == "sandbox" else { return .answer(Self.forbidden) }
    if path.count == 4 { return .answer(.json(200) { w in organizer(&w) }) }
    if isLimited(request, path[4]) { return .answer(Self.forbidden) }
    switch (path[4], path.count) {
    case ("events", 5):
      let events = [main, series]
      let list = DataList(
        name: "events", rows: [0, 1], id: { .text(events[$0].slug) }, write: { event(events[$0], &$1) })
      return page(list, request)
    case ("events", 6...):
      guard let event = [main, series].first(where: { $0.slug == path[5] }) else { return .answer(Self.forbidden) }
      if path.count == 6 { return .answer(.json(200) { w in self.event(event, &w) }) }
      return eventList(path[6], of: event, request)
    case ("customers", 5): return page(customers(mainRecords), request)
    case ("orders", 5), ("orderpositions", 5), ("subevents", 5):
      let seriesRecords = PretixRecords(
        event: series, origin: request.origin, includesCanceled: includesCanceled(request))
      guard let list = merged(path[4], mainRecords, seriesRecords) else { break }
      switch since(request, { row in modified(path[4], row / 2, in: row % 2 == 0 ? main : series) }) {
      case .refused(let answer): return .answer(answer)
      case .all: return page(list, request, isDated: path[4] != "orderpositions")
      case .some(let test):
        return page(path[4] == "orderpositions" ? list : list.keeping(test), request, isDated: true)
      }
    default: break
    }
    return .answer(.html(404, "Not Found"))
  }

  private func includesCanceled(_ request: Request) -> Bool { request.query["include_canceled_positions"] == "true" }

  private func isLimited(_ request: Request, _ name: String) -> Bool {
    request.headers["authorization"] == "Token limited-token" && settings.words("limited").contains(name)
  }

  private func eventList(_ name: String, of event: PretixEvent, _ request: Request) -> Reply {
    let path = request.segments
    if isLimited(request, name) { return .answer(Self.forbidden) }
    let records = PretixRecords(event: event, origin: request.origin, includesCanceled: includesCanceled(request))
    guard let all = list(name, of: event, records) else { return .answer(.html(404, "Not Found")) }
    if path.count == 8 { return .answer(one(path[7], of: all, in: event)) }
    if path.count == 10 && name == "orderpositions" && path[8] == "answer" {
      return .answer(Answer(200, type: "image/png", body: [0x89, 0x50, 0x4E, 0x47]))
    }
    guard path.count == 7 else { return .answer(.html(404, "Not Found")) }
    if let answer = unchanged(name, request) { return .answer(answer) }
    switch filter(all, of: event, request) {
    case .refused(let answer): return .answer(answer)
    case .list(let list):
      return page(list, request, isDated: name == "orders" || name == "subevents", changed: changed(name))
    }
  }

  private func one(_ id: String, of list: DataList, in event: PretixEvent) -> Answer {
    let row: Int?
    switch list.name {
    case "orders": row = event.order(code: id)
    case "orderpositions":
      // Ids are two for each position, one for either event.
      row = Int(id).map { ($0 - event.idOffset - (event.isSeries ? 2 : 1)) / 2 }.flatMap { row in
        row >= 0 && event.orders.contains(event.order(of: row / 4)) && list.id(row).description == id ? row : nil
      }
    default: row = list.rows.first { list.id($0).description == id }
    }
    guard let row else { return .detail(404, "Not found.") }
    var writer = JSONWriter(asciiOnly: true)
    list.write(row, &writer)
    return Answer(200, type: "application/json", body: writer.bytes)
  }

  // Seen on pretix 2026.8.0: 50 a page is the maximum; JSON is ASCII; orders and dates carry the server's own time,
  // to be used as the next `modified_since`.
  private func page(_ list: DataList, _ request: Request, isDated: Bool = false, changed: Moment? = nil) -> Reply {
    guard let window = request.djangoWindow(rows: list.rows.count, maximum: 50) else {
      return .answer(.detail(404, "Invalid page."))
    }
    var headers: [(name: String, value: String)] = []
    if isDated { headers.append(("X-Page-Generated", now.adding(seconds: 0, microseconds: 123_456).zulu)) }
    if let changed { headers.append(("Last-Modified", changed.http)) }
    return .page(
      PageRequest(
        list: list, offset: window.offset, limit: window.limit,
        envelope: DjangoEnvelope(request: request, style: .pages),
        headers: headers, asciiOnly: true))
  }

  private func organizer(_ w: inout JSONWriter) {
    w.record("slug", .text("sandbox")) { w in
      w.text("name", "Sandbox")
      w.text("public_url", "https://example.org/sandbox/")
    }
  }

  private func event(_ event: PretixEvent, _ w: inout JSONWriter) {
    w.record("slug", .text(event.slug)) { w in
      w.object("name") { w in w.text("en", event.isSeries ? "Guided tours" : "Sandbox conference") }
      w.flag("live", true)
      w.flag("testmode", false)
      w.text("currency", "EUR")
      w.text("date_from", Calendar.eventStart.zulu)
      w.text("date_to", Calendar.eventStart.adding(seconds: 2 * 86_400).zulu)
      w.text("timezone", "Europe/Berlin")
      w.flag("has_subevents", event.isSeries)
      w.texts("plugins", [])
    }
  }
}
