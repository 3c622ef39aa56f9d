/// Which part of a list, or of bytes, an answer says it is: `Content-Range: items 0-24/30` (RFC 9110 section 14.4).
package struct ContentRange: Sendable, Equatable {
  /// Counted from 0 as the standard has it; some vendors count from 1.
  package let first: Int
  package let last: Int
  /// How many there are, if the answer says so.
  package let total: Int?

  /// Nil for what is no range, `*/30` too.
  package init?(_ text: String) {
    // The unit may be missing.
    guard let part = text.split(separator: " ").last else { return nil }
    let sides = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let ends = sides[0].split(separator: "-", omittingEmptySubsequences: false).map(Self.number)
    guard sides.count == 2, ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
    self.first = first
    self.last = last
    total = Self.number(sides[1])
    if total == nil, sides[1] != "*" { return nil }
  }

  /// Numbers of up to 15 digits, which can be added up: no list and no file is longer.
  private static func number(_ text: Substring) -> Int? {
    text.utf8.count <= 15 && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
  }

  /// True if nothing is missing around it.
  var isWhole: Bool { first <= 1 && total == last - first + 1 }
}

extension HTTPAnswer {
  /// True for an answer that says of itself that it is a part.
  package var isPart: Bool { status == 206 || header("content-range") != nil }

  /// Which part it is; nil if it does not say.
  package var range: ContentRange? { header("content-range").flatMap { ContentRange($0) } }

  /// True if nothing in its head says that there is more.
  package var isWholeByHead: Bool {
    status == 200 && !isPart
      && !headers.contains { header in
        header.name == "link" && Self.leadsOn(header.value) || header.name == "x-next-page" && !header.value.isEmpty
      }
  }

  /// Whether a `Link` header names a next page: `<https://…?page=2>; rel="next"` (RFC 8288).
  static func leadsOn(_ link: String) -> Bool {
    link.lowercased().split { ";,".contains($0) }.contains { part in
      let sides = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      return sides.count == 2 && sides[0] == "rel"
        && sides[1].split { $0 == "\"" || $0 == " " }.contains { $0 == "next" }
    }
  }
}
