/// Plain text out of HTML, without building a document.
enum HTMLText {
  /// The text without tags, comments, scripts and style sheets. Where a block begins or ends, or a line breaks, a line
  /// ends; all other white space becomes one blank. A text without tags stays as it is.
  ///
  /// Character references stay (see `decodingEntities`), and so does a `<` that opens no tag, or one that never closes.
  static func withoutTags(_ html: String) -> String {
    guard html.utf8.contains(0x3C) else { return html }
    var text = html
    var out = PlainLines()
    var hasTags = false
    text.withUTF8 { utf8 in
      var reader = TagReader(bytes: UnsafeRawBufferPointer(utf8))
      while let piece = reader.next() {
        switch piece {
        case .text(let range): out.append(utf8[range])
        case .tag(let name):
          hasTags = true
          if blocks.contains(name) { out.breakLine() } else if cells.contains(name) { out.append([0x20]) }
        }
      }
    }
    return hasTags ? out.text : html
  }

  private static let cells: Set = ["td", "th"]
  private static let blocks: Set = [
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details", "dialog", "div", "dl",
    "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend",
    "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody",
    "tfoot",
    "thead", "tr", "ul",
  ]
}

/// Text in which white space is one blank or one line break, and none stands at the ends.
private struct PlainLines {
  private var bytes: [UInt8] = []
  /// What the white space since the last visible character comes to: nothing, a blank, a line feed.
  private var gap: UInt8 = 0

  mutating func append(_ text: some Sequence<UInt8>) {
    for byte in text {
      switch byte {
      case 0x20, 0x09...0x0D: if gap == 0 { gap = 0x20 }
      default:
        if gap != 0, !bytes.isEmpty { bytes.append(gap) }
        gap = 0
        bytes.append(byte)
      }
    }
  }

  mutating func breakLine() { gap = 0x0A }

  var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Cuts HTML into text and tags.
private struct TagReader {
  enum Piece {
    case text(Range<Int>)
    /// In small letters, of an opening or a closing tag.
    case tag(String)
  }

  let bytes: UnsafeRawBufferPointer
  private var place = 0
  /// What was looked for and does not come any more from there on: it is not looked for again, so that no text takes long.
  private var missing: [String: Int] = [:]
  /// Opening quotes of values behind which no tag ends. Tags that would begin within the values of others meet at them, and
  /// go on from there alike.
  private var hopeless: Set<Int> = []

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func next() -> Piece? {
    guard place < bytes.count else { return nil }
    if bytes[place] == 0x3C, let (name, end) = markup(at: place) {
      place = end
      return .tag(name)
    }
    let start = place
    place += 1
    while place < bytes.count, bytes[place] != 0x3C { place += 1 }
    return .text(start..<place)
  }

  /// The tag, comment or declaration at `<`, with what is left out along with it; nil if it is none.
  private mutating func markup(at open: Int) -> (name: String, end: Int)? {
    if starts(with: "<!--", at: open) { return find("-->", from: open + 4).map { ("", $0) } }
    let isClosing = open + 1 < bytes.count && bytes[open + 1] == 0x2F
    let start = open + (isClosing ? 2 : 1)
    guard start < bytes.count else { return nil }
    if !isClosing, bytes[start] == 0x21 || bytes[start] == 0x3F { return find(">", from: start).map { ("", $0) } }
    guard (bytes[start] | 0x20) &- 0x61 < 26, let end = endOfTag(from: start) else { return nil }
    var name = ""
    for byte in bytes[start..<end] {
      guard byte > 0x20, byte != 0x2F, byte != 0x3E else { break }
      name.unicodeScalars.append(Unicode.Scalar(byte &- 0x41 < 26 ? byte | 0x20 : byte))
    }
    guard !isClosing, name == "script" || name == "style" else { return (name, end) }
    guard let close = find("</\(name)", from: end) else { return (name, end) }
    guard let closed = find(">", from: close) else {
      missing["</\(name)"] = end
      return (name, end)
    }
    return (name, closed)
  }

  /// Behind the `>` that ends a tag; one in a quoted value does not. Nil if there is none, or another tag opens before.
  private mutating func endOfTag(from start: Int) -> Int? {
    guard !isMissing(">", from: start) else { return nil }
    var index = start
    var quotes: [Int] = []
    defer { hopeless.formUnion(quotes) }
    var isValue = false
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x3E:
        quotes = []
        return index + 1
      case 0x3C: return nil
      case 0x22 where isValue, 0x27 where isValue:
        guard !hopeless.contains(index) else { return nil }
        quotes.append(index)
        if let end = find(byte == 0x22 ? "\"" : "'", from: index + 1) { index = end - 1 }
        isValue = false
      case 0x3D: isValue = true
      case 0x20, 0x09...0x0D: break
      default: isValue = false
      }
      index += 1
    }
    return nil
  }

  private func starts(with text: String, at place: Int) -> Bool {
    let wanted = text.utf8
    guard place + wanted.count <= bytes.count else { return false }
    return zip(bytes[place...], wanted).allSatisfy { byte, letter in
      byte == letter || (letter &- 0x61 < 26 && byte == letter & ~0x20)
    }
  }

  /// Behind the next occurrence of a text of small letters; case does not count.
  private mutating func find(_ text: String, from start: Int) -> Int? {
    guard let first = text.utf8.first, !isMissing(text, from: start) else { return nil }
    var index = start
    while index < bytes.count {
      if bytes[index] == first, starts(with: text, at: index) { return index + text.utf8.count }
      index += 1
    }
    missing[text] = start
    return nil
  }

  private func isMissing(_ text: String, from start: Int) -> Bool { missing[text].map { $0 <= start } ?? false }
}
