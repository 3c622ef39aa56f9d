extension PretalxEvent: VendorEvent {
  /// What a token may see.
  private enum Rights { case none, limited, full }

  func reply(to request: Request) -> Reply {
    let path = request.segments
    // Seen on pretalx 2025.2.2: an unknown path is 404 with an HTML page, not JSON.
    guard path.first == "api" else { return .answer(.html(404, "Not Found")) }
    // Seen on pretalx 2025.2.2: no trailing slash is 301.
    guard request.hasTrailingSlash else {
      let query = request.target.dropFirst(request.path.count)
      return .answer(.redirect(301, to: request.path + "/" + query))
    }
    guard request.method == "GET" || request.method == "HEAD" else {
      return .answer(.detail(405, "Method \"\(request.method)\" not allowed."))
    }
    let rights: Rights
    switch Self.rights(request.headers["authorization"]) {
    case .success(let found): rights = found
    case .failure: return .answer(.detail(401, "Invalid token."))
    }
    // pretalx docs, fundamentals: the version header; one that was removed is an error.
    if let version = request.headers["pretalx-version"], !["v1", "LEGACY"].contains(version) {
      return .answer(.detail(400, "Unsupported API version \(version)."))
    }
    if path.count == 1 {
      return .answer(.json(200) { w in w.object { w in w.text("name", "pretalx") } })
    }
    guard path[1] == "events" else { return .answer(.html(404, "Not Found")) }
    if path.count == 2 { return .answer(.json(200) { w in w.array { w in events(&w, rights: rights) } }) }
    // Seen on pretalx 2025.2.2: an event not granted to the token is 403, an unknown one 404 with an HTML page.
    if path[2] == "sandbox-other" { return .answer(Self.forbidden) }
    guard path[2] == "sandbox" else { return .answer(.html(404, "Not Found")) }
    if path.count == 3 { return .answer(.json(200) { w in event("sandbox", &w) }) }
    return list(path[3], request, rights)
  }

  // Seen on pretalx 2025.2.2: a wrong or expired token is 401; another scheme, or none, is an anonymous visitor.
  private struct InvalidToken: Error {}
  private static func rights(_ header: String?) -> Result<Rights, InvalidToken> {
    guard let words = header?.split(separator: " "), words.first == "Token" else { return .success(.none) }
    switch words.last {
    case "sandbox-token": return .success(.full)
    case "limited-token": return .success(.limited)
    default: return .failure(InvalidToken())
    }
  }

  private static let forbidden = Answer.detail(403, "You do not have permission to perform this action.")

  private func list(_ name: String, _ request: Request, _ rights: Rights) -> Reply {
    let path = request.segments
    if rights == .limited && settings.words("limited").contains(name) { return .answer(Self.forbidden) }
    // Seen on pretalx 2025.2.2: /answers/ is 401 without a valid token, where other lists show what is public.
    if rights == .none && ["answers", "reviews", "questions", "question-options"].contains(name) {
      return .answer(.detail(401, "Authentication credentials were not provided."))
    }
    let records = PretalxRecords(
      self, seesAll: rights != .none, language: request.query["lang"],
      expand: Set((request.query["expand"] ?? "").split(separator: ",").map(String.init)))
    if name == "talks" && path.count == 5 {
      return .answer(.redirect(301, to: "/api/events/sandbox/submissions/\(path[4])/"))
    }
    guard let list = list(name, records) else { return .answer(.html(404, "Not Found")) }
    if path.count == 5 { return .answer(one(path[4], of: list, records)) }
    guard path.count == 4 else { return .answer(.html(404, "Not Found")) }
    switch filter(list, request.query, records) {
    case .refused(let answer): return .answer(answer)
    case .list(let list): return page(list, request)
    }
  }

  private func page(_ list: DataList, _ request: Request) -> Reply {
    // Seen on pretalx 2025.2.2: rooms are paged by limit and offset, 100 at a time, without a maximum; elsewhere
    // limit and offset count only if both are given.
    let limit = request.query["limit"].flatMap { Int($0) }
    let offset = request.query["offset"].flatMap { Int($0) }
    if list.name == "rooms" || (limit != nil && offset != nil) {
      // The bounds keep silly numbers from overflowing.
      let window = (min(max(offset ?? 0, 0), 1_000_000_000), limit.map { $0 > 0 ? min($0, 1_000_000_000) : 100 } ?? 100)
      return .page(
        PageRequest(
          list: list, offset: window.0, limit: window.1, envelope: DjangoEnvelope(request: request, style: .offsets)))
    }
    // Seen on pretalx 2025.2.2: 50 a page, page_size up to 250, more is cut silently; the docs say 50.
    guard let window = request.djangoWindow(rows: list.rows.count, maximum: max(settings.number("page-max"), 1)) else {
      return .answer(.detail(404, "Invalid page."))
    }
    return .page(
      PageRequest(
        list: list, offset: window.offset, limit: window.limit,
        envelope: DjangoEnvelope(request: request, style: .pages)))
  }

  /// One record; what was deleted is 404 by its code (seen on pretalx 2025.2.2).
  private func one(_ id: String, of list: DataList, _ records: PretalxRecords) -> Answer {
    let row: Int?
    switch list.name {
    case "submissions": row = submission(code: id).flatMap { records.seesAll || isPublic($0) ? $0 : nil }
    case "speakers":
      row = speaker(code: id).flatMap { records.seesAll || submissions(of: $0).contains(where: isPublic) ? $0 : nil }
    case "schedules":
      row = id == "latest" ? round : id == "wip" ? round + 1 : list.rows.first { list.id($0).description == id }
      if let row, list.rows.contains(row) {
        return .json(200) { w in records.schedule(version: row, &w, isDetail: true) }
      }
      return .detail(404, "No Schedule matches the given query.")
    default: row = list.rows.first { list.id($0).description == id }
    }
    guard let row else { return .detail(404, "Not found.") }
    return .json(200) { w in list.write(row, &w) }
  }

  // Seen on pretalx 2025.2.2: /events/ is a bare array and lists by the user's rights, not by the token's, so that an
  // event listed here may still answer 403.
  private func events(_ w: inout JSONWriter, rights: Rights) {
    event("sandbox", &w)
    if rights != .none { event("sandbox-other", &w) }
  }

  private func event(_ slug: String, _ w: inout JSONWriter) {
    w.object { w in
      w.object("name") { w in
        w.text("de", "Sandkasten")
        w.text("en", "Sandbox")
      }
      w.text("slug", slug)
      w.flag("is_public", slug == "sandbox")
      w.text("date_from", Calendar.eventStart.day)
      w.text("date_to", Calendar.eventStart.adding(seconds: 2 * 86_400).day)
      w.text("timezone", "Europe/Berlin")
    }
  }
}
