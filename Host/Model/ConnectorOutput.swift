/// What a connector logged and printed during a run: its own words, to be shown and never to be believed. Bounded, so that
/// one which never stops talking fills no file; whoever fills it takes secrets out first.
package struct ConnectorOutput: Sendable, Hashable {
  /// How much a line matters, with the numbers of the C header.
  package enum Level: Int, Sendable {
    case debug, info, warning

    package var name: String { "\(self)" }
  }

  /// A line that it logged.
  package struct Line: Sendable, Hashable {
    package var level: Level
    package var text: String

    package init(_ level: Level, _ text: String) {
      self.level = level
      self.text = text
    }
  }

  /// Of a line, of the first lines, of the last ones, and of what was printed: bytes that are kept.
  package static let limits = (line: 1000, first: 8 << 10, last: 8 << 10, printed: 16 << 10)
  /// First lines, last ones, and printed ones that are kept.
  package static let mostLines = 100

  /// The first lines that it logged.
  package private(set) var first: [Line] = []
  /// Lines that were left out behind those.
  package private(set) var leftOut = 0
  /// The last lines, if not all are among the first.
  package private(set) var last: [Line] = []
  /// The last lines that it printed.
  package private(set) var printed: [String] = []
  /// Bytes that it printed before those.
  package private(set) var printedBefore = 0

  private var (firstBytes, lastBytes) = (0, 0)

  package init() {}

  /// What was kept, as it comes out of a store.
  package init(first: [Line], leftOut: Int, last: [Line], printed: [String], printedBefore: Int) {
    (self.first, self.leftOut, self.last) = (first, leftOut, last)
    (self.printed, self.printedBefore) = (printed, printedBefore)
  }

  package var isEmpty: Bool { first.isEmpty && last.isEmpty && printed.isEmpty && printedBefore == 0 }

  /// Adds a line of the log.
  package mutating func log(_ level: Level, _ text: String) {
    let line = Line(level, Self.shortened(text))
    let size = line.text.utf8.count
    if last.isEmpty, leftOut == 0, first.count < Self.mostLines, firstBytes + size <= Self.limits.first {
      first.append(line)
      firstBytes += size
      return
    }
    last.append(line)
    lastBytes += size
    while last.count > Self.mostLines || lastBytes > Self.limits.last {
      lastBytes -= last.removeFirst().text.utf8.count
      leftOut += 1
    }
  }

  /// Adds lines that it printed, behind so many bytes that are lost.
  package mutating func print(_ lines: [String], after lost: Int = 0) {
    if lost > 0 {
      printedBefore += lost + printed.reduce(0) { $0 + $1.utf8.count + 1 }
      printed = []
    }
    printed += lines.map(Self.shortened)
    var size = printed.reduce(0) { $0 + $1.utf8.count }
    var gone = 0
    while printed.count - gone > Self.mostLines || size > Self.limits.printed {
      size -= printed[gone].utf8.count
      printedBefore += printed[gone].utf8.count + 1
      gone += 1
    }
    printed.removeFirst(gone)
  }

  /// Adds what it said later in the same run.
  package mutating func add(_ later: ConnectorOutput) {
    for line in later.first { log(line.level, line.text) }
    if later.leftOut > 0 {
      // No line that came after others which are not known may stand before them.
      leftOut += later.leftOut + last.count
      (last, lastBytes) = ([], 0)
    }
    for line in later.last { log(line.level, line.text) }
    print(later.printed, after: later.printedBefore)
  }

  /// `abc…` if it is longer than a line that is kept.
  private static func shortened(_ text: String) -> String {
    guard text.utf8.count > limits.line else { return text }
    return text.dropping(last: text.utf8.count - limits.line) + "…"
  }
}

extension String {
  /// The text without its last so many bytes, and without the rest of a character that they were a part of.
  package func dropping(last bytes: Int) -> String {
    var end = utf8.index(endIndex, offsetBy: -max(bytes, 0), limitedBy: startIndex) ?? startIndex
    while end > startIndex, String.Index(end, within: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
