import HostChannel
import RecordJSON

/// An answer that the connector may still ask about.
struct KeptAnswer {
  let buffer: PageBuffer
  /// Method and address.
  let source: String
  /// True if nothing in its head says that there is more.
  var isWholeByHead = false
  var place = ListPlace()
  /// True if the connector wrote it.
  var isBuilt = false
  /// Where it has looked, while the rest is not validated.
  var asked: Set<JSONPointer> = []
  /// Where it found something short, in the order in which it looked there first.
  var looks: [Look] = []
  /// Where it may have looked: what was sent along with the answer, by number.
  var glimpsed: [Look] = []

  struct Look {
    let pointer: String
    let way: JSONPointer
  }

  /// Where bodies of many vendors lead to the next page, or say that there is one. To take one for it that is none costs one
  /// run more before somebody is deleted.
  private static let links =
    [
      "/next", "/links/next", "/_links/next", "/meta/next", "/paging/next", "/pagination/next", "/next_page",
      "/nextPage",
      "/next_page_url", "/nextPageUrl", "/next_url", "/nextUrl", "/next_cursor", "/nextCursor", "/next_page_token",
      "/nextPageToken", "/@odata.nextLink", "/meta/next_page", "/meta/next_cursor", "/pagination/next_page",
      "/paging/cursors/after",
    ] + ["/has_more", "/hasMore", "/meta/has_more", "/pagination/has_more", "/pagination/has_more_items"]

  /// True if neither its head nor its body leads on to more of the list.
  var isWholeList: Bool {
    guard isWholeByHead, !isBuilt else { return false }
    return Self.links.allSatisfy { link in
      guard let value = try? JSONPointer(link).peek(in: buffer) else { return true }
      return switch value.kind {
      case .null, .missing, .false: true
      case .string: value.isBlank
      default: false
      }
    }
  }

  /// Notes where the connector found something short.
  mutating func note(_ look: Look) {
    asked.insert(look.way)
    if !looks.contains(where: { $0.way == look.way }) { looks.append(look) }
  }

  /// Notes which of what was sent along the connector has read.
  mutating func note(glimpses bits: UInt8) {
    for (number, look) in glimpsed.enumerated() where bits >> UInt8(number) & 1 == 1 { note(look) }
    glimpsed = []
  }

  /// Why it is of no use.
  func sentence(_ error: JSONError) -> String {
    let page = place.words.map { "\($0): " } ?? ""
    return
      "\(page)\(source) answered with \(buffer.words(for: error)). Check the endpoint, or try again later."
  }
}

extension PageBuffer {
  /// What it holds instead of usable JSON.
  func words(for error: JSONError) -> String {
    let isHTML = bytes.prefix(512).drop { $0 <= 32 }.first == UInt8(ascii: "<")
    return isHTML ? "a web page instead of JSON" : "JSON that cannot be used: \(error)"
  }
}
