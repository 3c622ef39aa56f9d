/// What a web page says, for a sentence: its title, or all its text if it has none.
enum PageWords {
  static func of(_ page: String) -> String {
    var rest = Substring(page)
    var title = ""
    var text = ""
    var element = ""
    while let open = rest.firstIndex(of: "<") {
      let words = rest[..<open]
      switch element {
      case "title": title += words
      case "script", "style": break
      default: text += words
      }
      let tag = rest[rest.index(after: open)...]
      element = tag.prefix { $0.isLetter }.lowercased()
      let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
      if !withinWords.contains(name) { text += " " }
      // A page that was cut within a tag ends with it.
      guard let close = tag.firstIndex(of: ">") else { return shown(title, text) }
      rest = tag[tag.index(after: close)...]
    }
    return shown(title, text + rest)
  }

  private static func shown(_ title: String, _ text: String) -> String {
    title.allSatisfy(\.isWhitespace) ? text : title
  }

  /// Elements that separate no words.
  private static let withinWords: Set<String> = [
    "a", "b", "code", "em", "font", "i", "mark", "s", "small", "span", "strong", "u", "wbr",
  ]
}
