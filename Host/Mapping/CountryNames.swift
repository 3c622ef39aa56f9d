/// The countries of ISO 3166-1 by their codes of two and three letters and by their names in English, German, French and
/// Spanish, with other common forms; names that could mean two countries, such as Korea, are left out.
enum CountryNames {
  /// The code of two letters; case, accents and punctuation do not count, `&` is `and`, `St.` is `Saint`, and `the` is
  /// passed over.
  static func code(of text: String) -> String? { exact[text] ?? codes[key(text)] }

  /// The names as the table writes them, for most values are written so.
  private static let exact = Dictionary(entries.map { ($0.name, $0.code) }) { first, _ in first }
  private static let codes = Dictionary(entries.map { (key($0.name), $0.code) }) { first, _ in first }

  /// Each line: both codes, then names.
  static let entries: [(name: String, code: String)] = (aToK + "\n" + lToZ).split(separator: "\n").flatMap { line in
    let parts = line.split(separator: " ", maxSplits: 2)
    let names = parts[2].split(separator: "|") + parts[..<2]
    return names.map { (String($0), String(parts[0])) }
  }

  private static func key(_ text: String) -> String {
    var words: [String] = []
    var word = ""
    for scalar in text.plainLetters.unicodeScalars {
      switch scalar {
      case ".", "'", "’", "‘", "`": continue
      case "&":
        words += [word, "and"]
        word = ""
      case _ where scalar.properties.isAlphabetic || scalar.properties.numericType != nil:
        word.unicodeScalars.append(scalar)
      default:
        words.append(word)
        word = ""
      }
    }
    words.append(word)
    return words.filter { !$0.isEmpty && $0 != "the" }.map { $0 == "st" ? "saint" : $0 }.joined(separator: " ")
  }
}
