/// Which texts `boolean` takes for yes and for no, compared without case.
package struct BooleanWords: Sendable, Hashable {
  package let yes: [String]
  package let no: [String]
  /// What every other text is, if one of the lists has `*`.
  package let otherwise: Bool?

  /// Of English, German, French and Spanish forms.
  package static let standard = BooleanWords(
    yes: ["true", "yes", "y", "1", "on", "ja", "j", "oui", "sí", "si"],
    no: ["false", "no", "n", "0", "off", "nein", "non"], otherwise: nil)

  /// `ja, zugesagt; nein, *`
  var text: String {
    [(yes, true), (no, false)].map { words, side in
      let items = words.map { TextReader.item($0, ends: ",;", mayBeEmpty: false) } + (otherwise == side ? ["*"] : [])
      return items.joined(separator: ", ")
    }.joined(separator: "; ")
  }
}

extension TextReader {
  /// Reads `yes words; no words` to the end.
  mutating func booleanWords() throws(Misread) -> BooleanWords {
    var lists: [[String]] = [[], []]
    var known: Set<String> = []
    var otherwise: Bool?
    for side in 0...1 {
      repeat {
        skipBlanks()
        let start = position
        let (word, isQuoted) = try item(ends: ",;")
        guard !word.isEmpty else {
          throw fail(side == 0 ? "a word for yes" : "a word for no, or * for every other", at: start)
        }
        let isStar = word == "*" && !isQuoted
        guard isStar ? otherwise == nil : known.insert(word.lowercased()).inserted else {
          throw fail("'\(word)' only once", at: start)
        }
        if isStar { otherwise = side == 0 } else { lists[side].append(word) }
      } while take(",")
      if side == 0 {
        guard take(";") else { throw fail("',' or ';' and the words for no") }
      }
    }
    guard isAtEnd else { throw fail("',' or the end") }
    return BooleanWords(yes: lists[0], no: lists[1], otherwise: otherwise)
  }
}
