/// `{"count", "next", "previous", "results"}` with absolute links, as Django REST framework sends it.
struct DjangoEnvelope: Envelope {
  let request: Request
  let style: Style
  var hasLinks: Bool { true }

  enum Style {
    /// `page` and `page_size`; the links repeat the client's own `page_size`, even one that was cut to the maximum.
    case pages
    /// `limit` and `offset`.
    case offsets
  }

  func write(_ page: Page, into writer: inout JSONWriter) {
    writer.object { w in
      if let total = page.total { w.number("count", total) }
      w.text("next", page.repeatsItself ? address(page, 0) : page.hasMore ? address(page, 1) : nil)
      w.text("previous", page.offset > 0 ? address(page, -1) : nil)
      w.member("results") { w in page.writeRows(into: &w) }
    }
  }

  // Seen on pretalx 2025.2.2 and pretix 2026.8.0: a page past the end is 404; the first page of an empty list is not.
  func answer(without page: Page) -> Answer? {
    page.offset > 0 && style == .pages ? .detail(404, "Invalid page.") : nil
  }

  private func address(_ page: Page, _ step: Int) -> String {
    let query: String
    switch style {
    case .pages:
      let number = page.offset / page.limit + 1 + step
      // Django drops `page` from the link to the first page.
      query = request.query.with("page", number == 1 && step < 0 ? nil : String(number))
    case .offsets:
      let offset = max(page.offset + step * page.limit, 0)
      let kept = Query(request.query.with("limit", String(page.limit))[...])
      query = kept.with("offset", offset == 0 && step < 0 ? nil : String(offset))
    }
    return request.origin + request.path + (query.isEmpty ? "" : "?" + query)
  }
}

extension Request {
  /// Reads `page` and `page_size`; nil if `page` is no page number at all.
  ///
  /// `page=last` gives the last page (pretalx docs, fundamentals: pagination). A size beyond `maximum` is cut silently.
  func djangoWindow(rows: Int, standard: Int = 50, maximum: Int) -> (offset: Int, limit: Int)? {
    let wanted = query["page_size"].flatMap { Int($0) } ?? standard
    let limit = wanted > 0 ? min(wanted, maximum) : standard
    guard let page = query["page"] else { return (0, limit) }
    if page == "last" { return (max(rows - 1, 0) / limit * limit, limit) }
    // The bound keeps a silly page number from overflowing.
    guard let number = Int(page), 1...1_000_000_000 ~= number else { return nil }
    return ((number - 1) * limit, limit)
  }
}
