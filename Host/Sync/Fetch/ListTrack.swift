import HostChannel

/// Which of the vendor's lists a connector is at: told by the addresses that it asks for, and by where it says that one
/// begins.
struct ListTrack {
  /// Answers in a row that a connector may ask for without emitting a page.
  static let mostAnswers = 10_000

  private(set) var answersSincePage = 0
  /// The list that the last page was of, and the number of the page.
  private var last: String?
  private var lastPage: UInt32 = 0
  /// What was asked for since then: the first list, and whether one of them begins.
  private var asked: (list: String, begins: Bool)?

  /// Notes a request for a list.
  mutating func ask(for list: String, begins: Bool) {
    if asked == nil { asked = (list, false) }
    if begins { asked?.begins = true }
  }

  mutating func answer() { answersSincePage += 1 }

  /// Notes a page; gives the list that it is of, and whether it is the first one of it.
  mutating func emit(_ body: KeptAnswer) -> (list: String, begins: Bool) {
    // Records that the connector built are of what it asked for first; an answer is of its own list.
    let list = body.isBuilt ? asked?.list ?? last ?? body.source : Self.list(body.source)
    let begins = body.isBuilt ? asked?.begins ?? false : body.place.page == 1
    let number = body.place.page
    defer { (last, lastPage, asked, answersSincePage) = (list, number, nil, 0) }
    guard !begins, let last, list != last else { return (list, begins || last == nil) }
    // Some lists are paged in their path: `/people/page/2`.
    let goesOn = number > 1 && Self.unnumbered(list, number) == Self.unnumbered(last, lastPage)
    return (list, !goesOn)
  }

  /// A path without its last part, if that is the number of the page.
  private static func unnumbered(_ list: String, _ page: UInt32) -> Substring {
    guard let slash = list.lastIndex(of: "/"), list[list.index(after: slash)...] == String(page) else {
      return list[...]
    }
    return list[..<slash]
  }

  /// What a list is known by: an address without parameters.
  static func list(_ address: String) -> String { String(address.prefix { $0 != "?" && $0 != "#" }) }
}
