import ConnectorKit

/// A list in Certain's envelope: `completeCollectionSize`, `size`, `startingIndex`, and the records.
///
/// `start_index` may count records or pages, depending on whom one asks, so the second request finds out.
struct IndexedList {
  /// Path and parameters beside the paging.
  let request: Request
  /// Where the records stand.
  let records: String
  /// The member that tells one record from the next, nil if the whole record does.
  let key: String?

  /// What reading came to.
  enum Outcome {
    /// All of it, and how many Certain announced.
    case whole(total: Int?)
    /// To its end, and fewer than Certain announced.
    case short(total: Int)
    /// The limit was reached.
    case cut
    /// Certain answered 404.
    case nothing
  }

  /// Hands each page on, in order.
  func read(
    _ host: borrowing Host, pageSize: Int, limit: Int?, _ body: (Response) throws -> Void
  ) throws -> Outcome {
    var beginning = asking(from: 1, for: pageSize)
    beginning.place = Request.Place(page: 1)
    let first = try host.send(beginning)
    if first.status == 404 { return .nothing }
    guard try first.json(at: "/completeCollectionSize") != nil else {
      let count = try Self.records(of: first, at: records).count
      // This list always says it; without it the first page would pass for all there is.
      if key != nil { throw first.badShape("it lacks 'completeCollectionSize', the number of all records") }
      try body(first)
      if let limit, count >= limit { return .cut }
      guard count != pageSize else {
        throw ConnectorError(
          .badConfig,
          "Certain answered \(request.url) with the \(count) records that were asked for and does not say whether there are "
            + "more. Set 'page_size' to more than there are.")
      }
      return .whole(total: count == 0 ? 0 : nil)
    }
    var total = try first.count(at: "/completeCollectionSize")
    let size = try first.count(at: "/size")
    guard size > 0 || total == 0 else { throw first.badShape("it announces \(total) records and holds none") }
    let unit = size < total ? try countsPages(first, size: size, using: host) : true
    var previous = try identity(of: first, 0)
    try body(first)
    var received = size
    var next = 2
    let pages = total == 0 ? 1 : (total + size - 1) / size
    while next <= pages {
      if let limit, received >= limit { return .cut }
      let batch = (next...min(next + 3, pages)).map { (page: $0, index: unit ? $0 : 1 + ($0 - 1) * size) }
      let sent = try host.sendEach(
        batch.map { page, index in
          var request = asking(from: index, for: size)
          // What is made of other lists' records is not counted as Certain counts.
          request.place = Request.Place(page: page, of: pages, total: key == nil ? nil : total)
          return request
        })
      for (index, page) in zip(batch.map(\.index), sent.answers) {
        // Shorter than announced by now; the numbers below tell.
        guard let page, page.status != 404 else { continue }
        try expect(index, on: page)
        let identity = try identity(of: page, 0)
        guard identity == nil || identity != previous else { throw page.badShape("it repeats the page before it") }
        previous = identity
        total = max(total, try page.count(at: "/completeCollectionSize"))
        let held = try page.count(at: "/size")
        guard held > 0 else { throw page.badShape("it holds no records where some were announced") }
        received += held
        try body(page)
      }
      if let error = sent.error { throw error }
      next += batch.count
    }
    // What is emitted as it comes the host counts itself.
    return received >= total || key != nil ? .whole(total: total) : .short(total: total)
  }

  /// Whether `start_index` counts pages: from 2 on, two records begin with the third of all if it does, with the second
  /// if it counts records.
  private func countsPages(_ first: Response, size: Int, using host: borrowing Host) throws -> Bool {
    // Pages of one record are records.
    if size == 1 { return true }
    let probe = try host.send(asking(from: 2, for: 2))
    guard probe.status != 404 else {
      throw ConnectorError(
        .transient,
        "Certain announced more than \(size) records at \(request.url) and answered 404 when it was asked for the second: the"
          + " list changed while it was read. Try again.")
    }
    // The second tells where the first has no id.
    for place in 0...1 {
      guard let found = try identity(of: probe, place) else { continue }
      if try found == identity(of: first, place + 1) { return false }
      if try found == identity(of: first, place + 2) || (size == 2 && place == 0) {
        try host.release(probe)
        return true
      }
    }
    throw probe.badShape("start_index=2 leads neither to the second record nor to the second page")
  }

  private func asking(from index: Int, for size: Int) -> Request {
    var request = request
    request.query["start_index"] = String(index)
    request.query["max_results"] = String(size)
    request.accepting.append(404)
    return request
  }

  /// The text that tells a record from others; nil if there is none at that place.
  private func identity(of page: Response, _ index: Int) throws -> [UInt8]? {
    try page.json(at: "\(records)/\(index)" + (key.map { "/\($0)" } ?? ""))
  }

  private func expect(_ index: Int, on page: Response) throws {
    guard let start = try page.value(at: "/startingIndex")?.int, start != index else { return }
    throw page.badShape("it starts at \(start) where \(index) was asked for")
  }

  /// The records of a page; a single one may stand without its list.
  static func records(of page: Response, at pointer: String) throws -> [JSON] {
    guard let value = try page.value(at: pointer) else {
      throw page.badShape("there is nothing at '\(pointer)', where the records should be")
    }
    return try elements(of: value, on: page, at: pointer)
  }

  /// The objects of a list, or the one that stands for a list of one.
  static func elements(of value: JSON, on page: Response, at place: String) throws -> [JSON] {
    switch value {
    case .object: return [value]
    case .array(let elements) where elements.allSatisfy({ $0.members != nil }): return elements
    default: throw page.badShape("'\(place)' is not a list of records")
    }
  }
}
