/// A vendor's server with everything in it, at one round.
protocol VendorEvent: Sendable {
  /// What the server answers, faults apart.
  func reply(to request: Request) -> Reply

  /// Every list, as one with full rights that reads all pages should find it.
  var lists: [DataList] { get }
}

/// What a vendor makes of a request: an answer at once, or a page of a list, which faults may change.
enum Reply {
  case answer(Answer)
  case page(PageRequest)
}

/// Where and how much of a list is asked for, and how the vendor wraps it.
struct PageRequest {
  var list: DataList
  /// Rows before the page.
  var offset: Int
  /// Rows on the page at most.
  var limit: Int
  var envelope: any Envelope
  var headers: [(name: String, value: String)] = []
  var asciiOnly = false
}

/// A vendor's wrapping around the rows of a page.
protocol Envelope {
  /// True if a page names the address of the next one.
  var hasLinks: Bool { get }

  func write(_ page: Page, into writer: inout JSONWriter)

  /// What the vendor answers instead of a page without rows; nil if it sends the page.
  func answer(without page: Page) -> Answer?

  /// The whole body around what `write` wrote, for vendors that add something.
  func wrap(_ body: [UInt8]) -> [UInt8]
}

extension Envelope {
  func wrap(_ body: [UInt8]) -> [UInt8] { body }
}
