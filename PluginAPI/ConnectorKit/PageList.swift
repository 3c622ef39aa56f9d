/// A list that comes in numbered pages and says how long it is, such as that of many Django servers:
/// `{"count": 312, "next": "https://…?page=2", "results": […]}`.
public struct PageList: Sendable {
  /// The first page, with the page size among its parameters.
  public var first: Request
  /// How many records a page was asked to hold.
  public var pageSize: Int
  /// The parameter that names a later page; the first is 1.
  public var page: String
  /// Where the number of all records stands.
  public var total: String
  /// Where the address of the next page stands, `null` on the last.
  public var next: String
  /// How many later pages are asked for at once, 1 to 16.
  public var atOnce: Int

  /// Describes a list; the pointers (RFC 6901) are those of pretix, pretalx and other Django servers unless given.
  public init(
    _ first: Request, pageSize: Int, page: String = "page", total: String = "/count", next: String = "/next",
    atOnce: Int = 4
  ) {
    self.first = first
    self.pageSize = pageSize
    self.page = page
    self.total = total
    self.next = next
    self.atOnce = min(16, max(1, atOnce))
  }

  /// What reading came to.
  public struct Outcome: Sendable, Equatable {
    /// The largest number of records that any page announced. A list that shrinks while it is read thus shows: fewer
    /// records arrive than were announced.
    public var total: Int
    /// False if a limit cut the reading short.
    public var isWhole: Bool
  }
}

extension Host {
  /// Reads a list to its end and hands each page on, in order: the first alone, then as many at once as the total asks
  /// for, then by the vendor's own links until there is none. A link that was followed before is refused. If a page fails,
  /// those that were asked for along with it are handed on before it is thrown.
  ///
  /// - Parameters:
  ///   - limit: Stop after about so many records; nil: no limit.
  ///   - body: Emits the page; not called for a later page that is no longer there.
  public borrowing func forEachPage(
    of list: PageList, limit: Int?, _ body: (Response) throws -> Void
  ) throws -> PageList.Outcome {
    var reading = Reading(list: list)
    var first = list.first
    // So that the host knows where a list begins that is one of many under the same path.
    first.place = first.place ?? Request.Place(page: 1)
    try reading.take(try send(first), body)
    let wanted = min(reading.total, limit ?? reading.total)
    let expected = (wanted + list.pageSize - 1) / list.pageSize
    while reading.pages < expected, reading.next != nil {
      let batch = (reading.pages + 1...min(reading.pages + list.atOnce, expected)).map { number in
        var request = list.first
        request.query[list.page] = String(number)
        request.accepting.append(404)
        request.place = Request.Place(page: number, of: expected, total: reading.total)
        return request
      }
      let sent = try sendEach(batch)
      for case let page? in sent.answers where sent.error == nil || page.status != 404 {
        // The list has become shorter since the first page; the larger total says so to the host.
        if page.status == 404 { return PageList.Outcome(total: reading.total, isWhole: true) }
        try reading.take(page, body)
      }
      if let error = sent.error { throw error }
    }
    // The server may have grown, or cut pages smaller than asked: its own links lead through the rest.
    while let link = reading.next, limit.map({ reading.pages * list.pageSize < $0 }) ?? true {
      let place = Request.Place(page: reading.pages + 1, total: reading.total)
      let request = Request(
        Path(verbatim: link), auth: list.first.auth, headers: list.first.headers, place: place)
      try reading.take(try send(request), body)
    }
    return PageList.Outcome(total: reading.total, isWhole: reading.next == nil)
  }
}

/// How far a list has been read.
private struct Reading {
  let list: PageList
  var pages = 0
  var total = 0
  var next: String?
  private var links: Set<String> = []

  init(list: PageList) { self.list = list }

  /// Checks a page, then hands it on.
  mutating func take(_ page: Response, _ body: (Response) throws -> Void) throws {
    total = max(total, try page.count(at: list.total))
    switch try page.value(at: list.next) {
    case .null, .string(""): next = nil
    case .string(let link):
      guard links.insert(link).inserted else {
        throw page.badShape("'\(list.next)' leads back to a page that was read already")
      }
      next = link
    default: throw page.badShape("'\(list.next)' is neither a link nor null")
    }
    try body(page)
    pages += 1
  }
}
