import HostModel

/// Tells a list that has no end: answers in a row that bring nothing new (DESIGN §2, rule 1).
///
/// What the store knows does not count, only what came in this run. A list begins anew where its address changes, or where
/// the connector says that it asks for the first page.
struct EndlessList {
  /// Answers in a row that may bring nothing but what came before, of however many lists: lists by themselves may have no
  /// end. Many empty ones are none of these: those of people who chose nothing.
  private static let mostInAll = 10_000
  private let patience: DataType.Patience
  /// Answers since the last one with something new, of one list and of all.
  private var (repeated, empty, inAll) = (0, 0, 0)

  init(_ patience: DataType.Patience) { self.patience = patience }

  /// Counts a page; gives the sentence if it was one too many.
  ///
  /// - Parameters:
  ///   - new: how many of its source records have an id that had not come before in this run.
  ///   - known: how many have one that had.
  mutating func take(_ page: DecodedPage, new: Int, known: Int) -> String? {
    if page.beginsList || new > 0 { (repeated, empty) = (0, 0) }
    guard new == 0 else {
      inAll = 0
      return nil
    }
    if known > 0 { inAll += 1 }
    // A record without id brings nothing that could be told from what came.
    if known > 0 { repeated += 1 } else { empty += 1 }
    let next = "Check the endpoint, or try again later; if it stays so, tell the connector's maker."
    if repeated >= patience.repeated {
      return
        "\(page.source) is the last of \(repeated.grouped) answers in a row with nothing but records that had come before"
        + " in this run: the list does not end. \(next)"
    }
    if empty >= patience.empty {
      return
        "\(page.source) is the last of \(empty.grouped) answers in a row without a record: the list does not end. \(next)"
    }
    if inAll >= max(Self.mostInAll, patience.repeated, patience.empty) {
      return
        "\(page.source) is the last of \(inAll.grouped) answers in a row with nothing but records that had come before in"
        + " this run, each from a list of its own or nearly so: the lists do not end. \(next)"
    }
    return nil
  }
}
