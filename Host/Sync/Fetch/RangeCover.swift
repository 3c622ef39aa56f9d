import HostPlugins

/// Whether the parts in which lists came add up to whole ones. A list is known by its address without parameters.
struct RangeCover {
  private struct List {
    /// What came, in order, without gaps inside.
    var parts: [ClosedRange<Int>] = []
    var total: Int?
    /// False if an answer did not say which part it is.
    var isTold = true

    var came: Int { parts.reduce(0) { $0 + $1.count } }

    /// Some vendors count from 1.
    var isWhole: Bool {
      guard isTold, let total, parts.count == 1 else { return false }
      return parts[0].lowerBound <= 1 && parts[0].count >= total
    }

    mutating func add(_ part: ClosedRange<Int>) {
      var merged = part
      parts.removeAll { other in
        guard other.lowerBound <= merged.upperBound + 1, merged.lowerBound <= other.upperBound + 1 else { return false }
        merged = min(merged.lowerBound, other.lowerBound)...max(merged.upperBound, other.upperBound)
        return true
      }
      parts.insert(merged, at: parts.firstIndex { $0.lowerBound > merged.lowerBound } ?? parts.endIndex)
    }
  }

  private var lists: [String: List] = [:]
  /// What is wrong with a list that has begun anew.
  private var gap: String?
  /// Lists that are remembered; beyond it those that came whole are forgotten, and where so many wait for their other parts
  /// at once, they are taken for what never comes.
  private static let most = 1_000

  /// Notes a part; `begins` if the list is read from its beginning again.
  mutating func add(_ range: ContentRange?, of list: String, begins: Bool) {
    if begins, let before = lists[list] {
      gap = gap ?? Self.sentence(before, of: list)
      lists[list] = nil
    }
    if lists[list] == nil, lists.count >= Self.most {
      lists = lists.filter { !$0.value.isWhole }
      if lists.count >= Self.most {
        gap = sentence
        lists = [:]
      }
    }
    var entry = lists[list] ?? List()
    if let range {
      entry.add(range.first...range.last)
      if let total = range.total { entry.total = max(total, entry.total ?? 0) }
    } else {
      entry.isTold = false
    }
    lists[list] = entry
  }

  /// What is missing, as a sentence; nil if the parts add up.
  var sentence: String? {
    gap ?? lists.sorted { $0.key < $1.key }.lazy.compactMap { Self.sentence($0.value, of: $0.key) }.first
  }

  private static func sentence(_ list: List, of address: String) -> String? {
    guard !list.isWhole else { return nil }
    let of = list.total.map { " of \($0.grouped)" } ?? ""
    let came = list.isTold ? "\(list.came.grouped)\(of) came" : "one of them does not say which part it is"
    return
      "\(address) answered in parts that do not add up to a whole list: \(came). Try again later; if it stays so, tell"
      + " the connector's maker."
  }
}
