/// "Did you mean": the nearest of a few known words.
package enum Spelling {
  /// ` Did you mean 'token'?`, or nothing if no known word is near.
  package static func suggestion(for word: String, among known: [String]) -> String {
    let limit = max(1, word.count / 3)
    let nearest = known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
      .filter { $0.distance <= limit || $0.word.lowercased().hasPrefix(word.lowercased()) && word.count > 1 }
      .min { $0.distance < $1.distance }
    return nearest.map { " Did you mean '\($0.word)'?" } ?? ""
  }

  /// The known word that another is probably meant to be: the same but for case, accents' forms and separators, or one
  /// edit away that is no digit (`address1` and `address2` are two things). Nil if there is none.
  package static func twin(of word: String, among known: [String]) -> String? {
    func folded(_ text: String) -> [Character] { text.lowercased().filter { !" _-.".contains($0) }.map { $0 } }
    let mine = folded(word)
    if let same = known.first(where: { folded($0) == mine }) { return same }
    guard mine.count >= 4 else { return nil }
    return known.first { other in
      let theirs = folded(other)
      func letters(_ text: [Character]) -> [Character] { text.filter { !$0.isNumber } }
      return theirs.count >= 4 && letters(theirs) != letters(mine) && distance(String(theirs), String(mine)) == 1
    }
  }

  /// Edits between two words: insertions, deletions, replacements and swapped neighbours (Damerau, restricted).
  static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    guard a.count <= 64, b.count <= 64 else { return max(a.count, b.count) }
    var older = [Int](repeating: 0, count: b.count + 1)
    var old = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(old[j + 1] + 1, row[j] + 1, old[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, older[j - 1] + 1) }
        row.append(best)
      }
      older = old
      old = row
    }
    return old[b.count]
  }
}
