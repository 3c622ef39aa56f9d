import HostChannel

/// Which of the vendor's lists a connector is at: told by the addresses that it asks for, and by where it says that one
/// begins.
struct ListTrack {
  /// Answers in a row that a connector may ask for without emitting a page.
  static let mostAnswers = 10_000

  private(set) var answersSincePage = 0
  /// The list that the last page was of.
  private var last: String?
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
    defer { (last, asked, answersSincePage) = (list, nil, 0) }
    return (list, begins || list != last)
  }

  /// What a list is known by: an address without parameters.
  static func list(_ address: String) -> String { String(address.prefix { $0 != "?" && $0 != "#" }) }
}
